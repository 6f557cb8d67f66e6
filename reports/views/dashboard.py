"""The manager's page, and who is on the floor now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import MANAGER, VIEWER, PersonRequest, role
from reports.figures.dashboard import Dashboard
from reports.figures.definitions import BREAKDOWN, EVERY
from reports.figures.floor import FloorNow
from reports.forms import PERIODS, FilterForm


@role(MANAGER, VIEWER)
@require_GET
def dashboard(request: PersonRequest) -> HttpResponse:
    """What the period came to."""
    filters, now = FilterForm(request.GET, user=request.user), clock.now()
    scope = filters.scope(now)
    board = Dashboard.of(scope, user=request.user, now=now)
    looks = {"periods": PERIODS, "breakdown": BREAKDOWN, "figures": EVERY, "can_watch": request.user.is_any(MANAGER)}
    page = {"filters": filters, "scope": scope, "board": board, **looks}
    return render(request, "reports/dashboard.html", page)


@role(MANAGER)
@require_GET
def floor(request: PersonRequest) -> HttpResponse:
    """Who holds which lead; 304 while nothing changes."""
    now = FloorNow.of(user=request.user, now=clock.now())
    if request.headers.get("If-None-Match") == now.etag:
        return HttpResponse(status=304)
    response = render(request, "reports/_floor.html", {"floor": now})
    response["ETag"] = now.etag
    return response
