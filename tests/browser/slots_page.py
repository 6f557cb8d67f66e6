"""A page, for the tests only, that holds the slot picker and the form that it belongs to, as the desk does."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from office.access import SETTER, role
from setterdesk.urls import urlpatterns as doors

TEMPLATE = Path(__file__).with_name("slots_page.html")


@role(SETTER)
def slots_page(request: HttpRequest, lead: int) -> HttpResponse:
    page = engines["django"].from_string(TEMPLATE.read_text())
    return HttpResponse(page.render({"lead": lead}, request))


urlpatterns = [path("slots-page/<int:lead>/", slots_page), *doors]
