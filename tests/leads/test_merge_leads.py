"""Two leads become one: what stays, what goes over, what is refused; and nothing of it is lost."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from pghistory.models import Event

from calls import queue
from calls.models import CallAttempt, Callback, Disposition
from leads.models import (
    Activity,
    Customer,
    Enrollment,
    HandOff,
    ImportRow,
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
from leads.states import Stage
from office import clock
from office.models import Job, Refused
from tests import factories

N1, N2, N3 = "+306900000001", "+306900000002", "+306900000003"


@pytest.fixture
def kept(cast):
    return factories.lead(cast.a, cast.mia, N1, first_name="Helen", last_name="Papadakis", city="Athens")


@pytest.fixture
def other(cast):
    details = {"first_name": "Eleni", "last_name": "Papadaki", "email": "eleni@example.com", "job_title": "Director"}
    return factories.lead(cast.a, cast.mia, N1, N2, **details, custom={"size": "12"}, external_id="X2")


@pytest.fixture
def merge(cast):
    def made(kept, other, **choices):
        found = LeadMerge.make(kept, other, by=cast.mia, choices=choices)
        kept.refresh_from_db()
        other.refresh_from_db()
        return found

    return made


def numbers(lead):
    return list(LeadPhone.objects.of_lead(lead).in_order().values_list("number", flat=True))


def stages(lead):
    return [(e.number, str(e.stage), e.is_latest) for e in Enrollment.objects.of_lead(lead).order_by("number")]


def test_the_kept_lead_keeps_its_own_and_its_blanks_are_filled(merge, kept, other):
    merge(kept, other)
    assert (kept.first_name, kept.last_name) == ("Helen", "Papadakis")
    assert (kept.email, kept.job_title, kept.external_id) == ("eleni@example.com", "Director", "X2")
    assert (kept.custom, kept.merged_into_id, other.merged_into_id) == ({"size": "12"}, None, kept.pk)
    assert (numbers(kept), kept.phone) == ([N1, N2], N1)
    assert "director" not in kept.search and "eleni@example.com" in kept.search and N2 in kept.search


def test_a_choice_says_whose_value_stays(cast, merge, kept, other):
    Lead.objects.filter(pk=kept.pk).update(custom={"size": "9", "own": "1"}, email="h@example.com")
    kept.refresh_from_db()
    merge(kept, other, first_name="other", email="other", phone="other", **{"custom.size": "other"})
    assert (kept.first_name, kept.last_name, kept.email) == ("Eleni", "Papadakis", "eleni@example.com")
    assert kept.custom == {"size": "12", "own": "1"}
    assert (numbers(kept), kept.phone, kept.sort_name) == ([N1, N2], N1, "papadakis eleni")


def test_their_numbers_come_first_when_they_are_chosen(cast, merge):
    kept = factories.lead(cast.a, cast.mia, N3)
    merge(kept, factories.lead(cast.a, cast.mia, N1, N2), phone="other")
    assert (numbers(kept), kept.phone) == ([N1, N2, N3], N1)


def test_an_address_is_never_half_of_each(cast, merge):
    kept = factories.lead(cast.a, cast.mia, city="Athens")
    merge(kept, factories.lead(cast.a, cast.mia, city="London", address="1 Oak Street", country="GB"))
    assert (kept.city, kept.address, kept.country) == ("Athens", "", "GR")
    merge(kept, factories.lead(cast.a, cast.mia, city="ATHENS", address="Ermou 1", postal_code="10563"))
    assert (kept.city, kept.address, kept.postal_code) == ("Athens", "Ermou 1", "10563")


def test_a_chosen_address_brings_its_zone_along(cast, merge):
    kept = factories.lead(cast.a, cast.mia, city="Athens", zone_source="country", zone_confidence=95)
    there = {"city": "London", "country": "GB", "zones": ("Europe/London",), "zone_source": "country"}
    merge(kept, factories.lead(cast.a, cast.mia, **there), place="other")
    assert (kept.city, kept.zones, kept.window_class.zones) == ("London", ["Europe/London"], ["Europe/London"])


def test_a_zone_that_a_lead_told_stays(cast, merge):
    told = {"zones": ("Europe/Paris",), "zone_source": "told", "zone_confidence": 100}
    kept, other = factories.lead(cast.a, cast.mia, city="Athens"), factories.lead(cast.a, cast.mia, **told)
    merge(kept, other)
    assert (kept.zones, kept.city) == (["Europe/Paris"], "Athens")
    third = factories.lead(cast.a, cast.mia, zones=("Europe/London",), city="London", country="GB")
    merge(kept, third, place="other")
    assert (kept.zones, kept.city) == (["Europe/Paris"], "London")


def test_notes_are_joined_and_not_doubled(cast, merge):
    kept = factories.lead(cast.a, cast.mia, notes="Mornings")
    merge(kept, factories.lead(cast.a, cast.mia, notes="Asks for Eva"))
    assert kept.notes == "Mornings\n\nAsks for Eva"
    merge(kept, factories.lead(cast.a, cast.mia, notes="Asks for Eva"))
    assert kept.notes == "Mornings\n\nAsks for Eva"


def test_everything_that_points_to_the_lead_goes_over(cast, campaign, merge, kept):
    kind = factories.bookable(campaign, cast.rita)
    enrollment = factories.enrolled(campaign, cast.sam)
    other = enrollment.lead
    meeting = factories.booked(enrollment, kind, cast.sam)
    other.note("Remember", by=cast.sam)
    found = merge(kept, other)
    meeting.refresh_from_db()
    assert meeting.lead == kept
    assert stages(kept) == [(1, "appointment_set", True)] and stages(other) == []
    assert HandOff.objects.of_lead(kept).count() == 1
    assert Activity.objects.of_lead(kept).filter(details__text="Remember").exists()
    assert found.log["moved"]["appointments.Appointment.lead"] == [meeting.pk]
    assert [line.kind for line in Activity.objects.of_lead(other)] == ["merged"]


def pointing_to(target):
    """Every column of our tables that points to it, history left out."""
    ours = ("office", "leads", "appointments", "calls", "reports")
    every = (model for app in ours for model in apps.get_app_config(app).get_models() if not issubclass(model, Event))
    return {
        f"{model._meta.label}.{field.name}"
        for model in every
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is target
    }


STAY = {
    "leads.FindKey.lead",  # the words by which that very lead is found
    "leads.ImportRow.lead",  # the ledger tells which lead a row made
    "leads.LeadMerge.absorbed", "leads.LeadMerge.kept", "leads.PerhapsSame.left", "leads.PerhapsSame.right",
}  # fmt: skip


def test_no_table_is_forgotten():
    """A new table that points to a lead goes along by itself, or says that it stays and stands in this list."""
    assert {tie.name for tie in reparent.ties(Lead)} == pointing_to(Lead) - STAY
    assert {tie.name for tie in reparent.ties(Enrollment)} == pointing_to(Enrollment)


def test_what_may_stand_only_once_is_known_by_its_columns():
    """A constraint of expressions could not be kept by asking before."""
    for tie in (*reparent.ties(Lead), *reparent.ties(Enrollment)):
        for constraint in tie.model._meta.constraints:
            assert not (isinstance(constraint, models.UniqueConstraint) and constraint.expressions), tie.name


def test_a_place_on_the_same_list_stands_once(cast, campaign, merge, kept, other):
    both, own = (LeadList.open(campaign=campaign, name=name, by=cast.mia) for name in ("both", "own"))
    for lead, lists in ((kept, [both]), (other, [both, own])):
        for each in lists:
            Listing.objects.create(client=cast.a, lead=lead, lead_list=each)
    assert Listing.objects.count_by_list() == {both.pk: 2, own.pk: 1}
    found = merge(kept, other)
    assert {row.lead_list for row in Listing.objects.of_lead(kept)} == {both, own}
    assert [row.lead_list for row in Listing.objects.of_lead(other)] == [both]
    assert Listing.objects.count_by_list() == {both.pk: 1, own.pk: 1}
    assert len(found.log["left"]["leads.Listing.lead"]) == 1


def test_two_customers_are_one(cast, campaign, merge, as_):
    passes = [factories.enrolled(campaign, cast.mia) for _ in range(2)]
    for each in passes:
        each.become(Stage.APPOINTMENT_SET)
        Customer.win(each, by=cast.rita, value=100)
    merge(passes[0].lead, passes[1].lead)
    assert Customer.objects.count() == 2
    assert [row.lead for row in Customer.objects.visible_to(cast.alex)] == [passes[0].lead]
    assert as_("alex").get(reverse("leads:customers")).content.count(b"/customers/") < 4


def test_the_ledger_of_an_import_stays_with_the_lead_that_it_made(cast, campaign, merge, kept):
    made = factories.lead_import(campaign, cast.mia, "Name,Phone", "Ann Bee,6912345678")
    made.match(made.mapping, by=cast.mia)
    assert made.load_now(by=cast.mia)
    other = ImportRow.objects.of_import(made).get().lead
    merge(kept, other)
    assert ImportRow.objects.of_import(made).get().lead == other
    assert Listing.objects.of_lead(kept).count() == 1


# Passes


def test_the_open_pass_of_the_kept_one_goes_on(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    merge(first.lead, second.lead)
    second.refresh_from_db()
    assert (second.stage, second.end_reason, second.ended_at) == (Stage.MERGED, "merged", clock.now())
    assert stages(first.lead) == [(1, "merged", False), (2, "new", True)]
    assert first.lead.enrollment == first


def test_the_further_pass_goes_on_whoever_has_it(cast, campaign, other_campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    second.become(Stage.QUALIFIED)
    merge(first.lead, second.lead)
    assert stages(first.lead) == [(1, "merged", False), (2, "qualified", True)]
    assert queue.claim(cast.sam) == second


def test_two_meetings_are_a_matter_for_people(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    for each in (first, second):
        each.become(Stage.APPOINTMENT_SET)
    with pytest.raises(Refused, match="Both have a meeting"):
        merge(first.lead, second.lead)
    second.become(Stage.WORKING)
    merge(first.lead, second.lead)
    assert stages(first.lead) == [(1, "merged", False), (2, "appointment_set", True)]


def test_a_customer_is_not_called_as_somebody_new(cast, campaign, merge):
    won, fresh = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    won.become(Stage.APPOINTMENT_SET)
    Customer.win(won, by=cast.rita, value=1)
    merge(fresh.lead, won.lead)
    assert stages(fresh.lead) == [(1, "merged", False), (2, "won", True)]
    assert queue.claim(cast.sam) is None
    assert fresh.lead.customer.lead == fresh.lead


def test_the_last_of_ended_passes_says_where_the_lead_stands(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    Enrollment.objects.filter(pk=second.pk).update(began_at=clock.now() - timedelta(days=9))
    first.become(Stage.NURTURE)
    second.refresh_from_db()
    second.become(Stage.EXHAUSTED)
    merge(second.lead, first.lead)
    assert stages(second.lead) == [(1, "exhausted", False), (2, "nurture", True)]


def test_a_promised_callback_goes_over_to_the_pass_that_goes_on(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    first.become(Stage.QUALIFIED)
    promise = Callback.promise(second, at=clock.now() + timedelta(hours=2), by=cast.sam)
    merge(first.lead, second.lead)
    first.refresh_from_db()
    promise.refresh_from_db()
    assert (promise.enrollment, promise.lead, promise.state) == (first, first.lead, "open")
    assert (first.priority, first.call_after, first.reserved_for) == (Priority.CALLBACK, promise.at, cast.sam)


def test_the_queue_never_offers_the_absorbed_one(cast, campaign, merge):
    passes = [factories.enrolled(campaign, cast.mia) for _ in range(4)]
    merge(passes[0].lead, passes[1].lead)
    merge(passes[2].lead, passes[0].lead)
    offered = {each.lead_id for each in queue.ahead(cast.sam)}
    assert offered == {passes[2].lead_id, passes[3].lead_id}
    with pytest.raises(Refused, match="merged"):
        passes[1].lead.enroll(campaign, by=cast.mia)


# Do not call


def test_if_one_must_not_be_called_neither_must_the_other(cast, campaign, merge):
    enrollment = factories.enrolled(campaign, cast.mia, N2, email="a@example.com")
    silent = factories.lead(cast.a, cast.mia, N1)
    silent.suppress(by=cast.mo, source="asked", evidence="by letter")
    found = merge(enrollment.lead, silent)
    assert stages(enrollment.lead) == [(1, "do_not_call", True)]
    values = set(Suppression.objects.in_force(clock.now()).values_list("value", flat=True))
    assert values == {N1, N2, "a@example.com"} and len(found.log["suppressed"]) == 2
    assert queue.claim(cast.sam) is None


def test_a_pass_that_ended_as_do_not_call_silences_too(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    first.become(Stage.DO_NOT_CALL, reason="asked")
    merge(first.lead, second.lead)
    assert stages(first.lead)[-1][1] == "do_not_call" and queue.claim(cast.sam) is None


def test_one_forbidden_number_of_several_stays_that_number_s_matter(cast, campaign, merge):
    first, second = factories.enrolled(campaign, cast.mia, N1, N2), factories.enrolled(campaign, cast.mia, N3)
    Suppression.put(N1, client=cast.a, source="register", by=cast.mo)
    merge(first.lead, second.lead)
    first.refresh_from_db()
    assert Suppression.objects.count() == 1
    assert (first.ended_at, first.next_number) == (None, N2)


# Refusals


def test_nobody_is_merged_while_on_a_call(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    claimed = queue.claim(cast.sam)
    for kept, other in ((first, second), (second, first)):
        with pytest.raises(Refused, match="called or worked on"):
            merge(kept.lead, other.lead)
    CallAttempt.dial(claimed, by=cast.sam)
    with pytest.raises(Refused, match="called or worked on"):
        merge(first.lead, second.lead)
    assert LeadMerge.objects.count() == 0


def test_an_outcome_that_can_still_be_undone_is_waited_for(cast, campaign, merge):
    first, second = (factories.enrolled(campaign, cast.mia) for _ in range(2))
    attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    label = next(each for each in Disposition.lay(campaign) if each.outcome == "not_reached")
    attempt.log(label, by=cast.sam)
    with pytest.raises(Refused, match="called or worked on"):
        merge(first.lead, second.lead)
    clock.advance(timedelta(seconds=61))
    merge(first.lead, second.lead)


def test_a_return_that_a_worker_carries_is_waited_for(cast, campaign, merge, kept):
    ended = factories.enrolled(campaign, cast.mia)
    handoff = HandOff.give_back(ended, stage=Stage.DISQUALIFIED, reason="permanent", by=cast.sam)
    HandOff.objects.filter(pk=handoff.pk).update(state=Job.State.RUNNING)
    with pytest.raises(Refused, match="called or worked on"):
        merge(kept, ended.lead)


def test_what_makes_no_sense_is_refused(cast, merge, kept, other):
    with pytest.raises(Refused, match="itself"):
        merge(kept, kept)
    with pytest.raises(Refused, match="different clients"):
        merge(kept, factories.lead(cast.b, cast.olga))
    merge(kept, other)
    third = factories.lead(cast.a, cast.mia)
    for pair in ((third, other), (other, third), (kept, other)):
        with pytest.raises(Refused, match="merged with another lead already"):
            merge(*pair)


def test_who_was_merged_is_changed_no_more(cast, merge, kept, other):
    stale = Lead.objects.get(pk=other.pk)
    merge(kept, other)
    with pytest.raises(Refused, match="merged"):
        stale.correct(by=cast.mia, phones=(), zones=(), first_name="Late")
    with pytest.raises(Refused, match="merged"):
        stale.suppress(by=cast.mo, source="asked", evidence="")
    assert Suppression.objects.count() == 0


def test_a_chain_leads_to_its_end_in_one_step(cast, merge, kept, other):
    third = factories.lead(cast.a, cast.mia)
    merge(kept, other)
    merge(third, kept)
    assert Lead.objects.get(pk=other.pk).merged_into == third == Lead.objects.get(pk=kept.pk).merged_into


def test_different_people_stay_different_from_the_merged_one(cast, merge, kept, other):
    third = factories.lead(cast.a, cast.mia)
    left, right = sorted((other, third), key=lambda lead: lead.pk)
    PerhapsSame.objects.create(client=cast.a, left=left, right=right).are_different(by=cast.mia)
    merge(kept, other)
    assert PerhapsSame.objects.between(kept, third).get().state == "dismissed"
    assert PerhapsSame.objects.between(kept, other).get().state == "merged"
