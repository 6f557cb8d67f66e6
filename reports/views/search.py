"""The palette: leads by any part of a number or name, and places by their words."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office.access import STAFF, PersonRequest, role
from office.context import navigation_for
from reports.palette import Palette


@role(*STAFF)
@require_GET
def search(request: PersonRequest) -> HttpResponse:
    """As one types: the palette's list; without scripts a page."""
    places = [item for group in navigation_for(request) for item in group.items]
    recent = [int(pk) for pk in request.GET.get("recent", "").split(",") if pk.isascii() and pk.isdigit()][:20]
    found = Palette.of(request.GET.get("q", ""), user=request.user, places=places, recent=recent)
    part = "#results" if getattr(request, "htmx", False) else ""
    return render(request, f"reports/search.html{part}", {"palette": found})
