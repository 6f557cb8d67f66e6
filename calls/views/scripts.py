"""A campaign's script: its versions, a draft and its steps, the approval."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms.scripts import ApproveForm, MoveForm, StepForm
from calls.models import Script, ScriptStep, ScriptVariant
from calls.shownscript import shown_steps
from leads.models import Campaign
from office.access import ADMINISTRATOR, MANAGER, PersonRequest, role
from office.models import Refused

WRITERS = (MANAGER, ADMINISTRATOR)


def campaign_of(request: PersonRequest, campaign: int) -> Campaign:
    """The campaign with its client, or 404."""
    return get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=campaign)


@role(*WRITERS)
@require_safe
def scripts(request: PersonRequest, campaign: int) -> HttpResponse:
    """All versions, the newest first, and the one that is read now."""
    found = campaign_of(request, campaign)
    versions = list(Script.objects.of_campaign(found).shown())
    now = next((version for version in versions if version.is_approved), None)
    waiting = ScriptVariant.objects.of_campaign(found).waiting().count()
    context = {"campaign": found, "versions": versions, "script": now, "waiting": waiting}
    return render(request, "calls/scripts.html", {**context, "steps": shown_steps(now) if now else []})


@role(*WRITERS)
@require_POST
def draft_script(request: PersonRequest, campaign: int) -> HttpResponse:
    """Begin a draft: a copy of what is read now, or of an older version (`of`)."""
    found = campaign_of(request, campaign)
    of = request.POST.get("of", "")
    source = get_object_or_404(Script.objects.of_campaign(found), pk=int(of)) if of.isdecimal() else None
    try:
        return redirect("calls:script", Script.draft(found, by=request.user, of=source).pk)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("calls:scripts", found.pk)


@role(*WRITERS)
@require_safe
def script(request: PersonRequest, script: int) -> HttpResponse:
    """One version, step by step."""
    found = get_object_or_404(Script.objects.visible_to(request.user).shown(), pk=script)
    context = {"script": found, "campaign": found.campaign, "steps": shown_steps(found)}
    return render(request, "calls/script.html", context)


@role(*WRITERS)
@require_POST
def approve(request: PersonRequest, script: int) -> HttpResponse:
    """Setters read it from now on."""
    found = get_object_or_404(Script.objects.visible_to(request.user).shown(), pk=script)
    form = ApproveForm(request.POST, script=found)
    if form.save(by=request.user):
        messages.success(request, _t("Approved: setters read version %(n)d from now on.") % {"n": found.version})
        return redirect("calls:scripts", found.campaign_id)
    messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("calls:script", found.pk)


@role(*WRITERS)
@require_POST
def discard(request: PersonRequest, script: int) -> HttpResponse:
    """Throw a draft away."""
    found = get_object_or_404(Script.objects.visible_to(request.user), pk=script)
    try:
        found.discard(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:scripts", found.campaign_id)


def written(request: PersonRequest, form: StepForm, script: Script, title: str) -> HttpResponse:
    """The form of a step; once it is saved, the draft."""
    if request.method == "POST" and form.save(by=request.user):
        return redirect("calls:script", script.pk)
    context = {"form": form, "script": script, "campaign": script.campaign, "title": title}
    return render(request, "calls/step.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def step_new(request: PersonRequest, script: int) -> HttpResponse:
    """A new step at the end of a draft."""
    found = get_object_or_404(Script.objects.visible_to(request.user).drafts().shown(), pk=script)
    return written(request, StepForm(request.POST or None, script=found), found, _t("New step"))


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def step(request: PersonRequest, script_step: int) -> HttpResponse:
    """Change a step of a draft."""
    found = get_object_or_404(ScriptStep.objects.visible_to(request.user).in_drafts(), pk=script_step)
    form = StepForm(request.POST or None, instance=found, script=found.script)
    return written(request, form, found.script, found.title)


@role(*WRITERS)
@require_POST
def move_step(request: PersonRequest, script_step: int) -> HttpResponse:
    """One place up or down."""
    found = get_object_or_404(ScriptStep.objects.visible_to(request.user).in_drafts(), pk=script_step)
    try:
        found.move(MoveForm(request.POST).how_far, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:script", found.script_id)


@role(*WRITERS)
@require_POST
def remove_step(request: PersonRequest, script_step: int) -> HttpResponse:
    """Take a step out of a draft."""
    found = get_object_or_404(ScriptStep.objects.visible_to(request.user).in_drafts(), pk=script_step)
    try:
        found.remove(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:script", found.script_id)
