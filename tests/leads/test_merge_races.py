"""Several people at once, each on a connection of their own: one wins, the others read a sentence, nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection, connections, transaction

from calls import queue
from leads.models import Enrollment, Lead, LeadMerge, LeadPhone, Suppression
from leads.models.oneload import one_load_at_a_time
from office import clock, isolation
from office.models import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
N1, N2 = "+306900000001", "+306900000002"


@pytest.fixture
def together(cast):
    """Run these functions at the same instant; what each returned, or the sentence that it read."""

    def run(*acts):
        start = threading.Barrier(len(acts))

        def one(act):
            try:
                with clock.frozen(factories.MONDAY), isolation.seeing([cast.a.pk, cast.b.pk]):
                    connection.ensure_connection()
                    start.wait(timeout=30)
                    return act()
            except Refused as refusal:
                return refusal.sentence
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))

    return run


@pytest.fixture
def two(cast, campaign):
    passes = [factories.enrolled(campaign, cast.mia, number) for number in (N1, N2)]
    return SimpleNamespace(one=passes[0].lead, two=passes[1].lead, passes=passes)


@pytest.mark.parametrize("turn", range(4))
def test_two_people_merge_the_same_two_the_other_way_round(cast, two, together, turn):
    told = together(
        lambda: LeadMerge.make(two.one, two.two, by=cast.mia), lambda: LeadMerge.make(two.two, two.one, by=cast.mo)
    )
    assert [isinstance(each, LeadMerge) for each in told].count(True) == 1
    assert any("merged with another lead already" in str(each) for each in told)
    assert LeadMerge.objects.count() == 1
    assert Lead.objects.filter(merged_into__isnull=True).count() == 1
    kept = Lead.objects.get(merged_into__isnull=True)
    assert Enrollment.objects.of_lead(kept).count() == 2
    assert LeadPhone.objects.of_lead(kept).count() == 2


@pytest.mark.parametrize("turn", range(4))
def test_a_claim_and_a_merge_meet(cast, campaign, two, together, turn):
    """Whoever comes first: the absorbed lead is never on a desk, and a claimed one is never merged."""
    sam = cast.sam
    sam.clients_in_view  # noqa: B018 - read the roles before the race
    claimed, merged = together(lambda: queue.claim(sam), lambda: LeadMerge.make(two.two, two.one, by=cast.mia))
    held = Enrollment.objects.claimed_by(sam).select_related("lead").first()
    if isinstance(merged, LeadMerge):
        assert held is None or held.lead_id == two.two.pk
    else:
        assert "called or worked on" in merged
        assert claimed is not None and held is not None
    assert not Enrollment.objects.filter(lead__merged_into__isnull=False).exists()


@pytest.mark.parametrize("turn", range(4))
def test_a_new_pass_and_a_merge_meet(cast, campaign, together, turn):
    one, two = (factories.lead(cast.a, cast.mia, number) for number in (N1, N2))
    together(lambda: LeadMerge.make(two, one, by=cast.mia), lambda: one.enroll(campaign, by=cast.mo))
    assert Lead.objects.get(pk=one.pk).merged_into == two
    assert not Enrollment.objects.filter(lead=one).exists()


@pytest.mark.parametrize("turn", range(4))
def test_do_not_call_and_a_merge_meet(cast, two, together, turn):
    """Either the suppression comes first and covers both, or it reads that the lead was merged."""
    told = together(
        lambda: LeadMerge.make(two.two, two.one, by=cast.mia),
        lambda: two.one.suppress(by=cast.mo, source="asked", evidence=""),
    )
    values = set(Suppression.objects.values_list("value", flat=True))
    if "merged with another lead already" in str(told[1]):
        assert values == set()
    else:
        assert told[1] is None
        assert values >= {N1}
        assert values == {N1, N2} or not isinstance(told[0], LeadMerge)


def test_two_people_split_at_once(cast, two, together):
    merge = LeadMerge.make(two.one, two.two, by=cast.mia)
    told = together(*(lambda: LeadMerge.objects.get(pk=merge.pk).split(by=cast.mia) for _ in range(2)))
    assert sorted(map(str, told)) == ["Only the last merge of a lead can be taken apart, and only once.", "[]"]


def test_no_merge_while_leads_are_loaded_and_no_load_while_two_are_merged(cast, two, together):
    with one_load_at_a_time(cast.a.pk) as mine:
        assert mine
        (told,) = together(lambda: LeadMerge.make(two.one, two.two, by=cast.mia))
        assert "being loaded" in told

    def load():
        with one_load_at_a_time(cast.a.pk) as free:
            return free

    with transaction.atomic():
        LeadMerge.make(two.one, two.two, by=cast.mia)
        assert together(load) == [False]
    assert together(load) == [True]
