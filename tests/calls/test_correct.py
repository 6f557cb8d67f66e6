"""What the lead says to be different, corrected on the call: judged, told in the timeline, followed by the queue."""

import pytest
from django.urls import reverse

from calls.models import CallAttempt
from calls.models.correction import Correction
from leads.models import Activity, Enrollment, LeadPhone, Suppression
from office.models import Refused
from tests import factories

OLD, NEW = "+306900000001", "+306912345678"


@pytest.fixture
def attempt(cast, enrolled, dialled):
    company = factories.company(cast.a, "Aegean Cold")
    enrolled(OLD, "+306900000002", email="old@aegean.example", company=company, first_name="Helen", last_name="Papa")
    return dialled()


@pytest.fixture
def correct(cast, attempt):
    def correct(**said):
        Correction(**{"instead_of": OLD, **said}).make(Enrollment.objects.locked(attempt.enrollment_id), by=cast.sam)
        attempt.lead.refresh_from_db()
        attempt.enrollment.refresh_from_db()
        return attempt.lead

    return correct


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"first_name": " Eleni  Maria "}, "first_name", "Eleni Maria"),
        ({"last_name": "Papadaki"}, "last_name", "Papadaki"),
        ({"job_title": ""}, "job_title", ""),
        ({"email": "NEW@Aegean.example"}, "email", "new@aegean.example"),
        ({"email": ""}, "email", ""),
        ({"zone": "europe/london"}, "zones", ["Europe/London"]),
    ],
)
def test_each_detail(correct, said, field, value):
    assert getattr(correct(**said), field) == value


def test_the_rest_stays_as_it_is(correct):
    lead = correct(first_name="Eleni")
    assert (lead.last_name, lead.email, lead.company.name, lead.phone) == (
        "Papa",
        "old@aegean.example",
        "Aegean Cold",
        OLD,
    )


def test_before_and_after_stand_in_the_timeline(correct, attempt, as_):
    correct(first_name="Eleni", email="new@aegean.example")
    line = Activity.objects.of_lead(attempt.lead).get(kind="updated")
    assert line.by.name == "Sam"
    assert line.details["changed"] == {
        "first_name": ["Helen", "Eleni"], "email": ["old@aegean.example", "new@aegean.example"],
    }  # fmt: skip
    page = as_("sam").get(reverse("leads:lead", args=[attempt.lead_id])).content.decode()
    assert "Helen → Eleni" in page


def test_the_lead_is_found_by_its_new_name(correct):
    assert "eleni" in correct(first_name="Eleni").search


def test_another_company_takes_nobody_along(correct, cast):
    other = factories.lead(cast.a, cast.mia, company=factories.company(cast.a, "Aegean Cold"))
    assert correct(company="Cyclades Cold").company.name == "Cyclades Cold"
    other.refresh_from_db()
    assert other.company.name == "Aegean Cold"


def test_a_number_is_judged_and_the_queue_follows(correct, attempt):
    lead = correct(number="691 234 5678")
    numbers = [(phone.number, phone.is_wrong) for phone in LeadPhone.objects.of_lead(lead).in_order()]
    assert numbers == [(NEW, False), ("+306900000002", False), (OLD, True)]
    assert (lead.phone, attempt.enrollment.next_number) == (NEW, NEW)


@pytest.mark.parametrize("typed", ["12", "not a number", "+30 69", "+999123456789"])
def test_what_is_no_number(correct, attempt, typed):
    with pytest.raises(Refused, match=":"):
        correct(number=typed)
    assert LeadPhone.objects.of_lead(attempt.lead).in_order().first().number == OLD


@pytest.mark.parametrize(("said", "words"), [({"email": "x"}, "no e-mail address"), ({"zone": "Mars"}, "no time zone")])
def test_what_is_refused(correct, said, words):
    with pytest.raises(Refused, match=words):
        correct(**said)


def test_a_forbidden_number_is_kept_and_not_dialled(cast, correct, attempt):
    Suppression.put(NEW, client=cast.a, source="letter", by=cast.mo)
    correct(number=NEW)
    assert attempt.enrollment.next_number == "+306900000002"


def test_a_number_that_a_colleague_calls_is_said(cast, enrolled, correct):
    enrolled(NEW).hold(cast.sue)
    with pytest.raises(Refused, match="on a call with a colleague"):
        correct(number=NEW)


def test_another_number_brings_its_zone(cast, correct, attempt):
    lead = correct(number="+44 20 7946 0812")
    assert lead.phone == "+442079460812" and attempt.enrollment.window_class == lead.window_class


def test_a_zone_that_was_told_outlives_a_number(correct):
    correct(zone="Europe/London")
    lead = correct(number="+30 210 1234567")
    assert lead.zones == ["Europe/London"] and lead.zone_source == "told"


def test_wrong_number_after_a_correction_marks_the_one_that_was_dialled(cast, correct, attempt, dispositions):
    correct(number=NEW)
    CallAttempt.objects.get(pk=attempt.pk).log(dispositions["wrong-number"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    wrong = {phone.number for phone in attempt.lead.phones.all() if phone.is_wrong}
    assert wrong == {OLD} and attempt.enrollment.next_number == NEW


class TestDesk:
    @pytest.fixture
    def post(self, as_, attempt):
        def post(who="sam", **said):
            url = reverse("calls:correct", args=[attempt.enrollment_id])
            return as_(who).post(url, {"instead_of": OLD, **said}, headers={"HX-Request": "true"})

        return post

    def test_the_desk_comes_back_corrected(self, post):
        answer = post(first_name="Eleni", last_name="Papa", number="6912345678")
        assert answer.status_code == 200 and "Eleni Papa" in answer.content.decode()

    def test_what_is_not_sent_stays(self, post, attempt):
        post(first_name="Eleni")
        attempt.lead.refresh_from_db()
        assert (attempt.lead.last_name, attempt.lead.email) == ("Papa", "old@aegean.example")

    def test_a_refusal_is_said(self, post):
        answer = post(number="12")
        assert answer.status_code == 422 and 'sd-refused" role="alert" data-at="number"' in answer.content.decode()

    def test_only_by_who_holds_the_lead(self, post):
        assert post(who="sue", first_name="Eleni").status_code == 404

    def test_the_call_goes_on(self, cast, post, attempt):
        post(first_name="Eleni")
        assert CallAttempt.objects.by_setter(cast.sam).owed().get() == attempt
