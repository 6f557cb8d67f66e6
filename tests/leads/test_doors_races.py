"""The same request, or the same form, several times in the same moment: one effect, and the same word to each."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from leads.forms.seal import Seal
from leads.models import Arrival, Consent, Enrollment, Lead, LeadImport, LeadList, webform
from office import clock
from office.models import ApiToken
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture
def together():
    """Run one function for each of these things at the same instant, each in a thread with its own connection."""

    def run(work, things):
        things = list(things)
        start = threading.Barrier(len(things))

        def one(thing):
            try:
                with clock.frozen(factories.MONDAY):
                    start.wait(timeout=30)
                    return work(thing)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(things)) as pool:
            return list(pool.map(one, things))

    return run


@pytest.fixture
def send(cast, campaign):
    signs = ApiToken.make(client=cast.a, name="Shop", by=cast.ada)[1]

    def sent(told):
        key, phone = told
        body = {"campaign": campaign.name, "list": "Shop", "rows": [{"phone": phone, "full_name": f"P{phone} Q"}]}
        headers = {"Authorization": f"Bearer {signs}", "Idempotency-Key": key}
        return Browser().post("/api/v1/leads", json.dumps(body), content_type="application/json", headers=headers)

    return sent


def finish():
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        LeadImport.objects.sweep()


def test_one_request_sent_many_times_at_once_has_one_effect(together, send):
    answers = together(send, [("k", "6912345678")] * MANY)
    assert {answer.status_code for answer in answers} <= {200, 202}
    assert len({answer.json()["import"] for answer in answers}) == 1
    finish()
    assert LeadImport.objects.count() == Arrival.objects.count() == Lead.objects.count() == 1
    assert LeadList.objects.count() == 1


def test_one_key_for_two_bodies_at_once_has_one_effect(together, send):
    answers = together(send, [("k", "6912345678"), ("k", "6912345679")] * (MANY // 2))
    assert sorted({answer.status_code for answer in answers} - {202}) in ([200, 409], [409])
    finish()
    assert LeadImport.objects.count() == Lead.objects.count() == 1


def test_many_requests_at_once_all_arrive(together, send):
    answers = together(send, [(f"k{n}", f"691234567{n}") for n in range(MANY)])
    assert {answer.status_code for answer in answers} <= {200, 202}
    for _turn in range(MANY):
        finish()
    assert Lead.objects.count() == LeadImport.objects.count() == MANY
    assert {made.step for made in LeadImport.objects.all()} == {"loaded"}


@pytest.fixture
def form(campaign, cast):
    return factories.web_form(LeadList.open(campaign=campaign, name="Web", by=cast.mia), cast.mia)


def fill(form, seal, phone):
    told = {"full_name": f"P{phone} Q", "phone": phone, "agreed": "on", "seal": str(seal)}
    return Browser().post(reverse("leads:fill", args=[form.token]), told)


def test_one_form_sent_many_times_at_once_is_one_person(together, form):
    seal = Seal.fresh(form, again=True)
    answers = together(lambda phone: fill(form, seal, phone), ["6912345678"] * MANY)
    assert {answer.status_code for answer in answers} == {200}
    finish()
    assert Arrival.objects.count() == Lead.objects.count() == Consent.objects.count() == 1
    assert Enrollment.objects.count() == 1


def test_the_limit_holds_when_all_come_at_once(together, form, monkeypatch):
    monkeypatch.setattr(webform, "MOST_FROM_ONE_ADDRESS", 2)
    answers = together(lambda n: fill(form, Seal.fresh(form, again=True), f"691234567{n}"), range(MANY))
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [429] * (MANY - 2)
    assert Arrival.objects.count() == 2


def test_two_forms_of_one_person_at_once_are_one_lead(together, form):
    answers = together(lambda seal: fill(form, seal, "6912345678"), [Seal.fresh(form, again=True) for _ in range(3)])
    assert {answer.status_code for answer in answers} == {200}
    for _turn in range(3):
        finish()
    assert Arrival.objects.count() == 3 and Lead.objects.count() == 1
    assert Enrollment.objects.count() == 1
