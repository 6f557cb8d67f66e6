"""A setter's own page: my day, my week, what became of my meetings."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.access import SETTER, PersonRequest, role
from reports.figures.my_day import MyDay, Today


@role(SETTER)
@require_GET
def my_day(request: PersonRequest) -> HttpResponse:
    """Today, this week, and my meetings."""
    return render(request, "reports/my_day.html", {"mine": MyDay.of(request.user, now=clock.now())})


@role(SETTER)
@require_GET
def my_day_card(request: PersonRequest) -> HttpResponse:
    """My day in a few numbers: a fragment that the desk fetches."""
    return render(request, "reports/_my_day_card.html", {"today": Today.of(request.user, now=clock.now())})
