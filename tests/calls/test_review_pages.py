"""Reviews over HTTP: drawing, judging, answering, the scorecard's editor; and the wrong people."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from calls.models import CallPick, Review, ReviewDraft, ReviewReply, Scorecard, Script, ScriptStep
from calls.scoring import YES_NO, Criterion
from leads.models import Answer
from office import clock
from tests import factories

CARD = [Criterion("", "Opening", weight=3), Criterion("", "Whose call it is", YES_NO, 1, is_fatal=True)]
BEST = {"c1": "5", "c2": "1", "after": "0", "notes": "Well done."}


@pytest.fixture
def card(cast):
    return Scorecard.write(cast.a, CARD, by=cast.mo, name="Call review")


@pytest.fixture
def called(cast, campaign, enrolled, dialled, dispositions):
    def called(by=None, **told):
        enrolled(**told)
        attempt = dialled(by)
        attempt.log(dispositions["not-interested"], by=by or cast.sam, reason="No need", notes="Has a <b>rival</b>")
        clock.advance(timedelta(minutes=2))
        return attempt

    return called


def page(browser, name, *args):
    return browser.get(reverse(f"calls:{name}", args=args)).content.decode()


def judge(browser, attempt, **data):
    return browser.post(reverse("calls:review", args=[attempt.pk]), {**BEST, **data})


# Drawing


def lot(**data):
    return {"first": "2026-11-20", "last": "2026-11-23", "what": "talked", "count": "2", "seed": "7", **data}


def test_calls_are_drawn_and_the_page_says_how(as_, cast, card, called):
    calls = [called() for _ in range(3)]
    mo = as_("mo")
    answer = mo.post(reverse("calls:pick"), lot(client=cast.a.pk), follow=True)
    text = answer.content.decode()
    assert "2 of 3, drawn by the number 7" in text and "nobody chose them" in text
    pick = CallPick.objects.get()
    assert [f"/reviews/{pk}/?pick={pick.pk}" in text for pk in pick.calls] == [True, True]
    left = next(call.pk for call in calls if call.pk not in pick.calls)
    assert f"/reviews/{left}/" not in text


def test_a_number_is_made_up_where_none_is_given(as_, cast, called):
    called()
    as_("mo").post(reverse("calls:pick"), lot(client=cast.a.pk, seed=""))
    assert 0 <= CallPick.objects.get().seed < 1_000_000


@pytest.mark.parametrize(
    "data", [{"count": "0"}, {"count": "99"}, {"seed": "-1"}, {"first": "soon"}, {"what": "worst"}]
)
def test_nonsense_is_refused(as_, cast, called, data):
    called()
    assert as_("mo").post(reverse("calls:pick"), lot(client=cast.a.pk, **data)).status_code == 422
    assert not CallPick.objects.exists()


def test_nothing_to_draw_is_said(as_, cast):
    answer = as_("mo").post(reverse("calls:pick"), lot(client=cast.a.pk))
    assert answer.status_code == 422 and "no such call" in answer.content.decode()


def test_another_clients_calls_are_not_drawn(as_, cast, called):
    called()
    assert as_("mo").post(reverse("calls:pick"), lot(client=cast.b.pk)).status_code == 422
    assert as_("otto").post(reverse("calls:pick"), lot(client=cast.b.pk)).status_code == 422
    assert not CallPick.objects.exists()


# Judging


class TestDraft:
    """What is written before the review is given is saved as one types, and is nobody else's."""

    @pytest.fixture
    def keep(self, as_):
        def keep(attempt, who="mo", **said):
            return as_(who).post(reverse("calls:review_draft", args=[attempt.pk]), said).status_code

        return keep

    def test_it_is_there_again(self, as_, card, called, keep):
        attempt = called()
        assert keep(attempt, notes="Ask why", c1="4") == 204
        assert keep(attempt, notes="Ask why, always.", c1="3", c2="1", after="0") == 204
        text = page(as_("mo"), "review", attempt.pk)
        assert "Ask why, always.</textarea>" in text and "Draft saved" in text
        assert re.findall(r'name="(c\d)" value="(\d)" checked', text) == [("c1", "3"), ("c2", "1")]
        assert not Review.objects.exists() and ReviewDraft.objects.count() == 1

    def test_giving_the_review_takes_it_away(self, as_, card, called, keep):
        attempt = called()
        keep(attempt, notes="Half")
        assert judge(as_("mo"), attempt).status_code == 302
        assert Review.objects.get().notes == "Well done." and not ReviewDraft.objects.exists()

    def test_a_refused_review_keeps_it(self, as_, card, called, keep):
        attempt = called()
        keep(attempt, notes="Half")
        assert judge(as_("mo"), attempt, c1="").status_code == 422
        assert ReviewDraft.objects.get().notes == "Half"

    def test_emptied_it_is_gone(self, card, called, keep):
        attempt = called()
        keep(attempt, notes="Half")
        assert keep(attempt, notes="") == 204 and not ReviewDraft.objects.exists()

    def test_what_is_no_rating_is_left_out_and_too_long_is_refused(self, card, called, keep):
        attempt = called()
        assert keep(attempt, notes="x", c1="77", c2="1", after="soon", pick="9") == 204
        assert ReviewDraft.objects.get().ratings == {"c2": "1"}
        assert keep(attempt, notes="x" * 8_001) == 422 and ReviewDraft.objects.get().notes == "x"

    def test_a_colleague_does_not_see_it(self, cast, as_, card, called, keep):
        attempt, maud = called(), factories.person("maud", (cast.a, "manager"))
        cast.maud = maud
        keep(attempt, notes="Between us")
        assert "Between us" not in page(as_("maud"), "review", attempt.pk)
        assert keep(attempt, "maud", notes="Mine") == 204 and ReviewDraft.objects.count() == 2

    @pytest.mark.parametrize("who", ["sam", "otto", "vic"])
    def test_of_the_clients_managers_only(self, card, called, keep, who):
        attempt = called()
        assert keep(attempt, who, notes="x") == 404 and not ReviewDraft.objects.exists()


def test_the_call_stands_there_with_its_story(as_, cast, campaign, card, called):
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED, version=3)
    ScriptStep.objects.create(client=cast.a, script=script, title="Opening", say="Hello {first_name}", position=1)
    attempt = called(first_name="Zoe")
    type(attempt).objects.filter(pk=attempt.pk).update(script=script)
    Answer.give(attempt.enrollment, factories.question(campaign), "Yes", by=cast.sam)
    text = page(as_("mo"), "review", attempt.pk)
    for said in (
        "Zoe",
        "No need",
        "Has a &lt;b&gt;rival&lt;/b&gt;",
        "Takes part in the decision?",
        "Hello Zoe",
        "version 3",
    ):
        assert said in text, said
    assert text.count("data-digit") == 6 + 3


def test_a_judged_call_goes_back_to_its_pick(as_, cast, card, called):
    attempt, mo = called(), as_("mo")
    pick = CallPick.draw(cast.a, by=cast.mo, first=clock.now().date(), last=clock.now().date(), count=1, seed=1)
    answer = judge(mo, attempt, pick=pick.pk)
    assert answer.url == reverse("calls:picked", args=[pick.pk])
    review = Review.objects.get()
    assert (review.score, review.pick, review.notes, review.by) == (100, pick, "Well done.", cast.mo)
    assert "100 of 100" in page(mo, "picked", pick.pk)


def test_an_instant_fail_says_why(as_, card, called):
    attempt, mo = called(), as_("mo")
    judge(mo, attempt, c2="0")
    assert "0 of 100" in page(mo, "review", attempt.pk)
    assert re.search(r"Instant fail:\s+Whose call it is", page(mo, "reviews"))


def test_what_did_not_come_up_is_said_so(as_, card, called):
    attempt = called()
    judge(as_("mo"), attempt, c2="-")
    assert Review.objects.get().ratings == {"c1": 5, "c2": None}


@pytest.mark.parametrize("data", [{"c1": ""}, {"c1": "9"}, {"c2": "5"}, {"c1": "-", "c2": "-"}, {"after": "1"}])
def test_half_a_review_is_refused_and_nothing_is_lost(as_, card, called, data):
    attempt = called()
    answer = judge(as_("mo"), attempt, **data)
    assert answer.status_code == 422 and "Well done." in answer.content.decode()
    assert not Review.objects.exists()


def test_without_a_card_it_says_where_to_write_one(as_, called):
    attempt, mo = called(), as_("mo")
    assert reverse("calls:scorecards") in page(mo, "review", attempt.pk)
    assert judge(mo, attempt).status_code == 422


def test_a_correction_stands_beside_what_was(as_, card, called):
    attempt, mo = called(), as_("mo")
    judge(mo, attempt, c1="1")
    judge(mo, attempt, after="1")
    text = page(mo, "review", attempt.pk)
    assert "Review, version 2" in text and "Review, version 1" in text and "corrected since" in text


# The setter


def test_the_setter_reads_and_answers_and_the_manager_sees_it(as_, cast, card, called):
    attempt, mo, sam = called(), as_("mo"), as_("sam")
    judge(mo, attempt)
    review = Review.objects.get()
    assert reverse("calls:my_review", args=[review.pk]) in page(sam, "my_reviews")
    text = page(sam, "my_review", review.pk)
    assert "Well done." in text and "Opening" in text and "Has a &lt;b&gt;rival" in text
    answer = sam.post(reverse("calls:reply", args=[review.pk]), {"text": "Thank <you>"})
    assert answer.url == reverse("calls:my_review", args=[review.pk])
    assert "Thank &lt;you&gt;" in page(mo, "review", attempt.pk)
    answer = mo.post(reverse("calls:reply", args=[review.pk]), {"text": "Keep on"})
    assert answer.url == reverse("calls:review", args=[attempt.pk])
    assert "Keep on" in page(sam, "my_review", review.pk)


def test_an_empty_answer_is_no_answer(as_, card, called):
    judge(as_("mo"), called())
    answer = as_("sam").post(reverse("calls:reply", args=[Review.objects.get().pk]), {"text": "  "}, follow=True)
    assert answer.status_code == 200 and not ReviewReply.objects.exists()


@pytest.mark.parametrize("who", ["sue", "oscar", "otto", "rita", "mia", "vic"])
def test_nobody_else_reads_a_review(as_, card, called, who):
    attempt = called()
    judge(as_("mo"), attempt)
    browser, review = as_(who), Review.objects.get()
    for name, pk in (("review", attempt.pk), ("my_review", review.pk)):
        assert browser.get(reverse(f"calls:{name}", args=[pk])).status_code == 404, name
    assert browser.post(reverse("calls:reply", args=[review.pk]), {"text": "Hm"}).status_code == 404
    assert judge(browser, attempt, after="1").status_code == 404
    assert Review.objects.count() == 1 and not ReviewReply.objects.exists()


def test_a_call_of_the_last_minute_is_not_there_yet(as_, card, enrolled, dialled, dispositions, cast):
    enrolled()
    attempt = dialled()
    assert as_("mo").get(reverse("calls:review", args=[attempt.pk])).status_code == 404


# The editor


def lines(*rows, **data):
    start = {"line-TOTAL_FORMS": len(rows), "line-INITIAL_FORMS": 0, "after": 0, "name": "Card", **data}
    for n, row in enumerate(rows):
        start |= {f"line-{n}-{key}": value for key, value in row.items()}
    return start


def row(text, **more):
    return {"text": text, "kind": "scale", "weight": "1", "check": "", **more}


def test_the_first_card_is_proposed_and_not_yet_there(as_, cast):
    text = page(as_("mo"), "scorecard", cast.a.pk)
    assert "Says at once who calls and for whom" in text
    assert not Scorecard.objects.exists()


def test_a_card_is_written_line_by_line(as_, cast):
    data = lines(row("Opening", weight="3"), row(""), row("Named", kind="yes_no", is_fatal="on", check="offer"))
    assert as_("mo").post(reverse("calls:scorecard", args=[cast.a.pk]), data).status_code == 302
    first, second = Scorecard.objects.get().every
    assert (first.text, first.kind, first.weight, first.is_fatal) == ("Opening", "scale", 3, False)
    assert (second.key, second.kind, second.is_fatal, second.check) == ("c2", "yes_no", True, "offer")


def test_what_a_colleague_wrote_meanwhile_is_kept(as_, cast, card):
    answer = as_("mo").post(reverse("calls:scorecard", args=[cast.a.pk]), lines(row("Mine")))
    assert answer.status_code == 422 and "meanwhile" in answer.content.decode() and "Mine" in answer.content.decode()
    assert Scorecard.objects.count() == 1


@pytest.mark.parametrize("wrong", [row("x", weight="-1"), row("x", weight="heavy"), row("x", kind="stars")])
def test_a_wrong_line_is_refused(as_, cast, wrong):
    assert as_("mo").post(reverse("calls:scorecard", args=[cast.a.pk]), lines(wrong)).status_code == 422
    assert not Scorecard.objects.exists()


def test_a_campaign_gets_and_gives_up_its_own(as_, cast, campaign, card):
    mo, url = as_("mo"), reverse("calls:campaign_scorecard", args=[campaign.pk])
    assert "Whose call it is" in mo.get(url).content.decode(), "it begins as the client's"
    mo.post(url, lines(row("Only this")))
    assert Scorecard.objects.for_campaign(campaign).every[0].text == "Only this"
    mo.post(url, lines(row(""), after="1"))
    assert Scorecard.objects.for_campaign(campaign) == card


@pytest.mark.parametrize("who", ["sam", "otto", "vic"])
def test_only_its_managers_write_a_card(as_, cast, campaign, who):
    browser = as_(who)
    assert browser.post(reverse("calls:scorecard", args=[cast.a.pk]), lines(row("x"))).status_code == 404
    assert browser.post(reverse("calls:campaign_scorecard", args=[campaign.pk]), lines(row("x"))).status_code == 404
    assert not Scorecard.objects.exists()
