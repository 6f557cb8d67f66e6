"""The first page of a new house."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from office.access import public
from office.doors import log_in
from office.forms import BeginForm
from office.models import User


@public
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Make the administrator and the company, while there is nobody yet."""
    if request.method != "POST" and User.objects.exists():
        raise Http404
    form = BeginForm(request.POST if request.method == "POST" else None)
    user = form.save() if request.method == "POST" else None
    if user:
        log_in(request, user)
        return redirect("office:people")
    return render(request, "office/begin.html", {"form": form}, status=422 if form.errors else 200)
