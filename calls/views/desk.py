"""The setter's desk: claim, dial, log, undo, skip. Each act answers with the desk as it is then."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from calls import letting
from calls.card import Desk
from calls.forms import BeatForm, DialForm, EventForm, LogCallForm, SkipForm
from calls.models import CallAttempt
from leads.models import Enrollment
from office import clock
from office.access import SETTER, PersonRequest, role
from office.models import Refused


def shown(
    request: PersonRequest, desk: Desk, *, refused: str = "", at: str = "", logged: CallAttempt | None = None
) -> HttpResponse:
    """The desk as a fragment; for a browser without scripts, the whole page again. `at`: the field that was refused."""
    if not getattr(request, "htmx", False):
        if refused:
            messages.error(request, refused)
        return redirect("calls:desk")
    context = {"desk": desk, "card": desk.card, "refused": refused, "at": at, "logged": logged}
    return render(request, "calls/_desk.html", context, status=422 if refused else 200)


def sentence(form: object) -> str:
    """The first error of a form."""
    return str(next(iter(getattr(form, "errors", {}).values()))[0])


def about(form: object) -> str:
    """The field that the first error of a form is about; empty where it is about none."""
    name = str(next(iter(getattr(form, "errors", {})), ""))
    return "" if name == NON_FIELD_ERRORS else name


def held(request: PersonRequest, pk: int, *, story: bool = True) -> Enrollment:
    """The lead that this setter holds, or 404. Without its story for a verb that locks the lead, and then reads it."""
    mine = Enrollment.objects.visible_to(request.user).claimed_by(request.user)
    return get_object_or_404(mine.with_story() if story else mine, pk=pk)


def lately(request: PersonRequest) -> CallAttempt | None:
    """The call whose outcome can still be undone."""
    return CallAttempt.objects.lately(request.user, clock.now())


@role(SETTER)
@require_GET
def desk(request: PersonRequest) -> HttpResponse:
    """The whole page. Looking claims nothing."""
    found = Desk.of(request.user)
    context = {"desk": found, "card": found.card, "logged": lately(request)}
    return render(request, "calls/desk.html", context)


@role(SETTER)
@require_POST
def claim(request: PersonRequest) -> HttpResponse:
    """The next lead, please. On a pause the desk says so."""
    return shown(request, Desk.next(request.user))


@role(SETTER)
@require_POST
def dial(request: PersonRequest, pk: int) -> HttpResponse:
    """The row is written; the browser's telephone (link or simulator) does the rest."""
    form = DialForm(request.POST, enrollment=held(request, pk, story=False), by=request.user)
    refused = "" if form.save() else sentence(form)
    return shown(request, Desk.of(request.user), refused=refused, logged=lately(request))


@role(SETTER)
@require_POST
def event(request: PersonRequest, pk: int) -> HttpResponse:
    """A word of the provider, in any order, as often as it likes."""
    mine = CallAttempt.objects.visible_to(request.user).by_setter(request.user)
    saved = EventForm(request.POST).save(get_object_or_404(mine, pk=pk))
    return HttpResponse(status=204 if saved else 422)


@role(SETTER)
@require_POST
def log(request: PersonRequest, pk: int) -> HttpResponse:
    """How it came out; the answer is the next lead."""
    try:
        form = LogCallForm(request.POST, attempt=CallAttempt.objects.to_log(pk, setter=request.user))
    except CallAttempt.DoesNotExist as missing:
        raise Http404 from missing
    if form.save(by=request.user):
        return shown(request, Desk.after_outcome(request.user), logged=form.attempt)
    return shown(request, Desk.of(request.user), refused=sentence(form), at=about(form))


@role(SETTER)
@require_POST
def skip(request: PersonRequest, pk: int) -> HttpResponse:
    """Pass over the lead that is offered."""
    form = SkipForm(request.POST, enrollment=held(request, pk, story=False), by=request.user)
    refused = "" if form.save() else sentence(form)
    return shown(request, Desk.next(request.user), refused=refused)


@role(SETTER)
@require_POST
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the last outcome back, with all that it caused."""
    attempt = get_object_or_404(CallAttempt.objects.visible_to(request.user).by_setter(request.user), pk=pk)
    try:
        attempt.undo(by=request.user)
    except Refused as refusal:
        return shown(request, Desk.of(request.user), refused=refusal.sentence)
    return shown(request, Desk.of(request.user))


@role(SETTER)
@require_POST
def amend(request: PersonRequest, pk: int) -> HttpResponse:
    """Another outcome for the call before, while the next one goes on."""
    mine = CallAttempt.objects.visible_to(request.user).by_setter(request.user).with_lead().with_choices()
    form = LogCallForm(request.POST, attempt=get_object_or_404(mine, pk=pk))
    if form.amend(by=request.user):
        return shown(request, Desk.of(request.user), logged=form.attempt)
    return shown(request, Desk.of(request.user), refused=sentence(form), at=about(form), logged=form.attempt)


@role(SETTER)
@require_POST
def beat(request: PersonRequest) -> HttpResponse:
    """A sign of life: the lease goes on. 410 when the lead went back to the queue, or another tab went on to the
    next."""
    form = BeatForm(request.POST)
    return HttpResponse(status=204 if form.keep(by=request.user) else 410)


@role(SETTER)
@require_POST
def leave(request: PersonRequest) -> HttpResponse:
    """The tab is closed: what was not dialled is kept for a minute more."""
    letting.leave(request.user)
    return HttpResponse(status=204)
