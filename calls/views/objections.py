"""Objections as managers prepare them, and what a campaign takes over from another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from calls.forms.objections import CopyForm, ObjectionForm
from calls.forms.scripts import MoveForm
from calls.models import Objection
from calls.views.scripts import WRITERS, campaign_of
from office.access import PersonRequest, role


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def objections(request: PersonRequest, campaign: int) -> HttpResponse:
    """Those at hand with how often they came up, and a new one."""
    found = campaign_of(request, campaign)
    form = ObjectionForm(request.POST or None, campaign=found)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("calls:objections", found.pk)
    rows = Objection.objects.of_campaign(found).with_uses()
    context = {"form": form, "campaign": found, "rows": rows}
    return render(request, "calls/objections.html", context, status=422 if form.is_bound else 200)


def at_hand(request: PersonRequest, objection: int) -> Objection:
    return get_object_or_404(Objection.objects.visible_to(request.user).at_hand(), pk=objection)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def objection(request: PersonRequest, objection: int) -> HttpResponse:
    """Change one."""
    found = at_hand(request, objection)
    form = ObjectionForm(request.POST or None, instance=found, campaign=found.campaign)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("calls:objections", found.campaign_id)
    context = {"form": form, "campaign": found.campaign, "title": _t("Objection")}
    return render(request, "calls/objection.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_POST
def move_objection(request: PersonRequest, objection: int) -> HttpResponse:
    """One place up or down."""
    found = at_hand(request, objection)
    found.move(MoveForm(request.POST).how_far, by=request.user)
    return redirect("calls:objections", found.campaign_id)


@role(*WRITERS)
@require_POST
def retire_objection(request: PersonRequest, objection: int) -> HttpResponse:
    """At hand no more."""
    found = at_hand(request, objection)
    found.retire(by=request.user)
    return redirect("calls:objections", found.campaign_id)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def copy(request: PersonRequest, campaign: int) -> HttpResponse:
    """Take over words of another campaign."""
    found = campaign_of(request, campaign)
    form = CopyForm(request.POST if request.method == "POST" else None, campaign=found, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Taken over. %(what)s") % {"what": form.sentence})
        return redirect("calls:copy", found.pk)
    return render(request, "calls/copy.html", {"form": form, "campaign": found}, status=422 if form.is_bound else 200)
