"""One meeting's card, what came of it, and a lead's meetings."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appointments.forms import CancelForm, FeedbackForm, ReassignForm
from appointments.models import Appointment, Assignment, Feedback, Wish
from appointments.routewords import sentences
from leads.models import Lead
from office.access import MANAGER, REP, SETTER, STAFF, PersonRequest, role


def _meeting(request: PersonRequest, pk: int) -> Appointment:
    mine = Appointment.objects.visible_to(request.user).open_to(request.user)
    return get_object_or_404(mine.shown().with_answer(), pk=pk)


def about(request: PersonRequest, meeting: Appointment | None) -> dict[str, object]:
    """What a card shows beside the meeting itself: whose it is and why, and what this person may say of it."""
    forms = {"feedback_form": FeedbackForm(), "cancel_form": CancelForm()}
    if meeting is None:
        return {"meeting": None, "results": [], **forms}
    held, leads = Assignment.of(meeting), meeting.client_id in request.user.clients_as([MANAGER])
    forms |= {"reassign_form": ReassignForm(meeting=meeting)} if leads and meeting.can_be_called_off else {}
    told = {"held": held, "why": sentences(held.trace) if held else []}
    return {"meeting": meeting, "results": Feedback.possible(meeting, by=request.user), **told, **forms}


def card(request: PersonRequest, meeting: Appointment, status: int = 200, **forms: object) -> HttpResponse:
    """The whole page, or only the card where the calendar asks for it."""
    context = {**about(request, meeting), **forms}
    template = "appointments/meeting.html#card" if request.headers.get("HX-Request") else "appointments/meeting.html"
    return render(request, template, context, status=status)


@role(REP, SETTER, MANAGER)
@require_GET
def meeting(request: PersonRequest, meeting: int) -> HttpResponse:
    """One meeting: who, when, where, what was answered and what was asked."""
    return card(request, _meeting(request, meeting))


@role(REP, MANAGER)
@require_POST
def feedback(request: PersonRequest, meeting: int) -> HttpResponse:
    """Say how a meeting went."""
    led = Appointment.objects.visible_to(request.user).led_by(request.user)
    found, form = get_object_or_404(led.shown().with_answer(), pk=meeting), FeedbackForm(request.POST)
    if form.save(found, by=request.user):
        return redirect("appointments:meeting", meeting)
    return card(request, found, status=422, feedback_form=form)


@role(REP, SETTER, MANAGER)
@require_POST
def cancel(request: PersonRequest, meeting: int) -> HttpResponse:
    """Call a meeting off."""
    found, form = _meeting(request, meeting), CancelForm(request.POST)
    if form.save(found, by=request.user):
        return redirect("appointments:meeting", meeting)
    return card(request, found, status=422, cancel_form=form)


@role(*STAFF)
@require_GET
def of_lead(request: PersonRequest, lead: int) -> HttpResponse:
    """A lead's meetings: a fragment for the lead's page."""
    found = get_object_or_404(Lead.objects.visible_to(request.user), pk=lead)
    meetings = Appointment.objects.visible_to(request.user).of_lead(found).shown()
    wish = Wish.objects.visible_to(request.user).open().of_lead(found).shown().first()
    return render(request, "appointments/of_lead.html", {"meetings": meetings, "lead": found, "wish": wish})
