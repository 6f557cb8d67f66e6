"""The rep's calendar: a day, a week, a month, and the list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from appointments.models import Agenda, Listed, Month, OneDay, Week
from appointments.views.meetings import about
from office.access import REP, PersonRequest, role


def _shown(request: PersonRequest, kind: type[Agenda]) -> HttpResponse:
    agenda = kind.of(request.user, request.GET.get("day", ""))
    return render(request, f"appointments/{kind.page}.html", {"agenda": agenda, **about(request, agenda.next)})


@role(REP)
@require_GET
def day(request: PersonRequest) -> HttpResponse:
    """My meetings of a day."""
    return _shown(request, OneDay)


@role(REP)
@require_GET
def week(request: PersonRequest) -> HttpResponse:
    """My meetings of a week, the next one's card, and those whose outcome is still owed."""
    return _shown(request, Week)


@role(REP)
@require_GET
def month(request: PersonRequest) -> HttpResponse:
    """My meetings of a month."""
    return _shown(request, Month)


@role(REP)
@require_GET
def listed(request: PersonRequest) -> HttpResponse:
    """My meetings of four weeks, one under the other."""
    return _shown(request, Listed)
