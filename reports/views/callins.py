"""Calls in: how many called because of which ad or coupon, and what came of it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import MANAGER, MARKETING, VIEWER, PersonRequest, role
from reports.figures.callins import CALLERS, COUNTED, CallBoard
from reports.forms import PERIODS, FilterForm
from reports.forms.callins import ThroughForm
from reports.models import CallIns
from reports.views.drill import A_PAGE

WHO = (MANAGER, MARKETING, VIEWER)


@role(*WHO)
@require_GET
def called_in(request: PersonRequest) -> HttpResponse:
    """By campaign and code."""
    filters = FilterForm(request.GET, user=request.user)
    scope = filters.scope(clock.now())
    board = CallBoard.of(CallIns.seen_by(request.user).of(scope))
    page = {"filters": filters, "scope": scope, "board": board, "periods": PERIODS, "figures": COUNTED}
    return render(request, "reports/called_in.html", page)


@role(*WHO)
@require_GET
def callers(request: PersonRequest) -> HttpResponse:
    """The calls behind a number."""
    filters, through = FilterForm(request.GET, user=request.user), ThroughForm(request.GET)
    scope = filters.scope(clock.now())
    figure = {figure.which: figure for figure in COUNTED}.get(request.GET.get("which", ""), CALLERS)
    rows = through.narrow(CallIns.seen_by(request.user).of(scope).which(figure.which)).listed()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    may_open = request.user.is_any(MANAGER, MARKETING)
    context = {"page": page, "filters": filters, "scope": scope, "figure": figure, "may_open": may_open}
    return render(request, "reports/callers.html", {**context, "through": through})
