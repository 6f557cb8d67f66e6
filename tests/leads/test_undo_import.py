"""A load is taken back: untouched leads go, changed values come back, what somebody worked on stays and is told."""

from datetime import timedelta

import pytest

from calls.models import CallAttempt, Disposition
from leads.models import (
    Activity,
    Company,
    Enrollment,
    ImportRow,
    Lead,
    LeadImport,
    LeadList,
    LeadPhone,
    Listing,
    PerhapsSame,
    SharedNumber,
    importpace,
)
from leads.models.importfix import ImportFix
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories
from tests.leads.conftest import HEAD
from tests.sheets import swept


def undone(made, by):
    made.undo(by=by)
    return swept(made)


def test_leads_that_nobody_touched_are_gone_with_all_they_had(load, cast):
    made = undone(load("Ann,One,6912345671,,,,", "Bob,Two,6912345672,,Oslo,Acme,red", "No,Way,,,,,"), cast.mia)
    assert (made.step, made.undone) == ("undone", {"deleted": 2, "left": 0, "restored": 0})
    for model in (Lead, LeadPhone, Enrollment, Listing, Activity):
        assert not model.objects.exists(), model
    assert [(line.row, line.outcome, line.lead_id) for line in ImportRow.objects.of_import(made)] == [
        (2, "created", None),
        (3, "created", None),
        (4, "rejected", None),
    ]


def test_rows_that_repeat_or_fill_a_new_lead_go_with_it(load, cast, monkeypatch):
    monkeypatch.setattr(importpace, "CHUNK", 2)
    lines = ["Ann,One,6912345671,,,,", "Ann,One,6912345671,,,,", "Ann,One,6912345671,,Oslo,,", "Bob,Two,6912345672,,,,"]
    made = load(*lines)
    assert (made.created, made.updated, made.skipped) == (2, 1, 1)
    assert undone(made, cast.mia).undone == {"deleted": 2, "left": 0, "restored": 0}
    assert not Lead.objects.exists() and not Enrollment.objects.exists()


def test_a_new_lead_that_stays_keeps_what_later_rows_said(load, campaign, cast):
    made = load("Ann,One,6912345671,,,,", "Ann,One,6912345671 / 6912345679,,Oslo,,")
    Enrollment.objects.get().hold(cast.sam)
    assert undone(made, cast.mia).undone == {"deleted": 0, "left": 1, "restored": 0}
    assert (Lead.objects.get().city, Lead.objects.get().phones.count()) == ("Oslo", 2)
    assert Enrollment.objects.get().claimed_by == cast.sam


def test_a_called_lead_stays_and_is_told(load, campaign, cast):
    made = load("Ann,One,6912345671,,,,", "Bob,Two,6912345672,,,,")
    CallAttempt.dial(claimed(campaign, "Ann", cast.sam), by=cast.sam)
    made = undone(made, cast.mia)
    assert made.undone == {"deleted": 1, "left": 1, "restored": 0}
    assert Lead.objects.get().first_name == "Ann"
    assert [line.lead.first_name for line in ImportRow.objects.of_import(made).left_behind()] == ["Ann"]


def claimed(campaign, name, setter):
    enrollment = Enrollment.objects.get(lead__first_name=name)
    enrollment.hold(setter)
    return enrollment


def touch_claim(enrollment, cast, campaign):
    enrollment.hold(cast.sam)


def touch_note(enrollment, cast, campaign):
    enrollment.lead.note("Ring after six", by=cast.sam)


def touch_stage(enrollment, cast, campaign):
    enrollment.become(Stage.QUALIFIED)


def touch_owner(enrollment, cast, campaign):
    Lead.objects.filter(pk=enrollment.lead_id).update(owner=cast.rita)


def touch_other_list(enrollment, cast, campaign):
    enrollment.lead.listed_on(LeadList.open(campaign=campaign, name="Other", by=cast.mia), by=cast.mia)


def touch_meeting(enrollment, cast, campaign):
    factories.booked(enrollment, factories.bookable(campaign, cast.rita), cast.sam)


def touch_answer(enrollment, cast, campaign):
    from leads.models import Answer

    Answer.give(enrollment, factories.question(campaign), "Yes", by=cast.sam)


@pytest.mark.parametrize(
    "touch",
    [touch_claim, touch_note, touch_stage, touch_owner, touch_other_list, touch_meeting, touch_answer],
    ids=lambda touch: touch.__name__,
)
def test_whatever_touched_a_lead_keeps_it(load, campaign, cast, touch):
    made = load("Ann,One,6912345671,,,,")
    touch(Enrollment.objects.get(), cast, campaign)
    assert undone(made, cast.mia).undone == {"deleted": 0, "left": 1, "restored": 0}
    assert Lead.objects.get().phones.count() == Enrollment.objects.count() == 1


def test_a_lead_that_another_import_knew_again_stays(load, cast):
    first = load("Ann,One,6912345671,,,,")
    load("Ann,One,6912345671,,,,")
    assert undone(first, cast.mia).undone["left"] == 1


OVERWRITE = {"phone": "overwrite", "overwrite": ["city", "company", "first_name", "custom"]}


def test_overwritten_and_filled_values_come_back(load, cast):
    known = factories.lead(
        cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One", city="Oslo", custom={"Colour": "red"}
    )
    made = load("Anna,One,6912345671 / 6912345672,ann@example.org,Bergen,Acme,blue", policies=OVERWRITE)
    known.refresh_from_db()
    assert (known.first_name, known.last_name, known.city, known.company.name) == ("Anna", "One", "Bergen", "Acme")
    assert (known.custom, known.phones.count(), known.sort_name) == ({"Colour": "blue"}, 2, "one anna")
    made = undone(made, cast.mia)
    known = Lead.objects.get(pk=known.pk)
    assert (known.first_name, known.last_name, known.city, known.company) == ("Ann", "One", "Oslo", None)
    assert (known.custom, known.email, known.phones.count(), known.sort_name) == ({"Colour": "red"}, "", 1, "one ann")
    assert made.undone == {"deleted": 0, "left": 0, "restored": 1}
    assert not Lead.objects.matching("bergen").exists() and Lead.objects.matching("oslo").get() == known
    assert not Listing.objects.exists()


def test_what_somebody_changed_since_is_not_taken_back(load, cast):
    known = factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="", city="Oslo")
    made = load("Ann,One,6912345671,,Bergen,,", policies=OVERWRITE)
    Lead.objects.filter(pk=known.pk).update(city="Tromsø")
    undone(made, cast.mia)
    known.refresh_from_db()
    assert (known.city, known.last_name) == ("Tromsø", "")


def test_several_rows_over_one_value_are_taken_back_as_one(load, cast, monkeypatch):
    monkeypatch.setattr(importpace, "CHUNK", 2)
    known = factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One", city="Oslo")
    lines = [f"Ann,One,6912345671,,City {n},," for n in range(7)]
    made = load(*lines, policies=OVERWRITE)
    known.refresh_from_db()
    assert known.city == "City 6"
    undone(made, cast.mia)
    known.refresh_from_db()
    assert known.city == "Oslo"


def test_a_lead_queued_again_leaves_the_queue_again(load, campaign, cast):
    before = factories.enrolled(campaign, cast.mia, "+306912345671", first_name="Ann", last_name="One")
    before.become(Stage.EXHAUSTED)
    made = load("Ann,One,6912345671,,,,", policies={"requeue": True})
    again = Enrollment.objects.open().get()
    assert (again.number, again.lead, again.next_number) == (2, before.lead, "+306912345671")
    undone(made, cast.mia)
    before.refresh_from_db()
    assert before.is_latest and not Enrollment.objects.open().exists()


def test_a_no_in_the_file_stays_a_no(load, cast):
    from leads.models import Suppression

    undone(load("Ann,One,do not call / 6912345671,,,,", "Bob,Two,6912345672,,,,"), cast.mia)
    assert Suppression.objects.exists() == Suppression.objects.in_force(clock.now()).exists()


def test_only_within_a_day_and_once(load, cast):
    made = load("Ann,One,6912345671,,,,")
    with clock.frozen(clock.now() + timedelta(hours=25)), pytest.raises(Refused, match="within a day"):
        made.undo(by=cast.mia)
    undone(made, cast.mia)
    with pytest.raises(Refused, match="within a day"):
        made.undo(by=cast.mia)


def test_from_two_tabs_it_is_undone_once(load, cast):
    made = load("Ann,One,6912345671,,,,")
    first, second = (LeadImport.objects.get(pk=made.pk) for _tab in range(2))
    first.undo(by=cast.mia)
    with pytest.raises(Refused):
        second.undo(by=cast.mia)


def test_after_the_undo_the_same_file_creates_the_same_leads(load, cast):
    lines = ["Ann,One,6912345671,,,,", "Bob,Two,6912345672,,,,"]
    undone(load(*lines), cast.mia)
    assert load(*lines).created == 2


def test_the_phone_of_a_lead_on_a_call_is_not_taken_away(load, campaign, cast):
    known = factories.enrolled(campaign, cast.mia, "+306912345671", first_name="Ann", last_name="One")
    made = load("Ann,One,6912345671 / 6912345672,,,,")
    known.refresh_from_db()
    known.hold(cast.sam)
    attempt = CallAttempt.dial(known, by=cast.sam)
    attempt.log({made.code: made for made in Disposition.lay(campaign)}["wrong-number"], by=cast.sam)
    known.refresh_from_db()
    assert known.next_number == "+306912345672"
    undone(made, cast.mia)
    assert known.lead.phones.count() == 2


def test_companies_that_the_load_made_go_when_nobody_uses_them(load, cast):
    before = Company.named("Before", client=cast.a)
    known = factories.lead(cast.a, cast.mia, "+306912345679", first_name="Kim", last_name="Ten", company=before)
    lines = ["Ann,One,6912345671,,,Acme,", "Bob,Two,6912345672,,,Used,", "Cid,Six,6912345673,,,Written,"]
    made = load(*lines, "Dan,Ten,6912345674,,,Acme,", "Kim,Ten,6912345679,,,After,", policies=OVERWRITE)
    known.refresh_from_db()
    assert known.company.name == "After"
    factories.lead(cast.a, cast.mia, "+306912345678", company=Company.objects.get(name="Used"))
    Company.objects.filter(name="Written").update(domain="written.example")
    undone(made, cast.mia)
    known.refresh_from_db()
    assert known.company == before
    assert sorted(Company.objects.values_list("name", flat=True)) == ["Before", "Used", "Written"]


def test_a_company_of_a_switchboard_stays(load, cast):
    made = load("Ann,One,6912345671,,,Acme,")
    acme = Company.objects.get()
    SharedNumber.objects.create(client=cast.a, number="+302101234567", company=acme)
    undone(made, cast.mia)
    assert Company.objects.get() == acme


def test_what_a_machine_found_alike_does_not_hold_a_lead(load, cast):
    """Nor does a decision in another file that was never loaded."""
    made = load("Ann,One,6912345671,,,,", "Ann,Onee,6912345672,,,,")
    ann, other = Lead.objects.order_by("pk")
    PerhapsSame.objects.create(client=cast.a, left=ann, right=other, score=80)
    fixed = factories.lead_import(made.lead_list.campaign, cast.mia, HEAD, "Ann,One,6912345671,,,,")
    ImportFix.put(fixed, 2, by=cast.mia, decision=ImportFix.Decision.LEAD, lead=ann)
    assert undone(made, cast.mia).undone == {"deleted": 2, "left": 0, "restored": 0}
    assert not PerhapsSame.objects.exists() and ImportFix.objects.get().lead is None
