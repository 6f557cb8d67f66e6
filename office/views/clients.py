"""The companies that we call for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from office.access import ADMINISTRATOR, PersonRequest, role
from office.forms import CorrectForm, FoundForm
from office.models import Client


@role(ADMINISTRATOR)
@require_safe
def clients(request: PersonRequest) -> HttpResponse:
    """The companies that I run."""
    shown = Client.objects.visible_to(request.user).by_name()
    return render(request, "office/clients.html", {"clients": shown})


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def found(request: PersonRequest) -> HttpResponse:
    """Begin to work for one more company."""
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("office:clients")
    return render(request, "office/found.html", {"form": form}, status=422 if form.errors else 200)


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def correct(request: PersonRequest, client: int) -> HttpResponse:
    """Put right what we know of a company."""
    shown = get_object_or_404(Client.objects.visible_to(request.user), pk=client)
    form = CorrectForm(request.POST if request.method == "POST" else None, client=shown)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("office:clients")
    context = {"form": form, "shown": shown}
    return render(request, "office/correct.html", context, status=422 if form.errors else 200)
