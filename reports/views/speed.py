"""Speed to lead, and acceptance: the clocks of hot leads, and what the setters say of what they are handed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import MANAGER, MARKETING, VIEWER, PersonRequest, role
from reports.figures.acceptance import ACCEPTANCE, HANDED, Acceptance
from reports.figures.speed import HOT, HOURS, SPEED, STEPS, Speed
from reports.forms import PERIODS, SpeedForm
from reports.models import Handed
from reports.views.drill import A_PAGE

WHO = (MANAGER, MARKETING, VIEWER)


@role(*WHO)
@require_GET
def speed(request: PersonRequest) -> HttpResponse:
    """How soon hot leads are called, step by step."""
    filters, now = SpeedForm(request.GET, user=request.user), clock.now()
    scope, source = filters.scope(now), filters.source_asked
    page = {
        "filters": filters,
        "scope": scope,
        "speed": Speed.of(scope, user=request.user, now=now, source=source),
        "acceptance": Acceptance.of(scope, user=request.user, source=source),
        "periods": PERIODS,
        "hours": HOURS,
        "figures": (*SPEED, *ACCEPTANCE),
    }
    return render(request, "reports/speed.html", page)


@role(*WHO)
@require_GET
def clocks(request: PersonRequest) -> HttpResponse:
    """The hot leads behind a number."""
    filters, now = SpeedForm(request.GET, user=request.user), clock.now()
    figure = {figure.which: figure for figure in SPEED}.get(request.GET.get("which", ""), HOT)
    scope = filters.scope(now)
    found = Speed.of(scope, user=request.user, now=now, source=filters.source_asked).rows(figure.which)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "scope": scope, "figure": figure, "steps": STEPS, "hours": HOURS}
    return render(request, "reports/clocks.html", {**context, **_way(request)})


@role(*WHO)
@require_GET
def handed(request: PersonRequest) -> HttpResponse:
    """The hand-overs behind a number of leads."""
    filters = SpeedForm(request.GET, user=request.user)
    figure = {figure.which: figure for figure in ACCEPTANCE}.get(request.GET.get("which", ""), HANDED)
    scope = filters.scope(clock.now())
    every = Handed.seen_by(request.user).of(scope, filters.source_asked).which(figure.which)
    page = Paginator(every.newest(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "scope": scope, "figure": figure, "leads": every.leads()["handed"]}
    return render(request, "reports/handed.html", {**context, **_way(request)})


def _way(request: PersonRequest) -> dict[str, object]:
    """Where one came from, and whether leads may be opened."""
    return {"may_open": request.user.is_any(MANAGER, MARKETING), "back": "reports:speed"}
