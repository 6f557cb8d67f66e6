"""The rail shows a person the doors that open to them, and where they are."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from office import context
from office.access import MANAGER, REP, SETTER, role


def page(*roles):
    @role(*roles)
    def view(request):
        return HttpResponse()

    return view


calls = ([path("calls/", page(SETTER), name="desk")], "calls")
appointments = ([path("meetings/", page(REP, MANAGER), name="week")], "appointments")
leads = (
    [
        path("leads/", page(SETTER, MANAGER), name="list"),
        path("leads/imports/", page(MANAGER), name="imports"),
        path("leads/<int:pk>/", page(MANAGER), name="lead"),
    ],
    "leads",
)
urlpatterns = [path("", include(part)) for part in (calls, appointments, leads)]


@pytest.fixture(autouse=True)
def few_doors(settings):
    settings.ROOT_URLCONF = __name__


def places(user, at="/"):
    request = RequestFactory().get(at)
    request.user = user
    return [item for group in context.face(request)["navigation"]() for item in group.items]


def labels(user):
    return [str(item["label"]) for item in places(user)]


def test_each_sees_the_doors_of_their_roles(cast):
    assert labels(cast.sam) == ["Call desk", "Leads"]
    assert labels(cast.mo) == ["My meetings", "Leads", "Imports"]
    assert labels(cast.vic) == []


def test_two_roles_see_the_doors_of_both(cast):
    cast.sam.join(cast.a, REP)
    assert labels(cast.sam) == ["Call desk", "My meetings", "Leads"]


def test_a_stranger_sees_none(db):
    assert places(None) == []


@pytest.mark.parametrize(
    ("at", "where"),
    [("/leads/", "Leads"), ("/leads/7/", "Leads"), ("/leads/imports/", "Imports"), ("/elsewhere/", None)],
)
def test_the_nearest_place_is_current(cast, at, where):
    current = [str(item["label"]) for item in places(cast.mo, at) if item.get("current")]
    assert current == ([where] if where else [])


def test_every_place_has_a_letter_of_its_own():
    letters = [place.letter for _name, _title, group in context.GROUPS for place in group]
    assert len(letters) == len(set(letters))
