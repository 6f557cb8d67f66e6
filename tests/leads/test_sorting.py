"""A campaign's own order: read from its keys, written into the ranks by the sweep."""

from datetime import timedelta

import pytest

from leads import sorting
from leads.models import Campaign, Enrollment, Lead, LeadList, Ranking
from leads.sortingwords import told
from leads.tasks import rank
from office import clock
from office.models import ApiToken
from tests import factories


@pytest.fixture
def waiting(cast, campaign):
    """A lead that waits in the campaign, with these details."""
    return lambda **details: factories.enrolled(campaign, cast.mia, **details)


@pytest.fixture
def sort(cast, campaign):
    """Choose the keys, and let the sweep put the leads in order. Returns their first names, as they stand then."""

    def chosen(*keys):
        Ranking.choose(campaign, sorting.read(keys), by=cast.mo)
        rank()
        return order()

    def order():
        return [found.lead.first_name for found in Enrollment.objects.with_story().order_by("rank", "pk")]

    chosen.order = order
    return chosen


def test_by_a_text_up_and_down_with_the_missing_ones_last(waiting, sort):
    for city in ("Volos", "", "athens", "Patras"):
        waiting(first_name=city or "none", city=city)
    assert sort("city") == ["athens", "Patras", "Volos", "none"]
    assert sort("-city") == ["Volos", "Patras", "athens", "none"]


def test_an_imported_column_of_numbers_stands_by_their_value(waiting, sort):
    for size in ("100", "9", "12,5", "", "many", "-3"):
        waiting(first_name=size or "none", custom={"Size": size})
    assert sort("custom.Size") == ["-3", "9", "12,5", "100", "many", "none"]
    assert sort("-custom.Size") == ["100", "12,5", "9", "-3", "many", "none"]


def test_a_column_may_be_named_as_it_likes(waiting, sort):
    name = "Größe'); DROP TABLE leads_lead; -- %(x)s {0}"
    waiting(first_name="second", custom={name: "2"}), waiting(first_name="first", custom={name: "1"})
    assert sort(f"custom.{name}") == ["first", "second"]


def test_the_score_is_the_column_of_that_name(waiting, sort):
    waiting(first_name="low", custom={"SCORE": "7"}), waiting(first_name="high", custom={"Score": "80"})
    assert sort("-score") == ["high", "low"]


def test_by_several_keys(waiting, sort):
    waiting(first_name="c", city="Volos", postal_code="2"), waiting(first_name="b", city="Volos", postal_code="1")
    waiting(first_name="a", city="Athens", postal_code="9")
    assert sort("city", "postal_code") == ["a", "b", "c"]


def test_by_when_they_came_and_how_often_they_were_called(waiting, sort):
    old = waiting(first_name="old", queue={"attempts": 1})
    Enrollment.objects.of_leads([old.lead_id]).update(began_at=clock.now() - timedelta(days=3))
    waiting(first_name="fresh", queue={"attempts": 2})
    assert sort("-recency") == ["fresh", "old"]
    assert sort("attempts") == ["old", "fresh"]


def test_as_the_list_has_it(cast, campaign, sort):
    lead_list = LeadList.open(campaign=campaign, name="Sheet", by=cast.mia)
    for name, row in (("second", 2), ("first", 1)):
        made = factories.lead(cast.a, cast.mia, first_name=name)
        made.listings.create(client=cast.a, lead_list=lead_list, row=row)
        made.enroll(campaign, by=cast.mia, lead_list=lead_list)
    assert sort("list") == ["first", "second"]


@pytest.mark.parametrize("column", [*sorting.KEYS, "custom.Anything"])
def test_every_key_has_its_words_and_can_be_asked(waiting, sort, column):
    waiting(first_name="one")
    assert sort(f"-{column}") == ["one"]
    assert told(sorting.read([column])) and "falling" in told(sorting.read([f"-{column}"]))


def test_what_is_no_key_is_left_out():
    assert [str(key) for key in sorting.read(["city", "id; DROP", "custom.", "-custom.a\0b", "-recency"])] == [
        "city",
        "-recency",
    ]


def test_new_leads_come_last_until_the_sweep_has_seen_them(waiting, sort):
    waiting(first_name="b", city="B")
    sort("city")
    waiting(first_name="a", city="A")
    assert sort.order() == ["b", "a"]
    clock.advance(timedelta(minutes=10))
    rank()
    assert sort.order() == ["a", "b"]


def test_a_value_that_changes_is_seen_within_ten_minutes(cast, waiting, sort):
    made, _other = waiting(first_name="a", city="A"), waiting(first_name="b", city="B")
    sort("city")
    Lead.objects.get(pk=made.lead_id).correct(by=cast.mia, phones=(), zones=("Europe/Athens",), city="C")
    clock.advance(timedelta(minutes=9))
    rank()
    assert sort.order() == ["a", "b"]
    clock.advance(timedelta(minutes=1))
    rank()
    assert sort.order() == ["b", "a"]
    assert Ranking.objects.get().moved == 1


def test_an_import_is_put_in_order_as_soon_as_it_ended(cast, campaign, waiting, sort):
    waiting(first_name="Volos", city="Volos")
    sort("city")
    clock.advance(timedelta(seconds=20))
    lead_list = LeadList.open(campaign=campaign, name="Web", by=cast.mia)
    row = {"phone": factories.phone().number, "first_name": "Athens", "city": "Athens"}
    factories.arrival(lead_list, cast.mia, row, token=ApiToken.make(client=cast.a, name="Web", by=cast.ada)[0])
    assert sort.order() == ["Volos", "Athens"]
    clock.advance(timedelta(seconds=20))
    rank()
    assert sort.order() == ["Athens", "Volos"]


def test_without_keys_they_stand_as_they_came_and_the_job_rests(waiting, sort):
    waiting(first_name="b", city="B"), waiting(first_name="a", city="A")
    sort("city")
    assert sort() == ["b", "a"]
    assert set(Enrollment.objects.values_list("rank", flat=True)) == {0}
    assert Ranking.objects.get().state == Ranking.State.DONE


def test_only_the_campaigns_own_waiting_leads_are_touched(cast, campaign, other_campaign, waiting, sort):
    other = factories.enrolled(other_campaign, cast.olga, city="A")
    ended = waiting(city="A")
    ended.become("disqualified")
    waiting(city="B")
    sort("city")
    for untouched in (other, ended):
        untouched.refresh_from_db()
        assert untouched.rank == 0


def test_a_campaign_that_stands_still_is_not_gone_through(cast, campaign, waiting, sort):
    waiting(first_name="b", city="B")
    sort("city")
    campaign.change(by=cast.mo, is_running=False)
    waiting(first_name="a", city="A")
    clock.advance(timedelta(minutes=11))
    rank()
    assert sort.order() == ["b", "a"]


def test_cut_off_in_the_middle_it_writes_the_rest(cast, campaign, waiting, sort, monkeypatch):
    for name in "edcba":
        waiting(first_name=name, city=name)
    monkeypatch.setattr("leads.models.ranking.CHUNK", 2)
    written = []
    whole = Ranking._write_ranks

    def dies(self, part):
        if len(written) == 1:
            raise OSError("cut off")
        whole(self, part)
        written.append(part)

    monkeypatch.setattr(Ranking, "_write_ranks", dies)
    Ranking.choose(campaign, sorting.read(["city"]), by=cast.mo)
    Ranking.objects.sweep()
    assert Ranking.objects.get().state == Ranking.State.DUE and Ranking.objects.get().error == "cut off"
    monkeypatch.setattr(Ranking, "_write_ranks", lambda self, part: (written.append(part), whole(self, part)))
    clock.advance(timedelta(minutes=1))
    rank()
    assert sort.order() == list("abcde")
    assert sum(map(len, written[1:])) == 3, "what was written stays"


def test_the_order_is_kept_in_the_campaigns_history(cast, campaign, sort):
    sort("-city")
    assert Campaign.objects.get(pk=campaign.pk).sort == ["-city"]
    assert campaign.events.order_by("-pgh_id").first().sort == ["-city"]
