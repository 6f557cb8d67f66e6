"""The rep's own hours; the days that are unlike others; public holidays; time off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from appointments.forms import HoursForm, OverrideForm, RegionForm, TimeOffForm, WorkOnForm
from appointments.models import OtherCalendar, Override, RestDay, TimeOff
from office import clock
from office.access import REP, PersonRequest, role


def _shown(request: PersonRequest, status: int = 200, **forms: object) -> HttpResponse:
    me = request.user
    language = (get_language() or "en").split("-")[0]
    context = {
        "form": HoursForm(person=me),
        "override_form": OverrideForm(),
        "region_form": RegionForm(person=me),
        "away_form": TimeOffForm(),
        "overrides": Override.objects.coming(me, clock.today(me.zone)).select_related("person"),
        "rest_days": RestDay.ahead(me, language),
        "others": OtherCalendar.objects.of_person(me),
        "coming": TimeOff.objects.coming(me, clock.now()),
        **forms,
    }
    return render(request, "appointments/hours.html", context, status=status)


@role(REP)
@require_http_methods(["GET", "POST"])
def hours(request: PersonRequest) -> HttpResponse:
    """When I can be booked, week by week. `more` asks for another stretch on a day; nothing is saved then."""
    if "more" in request.POST:
        return _shown(request, form=HoursForm.with_one_more(request.POST.dict(), person=request.user))
    form = HoursForm(request.POST or None, person=request.user)
    if form.save(by=request.user):
        return redirect("appointments:hours")
    return _shown(request, form=form, status=422 if form.is_bound else 200)


@role(REP)
@require_POST
def override(request: PersonRequest) -> HttpResponse:
    """Say other hours for a date, or close it."""
    form = OverrideForm(request.POST)
    if form.save(request.user, by=request.user):
        return redirect("appointments:hours")
    return _shown(request, status=422, override_form=form)


@role(REP)
@require_POST
def usual(request: PersonRequest, override: int) -> HttpResponse:
    """Let the usual hours hold on a date again."""
    get_object_or_404(Override.objects.of_person(request.user), pk=override).withdraw(by=request.user)
    return redirect("appointments:hours")


@role(REP)
@require_POST
def region(request: PersonRequest) -> HttpResponse:
    """Choose whose public holidays I keep."""
    form = RegionForm(request.POST, person=request.user)
    if form.save(by=request.user):
        return redirect("appointments:hours")
    return _shown(request, status=422, region_form=form)


@role(REP)
@require_POST
def work_on(request: PersonRequest) -> HttpResponse:
    """Take meetings on a holiday all the same."""
    form = WorkOnForm(request.POST)
    if form.save(request.user, by=request.user):
        return redirect("appointments:hours")
    return _shown(request, status=422, work_on_form=form)


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
