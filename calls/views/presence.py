"""At the desk, on a pause, gone: said by the setter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from calls.forms import PauseForm
from calls.models import PauseCode, Presence
from calls.views.desk import sentence
from office.access import SETTER, PersonRequest, role
from office.models import Refused


@role(SETTER)
@require_GET
def presence(request: PersonRequest) -> HttpResponse:
    """What this setter does now, and the pauses to choose from: the corner of the desk, or a page."""
    now, part = Presence.now_of(request.user), getattr(request, "htmx", False)
    context = {"presence": now, "codes": PauseCode.objects.choices_of(request.user)}
    return render(request, f"calls/presence.html{'#corner' if part else ''}", context)


@role(SETTER)
@require_POST
def here(request: PersonRequest) -> HttpResponse:
    """A sign of life of the desk."""
    Presence.here(request.user)
    return HttpResponse(status=204)


@role(SETTER)
@require_POST
def pause(request: PersonRequest) -> HttpResponse:
    """Off the telephone for a while."""
    form = PauseForm(request.POST, user=request.user)
    if not form.save(by=request.user):
        messages.error(request, sentence(form))
    return redirect("calls:desk")


@role(SETTER)
@require_POST
def resume(request: PersonRequest) -> HttpResponse:
    """Back at the telephone."""
    try:
        Presence.resume(request.user, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:desk")


@role(SETTER)
@require_POST
def go_home(request: PersonRequest) -> HttpResponse:
    """The day is over."""
    Presence.leave(request.user, by=request.user)
    return redirect("reports:my_day")
