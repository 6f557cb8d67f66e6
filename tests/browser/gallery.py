"""A page, for the tests only, that shows every part of docs/face.md once."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from office.access import EVERYONE, role
from setterdesk.urls import urlpatterns as doors

TEMPLATE = Path(__file__).with_name("gallery.html")
PARTS = [("New leads", 4655, 0, 95.4, "good"), ("Updated", 97, 95.4, 2, "acc"), ("Rejected", 60, 97.4, 2.6, "bad")]


def context(request: HttpRequest) -> dict[str, Any]:
    return {
        "at": datetime(2026, 11, 23, 10, 42, tzinfo=UTC),
        "parts": [SimpleNamespace(label=a, count=b, start=c, share=d, tone=e) for a, b, c, d, e in PARTS],
        "people": ["Eva Martin", "Sofia Georgiou", "Nikos Dimou", "Άρης Λάμπρου", "Dina Fox", "Leo Park"],
        "stages": ["new", "working", "qualified", "appointment_set", "nurture", "do_not_call", "won", "lost"],
    }


@role(*EVERYONE)
def gallery(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(TEMPLATE.read_text()).render(context(request), request))


WRONG = """
<label for="name">Name</label><input id="name" name="name" class="form-control is-invalid" aria-invalid="true">"""

TOAST = """<div hx-swap-oob="beforeend:#sd-toasts">{% include "parts/_toast.html" %}</div>"""


@role(*EVERYONE)
def fragment(request: HttpRequest) -> HttpResponse:
    """What htmx asks for: by ?status= an error, for 422 a form with its error; else a toast to undo."""
    status = int(request.GET.get("status", 200))
    if status != 200:
        return HttpResponse(WRONG, status=status)
    toast = {"text": "No answer", "undo_url": "/gallery/fragment/", "seconds": 60}
    return HttpResponse(engines["django"].from_string(TOAST).render(toast, request))


urlpatterns = [path("gallery/", gallery), path("gallery/fragment/", fragment), *doors]
