"""How soon a campaign's hot leads are to be called."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from leads.forms.pace import PaceForm
from leads.models import Campaign, Pace
from leads.views.campaigns import WRITERS
from office.access import PersonRequest, role


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def pace(request: PersonRequest, campaign: int) -> HttpResponse:
    """The target in minutes, and the hours in which they run."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign)
    form = PaceForm(request.POST or None, instance=Pace.of(found))
    if request.method == "POST" and form.set(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:campaign", found.pk)
    return render(request, "leads/pace.html", {"form": form, "campaign": found}, status=422 if form.is_bound else 200)
