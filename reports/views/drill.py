"""A number opened into its rows: the same filters, the same words, so the same count."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import MANAGER, MARKETING, VIEWER, PersonRequest, role
from reports.figures.acceptance import AFTER, BEFORE
from reports.figures.definitions import ANSWERED, BOOKED, CONVERSATIONS, DIALS, DUE, HELD, NO_SHOWS, RETURNED, WON
from reports.forms import FilterForm
from reports.models import Dials, Meetings, Returns

A_PAGE = 50
CALLS = {figure.which: figure for figure in (DIALS, ANSWERED, CONVERSATIONS)}
CONTACT = {figure.which: figure for figure in (BEFORE, AFTER)}
MEETINGS = {figure.which: figure for figure in (BOOKED, DUE, HELD, NO_SHOWS, WON)}


@role(MANAGER, VIEWER)
@require_GET
def calls(request: PersonRequest) -> HttpResponse:
    """The calls behind a number."""
    filters, figure = FilterForm(request.GET, user=request.user), CALLS.get(request.GET.get("which", ""), DIALS)
    scope = filters.scope(clock.now())
    rows = Dials.seen_by(request.user).of(scope, "now").which(figure.which).shown()
    looks = {"scope": scope, "figure": figure, "download": "reports:export_calls"}
    return _rows(request, "reports/calls.html", rows, filters=filters, **looks)


@role(MANAGER, VIEWER)
@require_GET
def meetings(request: PersonRequest) -> HttpResponse:
    """The meetings behind a number."""
    filters, figure = FilterForm(request.GET, user=request.user), MEETINGS.get(request.GET.get("which", ""), BOOKED)
    scope = filters.scope(clock.now())
    rows = Meetings.seen_by(request.user).counted_as(figure.which, scope, clock.now()).listed()
    looks = {"scope": scope, "figure": figure, "download": "reports:export_meetings"}
    return _rows(request, "reports/meetings.html", rows, filters=filters, **looks)


@role(MANAGER, VIEWER, MARKETING)
@require_GET
def returned(request: PersonRequest) -> HttpResponse:
    """The leads that went back to marketing."""
    filters, asked = FilterForm(request.GET, user=request.user), request.GET
    scope = filters.scope(clock.now())
    every = Returns.seen_by(request.user).of(scope, "now").from_source(asked.get("source", "").replace("\0", ""))
    rows = every.contact(asked.get("contact")).why(asked.get("reason"), asked.get("label")).shown()
    figure = CONTACT.get(asked.get("contact", ""), RETURNED)
    back = "" if figure is RETURNED and request.user.is_any(MANAGER, VIEWER) else "reports:speed"
    return _rows(request, "reports/returned.html", rows, filters=filters, scope=scope, figure=figure, back=back)


def _rows(request: PersonRequest, template: str, rows: Any, **context: Any) -> HttpResponse:
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    may_open = request.user.is_any(MANAGER, MARKETING)
    return render(request, template, {"page": page, "may_open": may_open, **context})
