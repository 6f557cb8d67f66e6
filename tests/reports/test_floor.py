"""On the floor now: who holds a lead, who is on a call, who owes an outcome; 304 while nothing changes."""

from datetime import timedelta

import pytest

from calls.models import CallAttempt
from office import clock
from tests import factories
from tests.reports import world


@pytest.fixture
def held(campaign, cast):
    enrollment = factories.enrolled(campaign, cast.mo)
    enrollment.claimed_by, enrollment.claimed_at = cast.sam, clock.now()
    enrollment.claimed_until = clock.now() + timedelta(seconds=90)
    enrollment.save()
    return enrollment


def doing(answer):
    return {one.setter.name: str(one.doing) for one in answer.context["floor"].people}


def test_floor_is_empty_when_nobody_works(as_, campaign):
    assert "Nobody holds a lead just now." in as_("mo").get("/performance/floor/").content.decode()


def test_setter_is_seen_holding_calling_and_owing(as_, held, cast):
    mo = as_("mo")
    assert doing(mo.get("/performance/floor/")) == {"Sam": "Holds a lead"}
    call = world.call(held, cast.sam, clock.now(), None)
    CallAttempt.objects.update(state="on_call")
    assert doing(mo.get("/performance/floor/")) == {"Sam": "On call"}
    call.state, call.ended_at = "ended", clock.now()
    call.save()
    assert doing(mo.get("/performance/floor/")) == {"Sam": "Outcome owed"}


def test_nothing_is_sent_while_nothing_changes(as_, held, cast):
    mo = as_("mo")
    first = mo.get("/performance/floor/")
    again = mo.get("/performance/floor/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    world.call(held, cast.sam, clock.now(), None)
    assert mo.get("/performance/floor/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_floor_of_another_client_is_not_seen(as_, held):
    assert doing(as_("otto").get("/performance/floor/")) == {}


def test_viewer_does_not_watch_people(as_, campaign):
    assert as_("vic").get("/performance/floor/").status_code == 404
    assert "/performance/floor/" not in as_("vic").get("/performance/").content.decode()
