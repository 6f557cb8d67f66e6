"""The scorecards by which calls are judged: the client's, and a campaign's own. Saving writes the next version."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods

from calls.forms.reviews import ScorecardForm
from calls.models import Scorecard
from leads.models import Campaign
from office.access import MANAGER, PersonRequest, role
from office.models import Client


@role(MANAGER)
@require_GET
def scorecards(request: PersonRequest) -> HttpResponse:
    """Which card judges whose calls."""
    cards = Scorecard.objects.visible_to(request.user).in_force()
    by_place = {(card.client_id, card.campaign_id): card for card in cards}
    clients = Client.objects.visible_to(request.user).by_name()
    campaigns = Campaign.objects.visible_to(request.user).by_name()
    of_client = [(client, by_place.get((client.pk, None))) for client in clients]
    rows = [(campaign, by_place.get((campaign.client_id, campaign.pk))) for campaign in campaigns]
    return render(request, "calls/scorecards.html", {"clients": of_client, "campaigns": rows})


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def scorecard(request: PersonRequest, client: int) -> HttpResponse:
    """The client's card, for every campaign without one of its own."""
    found = get_object_or_404(Client.objects.visible_to(request.user), pk=client)
    return _edit(request, ScorecardForm(request.POST or None, client=found))


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def campaign_scorecard(request: PersonRequest, campaign: int) -> HttpResponse:
    """A campaign's own card; without a criterion the client's is used."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=campaign)
    return _edit(request, ScorecardForm(request.POST or None, client=found.client, campaign=found))


def _edit(request: PersonRequest, form: ScorecardForm) -> HttpResponse:
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved as a new version. Reviews that were written before keep theirs."))
        return redirect("calls:scorecards")
    return render(request, "calls/scorecard.html", {"form": form}, status=422 if form.is_bound else 200)
