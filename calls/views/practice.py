"""The practice desk: invented people, simulated calls, nothing that counts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from calls.forms.practice import BeginForm, PracticeLogForm, TurnForm
from calls.models import PracticeCall, PracticeLead
from calls.practiceroom import Room
from office.access import SETTER, PersonRequest, role
from office.forms.act import ActForm


def shown(request: PersonRequest, room: Room, *, refused: str = "") -> HttpResponse:
    """The desk as a fragment where scripts run, else the whole page."""
    part = "_practice" if getattr(request, "htmx", False) else "practice"
    context = {"room": room, "begin": BeginForm(user=request.user), "refused": refused}
    return render(request, f"calls/{part}.html", context, status=422 if refused else 200)


def answered(request: PersonRequest, form: ActForm) -> HttpResponse:
    """The desk after an act; for a browser without scripts, the page again."""
    saved = form.save(by=request.user)
    refused = "" if saved else str(next(iter(form.errors.values()))[0])
    if getattr(request, "htmx", False):
        return shown(request, Room(request.user), refused=refused)
    if refused:
        messages.error(request, refused)
    return redirect("calls:practice")


def on_the_line(request: PersonRequest, pk: int) -> PracticeCall:
    return get_object_or_404(PracticeCall.objects.visible_to(request.user).of(request.user), pk=pk)


@role(SETTER)
@require_GET
def practice(request: PersonRequest) -> HttpResponse:
    """Who is next in practice, or the call that goes on."""
    return shown(request, Room(request.user))


@role(SETTER)
@require_POST
def practice_begin(request: PersonRequest) -> HttpResponse:
    """A new round; the one before is put away."""
    return answered(request, BeginForm(request.POST, user=request.user))


@role(SETTER)
@require_POST
def practice_dial(request: PersonRequest, practice_lead: int) -> HttpResponse:
    """The simulated telephone goes through at once."""
    mine = PracticeLead.objects.visible_to(request.user).of(request.user)
    PracticeCall.dial(get_object_or_404(mine, pk=practice_lead))
    if getattr(request, "htmx", False):
        return shown(request, Room(request.user))
    return redirect("calls:practice")


@role(SETTER)
@require_POST
def practice_turn(request: PersonRequest, practice_call: int) -> HttpResponse:
    """Say a step, ask, write down, offer a time."""
    return answered(request, TurnForm(request.POST, call=on_the_line(request, practice_call)))


@role(SETTER)
@require_POST
def practice_log(request: PersonRequest, practice_call: int) -> HttpResponse:
    """How it came out; the answer is what went well."""
    form = PracticeLogForm(request.POST, call=on_the_line(request, practice_call))
    if not form.save(by=request.user):
        return answered(request, form)
    if getattr(request, "htmx", False):
        return shown(request, Room(request.user, over=form.call))
    return redirect("calls:practice_call", practice_call)


@role(SETTER)
@require_GET
def practice_call(request: PersonRequest, practice_call: int) -> HttpResponse:
    """What went well on a call that is over."""
    over = PracticeCall.objects.visible_to(request.user).of(request.user).over()
    return shown(request, Room(request.user, over=get_object_or_404(over, pk=practice_call)))
