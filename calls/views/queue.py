"""Beside the card: who comes next, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.queue import ahead
from calls.turn import turns
from office.access import SETTER, PersonRequest, role


@role(SETTER)
@require_GET
def queue(request: PersonRequest) -> HttpResponse:
    """The next ten, each with the reason why it is next; nobody is claimed by looking."""
    return render(request, "calls/_queue.html", {"ahead": turns(ahead(request.user), request.user)})
