"""The managers' page of the queue: the live order, why the others are not next, who holds what, weights, the sort."""

from datetime import timedelta

import pytest

from calls import queue
from calls.liveorder import LiveOrder, held
from calls.models import Callback, Share, Skip
from calls.models.confirmation import sweep_confirmations
from leads.models import Priority, Ranking, Suppression
from leads.tasks import rank
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def page(as_):
    def read(path="/queue/", name="mo"):
        answer = as_(name).get(path)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return read


def test_the_live_order_with_reasons_and_personal_promises(cast, campaign, enrolled, page):
    enrolled(first_name="Fresh")
    mine = enrolled(first_name="Promised")
    Callback.promise(mine, at=clock.now() + timedelta(minutes=5), by=cast.sam)
    clock.advance(timedelta(minutes=6))
    live = LiveOrder(campaign, cast.mo)
    assert [turn.enrollment.lead.first_name for turn in live.turns] == ["Promised", "Fresh"]
    text = page()
    assert text.index("Promised Papadakis") < text.index("Fresh Papadakis")
    assert "Promised for 12:05" in text and "New, as they came" in text and "Sam" in text


def test_looking_claims_nothing(cast, enrolled, page):
    made = enrolled()
    page()
    made.refresh_from_db()
    assert made.claimed_by is None


def test_the_groups_in_numbers(cast, campaign, enrolled):
    later = clock.now() + timedelta(hours=1)
    for priority, at in [(Priority.RETRY, later), (Priority.RETRY, clock.now()), (Priority.NEW, clock.now())]:
        enrolled(queue={"priority": priority, "call_after": at})
    enrolled().leave_queue()
    assert LiveOrder(campaign, cast.mo).groups == [("Try again", 1, 1), ("Never called", 1, 0)]


@pytest.fixture
def confirming(cast, campaign, enrolled):
    """A lead whose meeting of tomorrow is to be confirmed."""
    kind = factories.bookable(campaign, cast.rita, notice=24 * 60)
    meeting = factories.booked(enrolled(), kind, cast.sam)
    assert sweep_confirmations() == 1
    return meeting


def test_meetings_to_confirm_are_a_group(cast, campaign, confirming, page):
    assert LiveOrder(campaign, cast.mo).groups == [("Meeting to confirm", 1, 0)]
    assert "Meeting to confirm" in page()


def test_meetings_to_confirm_wait_for_the_hours_like_all_others(cast, campaign, confirming):
    clock.advance(timedelta(hours=11))
    why = LiveOrder(campaign, cast.mo).lull
    assert why.outside_hours == 1 and why.opens_at == clock.now() + timedelta(hours=10) and not why.nobody


def test_why_the_others_are_not_next(cast, campaign, enrolled, page):
    enrolled(zones=("America/Los_Angeles",), country="US")
    enrolled(queue={"call_after": clock.now() + timedelta(hours=2)})
    enrolled(queue={"priority": Priority.ASIDE})
    enrolled("+306912345670")
    Suppression.put("+306912345670", client=cast.a, source="letter", by=cast.mo)
    chief = factories.chief()
    factories.register(chief, "Article 11 register")
    enrolled()
    queue.claim(cast.sue)
    why = LiveOrder(campaign, cast.mo).lull
    assert (why.outside_hours, why.waiting, why.suppressed, why.resting, why.claimed) == (1, 1, 1, 1, 1)
    text = page()
    for words in ("outside its calling hours", "waits for its next try", "none of them may be called", "put aside",
                  "with a colleague", "Article 11 register"):  # fmt: skip
        assert words in text, words


def test_skips_are_counted_by_setter_and_reason(as_, cast, enrolled, page):
    for who, reason in ((cast.sam, "known"), (cast.sam, "known"), (cast.sue, "language")):
        enrolled()
        queue.skip(queue.claim(who), by=who, reason=reason)
    assert list(Skip.objects.tally()) == [("Sam", "known", 2), ("Sue", "language", 1)]
    text = page("/queue/skips/")
    assert 'I know this person</td><td class="sd-r sd-num">2<' in text and text.count("Papadakis") == 3
    assert "Nobody skipped a lead" in page("/queue/skips/", "otto")
    clock.advance(timedelta(days=31))
    assert "Nobody skipped a lead" in page("/queue/skips/")


def test_a_skip_that_is_refused_is_not_counted(cast, enrolled, dialled):
    made = enrolled()
    dialled()
    with pytest.raises(Refused):
        queue.skip(made, by=cast.sam, reason="known")
    assert not Skip.objects.exists()


def test_who_holds_what_since_when(cast, enrolled, dialled, page):
    enrolled(first_name="One"), enrolled(first_name="Two"), enrolled(first_name="Three")
    attempt = dialled(cast.sam)
    dialled(cast.sue).end()
    other = factories.person("sid", (cast.a, "setter"))
    queue.claim(other)
    assert [str(one.doing) for one in held(cast.mo)] == ["On call", "Outcome owed", "Offered"]
    text = page()
    assert "Outcome owed" in text and attempt.lead.name in text


def test_a_manager_lets_a_lead_go_by_the_page(as_, cast, enrolled, page):
    made = enrolled()
    queue.claim(cast.sam)
    mo = as_("mo")
    assert mo.post(f"/queue/leads/{made.pk}/let-go/", {"reason": ""}, follow=True).status_code == 200
    made.refresh_from_db()
    assert made.claimed_by == cast.sam
    answer = mo.post(f"/queue/leads/{made.pk}/let-go/", {"reason": "Went home"}, follow=True)
    assert "is in the queue again" in answer.content.decode()
    made.refresh_from_db()
    assert made.claimed_by is None
    assert (
        "Nobody holds this lead"
        in mo.post(f"/queue/leads/{made.pk}/let-go/", {"reason": "Again"}, follow=True).content.decode()
    )


def test_one_campaign_at_a_time(cast, campaign, enrolled, page):
    second = factories.campaign(cast.a, cast.mo, name="Second")
    enrolled(first_name="Here")
    factories.enrolled(second, cast.mia, first_name="There")
    assert "Here" in page() and "There" not in page()
    text = page(f"/queue/?campaign={second.pk}")
    assert "There" in text and "Here P" not in text
    assert "Here" in page("/queue/?campaign=999999")


def test_without_a_running_campaign_it_says_so(cast, campaign, page):
    campaign.change(by=cast.mo, is_running=False)
    assert "No campaign is running" in page()


def test_another_clients_queue_is_not_shown(cast, other_campaign, campaign, page):
    factories.enrolled(other_campaign, cast.olga, first_name="Foreign")
    queue.claim(cast.oscar)
    assert "Foreign" not in page() and "Foreign" not in page(f"/queue/?campaign={other_campaign.pk}")


def test_a_days_weights_are_set_by_a_form(as_, cast, campaign):
    second = factories.campaign(cast.a, cast.mo, name="Second")
    mo, path = as_("mo"), f"/queue/setters/{cast.sam.pk}/"
    told = {f"weight-{campaign.pk}": 3, f"weight-{second.pk}": 0}
    assert mo.post(path, told).status_code == 302
    assert Share.objects.of_setter(cast.sam).weights() == {campaign.pk: 3, second.pk: 0}
    assert 'value="3"' in mo.get(path).content.decode()
    refused = mo.post(path, {f"weight-{campaign.pk}": 0, f"weight-{second.pk}": 0})
    assert refused.status_code == 422 and "One campaign at least" in refused.content.decode()
    assert mo.post(path, {f"weight-{campaign.pk}": 101}).status_code == 422
    assert mo.get(f"/queue/setters/{cast.rita.pk}/").status_code == 404
    assert mo.get(f"/queue/setters/{cast.oscar.pk}/").status_code == 404


def test_the_order_is_chosen_by_a_form(as_, cast, campaign, enrolled, page):
    enrolled(first_name="Small", custom={"Size": "2"}), enrolled(first_name="Large", custom={"Size": "10"})
    mo, path = as_("mo"), f"/campaigns/{campaign.pk}/sort/"
    assert "Size" in mo.get(path).content.decode()
    assert mo.post(path, {"key1": "custom.Size", "falls1": "-", "key2": "city"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.sort == ["-custom.Size", "city"]
    assert "being put in order" in page()
    rank()
    text = page()
    assert "sorted by Size (falling), City" in text and text.index("Large") < text.index("Small")
    assert "being put in order" not in text
    assert mo.post(path, {"key1": "city", "key2": "city"}).status_code == 422
    assert mo.post(path, {"key1": "id; DROP TABLE"}).status_code == 422
    assert mo.post(path, {"key1": ""}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.sort == [] and Ranking.objects.get().state == Ranking.State.DUE


def test_the_setters_desk_tells_the_reason(as_, cast, enrolled):
    enrolled(first_name="One"), enrolled(first_name="Two")
    sam = as_("sam")
    assert "New, as they came" in sam.get("/desk/queue/").content.decode()
    sam.post("/desk/claim/")
    assert "New, as they came" in sam.get("/desk/").content.decode()
