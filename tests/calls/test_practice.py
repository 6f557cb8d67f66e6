"""Practice: a round of invented people, simulated calls, and what a machine sees of them."""

from datetime import UTC, datetime, timedelta

import pytest

from appointments.models import Appointment, CalendarBlock
from calls.models import Disposition, PracticeCall, PracticeLead, Script, ScriptStep
from calls.personas import personas
from calls.practicetimes import times
from leads.models import Lead, LeadPhone
from office import clock, isolation
from office.models import Refused
from tests import factories


@pytest.fixture
def equipped(cast, campaign):
    """The campaign with a script of two steps, a question, and its outcomes."""
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    for n, say in enumerate(("Hello {first_name}", "We offer {product}"), 1):
        ScriptStep.objects.create(client=cast.a, script=script, position=n, title=f"Step {n}", say=say)
    campaign.asked = factories.question(campaign)
    campaign.outcomes = {made.code: made for made in Disposition.lay(campaign)}
    return campaign


@pytest.fixture
def on_line(cast, equipped):
    """A call with a persona."""

    def on_line(persona, language="en"):
        leads = PracticeLead.begin(equipped, by=cast.sam, language=language, seed=1)
        return PracticeCall.dial(next(lead for lead in leads if lead.persona == persona))

    return on_line


def test_a_round_has_everybody_once(cast, equipped):
    leads = PracticeLead.begin(equipped, by=cast.sam, language="el", seed=3)
    assert sorted(lead.persona for lead in leads) == sorted(personas())
    assert [lead.position for lead in leads] == list(range(1, len(leads) + 1))
    assert not any(hasattr(lead, "number") for lead in leads)


def test_the_next_round_puts_the_last_away(cast, equipped, on_line):
    on_line("friendly")
    PracticeLead.begin(equipped, by=cast.sue, language="en", seed=2)
    PracticeLead.begin(equipped, by=cast.sam, language="en", seed=2)
    assert PracticeLead.objects.of(cast.sam).count() == PracticeLead.objects.of(cast.sue).count() == len(personas())
    assert not PracticeCall.objects.exists()


def test_one_call_at_a_time(cast, on_line):
    call = on_line("friendly")
    other = PracticeLead.objects.of(cast.sam).waiting().first()
    assert PracticeCall.dial(other) == call
    assert PracticeCall.objects.count() == 1


def test_somebody_answers_and_talks_back(on_line, equipped):
    call = on_line("friendly")
    assert call.transcript[0]["text"].startswith("Hello")
    call.take_turn("say", "Hello Harriet", about=1)
    call.take_turn("ask", equipped.asked.text, about=equipped.asked.pk, options=equipped.asked.options)
    said = [(turn["who"], turn["kind"]) for turn in call.transcript]
    assert said == [("lead", "hello"), ("setter", "say"), ("lead", "say"), ("setter", "ask"), ("lead", "ask")]
    assert (call.transcript[-1]["told"], "Yes" in call.transcript[-1]["text"]) == ("Yes", True)


def test_they_speak_the_language_of_the_round(on_line):
    assert on_line("friendly", "el").transcript[0]["text"].startswith("Παρακαλώ")


def test_a_dead_line_stays_dead(on_line):
    call = on_line("voicemail")
    assert call.is_dead
    call.take_turn("say", "Hello?", about=1)
    assert [turn["who"] for turn in call.transcript] == ["lead", "setter"], "a machine does not reply"


def test_they_hang_up_when_their_patience_is_over(on_line):
    call = on_line("busy")
    for n in range(4):
        assert not call.is_dead
        call.take_turn("say", "And another thing", about=n)
    assert call.is_dead
    call.take_turn("say", "Hello?", about=9)
    assert call.transcript[-1]["who"] == "setter"


def test_an_answer_is_written_down_and_taken_back(on_line, equipped):
    call = on_line("friendly")
    call.write_down(equipped.asked, "Yes")
    assert call.answers == {str(equipped.asked.pk): "Yes"}
    with pytest.raises(Refused, match="not one of the answers"):
        call.write_down(equipped.asked, "Maybe")
    call.write_down(equipped.asked, "")
    assert call.answers == {}


def test_a_good_call_is_told_so(cast, on_line, equipped):
    call = on_line("friendly")
    for step in Script.objects.get().steps.in_order():
        call.take_turn("say", step.say, about=step.pk)
    call.take_turn("ask", "?", about=equipped.asked.pk, options=equipped.asked.options)
    call.write_down(equipped.asked, "Yes")
    call.offer(clock.now() + timedelta(days=3), "Thursday at ten?")
    clock.advance(timedelta(minutes=3))
    call.log(equipped.outcomes["booked"], notes="Likes it")
    assert {found.name: found.is_ok for found in call.findings()} == dict.fromkeys(
        ("steps", "questions", "answers", "offer", "outcome"), True
    )
    assert (call.label, call.notes, call.ended_at - call.started_at) == (
        "Meeting booked",
        "Likes it",
        timedelta(minutes=3),
    )


def test_a_bad_call_is_told_so(on_line, equipped):
    call = on_line("refuser")
    call.take_turn("say", "Hello", about=1)
    call.log(equipped.outcomes["not-interested"], reason="No need")
    assert {found.name: found.is_ok for found in call.findings()} == {"reason": False, "outcome": True}


def test_a_booking_takes_the_time_that_was_offered_last(on_line, equipped):
    call = on_line("friendly")
    with pytest.raises(Refused, match="Choose a time first"):
        call.log(equipped.outcomes["booked"])
    for days in (1, 2):
        call.offer(clock.now() + timedelta(days=days), "Then?")
    call.log(equipped.outcomes["booked"])
    assert call.meeting_at == clock.now() + timedelta(days=2)
    assert not CalendarBlock.objects.exists() and not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("day", "first"), [(23, "Tue 24 Nov 09:30"), (26, "Fri 27 Nov 09:30"), (27, "Mon 30 Nov 09:30")]
)
def test_times_are_hours_of_working_days_to_come(day, first):
    found = times(datetime(2026, 11, day, 22, tzinfo=UTC), "Europe/London")
    assert found[0].strftime("%a %d %b %H:%M") == first and len(found) == 12 == len(set(found))
    assert found == sorted(found) and all(at.weekday() < 5 for at in found)


def test_notes_are_kept_before_the_end(on_line):
    call = on_line("friendly")
    call.keep_notes("They bake")
    assert PracticeCall.objects.get(pk=call.pk).notes == "They bake"


def test_what_is_over_is_over(on_line, equipped):
    call = on_line("nobody")
    call.log(equipped.outcomes["no-answer"])
    for act in (
        lambda: call.log(equipped.outcomes["no-answer"]),
        lambda: call.take_turn("say", "Hello"),
        lambda: call.write_down(equipped.asked, "Yes"),
        lambda: call.keep_notes("x"),
    ):
        with pytest.raises(Refused, match="over"):
            act()


def test_another_campaigns_outcome_is_refused(cast, on_line, equipped):
    other = factories.campaign(cast.a, cast.mo, name="Second")
    with pytest.raises(Refused, match="another campaign"):
        on_line("nobody").log(Disposition.lay(other)[0])


def test_practice_makes_no_lead_and_no_number(cast, equipped, on_line):
    before = Lead.objects.count(), LeadPhone.objects.count()
    call = on_line("friendly")
    call.offer(clock.now() + timedelta(days=3), "Thursday at ten?")
    call.log(equipped.outcomes["booked"])
    assert (Lead.objects.count(), LeadPhone.objects.count()) == before
    columns = {field.column for model in (PracticeLead, PracticeCall) for field in model._meta.concrete_fields}
    assert not columns & {"number", "phone", "next_number", "email"}
    related = {relation.related_model for relation in Lead._meta.related_objects}
    assert not related & {PracticeLead, PracticeCall}


def test_another_client_sees_none_of_it(cast, on_line):
    on_line("friendly")
    with isolation.seeing([cast.b.pk]):
        assert not PracticeLead.objects.exists() and not PracticeCall.objects.exists()
