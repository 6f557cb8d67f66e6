"""Do not call: every number and the address leave every queue at once; back only with evidence."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leads.models import Activity, Enrollment, Lead, Suppression
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def enrollment(cast, campaign):
    return factories.enrolled(campaign, cast.sam, "+306900000001", "+306900000002", email="Helen@example.com")


def suppress(browser, lead, **details):
    told = {"source": "asked", "evidence": "On the phone today, to Sam", **details}
    return browser.post(reverse("leads:suppress", args=[lead.pk]), told)


def test_every_number_and_the_address_and_the_pass(as_, cast, enrollment):
    assert suppress(as_("sam"), enrollment.lead).status_code == 302
    values = set(Suppression.objects.in_force(clock.now()).values_list("value", flat=True))
    assert values == {"+306900000001", "+306900000002", "helen@example.com"}
    enrollment.refresh_from_db()
    assert (enrollment.stage, enrollment.end_reason) == (Stage.DO_NOT_CALL, "The lead asked us")
    line = Activity.objects.of_lead(enrollment.lead).newest()[0]
    assert (line.kind, line.details["evidence"]) == ("suppressed", "On the phone today, to Sam")


def test_it_needs_evidence(as_, enrollment):
    assert suppress(as_("sam"), enrollment.lead, evidence="").status_code == 422
    assert not Suppression.objects.exists()


def test_twice_is_once(as_, enrollment):
    sam = as_("sam")
    suppress(sam, enrollment.lead)
    assert suppress(sam, enrollment.lead).status_code == 302
    assert Suppression.objects.count() == 3


def test_a_shared_number_leaves_the_other_lead_s_queue_too(as_, cast, campaign, enrollment):
    other = factories.enrolled(campaign, cast.sam, "+306900000001")
    suppress(as_("sam"), enrollment.lead)
    other.refresh_from_db()
    assert (other.next_number, other.stage) == ("", Stage.NEW)
    assert other.pk not in Enrollment.objects.callable().exclude(next_number="").values_list("pk", flat=True)


def test_a_new_pass_does_not_dial_what_is_suppressed(cast, campaign):
    Suppression.put("+306900000001", client=cast.a, source="register", by=None)
    lead = factories.lead(cast.a, cast.sam, "+306900000001", "+306900000003")
    assert lead.enroll(campaign, by=cast.sam).next_number == "+306900000003"


def test_the_other_client_s_suppression_is_its_own(cast, campaign, other_campaign):
    Suppression.put("+306900000001", client=cast.b, source="asked", by=None)
    assert factories.enrolled(campaign, cast.sam, "+306900000001").next_number == "+306900000001"


def test_lifting_needs_evidence_and_puts_the_number_back(as_, cast, campaign):
    waiting = factories.enrolled(campaign, cast.sam, "+306900000009")
    put = Suppression.put("+306900000009", client=cast.a, source="asked", by=cast.mo)
    mo, door = as_("mo"), reverse("leads:lift", args=[put.pk])
    assert mo.post(door, {"evidence": " "}).status_code == 422
    assert mo.post(door, {"evidence": "Signed form of 23 November"}).status_code == 302
    put.refresh_from_db()
    waiting.refresh_from_db()
    assert (put.lifted_by, put.lift_evidence) == (cast.mo, "Signed form of 23 November")
    assert waiting.next_number == "+306900000009"
    line = Activity.objects.of_lead(waiting.lead).newest()[0]
    assert (line.kind, line.details["evidence"]) == ("lifted", "Signed form of 23 November")
    assert mo.post(door, {"evidence": "again"}).status_code == 404


def test_marketing_may_add_but_not_lift(as_, cast):
    put = Suppression.put("+306900000009", client=cast.a, source="asked", by=cast.mo)
    mia = as_("mia")
    assert mia.get(reverse("leads:lift", args=[put.pk])).status_code == 404
    assert reverse("leads:lift", args=[put.pk]) not in mia.get(reverse("leads:suppressions")).content.decode()


@pytest.mark.parametrize(
    ("typed", "value"), [("690 000 0005", "+306900000005"), ("Paul@Example.com", "paul@example.com")]
)
def test_a_number_or_an_address_is_added_by_hand(as_, cast, typed, value):
    told = {"client": cast.a.pk, "value": typed, "source": "letter", "evidence": "Letter of Monday"}
    assert as_("mia").post(reverse("leads:suppressions"), told).status_code == 302
    assert Suppression.objects.get().value == value


@pytest.mark.parametrize("typed", ["hello", "12", "a@b", ""])
def test_what_is_neither_is_refused(as_, cast, typed):
    told = {"client": cast.a.pk, "value": typed, "source": "letter", "evidence": "Letter"}
    assert as_("mia").post(reverse("leads:suppressions"), told).status_code == 422
    assert not Suppression.objects.exists()


def test_a_number_of_another_country_is_not_taken_for_one_of_ours(as_, cast):
    told = {"client": cast.a.pk, "value": "020 7946 0999", "source": "letter", "evidence": "Letter"}
    page = as_("mo").post(reverse("leads:suppressions"), told)
    assert (page.status_code, Suppression.objects.count()) == (422, 0)
    assert "with its country code" in page.content.decode()
    as_("mo").post(reverse("leads:suppressions"), told | {"value": "0044 20 7946 0999"})
    assert Suppression.objects.get().value == "+442079460999"


def test_nobody_suppresses_for_another_client(as_, cast):
    told = {"client": cast.b.pk, "value": "6900000005", "source": "letter", "evidence": "Letter"}
    assert as_("mia").post(reverse("leads:suppressions"), told).status_code == 422
    put = Suppression.put("+306900000005", client=cast.b, source="asked", by=cast.otto)
    assert as_("mo").post(reverse("leads:lift", args=[put.pk]), {"evidence": "x"}).status_code == 404


def test_the_list_is_searched_and_turned(as_, cast):
    for turn in range(60):
        Suppression.put(f"+3069000100{turn:02d}", client=cast.a, source="register", by=None)
    Suppression.put("paul@example.com", client=cast.b, source="asked", by=None)
    mo, url = as_("mo"), reverse("leads:suppressions")
    first = mo.get(url)
    assert (first.context["total"], len(first.context["rows"]), first.context["more"]) == (60, 50, True)
    last = first.context["rows"][49].pk
    assert len(mo.get(url, {"before": last}).context["rows"]) == 10
    assert [row.value for row in mo.get(url, {"q": "010 059"}).context["rows"]] == ["+306900010059"]
    assert list(mo.get(url, {"q": "paul"}).context["rows"]) == []


def test_the_database_keeps_one_in_force_per_value(cast):
    Suppression.put("+306900000005", client=cast.a, source="asked", by=None)
    with pytest.raises(IntegrityError, match="suppression_once"), transaction.atomic():
        Suppression.objects.create(client=cast.a, value="+306900000005", source="asked")


def test_out_of_do_not_call_there_is_no_move(cast, enrollment):
    enrollment.lead.suppress(by=cast.mo, source="asked", evidence="x")
    enrollment.refresh_from_db()
    with pytest.raises(Refused):
        enrollment.become(Stage.WORKING)


def test_what_one_client_forbids_leaves_the_other_s_queue_alone(cast, campaign, other_campaign):
    mine, theirs = (
        factories.enrolled(each, cast.mia, "+306900000009", email="") for each in (campaign, other_campaign)
    )
    Suppression.put("+306900000009", client=cast.a, source="asked", by=cast.mo)
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert (mine.next_number, theirs.next_number) == ("", "+306900000009")


def test_lifting_brings_back_a_lead_that_was_to_be_called_on_its_second_number(cast, enrollment):
    Enrollment.objects.update(next_number="+306900000002")
    Suppression.put("+306900000002", client=cast.a, source="asked", by=cast.mo).lift(by=cast.mo)
    enrollment.refresh_from_db()
    assert enrollment.next_number == "+306900000001"


def test_lifting_an_address_brings_back_the_lead_that_left_the_queue_for_it(cast, enrollment):
    put = Suppression.put("helen@example.com", client=cast.a, source="asked", by=cast.mo)
    enrollment.leave_queue()  # as the claim does when the gate says never
    put.lift(by=cast.mo)
    enrollment.refresh_from_db()
    assert enrollment.next_number == "+306900000001"


def corrected(enrollment, cast, *numbers, **changes):
    lead = Lead.objects.get(pk=enrollment.lead_id)
    lead.correct(by=cast.mia, phones=tuple(map(factories.phone, numbers)), zones=("Europe/Athens",), **changes)
    return Lead.objects.get(pk=lead.pk)


def test_a_number_that_comes_later_is_no_way_around_it(cast, campaign, enrollment):
    enrollment.lead.suppress(by=cast.mo, source="letter", evidence="Never again")
    first = enrollment.lead.phone
    lead = corrected(enrollment, cast, first, "+306900000777", email="new@example.org", first_name="Ellen")
    assert lead.number_to_call == "" == lead.enroll(campaign, by=cast.mia).next_number
    for value in ("+306900000777", "new@example.org"):
        put = Suppression.objects.get(value=value)
        assert (put.scope, put.source, put.evidence, put.by) == ("person", "letter", "Never again", cast.mia)
    assert corrected(enrollment, cast, "+306900000778").number_to_call == "", "nor the one after that"


def test_lifted_for_the_person_both_may_be_called(cast, enrollment):
    enrollment.lead.suppress(by=cast.mo, source="letter", evidence="Never again")
    lead = corrected(enrollment, cast, enrollment.lead.phone, "+306900000777")
    for put in Suppression.objects.all():
        put.lift(by=cast.mo, evidence="They rang us")
    assert lead.number_to_call
    assert corrected(enrollment, cast, "+306900000778").number_to_call == "+306900000778"


def test_who_only_shares_the_number_may_be_called_on_another(cast, campaign, enrollment):
    colleague = factories.enrolled(campaign, cast.mia, enrollment.lead.phone, first_name="Colleague")
    enrollment.lead.suppress(by=cast.mo, source="letter", evidence="Never again")
    assert corrected(colleague, cast, enrollment.lead.phone, "+306900000777").number_to_call == "+306900000777"


def test_a_wrong_number_that_was_forbidden_leaves_the_right_one_free(cast, enrollment):
    Suppression.put(enrollment.lead.phone, client=cast.a, source="letter", by=cast.mo)
    assert corrected(enrollment, cast, "+306900000777").number_to_call == "+306900000777"


def test_until_a_day_the_new_number_is_silent_as_long(cast, enrollment):
    day = clock.now() + timedelta(days=7)
    enrollment.lead.suppress(by=cast.mo, source="holiday", evidence="Said so", until=day)
    assert corrected(enrollment, cast, "+306900000777").number_to_call == ""
    assert Suppression.objects.get(value="+306900000777").until == day
