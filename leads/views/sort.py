"""In which order a campaign's leads stand in the queue."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from leads.forms.sort import SortForm
from leads.models import Campaign
from leads.views.campaigns import WRITERS
from office.access import PersonRequest, role


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def sort(request: PersonRequest, campaign: int) -> HttpResponse:
    """The keys, the first one first."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign)
    form = SortForm(request.POST or None, campaign=found)
    if request.method == "POST" and form.choose(by=request.user):
        messages.success(request, _t("Saved. The queue is in this order in a moment."))
        return redirect("leads:campaign", found.pk)
    return render(request, "leads/sort.html", {"form": form, "campaign": found}, status=422 if form.is_bound else 200)
