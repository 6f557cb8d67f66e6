"""The rep's other calendars: which are read, which is written to, and how each stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from appointments.forms import ChooseForm, ConnectForm, PasswordForm, SubscribeForm
from appointments.models import OtherCalendar
from appointments.tasks import read_calendars, write_calendars
from office.access import REP, PersonRequest, role
from office.nudge import nudge


def _shown(request: PersonRequest, status: int = 200, said: object = None, **forms: object) -> HttpResponse:
    """The page; `said`: a form of one of the calendars, as it was sent."""
    mine = list(OtherCalendar.objects.of_person(request.user))
    for calendar in mine:
        vars(calendar)["choose_form"] = ChooseForm(calendar=calendar)
        vars(calendar)["password_form"] = PasswordForm(calendar=calendar)
    for calendar in mine:
        if isinstance(said, ChooseForm | PasswordForm) and said.calendar.pk == calendar.pk:
            vars(calendar)["choose_form" if isinstance(said, ChooseForm) else "password_form"] = said
    context = {
        "calendars": mine,
        "waiting": any(calendar.is_new for calendar in mine),
        "subscribe_form": SubscribeForm(),
        "connect_form": ConnectForm(),
        **forms,
    }
    return render(request, "appointments/calendars.html", context, status=status)


def _mine(request: PersonRequest, calendar: int) -> OtherCalendar:
    return get_object_or_404(OtherCalendar.objects.of_person(request.user), pk=calendar)


@role(REP)
@require_safe
def calendars(request: PersonRequest) -> HttpResponse:
    """What is read and written for me elsewhere."""
    return _shown(request)


@role(REP)
@require_POST
def subscribe(request: PersonRequest) -> HttpResponse:
    """Have an .ics file read."""
    form = SubscribeForm(request.POST)
    if form.save(by=request.user):
        nudge(read_calendars)
        return redirect("appointments:calendars")
    return _shown(request, status=422, subscribe_form=form)


@role(REP)
@require_POST
def connect(request: PersonRequest) -> HttpResponse:
    """Have a CalDAV server asked which calendars there are."""
    form = ConnectForm(request.POST)
    if form.save(by=request.user):
        nudge(read_calendars)
        return redirect("appointments:calendars")
    return _shown(request, status=422, connect_form=form)


@role(REP)
@require_POST
def choose(request: PersonRequest, calendar: int) -> HttpResponse:
    """Say which calendar of a server is read, and to which meetings are written."""
    form = ChooseForm(request.POST, calendar=_mine(request, calendar))
    if form.save(by=request.user):
        nudge(read_calendars)
        nudge(write_calendars)
        return redirect("appointments:calendars")
    return _shown(request, status=422, said=form)


@role(REP)
@require_POST
def password(request: PersonRequest, calendar: int) -> HttpResponse:
    """Say another password of a server."""
    form = PasswordForm(request.POST, calendar=_mine(request, calendar))
    if form.save(by=request.user):
        nudge(read_calendars)
        return redirect("appointments:calendars")
    return _shown(request, status=422, said=form)


@role(REP)
@require_POST
def read_again(request: PersonRequest, calendar: int) -> HttpResponse:
    """Have it read now."""
    _mine(request, calendar).read_again(by=request.user)
    nudge(read_calendars)
    return redirect("appointments:calendars")


@role(REP)
@require_POST
def disconnect(request: PersonRequest, calendar: int) -> HttpResponse:
    """Have it read and written to no more."""
    _mine(request, calendar).remove(by=request.user)
    messages.success(request, _t("The calendar is forgotten here. What was written to it stays there."))
    return redirect("appointments:calendars")
