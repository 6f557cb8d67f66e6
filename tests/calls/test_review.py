"""A manager judges a call by a scorecard, the setter reads it and answers; nothing is overwritten."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction

from calls.models import CallPick, Review, ReviewReply, Scorecard
from calls.models.callpick import EVERY, TALKED
from calls.scoring import YES_NO, Criterion
from leads.models import Activity
from office import clock, isolation
from office.models import Notice, Refused
from tests import factories

CARD = [Criterion("", "Opening", weight=3), Criterion("", "Whose call it is", YES_NO, 1, is_fatal=True)]
BEST = {"c1": 5, "c2": 1}


@pytest.fixture
def card(cast):
    return Scorecard.write(cast.a, CARD, by=cast.mo, name="Call review")


@pytest.fixture
def called(cast, enrolled, dialled, dispositions):
    """A call of sam (or another) whose outcome stands."""

    def called(code="not-interested", by=None, **told):
        enrolled()
        attempt = dialled(by)
        attempt.log(dispositions[code], by=by or cast.sam, **{"reason": "No need", **told})
        clock.advance(timedelta(minutes=2))
        return attempt

    return called


# The scorecard


def test_a_card_is_never_changed_but_written_anew(cast, card):
    second = Scorecard.write(cast.a, CARD[:1], by=cast.mo, name="Call review", after=1)
    assert (second.version, [each.text for each in second.every]) == (2, ["Opening"])
    assert [each.key for each in card.every] == ["c1", "c2"]
    with pytest.raises(InternalError, match="never_changed|Cannot update"), transaction.atomic():
        Scorecard.objects.filter(pk=card.pk).update(name="Other")
    assert list(Scorecard.objects.visible_to(cast.mo).in_force()) == [second]


@pytest.mark.parametrize(
    ("criteria", "sentence"),
    [
        ([], "at least one criterion"),
        ([Criterion("", "Same"), Criterion("", "same")], "say the same"),
        ([Criterion("", "Light", weight=0)], "give it a weight"),
        ([Criterion("", f"n{n}") for n in range(21)], "At most 20"),
    ],
)
def test_what_is_no_card_is_refused(cast, criteria, sentence):
    with pytest.raises(Refused, match=sentence):
        Scorecard.write(cast.a, criteria, by=cast.mo, name="Call review")
    assert not Scorecard.objects.exists()


def test_a_colleague_who_was_quicker_is_not_overwritten(cast, card):
    Scorecard.write(cast.a, CARD[:1], by=cast.mo, name="Hers", after=1)
    with pytest.raises(Refused, match="meanwhile"):
        Scorecard.write(cast.a, CARD, by=cast.mo, name="His", after=1)
    assert Scorecard.objects.of(cast.a).first().name == "Hers"


def test_a_campaign_has_its_own_or_the_clients(cast, campaign, card):
    words = {"by": cast.mo, "name": "Own", "campaign": campaign}
    assert Scorecard.objects.visible_to(cast.mo).for_campaign(campaign) == card
    own = Scorecard.write(cast.a, CARD[:1], **words)
    assert Scorecard.objects.visible_to(cast.mo).for_campaign(campaign) == own
    Scorecard.write(cast.a, [], after=1, **words)
    assert Scorecard.objects.visible_to(cast.mo).for_campaign(campaign) == card
    again = Scorecard.write(cast.a, CARD[:1], after=2, **words)
    assert Scorecard.objects.visible_to(cast.mo).for_campaign(campaign) == again


# The pick


def draw(cast, **asked):
    today = date(2026, 11, 23)
    usual = {"by": cast.mo, "first": today, "last": today, "count": 3, "seed": 4711}
    return CallPick.draw(cast.a, **{**usual, **asked})


def test_the_lot_decides_and_says_so(cast, called):
    calls = [called().pk for _ in range(8)]
    pick = draw(cast)
    assert len(pick.calls) == 3 and set(pick.calls) <= set(calls)
    assert (pick.among, str(pick)) == (8, "3 of 8, drawn by the number 4711")
    assert draw(cast).calls == pick.calls, "the same number draws the same"
    others = {tuple(draw(cast, seed=seed).calls) for seed in range(20)}
    assert len(others) > 5, "another number draws others"


def test_every_call_comes_up(cast, called):
    """Neither the worst nor the last nor the first: over many numbers each is drawn about as often."""
    calls = [called().pk for _ in range(6)]
    drawn = [pk for seed in range(120) for pk in draw(cast, seed=seed, count=1).calls]
    assert all(6 <= drawn.count(pk) <= 40 for pk in calls)


def test_a_pick_is_narrowed(cast, called):
    refused, silent, hers = called(), called("no-answer"), called(by=cast.sue)
    assert set(draw(cast, count=9).calls) == {refused.pk, hers.pk}
    assert set(draw(cast, count=9, what=EVERY).calls) == {refused.pk, silent.pk, hers.pk}
    assert draw(cast, count=9, what="not_reached").calls == [silent.pk]
    assert draw(cast, count=9, setter=cast.sue).calls == [hers.pk]
    assert draw(cast, count=9, what=TALKED, campaign=refused.enrollment.campaign, setter=cast.sam).calls == [refused.pk]


def test_what_cannot_be_reviewed_is_not_drawn(cast, card, called, enrolled, dialled, dispositions):
    reviewed, mine = called(), called(by=cast.sue)
    Review.give(reviewed, card, BEST, by=cast.mo)
    cast.sue.join(cast.a, "manager")
    enrolled()
    dialled().log(dispositions["no-answer"], by=cast.sam)  # may still be undone
    with pytest.raises(Refused, match="no such call"):
        draw(cast, by=cast.sue, what=EVERY)
    assert draw(cast, what=EVERY).calls == [mine.pk]


def test_a_day_is_the_clients(cast, called):
    called()
    with pytest.raises(Refused):
        draw(cast, first=date(2026, 11, 22), last=date(2026, 11, 22))
    with pytest.raises(Refused):
        draw(cast, first=date(2026, 11, 24), last=date(2026, 11, 24))


def test_a_pick_is_never_changed(cast, called):
    called()
    pick = draw(cast)
    with pytest.raises(InternalError), transaction.atomic():
        CallPick.objects.filter(pk=pick.pk).update(calls=[])


# The review


def test_a_call_is_judged_and_the_setter_is_told(cast, card, called):
    attempt = called()
    before = Activity.objects.of_lead(attempt.lead).count()
    review = Review.give(attempt, card, {"c1": 3, "c2": 1}, by=cast.mo, notes="Slower at the start.")
    assert (review.score, review.failed_by, review.setter, review.version) == (62, [], cast.sam, 1)
    notice = Notice.objects.to(cast.sam).newest().first()
    assert (notice.text, notice.url) == (
        "One of your calls was reviewed. Read what it says, and answer.",
        f"/my-reviews/{review.pk}/",
    )
    assert Activity.objects.of_lead(attempt.lead).count() == before, "the lead's story is not the place"


def test_an_instant_fail_is_nothing_and_says_why(cast, card, called):
    review = Review.give(called(), card, {"c1": 5, "c2": 0}, by=cast.mo)
    assert (review.score, review.failed_by) == (0, ["Whose call it is"])


@pytest.mark.parametrize(
    ("ratings", "sentence"),
    [
        ({"c1": 5}, "Whose call it is"),
        ({"c1": 9, "c2": 1}, "Opening"),
        ({"c1": None, "c2": None}, "Nothing was rated"),
    ],
)
def test_half_a_review_is_refused(cast, card, called, ratings, sentence):
    with pytest.raises(Refused, match=sentence):
        Review.give(called(), card, ratings, by=cast.mo)
    assert not Review.objects.exists() and not Notice.objects.to(cast.sam).exists()


def test_nobody_judges_a_call_of_their_own(cast, card, called):
    with pytest.raises(Refused, match="of your own"):
        Review.give(called(), card, BEST, by=cast.sam)


def test_a_call_that_may_still_be_undone_waits(cast, card, enrolled, dialled, dispositions):
    enrolled()
    attempt = dialled()
    with pytest.raises(Refused, match="not over yet"):
        Review.give(attempt, card, BEST, by=cast.mo)
    attempt.log(dispositions["no-answer"], by=cast.sam)
    with pytest.raises(Refused, match="not over yet"):
        Review.give(attempt, card, BEST, by=cast.mo)


def test_a_correction_is_the_next_version(cast, card, called):
    attempt = called()
    first = Review.give(attempt, card, {"c1": 1, "c2": 1}, by=cast.mo)
    second = Review.give(attempt, card, BEST, by=cast.mo, after=1)
    assert list(Review.objects.of_call(attempt)) == [second, first]
    assert list(Review.objects.in_force()) == [second]
    assert Review.objects.of_calls([attempt.pk]) == {attempt.pk: second}
    assert Notice.objects.to(cast.sam).count() == 2


def test_two_managers_do_not_overwrite_each_other(cast, card, called):
    attempt = called()
    Review.give(attempt, card, BEST, by=cast.mo)
    with pytest.raises(Refused, match="meanwhile"):
        Review.give(attempt, card, {"c1": 1, "c2": 1}, by=cast.ada)
    assert Review.objects.get().score == 100


def test_what_was_said_cannot_be_rewritten(cast, card, called):
    review = Review.give(called(), card, BEST, by=cast.mo)
    with pytest.raises(InternalError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(score=1)
    with pytest.raises(InternalError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(ratings={})


def test_old_reviews_keep_their_card(cast, card, called):
    review = Review.give(called(), card, BEST, by=cast.mo)
    Scorecard.write(cast.a, [Criterion("", "Something else")], by=cast.mo, name="New", after=1)
    review.refresh_from_db()
    assert [(each.text, rating) for each, rating in review.rated] == [("Opening", 5), ("Whose call it is", 1)]


# The answer


def test_the_setter_answers_and_the_manager_is_told(cast, card, called):
    attempt = called()
    review = Review.give(attempt, card, BEST, by=cast.mo)
    reply = ReviewReply.say(review, "  I had a cold. ", by=cast.sam)
    assert reply.text == "I had a cold."
    assert Notice.objects.to(cast.mo).newest().first().url == f"/reviews/{attempt.pk}/"
    ReviewReply.say(review, "Get well.", by=cast.mo)
    assert Notice.objects.to(cast.sam).newest().first().url == f"/my-reviews/{review.pk}/"
    assert [each.by for each in ReviewReply.objects.on_call(attempt)] == [cast.sam, cast.mo]


def test_no_words_are_no_answer(cast, card, called):
    review = Review.give(called(), card, BEST, by=cast.mo)
    with pytest.raises(Refused, match="Write something"):
        ReviewReply.say(review, " \n ", by=cast.sam)
    assert not ReviewReply.objects.exists()


def test_an_answer_stays_with_the_call_when_it_is_corrected(cast, card, called):
    attempt = called()
    ReviewReply.say(Review.give(attempt, card, {"c1": 1, "c2": 1}, by=cast.mo), "Listen again.", by=cast.sam)
    corrected = Review.give(attempt, card, BEST, by=cast.mo, after=1)
    assert [each.text for each in ReviewReply.objects.on_call(corrected.attempt_id)] == ["Listen again."]
    assert Review.objects.with_word().get(pk=corrected.pk).words == 1


def test_another_client_sees_none_of_it(cast, card, called):
    review = Review.give(called(), card, BEST, by=cast.mo)
    ReviewReply.say(review, "Yes.", by=cast.sam)
    draw_of = CallPick.objects
    with isolation.seeing([cast.b.pk]):
        for rows in (Review.objects, ReviewReply.objects, Scorecard.objects, draw_of):
            assert not rows.exists()


def test_a_merged_lead_takes_its_reviews_along(cast, card, called):
    from leads.models import LeadMerge

    review = Review.give(called(), card, BEST, by=cast.mo)
    other = factories.lead(cast.a, cast.mia)
    LeadMerge.make(other, review.lead, by=cast.mia)
    review.refresh_from_db()
    assert review.lead_id == other.pk
