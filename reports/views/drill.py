"""A number opened into its rows: the same filters, the same words, so the same count."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import MANAGER, VIEWER, PersonRequest, role
from reports.figures.definitions import ANSWERED, BOOKED, CONVERSATIONS, DIALS, DUE, HELD, NO_SHOWS, RETURNED, WON
from reports.forms import FilterForm
from reports.models import Dials, Meetings, Returns

A_PAGE = 50
CALLS = {figure.which: figure for figure in (DIALS, ANSWERED, CONVERSATIONS)}
MEETINGS = {figure.which: figure for figure in (BOOKED, DUE, HELD, NO_SHOWS, WON)}


@role(MANAGER, VIEWER)
@require_GET
def calls(request: PersonRequest) -> HttpResponse:
    """The calls behind a number."""
    filters, figure = FilterForm(request.GET, user=request.user), CALLS.get(request.GET.get("which", ""), DIALS)
    scope = filters.scope(clock.now())
    rows = Dials.seen_by(request.user).of(scope, "now").which(figure.which).shown()
    return _rows(request, "reports/calls.html", rows, filters=filters, scope=scope, figure=figure)


@role(MANAGER, VIEWER)
@require_GET
def meetings(request: PersonRequest) -> HttpResponse:
    """The meetings behind a number."""
    filters, figure = FilterForm(request.GET, user=request.user), MEETINGS.get(request.GET.get("which", ""), BOOKED)
    scope = filters.scope(clock.now())
    rows = Meetings.seen_by(request.user).counted_as(figure.which, scope, clock.now()).listed()
    return _rows(request, "reports/meetings.html", rows, filters=filters, scope=scope, figure=figure)


@role(MANAGER, VIEWER)
@require_GET
def returned(request: PersonRequest) -> HttpResponse:
    """The leads that went back to marketing."""
    filters, asked = FilterForm(request.GET, user=request.user), request.GET
    scope = filters.scope(clock.now())
    rows = Returns.seen_by(request.user).of(scope, "now").why(asked.get("reason"), asked.get("label")).shown()
    return _rows(request, "reports/returned.html", rows, filters=filters, scope=scope, figure=RETURNED)


def _rows(request: PersonRequest, template: str, rows: Any, **context: Any) -> HttpResponse:
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    may_open = request.user.is_any(MANAGER)
    return render(request, template, {"page": page, "may_open": may_open, **context})
