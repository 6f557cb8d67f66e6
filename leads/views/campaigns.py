"""Campaigns: which there are, a new one, one with its questions and prepared answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from leads.forms.campaigns import CampaignForm, NewCampaignForm
from leads.models import Campaign, Enrollment, ProductAnswer, Question
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role

WRITERS = (MANAGER, ADMINISTRATOR)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def campaigns(request: PersonRequest) -> HttpResponse:
    """Which campaigns there are, running ones first."""
    queued = Enrollment.objects.visible_to(request.user).callable_by_campaign()
    rows = [(row, queued.get(row.pk, 0)) for row in Campaign.objects.visible_to(request.user).with_counts()]
    may_write = request.user.is_any(*WRITERS)
    return render(request, "leads/campaigns.html", {"rows": rows, "may_write": may_write})


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def campaign_new(request: PersonRequest) -> HttpResponse:
    """Begin a campaign."""
    form = NewCampaignForm(request.POST or None, user=request.user)
    if request.method == "POST" and (made := form.open(by=request.user)):
        messages.success(request, _t("The campaign is open. Now its questions."))
        return redirect("leads:campaign", made.pk)
    return render(request, "leads/campaign_new.html", {"form": form}, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def campaign(request: PersonRequest, campaign: int) -> HttpResponse:
    """Change a campaign; its questions and prepared answers."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=campaign)
    form = CampaignForm(request.POST or None, instance=found)
    if request.method == "POST" and form.change(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:campaign", found.pk)
    context = {"form": form, "campaign": found, "questions": Question.objects.asked_in(found)}
    answers = ProductAnswer.objects.of_campaign(found)
    status = 422 if form.is_bound else 200
    return render(request, "leads/campaign.html", {**context, "answers": answers}, status=status)
