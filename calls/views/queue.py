"""Beside the card: who comes next and why, and my day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.day import Day
from calls.queue import ahead
from office.access import SETTER, PersonRequest, role


@role(SETTER)
@require_GET
def queue(request: PersonRequest) -> HttpResponse:
    """The next ten, each with the reason why it is next; nobody is claimed by looking."""
    return render(request, "calls/_queue.html", {"ahead": ahead(request.user), "day": Day.of(request.user)})


@role(SETTER)
@require_GET
def day(request: PersonRequest) -> HttpResponse:
    """My figures of today."""
    return render(request, "calls/_day.html", {"day": Day.of(request.user)})
