"""A list that is on paper: typed in or pasted, then matched and checked like any file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leads.forms.paper import PaperForm
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def paper(request: PersonRequest) -> HttpResponse:
    """Type in the rows."""
    form = PaperForm(request.POST if request.method == "POST" else None, user=request.user)
    if received := form.save(by=request.user):
        return redirect("leads:match", received.pk)
    return render(request, "leads/paper.html", {"form": form}, status=422 if form.is_bound else 200)
