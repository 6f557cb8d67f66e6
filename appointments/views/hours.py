"""The rep's own hours, and time off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from appointments.forms import HoursForm, TimeOffForm
from appointments.models import TimeOff
from office import clock
from office.access import REP, PersonRequest, role


def _shown(request: PersonRequest, status: int = 200, **forms: object) -> HttpResponse:
    coming = TimeOff.objects.coming(request.user, clock.now())
    context = {"form": HoursForm(person=request.user), "away_form": TimeOffForm(), "coming": coming, **forms}
    return render(request, "appointments/hours.html", context, status=status)


@role(REP)
@require_http_methods(["GET", "POST"])
def hours(request: PersonRequest) -> HttpResponse:
    """When I can be booked, week by week."""
    form = HoursForm(request.POST or None, person=request.user)
    if form.save(by=request.user):
        return redirect("appointments:hours")
    return _shown(request, form=form, status=422 if form.is_bound else 200)


@role(REP)
@require_POST
def away(request: PersonRequest) -> HttpResponse:
    """Take time off."""
    form = TimeOffForm(request.POST)
    if form.save(request.user, by=request.user):
        return redirect("appointments:hours")
    return _shown(request, status=422, away_form=form)


@role(REP)
@require_POST
def withdraw(request: PersonRequest, time_off: int) -> HttpResponse:
    """Be there after all."""
    get_object_or_404(TimeOff.objects.of_person(request.user), pk=time_off).withdraw(by=request.user)
    return redirect("appointments:hours")
