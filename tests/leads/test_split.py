"""A merge is taken apart: as it was before, but for what happened since, which is said."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import F

from appointments.models import Appointment
from calls import queue
from calls.gate import may_call
from calls.models import CallAttempt, Callback, Disposition, Draft
from leads.models import (
    Activity,
    Answer,
    Customer,
    Enquiry,
    Enrollment,
    HandOff,
    Lead,
    LeadList,
    LeadMerge,
    LeadPhone,
    Listing,
    PerhapsSame,
    Priority,
    Suppression,
    reparent,
)
from leads.states import CALLABLE, Stage
from office import clock
from office.models import Refused
from tests import factories

FIELDS = {
    "first_name": ["Helen", "Eleni", ""], "last_name": ["Papadakis", "Papadaki", ""],
    "email": ["h@example.com", "e@example.com", ""], "job_title": ["Director", ""], "city": ["Athens", "Volos", ""],
    "postal_code": ["10563", ""], "address": ["Ermou 1", ""], "notes": ["Mornings", "Evenings", ""],
    "source": ["fair", ""], "language": ["el", ""],
}  # fmt: skip
NUMBERS = [f"+30690000100{turn}" for turn in range(5)]
CHOSEN = ("first_name", "email", "phone", "place", "notes", "custom.size", "external_id", "owner", "company")


class Maker:
    """Leads of any shape, made by the product's own verbs."""

    def __init__(self, cast, campaigns, seed):
        self.cast, self.campaigns, self.chance = cast, campaigns, random.Random(seed)
        self.lists = [LeadList.open(campaign=campaigns[0], name=f"L{n}", by=cast.mia) for n in range(2)]
        self.questions = {each.pk: factories.question(each) for each in campaigns}
        self.kinds = {each.pk: factories.bookable(each, cast.rita, name=each.name) for each in campaigns}
        self.meets = False

    def maybe(self, share=0.5):
        return self.chance.random() < share

    def lead(self, name):
        details = {field: self.chance.choice(values) for field, values in FIELDS.items()}
        if self.maybe():
            details["company"] = factories.company(self.cast.a, self.chance.choice(["Acme", "Other"]))
        if self.maybe():
            details["external_id"] = name
        if self.maybe():
            details["owner"] = self.cast.sue
        custom = {key: self.chance.choice("123") for key in ("size", "shelf") if self.maybe()}
        numbers = self.chance.sample(NUMBERS, self.chance.randint(1, 3))
        lead = factories.lead(self.cast.a, self.cast.mia, *numbers, custom=custom, **details)
        for lead_list in filter(lambda _list: self.maybe(), self.lists):
            Listing.objects.create(client=self.cast.a, lead=lead, lead_list=lead_list)
        for _turn in range(self.chance.randint(0, 3)):
            self.one_pass(lead)
        if self.maybe(0.2):
            lead.suppress(by=self.cast.mo, source="asked", evidence="by letter")
        return lead

    def one_pass(self, lead):
        lead = Lead.objects.get(pk=lead.pk)
        if lead.enrollment and lead.enrollment.ended_at is None:
            return
        campaign = self.chance.choice(self.campaigns)
        each = lead.enroll(campaign, by=self.cast.mia, lead_list=self.chance.choice([None, *self.lists]))
        clock.advance(timedelta(minutes=2))
        if self.maybe():
            Answer.give(each, self.questions[campaign.pk], "Yes", by=self.cast.sam)
        if self.maybe():
            Enquiry.ask(each, "How much?", by=self.cast.sam)
        if self.maybe(0.3):
            Draft.keep(each, "half a sentence", by=self.cast.sam)
        if self.maybe(0.6):
            self.call(each)
        self.end(each, self.chance.choice(["open", "nurture", "won", "disqualified", "meeting", "callback"]))
        clock.advance(timedelta(minutes=2))

    def call(self, each):
        if not may_call(each, clock.now()).allowed:
            return
        Enrollment.objects.claimed_by(self.cast.sam).update(claimed_by=None)
        each.hold(self.cast.sam)
        attempt = CallAttempt.dial(each, by=self.cast.sam)
        label = next(one for one in Disposition.lay(each.campaign) if one.outcome == "not_reached")
        attempt.log(label, by=self.cast.sam, notes="rang out")
        each.refresh_from_db()

    def end(self, each, how):
        if how == "nurture":
            told = {"reason": "temporary", "return_on": date(2027, 3, 1)}
            HandOff.give_back(each, stage=Stage.NURTURE, by=self.cast.sam, **told)
        elif how == "disqualified":
            HandOff.give_back(each, stage=Stage.DISQUALIFIED, reason="permanent", by=self.cast.sam)
        elif how == "callback":
            Callback.promise(each, at=clock.now() + timedelta(days=3), by=self.cast.sam, anyone=self.maybe())
        elif how == "won":
            each.become(Stage.APPOINTMENT_SET)
            Customer.win(each, by=self.cast.rita, value=7)
        elif how == "meeting" and not self.meets:
            self.meets = True
            factories.booked(each, self.kinds[each.campaign_id], self.cast.sam, overrule="I heard it")

    def choices(self):
        return {name: "other" for name in CHOSEN if self.maybe(0.3)}


def rows(leads):
    """All rows of all tables that hang on these leads or on their passes, by table and id."""
    found = {}
    for parents in (leads, list(Enrollment.objects.of_leads(leads))):
        for tie in reparent.ties(type(parents[0])) if parents else ():
            for row in tie.model._base_manager.filter(**{f"{tie.field}__in": parents}).values():
                row.pop("search", None)
                row.pop("updated_at", None)
                found[(tie.model._meta.label, row["id"])] = row
    for lead in Lead.objects.filter(pk__in=[each.pk for each in leads]).values():
        found[("lead", lead["id"])] = {key: value for key, value in lead.items() if key not in ("search", "updated_at")}
    return found


def in_force():
    return set(Suppression.objects.in_force(clock.now()).values_list("pk", "value"))


@pytest.fixture
def campaigns(cast, campaign):
    return [campaign, factories.campaign(cast.a, cast.mo, name="Second")]


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(n, marks=pytest.mark.full) for n in range(6, 20))])
def test_there_and_back_again(cast, campaigns, seed):
    maker = Maker(cast, campaigns, seed)
    one, two = maker.lead("A"), maker.lead("B")
    clock.advance(timedelta(minutes=2))
    before, silent = rows([one, two]), in_force()
    merge = LeadMerge.make(one, two, by=cast.mia, choices=maker.choices())
    assert merge.log["moved"], "nothing went over: the test says nothing"
    assert not Enrollment.objects.of_lead(two).exists()
    assert Enrollment.objects.of_lead(one).open().count() <= 1
    together = rows([one, two])
    assert set(before) <= set(together), "a row was lost"
    assert merge.split(by=cast.mia) == []
    after = rows([one, two])
    for key in after.keys() - before.keys():
        assert after[key]["kind"] in {"merged", "split", "lifted"}, key
    for key, row in before.items():
        assert after[key] == row, key
    assert in_force() == silent


def test_a_chain_is_taken_apart_from_its_end(cast, campaigns):
    maker = Maker(cast, campaigns, 99)
    one, two, three = (maker.lead(name) for name in "ABC")
    clock.advance(timedelta(minutes=2))
    before = rows([one, two, three])
    first = LeadMerge.make(two, three, by=cast.mia)
    middle = rows([one, two, three])
    second = LeadMerge.make(one, two, by=cast.mia)
    with pytest.raises(Refused, match="Only the last merge"):
        first.split(by=cast.mia)
    second.split(by=cast.mia)
    assert all(rows([one, two, three])[key] == row for key, row in middle.items())
    with pytest.raises(Refused, match="only once"):
        second.split(by=cast.mia)
    first.split(by=cast.mia)
    assert all(rows([one, two, three])[key] == row for key, row in before.items())


@pytest.fixture
def two(cast, campaign):
    """Two leads with a pass each, the first further."""
    first = factories.enrolled(campaign, cast.mia, NUMBERS[0], first_name="Helen", last_name="Papa", email="")
    second = factories.enrolled(campaign, cast.mia, NUMBERS[1], first_name="Eleni", last_name="Papa", email="e@x.org")
    first.become(Stage.WORKING)
    return first, second


@pytest.fixture
def merged(cast, two):
    return LeadMerge.make(two[0].lead, two[1].lead, by=cast.mia)


def test_what_came_since_stays_with_the_kept_lead(cast, two, merged):
    kept = Lead.objects.get(pk=two[0].lead_id)
    note = kept.note("After the merge", by=cast.sam)
    merged.split(by=cast.mo)
    note.refresh_from_db()
    assert note.lead == kept
    assert (merged.split_by, merged.split_at) == (cast.mo, clock.now())
    assert [line.kind for line in Activity.objects.of_lead(two[1].lead).newest()][:2] == ["split", "merged"]
    assert [line.kind for line in Activity.objects.of_lead(kept).newest()][0] == "split"


def test_a_field_that_was_changed_since_stays_and_is_said(cast, two, merged):
    kept = Lead.objects.get(pk=two[0].lead_id)
    kept.correct(by=cast.mia, phones=(LeadPhone(number=NUMBERS[0]),), zones=("Europe/Athens",), email="new@x.org")
    unrestored = merged.split(by=cast.mia)
    kept.refresh_from_db()
    assert kept.email == "new@x.org"
    assert ["field", "email"] in unrestored
    assert ["rows", "leads.LeadPhone.lead", 1] in unrestored, "its number was taken away since"


def test_an_ended_pass_is_reopened_only_if_nothing_came_since(cast, campaign, two, merged):
    kept = Lead.objects.get(pk=two[0].lead_id)
    Enrollment.objects.get(pk=two[0].pk).become(Stage.EXHAUSTED)
    assert merged.split(by=cast.mia) == []
    back = Enrollment.objects.get(pk=two[1].pk)
    assert (back.stage, back.lead_id, back.end_reason) == (Stage.NEW, two[1].lead_id, "")
    assert kept.enrollment.stage == Stage.EXHAUSTED
    assert {each.pk for each in queue.ahead(cast.sam)} == {back.pk}


def test_the_kept_lead_s_pass_stays_ended_when_it_has_a_new_one(cast, campaign, two):
    two[1].become(Stage.QUALIFIED)
    merged = LeadMerge.make(two[0].lead, two[1].lead, by=cast.mia)
    kept = Lead.objects.get(pk=two[0].lead_id)
    Enrollment.objects.get(pk=two[1].pk).become(Stage.EXHAUSTED)
    kept.enroll(campaign, by=cast.mia)
    assert merged.split(by=cast.mia) == [["pass", campaign.name]]
    stages = list(Enrollment.objects.of_lead(kept).order_by("number").values_list("number", "stage", "is_latest"))
    assert stages == [(1, "merged", False), (2, "new", True)]


def test_a_place_in_the_queue_that_moved_since_stays(cast, two):
    promise = Callback.promise(two[1], at=clock.now() + timedelta(hours=3), by=cast.sam)
    merged = LeadMerge.make(two[0].lead, two[1].lead, by=cast.mia)
    going = Enrollment.objects.get(pk=two[0].pk)
    going.queue_for(Priority.RETRY, clock.now() + timedelta(days=1))
    merged.split(by=cast.mia)
    going.refresh_from_db()
    promise.refresh_from_db()
    assert going.priority == Priority.RETRY
    assert (promise.enrollment, promise.lead) == (two[1], two[1].lead)


def test_suppressed_since_the_merge_stays_suppressed(cast, campaign):
    silent, other = (
        factories.enrolled(campaign, cast.mia, NUMBERS[0]),
        factories.enrolled(campaign, cast.mia, NUMBERS[1]),
    )
    silent.lead.suppress(by=cast.mo, source="asked", evidence="")
    merged = LeadMerge.make(silent.lead, other.lead, by=cast.mia)
    clock.advance(timedelta(hours=1))
    Lead.objects.get(pk=silent.lead_id).suppress(by=cast.mo, source="asked", evidence="again")
    assert merged.split(by=cast.mia) == [["suppressed"]]
    assert Enrollment.objects.get(pk=other.pk).stage == Stage.DO_NOT_CALL
    assert {value for _pk, value in in_force()} == {NUMBERS[0], NUMBERS[1]}
    assert queue.claim(cast.sam) is None


def test_their_number_in_the_customer_s_system_went_to_another(cast):
    one, two = factories.lead(cast.a, cast.mia, external_id="X1"), factories.lead(cast.a, cast.mia, external_id="X2")
    merged = LeadMerge.make(one, two, by=cast.mia)
    factories.lead(cast.a, cast.mia, external_id="X2")
    assert merged.split(by=cast.mia) == [["field", "absorbed.external_id"]]
    two.refresh_from_db()
    assert (two.external_id, two.merged_into) == ("", None)


def test_nobody_is_split_while_on_a_call(cast, two, merged):
    claimed = queue.claim(cast.sam)
    CallAttempt.dial(claimed, by=cast.sam)
    with pytest.raises(Refused, match="called or worked on"):
        merged.split(by=cast.mia)
    merged.refresh_from_db()
    assert merged.split_at is None


def test_the_pair_is_never_proposed_again(cast, two, merged):
    merged.split(by=cast.mia)
    assert PerhapsSame.objects.between(two[0].lead, two[1].lead).get().state == "dismissed"


def test_every_shape_was_made(cast, campaigns):
    """The random leads above are of many kinds: else the round trip would prove little."""
    maker = Maker(cast, campaigns, 5)
    for turn in range(14):
        maker.lead(f"S{turn}")
    made = (Callback, CallAttempt, Answer, Enquiry, HandOff, Customer, Draft, Listing, Suppression)
    assert all(model.objects.exists() for model in made)
    assert Appointment.objects.exists()
    assert Enrollment.objects.filter(number=2, stage__in=CALLABLE, began_at__lt=F("call_after")).exists()
