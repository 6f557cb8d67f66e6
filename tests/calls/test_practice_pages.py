"""The practice desk over HTTP: a whole round, the forms with and without scripts, and nobody else's."""

import pytest
from django.urls import reverse

from calls.models import Disposition, PracticeCall, PracticeLead, Script, ScriptStep
from calls.practicetimes import times
from calls.scoring import YES_NO, Criterion
from office import clock
from tests import factories

HTMX = {"HX-Request": "true"}
RIGHT = {
    "friendly": "booked", "busy": "call-back", "refuser": "not-interested", "unready": "not-now",
    "wrong_person": "wrong-number", "never": "do-not-call", "voicemail": "voicemail", "nobody": "no-answer",
}  # fmt: skip


def practise(browser, campaign):
    """A whole round, as a setter does it; the pages that were shown."""
    pages = []

    def post(name, *args, **data):
        answer = browser.post(reverse(f"calls:{name}", args=args), data, follow=True)
        assert answer.status_code == 200, (name, data)
        pages.append(answer.content.decode())

    post("practice_begin", campaign=campaign.pk, language="en")
    for lead in PracticeLead.objects.all():
        post("practice_dial", lead.pk)
        call = PracticeCall.objects.open().get()
        for step in ScriptStep.objects.said_in(campaign):
            post("practice_turn", call.pk, kind="say", step=step.pk, notes="so far")
        for question in campaign.questions.all():
            post("practice_turn", call.pk, kind="ask", question=question.pk)
            call.refresh_from_db()
            value = call.transcript[-1].get("told", "")
            post("practice_turn", call.pk, kind="write", question=question.pk, value=value)
        post("practice_turn", call.pk, kind="reason")
        post("practice_turn", call.pk, kind="offer")
        post("practice_log", call.pk, disposition=RIGHT[lead.persona], reason="Said so", notes="in the end")
    pages.append(browser.get(reverse("calls:practice")).content.decode())
    return pages


@pytest.fixture
def equipped(cast, campaign):
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    for n, say in enumerate(("Hello {first_name}", "We offer <b>{product}</b>"), 1):
        ScriptStep.objects.create(client=cast.a, script=script, position=n, title=f"Step {n}", say=say)
    factories.question(campaign)
    Disposition.lay(campaign)
    return campaign


@pytest.fixture
def on_line(cast, equipped):
    """A call of sam with a persona."""

    def on_line(persona="friendly"):
        leads = PracticeLead.begin(equipped, by=cast.sam, language="en", seed=1)
        return PracticeCall.dial(next(lead for lead in leads if lead.persona == persona))

    return on_line


def turn(browser, call, **data):
    return browser.post(reverse("calls:practice_turn", args=[call.pk]), data, headers=HTMX)


def test_a_whole_round(as_, equipped):
    pages = practise(as_("sam"), equipped)
    assert "Practice: nobody here exists, and nothing counts." in pages[1]
    assert "The round is over" in pages[-1]
    calls = PracticeCall.objects.over()
    assert calls.count() == 8
    assert [call for call in calls if not {f.name: f.is_ok for f in call.findings()}["outcome"]] == []


def test_before_the_first_round_it_says_what_this_is(as_, equipped):
    page = as_("sam").get(reverse("calls:practice")).content.decode()
    assert "Practise before it counts" in page and equipped.name in page


def test_the_script_speaks_to_the_invented_person(as_, on_line):
    call = on_line()
    page = as_("sam").get(reverse("calls:practice")).content.decode()
    assert f"<mark>{call.lead.first_name}</mark>" in page
    assert "<b>" not in page.split("We offer")[1][:20], "the words of a script are words"


def test_a_turn_brings_the_reply(as_, on_line, equipped):
    call, step = on_line(), ScriptStep.objects.said_in(equipped)[0]
    answer = turn(as_("sam"), call, kind="say", step=step.pk, notes="They bake")
    assert answer.status_code == 200 and "Nice to hear from you" in answer.content.decode()
    call.refresh_from_db()
    assert call.notes == "They bake"


@pytest.mark.parametrize("data", [{"kind": "say"}, {"kind": "ask"}, {"kind": "write"}, {"kind": "shout"}, {}])
def test_half_a_turn_is_refused(as_, on_line, data):
    call = on_line()
    assert turn(as_("sam"), call, **data).status_code == 422
    call.refresh_from_db()
    assert len(call.transcript) == 1


def test_another_campaigns_step_and_question_are_not_on_the_page(as_, cast, on_line):
    call = on_line()
    other = factories.campaign(cast.a, cast.mo, name="Second")
    question = factories.question(other)
    assert turn(as_("sam"), call, kind="ask", question=question.pk).status_code == 422


def test_what_is_no_answer_is_refused(as_, on_line, equipped):
    answer = turn(as_("sam"), on_line(), kind="write", question=equipped.questions.get().pk, value="Perhaps")
    assert answer.status_code == 422 and "not one of the answers" in answer.content.decode()


def test_the_end_says_what_went_well_in_the_scorecards_words(as_, cast, on_line):
    from calls.models import Scorecard

    card = [
        Criterion("", "Reads it all", weight=1, check="steps"),
        Criterion("", "Offers a day", YES_NO, 3, check="offer"),
        Criterion("", "Smiles", weight=9),
    ]
    Scorecard.write(cast.a, card, by=cast.mo, name="Card")
    call = on_line()
    call.offer(clock.now(), "Thursday?")
    answer = as_("sam").post(reverse("calls:practice_log", args=[call.pk]), {"disposition": "booked"}, headers=HTMX)
    page = answer.content.decode()
    assert "Reads it all" in page and "Offers a day" in page and "Smiles" not in page
    assert "75 of 100" in page, "0 of 2 steps count 1, the offer 3; what no machine sees counts nothing"
    assert "every needed question was asked" in page, "what the card has no words for has its own"


def test_without_a_card_there_are_words_and_no_score(as_, on_line):
    call = on_line("voicemail")
    answer = as_("sam").post(reverse("calls:practice_log", args=[call.pk]), {"disposition": "voicemail"}, headers=HTMX)
    assert "the outcome is the right one" in answer.content.decode()
    assert "of 100" not in answer.content.decode()


def test_a_time_is_offered_and_booked(as_, cast, on_line):
    call, sam = on_line(), as_("sam")
    log = reverse("calls:practice_log", args=[call.pk])
    refused = sam.post(log, {"disposition": "booked"}, headers=HTMX)
    assert refused.status_code == 422 and "Choose a time first." in refused.content.decode()
    wanted = times(clock.now(), cast.sam.zone)[5]
    page = turn(sam, call, kind="offer", start=int(wanted.timestamp())).content.decode()
    assert "Would Wednesday 25 November, 11:00 suit you?" in page and page.count('aria-pressed="true"') == 1
    assert "Wed 25 Nov, 11:00" in sam.post(log, {"disposition": "booked"}, headers=HTMX).content.decode()
    call.refresh_from_db()
    assert call.meeting_at == wanted


@pytest.mark.parametrize("start", ["1", "-1", "99999999999999", "soon"])
def test_another_time_is_not_on_the_page(as_, on_line, start):
    call = on_line()
    assert turn(as_("sam"), call, kind="offer", start=start).status_code == 422
    call.refresh_from_db()
    assert call.meeting_at is None and len(call.transcript) == 1


def test_outcomes_of_meetings_that_are_to_be_confirmed_do_not_fit(as_, on_line):
    call, sam = on_line(), as_("sam")
    page = sam.get(reverse("calls:practice")).content.decode()
    assert "Moved to another time" not in page and "Meeting booked" in page
    answer = sam.post(reverse("calls:practice_log", args=[call.pk]), {"disposition": "moved"}, headers=HTMX)
    assert answer.status_code == 422


def test_an_unknown_outcome_is_refused(as_, on_line):
    call = on_line()
    assert (
        as_("sam")
        .post(reverse("calls:practice_log", args=[call.pk]), {"disposition": "sold"}, headers=HTMX)
        .status_code
        == 422
    )
    assert PracticeCall.objects.open().exists()


def test_a_refusal_is_said_without_scripts_too(as_, on_line):
    call = on_line()
    answer = as_("sam").post(reverse("calls:practice_turn", args=[call.pk]), {"kind": "say"}, follow=True)
    assert "This is not on the page any more." in answer.content.decode()


@pytest.mark.parametrize("who", ["sue", "oscar", "mo", "rita"])
def test_nobody_elses_practice(as_, on_line, who):
    call = on_line()
    browser = as_(who)
    assert turn(browser, call, kind="offer").status_code == 404
    assert browser.post(reverse("calls:practice_log", args=[call.pk]), {"disposition": "booked"}).status_code == 404
    assert browser.post(reverse("calls:practice_dial", args=[call.lead_id])).status_code == 404
    call.log(Disposition.objects.of_campaign(call.lead.campaign)[0])
    assert browser.get(reverse("calls:practice_call", args=[call.pk])).status_code == 404
    assert as_("sam").get(reverse("calls:practice_call", args=[call.pk])).status_code == 200


def test_another_clients_campaign_cannot_be_practised(as_, cast, other_campaign):
    answer = as_("sam").post(
        reverse("calls:practice_begin"), {"campaign": other_campaign.pk, "language": "en"}, headers=HTMX
    )
    assert answer.status_code == 422 and not PracticeLead.objects.exists()


def test_the_page_speaks_greek_with_greek_people(as_, equipped):
    browser = as_("sam")
    browser.post(reverse("calls:practice_begin"), {"campaign": equipped.pk, "language": "el"})
    lead = PracticeLead.objects.all()[0]
    page = browser.post(reverse("calls:practice_dial", args=[lead.pk]), headers=HTMX).content.decode()
    assert lead.behaves.hello("el").text in page
