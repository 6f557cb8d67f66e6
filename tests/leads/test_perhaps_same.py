"""Leads that may be one person are found by a sweep, among those that came or changed; people decide, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from leads import evidence, tasks
from leads.models import Company, LeadMerge, LeadPhone, PerhapsSame, SameSweep, SharedNumber, lookout
from leads.models import perhapssame as module
from office import clock
from office.models import Job, Refused
from tests import factories

SHARED = "+302101234567"


@pytest.fixture
def sweep():
    """A minute later: what came or changed meanwhile is compared."""

    def swept():
        clock.advance(timedelta(minutes=2))
        SameSweep.objects.look()
        return pairs()

    return swept


def pairs():
    return {(row.left_id, row.right_id) for row in PerhapsSame.objects.open()}


def lead(cast, *numbers, client=None, **details):
    details = {"first_name": "Helen", "last_name": "Papadakis", **details}
    return factories.lead(client or cast.a, cast.mia, *numbers, **details)


def test_the_four_ways(cast, sweep):
    company = factories.company(cast.a, "Acme")
    number = [lead(cast, SHARED, first_name=name, last_name=name) for name in ("Costas", "Vitalis")]
    email = [lead(cast, last_name=name, email="k@x.org") for name in ("Kotsis", "Kotsi")]
    firm = [lead(cast, last_name="Lambrou", company=company) for _ in range(2)]
    near = [lead(cast, last_name=name, postal_code="10563") for name in ("Manousakis", "Manousaki")]
    twice = [lead(cast, last_name="Nikolaou", city="Volos"), lead(cast, last_name="Nikolaou", city="Athens")]
    assert sweep() == {(pair[0].pk, pair[1].pk) for pair in (number, email, firm, near)}
    assert twice[0].pk not in {pk for pair in pairs() for pk in pair}
    row = PerhapsSame.objects.between(*number).get()
    assert [each.words for each in evidence.said(row.reasons)] == ["The same number", "Different names"]
    assert row.score < PerhapsSame.objects.between(*email).get().score


def test_names_in_each_other_s_place_are_found(cast, sweep):
    one = lead(cast, first_name="Papadakis", last_name="Helen", city="Volos")
    other = lead(cast, city="Volos")
    LeadPhone.objects.all().delete()
    for turn in range(30):
        lead(cast, last_name=f"Other{turn}", city="Volos")
    assert (one.pk, other.pk) in sweep()


def test_only_what_came_or_changed_is_looked_at(cast, sweep, monkeypatch):
    looked = []
    look_at = PerhapsSame.look_at

    def told(client_id, ids):
        looked.append(sorted(ids))
        return look_at(client_id, ids)

    old = [lead(cast, last_name=f"Name{turn}") for turn in range(3)]
    sweep(), sweep(), sweep()
    monkeypatch.setattr(PerhapsSame, "look_at", told)
    sweep()
    assert looked == []
    old[1].correct(by=cast.mia, phones=(LeadPhone(number=SHARED),), zones=("Europe/Athens",), last_name="New")
    fresh = lead(cast, last_name="Fresh")
    sweep()
    assert looked == [[fresh.pk], [old[1].pk]]


def test_a_change_brings_a_pair_and_takes_it_away(cast, sweep):
    one, other = lead(cast, city="Volos"), lead(cast, last_name="Else", city="Volos")
    LeadPhone.objects.all().delete()
    assert sweep() == set()
    other.correct(by=cast.mia, phones=(), zones=("Europe/Athens",), last_name="Papadakis")
    assert sweep() == {(one.pk, other.pk)}
    other.correct(by=cast.mia, phones=(), zones=("Europe/Athens",), last_name="Elsewhere")
    assert sweep() == set()


def test_the_evidence_is_renewed(cast, sweep):
    one, other = lead(cast, email="k@x.org"), lead(cast, email="k@x.org")
    sweep()
    before = PerhapsSame.objects.get()
    other.correct(by=cast.mia, phones=(LeadPhone(number=one.phone),), zones=("Europe/Athens",))
    sweep()
    after = PerhapsSame.objects.get()
    assert after.pk == before.pk and after.score > before.score
    assert "number" in dict(map(tuple, after.reasons))


def test_what_was_written_while_the_sweep_ran_is_not_missed(cast, sweep):
    """A load stamps its leads when it begins to write, and they are seen when it commits, perhaps after the sweep."""
    one = lead(cast, city="Volos", email="k@x.org")
    begun = clock.now()
    sweep()
    with clock.frozen(begun + timedelta(seconds=90)):
        late = lead(cast, city="Volos", email="k@x.org")
    assert sweep() == {(one.pk, late.pk)}


def test_a_history_line_that_came_late_is_not_missed(cast, sweep):
    lead(cast)
    other = lead(cast, last_name="Else", city="Volos")
    third = lead(cast, city="Volos")
    LeadPhone.objects.all().delete()
    sweep()
    other.correct(by=cast.mia, phones=(), zones=("Europe/Athens",), last_name="Papadakis")
    row = SameSweep.objects.get(client=cast.a)
    sweep()
    PerhapsSame.objects.all().delete()  # as if its transaction had ended after the sweep had gone by
    assert sweep() == {(other.pk, third.pk)}
    assert SameSweep.objects.get(pk=row.pk).event_seen >= row.event_seen


def test_different_people_are_never_proposed_again(cast, sweep):
    one, other = lead(cast, email="k@x.org"), lead(cast, email="k@x.org")
    sweep()
    PerhapsSame.objects.get().are_different(by=cast.mia)
    other.correct(by=cast.mia, phones=(LeadPhone(number=one.phone),), zones=("Europe/Athens",))
    assert sweep() == set()
    row = PerhapsSame.objects.get()
    assert (row.state, row.decided_by) == ("dismissed", cast.mia)
    with pytest.raises(Refused, match="decided about this pair already"):
        row.are_different(by=cast.mo)


def test_who_was_merged_is_not_proposed_and_the_kept_one_brings_its_evidence(cast, sweep):
    one, other = lead(cast, email="k@x.org"), lead(cast, email="k@x.org")
    third = lead(cast, other.phone, last_name="Nikolaou", first_name="Costas")
    assert sweep() == {(one.pk, other.pk), (other.pk, third.pk)}
    merge = LeadMerge.make(one, other, by=cast.mia)
    assert pairs() == set()
    assert sweep() == {(one.pk, third.pk)}
    merge.split(by=cast.mia)
    assert sweep() == {(other.pk, third.pk)}


def test_a_client_s_leads_are_compared_with_its_own(cast, sweep):
    lead(cast, email="k@x.org")
    factories.lead(cast.b, cast.olga, first_name="Helen", last_name="Papadakis", email="k@x.org")
    assert sweep() == set()
    assert SameSweep.objects.count() == 2


def test_a_pair_stands_once_and_in_order(cast):
    one, other = lead(cast), lead(cast)
    with pytest.raises(IntegrityError, match="pair_in_order"), transaction.atomic():
        PerhapsSame.objects.create(client=cast.a, left=other, right=one)
    PerhapsSame.objects.create(client=cast.a, left=one, right=other)
    with pytest.raises(IntegrityError, match="pair_once"), transaction.atomic():
        PerhapsSame.objects.create(client=cast.a, left=one, right=other)


def test_the_sheet_s_column_of_births_is_found(cast, sweep):
    born = {"Ημερομηνία γέννησης": "1971-06-24", "size": "3"}
    one, other = lead(cast, custom=born), lead(cast, last_name="Papadaki", custom=born)
    LeadPhone.objects.all().delete()
    assert lookout.birth_column(cast.a.pk) == "Ημερομηνία γέννησης"
    assert sweep() == {(one.pk, other.pk)}


# Shared numbers


@pytest.fixture
def office(cast):
    company = factories.company(cast.a, "Acme")
    names = ("Costas Vitalis", "Maria Nikolaou", "Petros Lambrou")
    return [lead(cast, SHARED, first_name=f, last_name=s, company=company) for f, s in map(str.split, names)]


def test_three_people_on_a_number_are_a_switchboard_and_no_pairs(cast, sweep, office):
    assert sweep() == set()
    row = SharedNumber.objects.get()
    assert (row.number, row.people, row.company.name, row.state) == (SHARED, 3, "Acme", "open")
    assert [each.pk for each in row.names] == [each.pk for each in sorted(office, key=lambda each: each.sort_name)]


def test_the_third_person_makes_pairs_of_two_disappear(cast, sweep):
    one, two = (lead(cast, SHARED, first_name=name, last_name=name) for name in ("Costas", "Vitalis"))
    assert sweep() == {(one.pk, two.pk)}
    lead(cast, SHARED, first_name="Petros", last_name="Lambrou")
    assert sweep() == set()
    assert SharedNumber.objects.get().people == 3


def test_one_person_three_times_is_no_switchboard(cast, sweep):
    made = [lead(cast, SHARED, last_name=name) for name in ("Papadakis", "Papadaki", "Papadakis")]
    assert len(sweep()) == 3
    assert SharedNumber.objects.count() == 0
    assert {pk for pair in pairs() for pk in pair} == {each.pk for each in made}


def test_a_switchboard_is_the_company_s(cast, sweep, office):
    again = lead(cast, SHARED, first_name="Costas", last_name="Vitalis")
    assert sweep() == set()
    SharedNumber.objects.get().is_switchboard(by=cast.mia)
    assert Company.objects.get().switchboard == SHARED
    again.correct(by=cast.mia, phones=(LeadPhone(number=SHARED),), zones=("Europe/Athens",), city="Volos")
    assert sweep() == set()
    with pytest.raises(Refused, match="decided about this number already"):
        SharedNumber.objects.get().is_one_person_s(by=cast.mo)


def test_a_number_that_is_one_person_s_counts_again(cast, sweep, office):
    sweep()
    row = SharedNumber.objects.get()
    row.is_one_person_s(by=cast.mia)
    PerhapsSame.look_again(row)
    assert len(pairs()) == 3
    assert len(sweep()) == 3


def test_a_number_that_is_shared_no_more_is_forgotten(cast, sweep, office):
    sweep()
    for turn, each in enumerate(office[:2]):
        number = LeadPhone(number=f"+30690000777{turn}")
        each.correct(by=cast.mia, phones=(number,), zones=("Europe/Athens",), city="Volos")
    office[2].correct(by=cast.mia, phones=(LeadPhone(number=SHARED),), zones=("Europe/Athens",), city="Volos")
    sweep()
    assert SharedNumber.objects.count() == 0


def test_more_people_join_a_shared_number(cast, sweep, office):
    sweep()
    lead(cast, SHARED, first_name="Anna", last_name="Georgiou")
    sweep()
    assert SharedNumber.objects.get().people == 4


# The sweep as a job


def test_the_sweep_goes_on_where_a_worker_died(cast, sweep, monkeypatch):
    monkeypatch.setattr(SameSweep, "batch", 2)
    made = [lead(cast, email=f"k{turn // 2}@x.org", last_name=f"N{turn // 2}") for turn in range(8)]
    look_at, turns = PerhapsSame.look_at, iter(range(99))

    def dying(client_id, ids):
        if next(turns) == 2:
            raise MemoryError("out of memory")
        return look_at(client_id, ids)

    monkeypatch.setattr(module.PerhapsSame, "look_at", dying)
    sweep()
    row = SameSweep.objects.get(client=cast.a)
    assert (row.state, row.lead_mark) == (Job.State.DUE, made[3].pk)
    assert len(pairs()) == 2, "what was done before stands"
    assert sweep() == {(made[turn].pk, made[turn + 1].pk) for turn in range(0, 8, 2)}
    assert SameSweep.objects.get(client=cast.a).error == ""


def test_long_work_lets_others_have_their_turn(cast, sweep, monkeypatch):
    monkeypatch.setattr(SameSweep, "batch", 1)
    monkeypatch.setattr(SameSweep, "turns", 3)
    for turn in range(5):
        lead(cast, last_name=f"N{turn}")
    sweep()
    row = SameSweep.objects.get(client=cast.a)
    assert (row.state, row.due_at) == (Job.State.DUE, clock.now())
    assert row.began_at is not None
    for _turn in range(3):
        SameSweep.objects.look()
    assert SameSweep.objects.get(client=cast.a).began_at is None


def test_a_failed_sweep_is_tried_again(cast, sweep):
    sweep()
    SameSweep.objects.update(state=Job.State.FAILED, error="five times")
    one, other = lead(cast, email="k@x.org"), lead(cast, email="k@x.org")
    assert sweep() == {(one.pk, other.pk)}


def test_the_clock_asks_by_its_task(cast):
    one, other = lead(cast, email="k@x.org"), lead(cast, email="k@x.org")
    tasks.compare()
    assert pairs() == {(one.pk, other.pk)}
