"""Who is on the line in practice: invented people with words of our own (personas.toml), in English and Greek. Pure.

The same act in the same place gets the same reply, so a call can be practised again.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

LANGUAGES = ("en", "el")
NUMBER = "12"  # what a persona answers where a number is asked for


@dataclass(frozen=True)
class Reply:
    """What comes back. `told`: the answer to write down, where a question was asked; `ends`: they hang up."""

    text: str
    told: str = ""
    ends: bool = False


@dataclass(frozen=True)
class Persona:
    """How somebody behaves on the telephone.

    `outcomes`: those that are right; `patience`: after how many turns they hang up (0: never); `chooses`: which of the
    answers they give (`first` of those that do not shut them out, `last` of those, or `out`: one that does).
    """

    key: str
    outcomes: tuple[str, ...]
    picks_up: bool
    listens: bool
    refuses: bool
    takes_a_time: bool
    forbids: bool
    patience: int
    chooses: str
    words: dict[str, dict[str, Any]]

    def hello(self, language: str) -> Reply:
        """What is heard when the call goes through."""
        return Reply(self.words[language]["hello"], ends=not self.picks_up)

    def reply(self, kind: str, turn: int, language: str, options: Sequence[dict[str, Any]] = ()) -> Reply:
        """To the setter's turn (`say`, `ask`, `reason`, `offer`), counted from 1 over the call."""
        words = self.words[language]
        if not self.picks_up:
            return Reply("", ends=True)
        if self.patience and turn >= self.patience:
            return Reply(words["bye"], ends=True)
        if kind == "ask":
            told = self._chosen(options)
            return Reply(words["ask"].format(answer=told), told=told)
        if kind == "say":
            return Reply(words["say"][min(turn, len(words["say"])) - 1])
        return Reply(words[kind])

    def _chosen(self, options: Sequence[dict[str, Any]]) -> str:
        if not options:
            return NUMBER
        good = [option["label"] for option in options if not option.get("knocks_out")]
        bad = [option["label"] for option in options if option.get("knocks_out")]
        wanted = (bad or good) if self.chooses == "out" else (good or bad)
        return str(wanted[0] if self.chooses == "first" else wanted[-1])


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "personas.toml").read_text(encoding="utf-8"))


@cache
def personas() -> dict[str, Persona]:
    """By key."""
    made = {}
    for key, told in _told()["persona"].items():
        words = {language: told[language] for language in LANGUAGES}
        manner = {name: value for name, value in told.items() if name not in LANGUAGES}
        made[key] = Persona(key=key, words=words, **{**manner, "outcomes": tuple(manner["outcomes"])})
    return made


def people(language: str, seed: int) -> list[dict[str, str]]:
    """An invented person for each persona, in an order of the seed: {"persona", "first_name", "last_name", "company",
    "job_title", "city"}. None of them exists, and none has a number."""
    dice = Random(seed)  # noqa: S311 - invented people, the same for the same seed
    known = _told()["people"][language]
    keys = dice.sample(sorted(personas()), len(personas()))
    columns = {name: dice.sample(known[name], len(keys)) for name in known}
    return [{"persona": key, **{name: of[n] for name, of in columns.items()}} for n, key in enumerate(keys)]
