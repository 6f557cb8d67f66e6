"""One lead sent back to marketing from its page: why, in which words, until when; before a call it is a rejection."""

from datetime import date

import pytest
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt
from leads.models import HandOff, ReturnReason
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def enrollment(cast, campaign):
    return factories.enrolled(campaign, cast.mia)


def reason(client, label):
    return next(each for each in ReturnReason.lay(client) if each.label == label)


def page(lead):
    return reverse("leads:give_back", args=[lead.pk])


def test_a_manager_sends_a_lead_back_before_any_call_and_it_is_a_rejection(as_, cast, enrollment):
    told = {"why": reason(cast.a, "Wrong numbers").pk, "note": "The whole column is of faxes"}
    assert as_("mo").post(page(enrollment.lead), told).status_code == 302
    HandOff.objects.sweep()
    back, now = HandOff.objects.get(), enrollment.__class__.objects.get()
    assert (back.from_team, back.before_contact, back.reason) == ("setters", True, "data")
    assert (back.label, back.note, back.by) == ("Wrong numbers", "The whole column is of faxes", cast.mo)
    assert back.carried_at == clock.now()
    assert now.stage == Stage.DISQUALIFIED and queue.claim(cast.sam) is None


def test_after_a_call_it_is_no_rejection(cast, enrollment):
    CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    with pytest.raises(Refused, match="on a call"):
        HandOff.send_back(enrollment, by=cast.mo, why=reason(cast.a, "No need"), from_team="setters")
    enrollment.refresh_from_db()
    enrollment.queue_for(40, clock.now())
    back = HandOff.send_back(enrollment, by=cast.mo, why=reason(cast.a, "No need"), from_team="setters")
    assert not back.before_contact


def test_marketing_takes_its_own_lead_back_which_rejects_nothing(as_, cast, enrollment):
    as_("mia").post(page(enrollment.lead), {"why": reason(cast.a, "No need").pk})
    assert HandOff.objects.get().from_team == "marketing"


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ({"months": 1}, date(2026, 12, 23)),
        ({"months": 6}, date(2027, 5, 23)),
        ({"return_on": "2027-02-01"}, date(2027, 2, 1)),
    ],
)
def test_not_now_comes_back_on_its_day(as_, cast, enrollment, when, day):
    as_("mo").post(page(enrollment.lead), {"why": reason(cast.a, "No budget yet").pk, **when})
    back = HandOff.objects.get()
    assert (back.return_on, back.stage, back.reason) == (day, Stage.NURTURE, "temporary")


@pytest.mark.parametrize(
    ("label", "told", "words"),
    [
        ("No budget yet", {}, "1, 3 or 6 months"),
        ("No budget yet", {"return_on": "2026-11-23"}, "in the future"),
        ("No budget yet", {"return_on": "9999-12-31"}, "not a day of our calendar"),
        ("Something else", {}, "word of explanation"),
    ],
)
def test_what_lacks_something_is_said_and_nothing_is_done(as_, cast, enrollment, label, told, words):
    answer = as_("mo").post(page(enrollment.lead), {"why": reason(cast.a, label).pk, **told})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not HandOff.objects.exists()


def test_a_reason_of_another_client_is_no_choice(as_, cast, enrollment):
    answer = as_("mo").post(page(enrollment.lead), {"why": reason(cast.b, "No need").pk})
    assert answer.status_code == 422 and not HandOff.objects.exists()


def test_a_retired_reason_is_no_choice(as_, cast, enrollment):
    retired = reason(cast.a, "No need")
    retired.retire(by=cast.mia)
    assert as_("mo").post(page(enrollment.lead), {"why": retired.pk}).status_code == 422


@pytest.mark.parametrize("stage", [Stage.APPOINTMENT_SET, Stage.NURTURE])
def test_what_stands_in_no_queue_is_refused(as_, cast, enrollment, stage):
    enrollment.become(stage)
    answer = as_("mo").post(page(enrollment.lead), {"why": reason(cast.a, "No need").pk})
    assert answer.status_code == 422 and "stands in no queue" in answer.content.decode()


def test_who_was_never_in_a_queue_is_refused(as_, cast):
    lead = factories.lead(cast.a, cast.mia)
    answer = as_("mo").post(page(lead), {"why": reason(cast.a, "No need").pk})
    assert answer.status_code == 422 and "never in a queue" in answer.content.decode()


def test_one_that_is_offered_to_a_setter_goes_and_cannot_be_dialled(as_, cast, enrollment):
    offered = queue.claim(cast.sam)
    as_("mo").post(page(enrollment.lead), {"why": reason(cast.a, "Wrong audience").pk})
    with pytest.raises(Refused, match="no longer yours"):
        CallAttempt.dial(offered, by=cast.sam)


def test_the_button_stands_on_the_page_of_a_lead_that_is_worked(as_, cast, enrollment):
    address = page(enrollment.lead)
    look = reverse("leads:lead", args=[enrollment.lead_id])
    assert address in as_("mo").get(look).content.decode()
    assert address not in as_("sam").get(look).content.decode()
    assert "rejected before any call" in as_("mo").get(address).content.decode()
    enrollment.become(Stage.NURTURE)
    assert address not in as_("mo").get(look).content.decode()
