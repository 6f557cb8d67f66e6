"""The wallboard, and how the hours of a day were spent."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import ADMINISTRATOR, MANAGER, PersonRequest, role
from reports.figures.wallboard import Wallboard
from reports.figures.worked import Worked


@role(MANAGER, ADMINISTRATOR)
@require_GET
def wallboard(request: PersonRequest) -> HttpResponse:
    """The page for the wall."""
    return render(request, "reports/wallboard.html", {"board": Wallboard.of(user=request.user, now=clock.now())})


@role(MANAGER, ADMINISTRATOR)
@require_GET
def wallboard_live(request: PersonRequest) -> HttpResponse:
    """What stands on it now; 304 while nothing changes."""
    board = Wallboard.of(user=request.user, now=clock.now())
    if request.headers.get("If-None-Match") == board.etag:
        return HttpResponse(status=304)
    response = render(request, "reports/_wallboard.html", {"board": board})
    response["ETag"] = board.etag
    return response


@role(MANAGER, ADMINISTRATOR)
@require_GET
def hours(request: PersonRequest) -> HttpResponse:
    """Talk, wrap-up, idle and paused of each setter on a day."""
    zone = request.user.zone
    today = clock.today(zone)
    try:
        day = min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        day = today
    worked = Worked.on(day, user=request.user, zone=zone, now=clock.now())
    return render(request, "reports/hours.html", {"worked": worked, "day": day, "today": today})
