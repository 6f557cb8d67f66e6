"""The script and the objections of a lead's campaign as they are shown: merge fields filled, locked passages marked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calls.passages import Said, spoken

if TYPE_CHECKING:
    from calls.models import ScriptStep

Row = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One step. `own`: said in the setter's approved words; `asks`: the question that it puts; `leads`: its branches,
    as JSON."""

    number: int
    kind: str
    title: str
    paragraphs: list[list[Said]]
    hint: list[list[Said]]
    own: bool
    asks: str
    leads: str


@dataclass(frozen=True)
class Prepared:
    """An objection with its responses."""

    pk: int
    key: str
    phrase: str
    responses: list[list[list[Said]]]


def steps_of(rows: Sequence[Row], words: Mapping[str, str], questions: Mapping[str, str]) -> list[Step]:
    """`rows`: of the card's query; `questions`: what is asked, by lineage."""
    return [
        Step(
            number=row["number"],
            kind=row["kind"],
            title=row["title"],
            paragraphs=spoken(row["own"] or row["say"], words),
            hint=spoken(row["hint"], words),
            own=bool(row["own"]),
            asks=questions.get(row["asks"] or "", ""),
            leads=json.dumps(row["branches"]) if row["branches"] else "",
        )
        for row in rows
    ]


def written(step: "ScriptStep", words: Mapping[str, str]) -> Step:
    """A stored step as it was written, in nobody's own words."""
    row = {name: getattr(step, name) for name in ("number", "kind", "title", "say", "hint", "branches")}
    return steps_of([{**row, "own": "", "asks": ""}], words, {})[0]


def objections_of(rows: Sequence[Row], words: Mapping[str, str]) -> list[Prepared]:
    return [
        Prepared(row["id"], row["key"], row["phrase"], [spoken(text, words) for text in row["responses"]])
        for row in rows
    ]
