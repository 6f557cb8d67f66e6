"""A campaign's kinds of meeting, for the manager."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appointments.forms import MeetingKindForm
from appointments.models import MeetingKind
from leads.models import Campaign
from office.access import ADMINISTRATOR, MANAGER, PersonRequest, role
from office.models import Refused


def _campaign(request: PersonRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=pk)


def _kind(request: PersonRequest, pk: int) -> MeetingKind:
    return get_object_or_404(MeetingKind.objects.visible_to(request.user).with_campaign(), pk=pk)


@role(MANAGER, ADMINISTRATOR)
@require_GET
def kinds(request: PersonRequest, campaign: int) -> HttpResponse:
    """What can be booked in a campaign, and what once could."""
    found = _campaign(request, campaign)
    ever = MeetingKind.objects.ever_of(found)
    context = {"campaign": found, "rows": MeetingKind.objects.of_campaign(found), "retired": ever.retired()}
    return render(request, "appointments/kinds.html", context)


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def kind_new(request: PersonRequest, campaign: int) -> HttpResponse:
    """Add one."""
    found = _campaign(request, campaign)
    form = MeetingKindForm(request.POST or None, campaign=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("The setters can book it from now on."))
        return redirect("appointments:kinds", found.pk)
    context = {"form": form, "campaign": found}
    return render(request, "appointments/kind.html", context, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def kind(request: PersonRequest, kind: int) -> HttpResponse:
    """Change one, for what is booked from now on."""
    found = _kind(request, kind)
    form = MeetingKindForm(request.POST or None, instance=found, campaign=found.campaign)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved. Meetings that stand keep their times."))
        return redirect("appointments:kinds", found.campaign_id)
    context = {"form": form, "campaign": found.campaign, "kind": found}
    return render(request, "appointments/kind.html", context, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def move_kind(request: PersonRequest, kind: int) -> HttpResponse:
    """One place up, or down."""
    found = _kind(request, kind)
    try:
        found.move(-1 if request.POST.get("to") == "up" else 1, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("appointments:kinds", found.campaign_id)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def retire_kind(request: PersonRequest, kind: int) -> HttpResponse:
    """Offer it no more, or again."""
    found = _kind(request, kind)
    verb = found.bring_back if found.retired_at else found.retire
    verb(by=request.user)
    return redirect("appointments:kinds", found.campaign_id)
