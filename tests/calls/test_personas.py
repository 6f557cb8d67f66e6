"""Who is on the line in practice, and what a machine sees of the call."""

import re

import pytest

from calls.checklist import CHECKS, Finding, Played, check
from calls.models import Outcome
from calls.personas import LANGUAGES, people, personas

OPTIONS = [{"label": "Yes"}, {"label": "Perhaps"}, {"label": "No", "knocks_out": True}]
KINDS = ("say", "ask", "reason", "offer")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(personas()))
def test_every_persona_speaks_both_languages(key, language):
    persona = personas()[key]
    assert persona.hello(language).text
    for kind in KINDS:
        for turn in range(1, 9):
            reply = persona.reply(kind, turn, language, OPTIONS)
            assert bool(reply.text) == persona.picks_up
            assert "{" not in reply.text
    greek = re.compile(r"[α-ωΑ-Ω]")
    heard = " ".join(persona.reply(kind, 1, language, OPTIONS).text for kind in KINDS) + persona.hello(language).text
    assert bool(greek.search(heard)) == (language == "el")


def test_every_outcome_that_is_right_exists():
    assert {name for persona in personas().values() for name in persona.outcomes} <= set(Outcome.values)
    assert {Outcome.BOOKED, Outcome.CALL_BACK, Outcome.NOT_A_FIT, Outcome.NOT_NOW, Outcome.DO_NOT_CALL} <= {
        name for persona in personas().values() for name in persona.outcomes
    }


def test_the_same_turn_gets_the_same_reply():
    busy = personas()["busy"]
    assert busy.reply("say", 2, "en") == busy.reply("say", 2, "en")


def test_patience_has_an_end():
    busy = personas()["busy"]
    assert not busy.reply("say", busy.patience - 1, "en").ends
    assert busy.reply("say", busy.patience, "en").ends


def test_they_choose_an_answer_as_they_are():
    told = {key: personas()[key].reply("ask", 1, "en", OPTIONS).told for key in ("friendly", "unready", "refuser")}
    assert told == {"friendly": "Yes", "unready": "Perhaps", "refuser": "No"}
    assert personas()["friendly"].reply("ask", 1, "en", []).told == "12"
    assert personas()["refuser"].reply("ask", 1, "en", OPTIONS[:1]).told == "Yes", "nothing here would shut them out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_has_everybody_once_in_the_order_of_its_number(language):
    first = people(language, 7)
    assert sorted(one["persona"] for one in first) == sorted(personas())
    assert first == people(language, 7)
    assert first != people(language, 8)
    assert len({(one["first_name"], one["last_name"]) for one in first}) == len(first)


def turn(kind, about=None):
    return {"who": "setter", "kind": kind, "about": about}


def heard(kind, about=None, told="", ends=False):
    return {"who": "lead", "kind": kind, "about": about, "told": told, "ends": ends}


def played(*turns, outcome="booked", reason="", answers=None):
    return Played(turns, steps=2, required=[5], answers=answers or {}, outcome=outcome, reason=reason)


def findings(key, call):
    return {found.name: (found.done, found.of) for found in check(personas()[key], call)}


def test_a_perfect_call():
    turns = [turn("say", 1), turn("say", 2), turn("ask", 5), heard("ask", 5, "Yes"), turn("offer")]
    found = check(personas()["friendly"], played(*turns, answers={"5": "Yes"}))
    assert all(one.is_ok for one in found)
    assert [one.name for one in found] == ["steps", "questions", "answers", "offer", "outcome"]


def test_what_was_left_out_is_seen():
    turns = [turn("say", 1), turn("say", 1), turn("ask", 9), heard("ask", 9, "Yes")]
    assert findings("friendly", played(*turns, outcome="not_now", answers={"9": "No"})) == {
        "steps": (1, 2), "questions": (0, 1), "answers": (0, 1), "offer": (0, 1), "outcome": (0, 1),
    }  # fmt: skip


def test_a_refusal_needs_its_reason_asked_and_written():
    asked = played(turn("reason"), outcome="not_a_fit", reason="Has a supplier")
    assert findings("refuser", asked) == {"reason": (2, 2), "outcome": (1, 1)}
    assert findings("refuser", played(outcome="not_a_fit", reason="Guessed"))["reason"] == (1, 2)
    assert findings("refuser", played(outcome="not_a_fit"))["reason"] == (0, 2)


def test_never_means_stop():
    stop = heard("say", ends=True)
    assert findings("never", played(turn("say", 1), stop, outcome="do_not_call"))["respect"] == (1, 1)
    on = played(turn("say", 1), stop, turn("reason"), heard("reason", ends=True), outcome="do_not_call")
    assert findings("never", on)["respect"] == (0, 1)


def test_a_machine_asks_for_its_outcome_only():
    assert findings("voicemail", played(outcome="not_reached")) == {"outcome": (1, 1)}
    assert findings("nobody", played(outcome="booked")) == {"outcome": (0, 1)}


def test_every_part_of_the_list_can_come_up():
    calls = [check(persona, played(heard("ask", 1, "Yes"))) for persona in personas().values()]
    assert {found.name for call in calls for found in call} == set(CHECKS)


def test_a_part_without_anything_to_do_is_not_asked_for():
    assert Finding("steps", 0, 0).is_ok
    bare = Played([], steps=0, required=[], answers={}, outcome="booked", reason="")
    assert [found.name for found in check(personas()["friendly"], bare)] == ["offer", "outcome"]
