"""What became of the leads of marketing's inbox, under the filters of the inbox."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leads.forms.inbox import FindReturnsForm
from office.access import MANAGER, MARKETING, PersonRequest, role
from reports.figures.reactivation import Reactivation
from reports.models import Returns
from reports.views.drill import A_PAGE


def asked(request: PersonRequest) -> Returns:
    """The returns that the filters find, whatever became of them."""
    every = {**request.GET.dict(), "state": "all"}
    return FindReturnsForm(every, user=request.user).narrow(Returns.seen_by(request.user).at_marketing())


@role(MARKETING, MANAGER)
@require_GET
def reactivation(request: PersonRequest) -> HttpResponse:
    """By reason: returned, came back, later set (a fragment)."""
    found = Reactivation.of(asked(request))
    return render(request, "reports/_reactivation.html", {"reactivation": found})


@role(MARKETING, MANAGER)
@require_GET
def reactivated(request: PersonRequest) -> HttpResponse:
    """The returned leads for whom a meeting was set later."""
    told = request.GET
    rows = asked(request).said(told.get("kind", ""), told.get("own", ""), told.get("words", "")).reactivated()
    page = Paginator(rows.later_set().shown(), A_PAGE).get_page(told.get("page"))
    return render(request, "reports/reactivated.html", {"page": page, "may_open": True})
