"""“The right person is X”: the pass goes on with X."""

import pytest
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt, Person
from leads.models import Activity, Enrollment, HandOff, Lead, LeadPhone, Priority
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories

XENIA = Person("Xenia", "Xenou", "6912 345 678", "Buyer", "Xenia@Aegean.example")


@pytest.fixture
def attempt(cast, enrolled, dialled, dispositions):
    company = factories.company(cast.a, "Aegean Cold")
    enrolled(
        "+306900000001",
        company=company,
        email="helen@aegean.example",
        city="Athens",
        first_name="Helen",
        last_name="Papa",
    )
    return dialled()


@pytest.fixture
def said(cast, attempt, dispositions):
    """Say who the right one is; returns that lead."""

    def say(person=XENIA):
        attempt.log(dispositions["right-person"], by=cast.sam, person=person)
        return Lead.objects.get(last_name=person.last_name)

    return say


def test_the_new_person_is_a_lead_of_the_same_company(said, attempt):
    new = said()
    assert (new.name, new.job_title, new.email, new.phone) == (
        "Xenia Xenou",
        "Buyer",
        "xenia@aegean.example",
        "+306912345678",
    )
    assert (new.company, new.city, new.zones) == (attempt.lead.company, "Athens", ["Europe/Athens"])


def test_and_comes_next_on_this_setters_desk(cast, said, campaign):
    new = said()
    assert queue.claim(cast.sue) is None
    claimed = queue.claim(cast.sam)
    assert (claimed.lead, claimed.campaign, claimed.priority) == (new, campaign, Priority.CALLBACK)
    assert CallAttempt.dial(claimed, by=cast.sam).number == "+306912345678"


def test_the_old_one_leaves_the_queue_with_its_reason(said, attempt):
    said()
    attempt.enrollment.refresh_from_db()
    back = HandOff.objects.of_lead(attempt.lead).get()
    assert attempt.enrollment.stage == Stage.DISQUALIFIED and attempt.enrollment.ended_at
    assert (back.label, back.to_team) == ("The right person is Xenia Xenou", "marketing")


def test_the_timelines_name_each_other(said, attempt, as_):
    new = said()
    assert Activity.objects.of_lead(attempt.lead).get(kind="right_person").details["lead"] == new.pk
    assert Activity.objects.of_lead(new).get(kind="right_person").details["lead"] == attempt.lead_id
    page = as_("sam").get(reverse("leads:lead", args=[attempt.lead_id])).content.decode()
    assert "The right person is Xenia Xenou" in page
    page = as_("sam").get(reverse("leads:lead", args=[new.pk])).content.decode()
    assert "Helen Papa said that this is the right person" in page


def test_without_a_number_it_is_the_one_that_was_called(cast, said):
    new = said(Person("Xenia", "Xenou"))
    assert new.phone == "+306900000001"
    assert queue.claim(cast.sam).lead == new


def test_a_lead_that_is_known_is_taken_up(cast, campaign, enrolled, said):
    known = factories.lead(cast.a, cast.mia, "+306912345678", first_name="Xenia", last_name="Xenou")
    assert said() == known
    assert known.enrollments.get().reserved_for == cast.sam


def test_one_of_the_same_number_and_another_name_is_somebody_else(cast, said):
    other = factories.lead(cast.a, cast.mia, "+306912345678", first_name="Yannis", last_name="Yannou")
    assert said() != other


def test_one_who_is_in_the_queue_comes_now(cast, enrolled, said):
    known = enrolled("+306912345678", first_name="Xenia", last_name="Xenou", queue={"priority": Priority.NEW})
    said()
    known.refresh_from_db()
    assert (known.priority, known.reserved_for) == (Priority.CALLBACK, cast.sam)


def test_one_whom_a_colleague_calls_stays_theirs(cast, enrolled, said):
    known = enrolled("+306912345678", first_name="Xenia", last_name="Xenou")
    known.hold(cast.sue)
    said()
    known.refresh_from_db()
    assert known.claimed_by == cast.sue and queue.claim(cast.sam) is None


def test_one_who_must_not_be_called_is_not(cast, enrolled, attempt, said):
    known = enrolled("+306912345678", first_name="Xenia", last_name="Xenou")
    known.become(Stage.DO_NOT_CALL)
    with pytest.raises(Refused, match="must not be called"):
        said()
    attempt.refresh_from_db()
    assert attempt.disposition is None


def test_undo_leaves_the_known_one_where_it_stood(cast, enrolled, attempt, said):
    known = enrolled("+306912345678", first_name="Xenia", last_name="Xenou")
    said()
    attempt.undo(by=cast.sam)
    known.refresh_from_db()
    assert (known.priority, known.reserved_for, known.claimed_by) == (Priority.NEW, None, None)


def test_undo_ends_the_pass_of_one_who_had_ended(cast, enrolled, attempt, said):
    known = enrolled("+306912345678", first_name="Xenia", last_name="Xenou")
    known.become(Stage.EXHAUSTED)
    said()
    assert known.lead.enrollments.count() == 2
    attempt.undo(by=cast.sam)
    last = known.lead.enrollments.get()
    assert last.is_latest and last.stage == Stage.EXHAUSTED


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (Person("", ""), "a name"),
        (Person("Xenia", "Xenou", "12"), "12"),
        (Person("Xenia", "Xenou", "", "", "nonsense"), "is no e-mail address"),
        (None, "a name"),
    ],
)
def test_what_is_refused(cast, attempt, dispositions, person, words):
    leads = Lead.objects.count()
    with pytest.raises(Refused, match=words):
        attempt.log(dispositions["right-person"], by=cast.sam, person=person)
    attempt.refresh_from_db()
    assert attempt.disposition is None and Lead.objects.count() == leads


@pytest.fixture
def nameless(cast, enrolled, dialled, dispositions):
    company = factories.company(cast.a, "Aegean Cold")
    enrolled("+306900000009", company=company, first_name="", last_name="")
    return dialled()


def test_a_company_without_a_person_gets_the_name_and_goes_on(cast, nameless, dispositions):
    nameless.log(dispositions["right-person"], by=cast.sam, person=XENIA)
    lead = Lead.objects.get()
    assert (lead.name, lead.job_title, lead.email) == ("Xenia Xenou", "Buyer", "xenia@aegean.example")
    claimed = queue.claim(cast.sam)
    assert (claimed.pk, claimed.number, claimed.next_number) == (nameless.enrollment_id, 1, "+306912345678")
    assert not HandOff.objects.exists()
    assert [phone.is_wrong for phone in lead.phones.all()] == [False, False]


def test_undo_takes_the_name_off_again(cast, nameless, dispositions):
    nameless.log(dispositions["right-person"], by=cast.sam, person=XENIA)
    nameless.undo(by=cast.sam)
    lead = Lead.objects.get()
    assert (lead.first_name, lead.last_name, lead.email, lead.name) == ("", "", "", "Aegean Cold")
    assert [phone.number for phone in LeadPhone.objects.of_lead(lead)] == ["+306900000009"]
    assert Enrollment.objects.get().next_number == "+306900000009"


class TestDesk:
    def test_two_keys_and_a_name(self, as_, cast, attempt):
        page = as_("sam").get(reverse("calls:desk")).content.decode()
        assert 'data-dialog="right-person-dialog"' in page and "Who is the right person?" in page
        told = {
            "disposition": "right-person", "person_name": "Maria Eleni Xenou", "person_number": "6912345678",
            "person_title": "Buyer", "person_email": "",
        }  # fmt: skip
        answer = as_("sam").post(reverse("calls:log", args=[attempt.pk]), told, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and "Maria Eleni Xenou" in answer.content.decode()
        new = Lead.objects.get(last_name="Xenou")
        assert (new.first_name, new.enrollments.get().claimed_by) == ("Maria Eleni", cast.sam)

    def test_without_a_name_it_is_refused(self, as_, attempt):
        told = {"disposition": "right-person", "person_name": " "}
        answer = as_("sam").post(reverse("calls:log", args=[attempt.pk]), told, headers={"HX-Request": "true"})
        assert answer.status_code == 422 and "Say who the right person is" in answer.content.decode()


def test_a_suppressed_number_is_not_dialled(cast, said):
    from leads.models import Suppression

    Suppression.put("+306912345678", client=cast.a, source="letter", by=cast.mo)
    new = said()
    assert new.enrollments.get().next_number == "" and queue.claim(cast.sam) is None
    assert clock.now()
