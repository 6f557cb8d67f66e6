"""A meeting is accepted, declined, or given to another rep."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from appointments.forms import AcceptForm, DeclineForm, ReassignForm
from appointments.models import Appointment
from appointments.views.meetings import card
from office.access import MANAGER, REP, PersonRequest, role


@role(REP)
@require_POST
def accept(request: PersonRequest, meeting: int) -> HttpResponse:
    """I shall be there."""
    mine = Appointment.objects.visible_to(request.user).of_rep(request.user)
    found, form = get_object_or_404(mine.shown().with_answer(), pk=meeting), AcceptForm(request.POST)
    if form.save(found, by=request.user):
        return redirect("appointments:meeting", meeting)
    return card(request, found, status=422, answer_form=form)


@role(REP)
@require_POST
def decline(request: PersonRequest, meeting: int) -> HttpResponse:
    """I cannot: somebody else gets it."""
    mine = Appointment.objects.visible_to(request.user).of_rep(request.user)
    found, form = get_object_or_404(mine.shown().with_answer(), pk=meeting), DeclineForm(request.POST)
    if form.save(found, by=request.user):
        messages.success(request, form.what_came_of_it)
        return redirect("appointments:week")
    return card(request, found, status=422, answer_form=form)


@role(MANAGER)
@require_POST
def reassign(request: PersonRequest, meeting: int) -> HttpResponse:
    """Give a meeting to another rep of its pool."""
    led = Appointment.objects.visible_to(request.user).led_by(request.user)
    found = get_object_or_404(led.shown().with_answer(), pk=meeting)
    form = ReassignForm(request.POST, meeting=found)
    if form.save(by=request.user):
        return redirect("appointments:meeting", meeting)
    return card(request, found, status=422, reassign_form=form)
