"""A setter's own words for the steps of a script, and the manager's answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms.scripts import DecideForm, VaryForm
from calls.models import Script, ScriptStep, ScriptVariant
from calls.shownscript import shown_steps
from calls.views.scripts import WRITERS, campaign_of
from calls.worddiff import worddiff
from office.access import SETTER, PersonRequest, role
from office.models import Refused


@role(SETTER)
@require_safe
def my_words(request: PersonRequest, campaign: int) -> HttpResponse:
    """The script that is read now, and what the setter says in other words."""
    found = campaign_of(request, campaign)
    script = Script.objects.of_campaign(found).approved().first()
    mine = ScriptVariant.objects.of_setter(request.user).newest_by_step(script) if script else {}
    rows = [(shown, mine.get(shown.step.pk)) for shown in (shown_steps(script) if script else [])]
    return render(request, "calls/my_words.html", {"campaign": found, "script": script, "rows": rows})


@role(SETTER)
@require_http_methods(["GET", "POST"])
def vary(request: PersonRequest, script_step: int) -> HttpResponse:
    """Ask to say a step in one's own words."""
    found = get_object_or_404(ScriptStep.objects.visible_to(request.user).said(), pk=script_step)
    own = ScriptVariant.objects.of_setter(request.user).newest_by_step(found.script).get(found.pk)
    form = VaryForm(request.POST if request.method == "POST" else None, step=found, own=own)
    campaign = found.script.campaign
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("A manager is asked. Until then you read the step as it is written."))
        return redirect("calls:my_words", campaign.pk)
    context = {"form": form, "step": found, "campaign": campaign, "own": own}
    return render(request, "calls/vary.html", context, status=422 if form.is_bound else 200)


@role(SETTER)
@require_POST
def withdraw(request: PersonRequest, variant: int) -> HttpResponse:
    """Read the step as it is written again."""
    mine = ScriptVariant.objects.visible_to(request.user).of_setter(request.user).shown()
    found = get_object_or_404(mine, pk=variant)
    try:
        found.withdraw(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:my_words", found.step.script.campaign_id)


@role(*WRITERS)
@require_safe
def variants(request: PersonRequest, campaign: int) -> HttpResponse:
    """What setters wish to say in other words: what waits, and what was answered."""
    found = campaign_of(request, campaign)
    rows = ScriptVariant.objects.of_campaign(found)
    context = {"campaign": found, "waiting": rows.waiting(), "decided": rows.decided()[:50]}
    return render(request, "calls/variants.html", context)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def variant(request: PersonRequest, variant: int) -> HttpResponse:
    """One setter's words beside the script's; approve them, or say why not."""
    found = get_object_or_404(ScriptVariant.objects.visible_to(request.user).shown(), pk=variant)
    form = DecideForm(request.POST if request.method == "POST" else None, variant=found)
    campaign = found.step.script.campaign
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("%(setter)s is told.") % {"setter": found.setter})
        return redirect("calls:variants", campaign.pk)
    context = {"form": form, "variant": found, "campaign": campaign, "changes": worddiff(found.step.say, found.say)}
    return render(request, "calls/variant.html", context, status=422 if form.is_bound else 200)
