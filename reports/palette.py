"""What the palette offers for some words: places to go, and leads to open or to take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calls.models import CallAttempt
from leads.models import FindKey, Lead
from leads.names import normalised
from leads.states import CALLABLE
from office.models import Role, User

MOST = 10
RECENT = 6
Place = Mapping[str, Any]


@dataclass(frozen=True)
class Palette:
    """`recent`: these leads were looked at or called lately, because no words were typed yet. `takes`: the person is a
    setter, so a lead can be put on the desk where the gate allows it."""

    words: str
    places: tuple[Place, ...]
    leads: tuple[Lead, ...]
    recent: bool
    takes: bool

    @classmethod
    def of(cls, words: str, *, user: User, places: Sequence[Place], recent: Sequence[int]) -> "Palette":
        """`recent`: ids of leads that the browser remembers; the person's own last calls follow."""
        asked = normalised(words)
        leads = FindKey.objects.found(words, user, most=MOST) if asked else cls._recent(user, recent)
        for lead in leads:
            vars(lead)["takeable"] = vars(lead).get("stage") in CALLABLE
        chosen = [place for place in places if _fits(str(place["label"]), asked)]
        return cls(words, tuple(chosen[: 8 if asked else 5]), tuple(leads), not asked, user.is_any(Role.SETTER))

    @staticmethod
    def _recent(user: User, remembered: Sequence[int]) -> list[Lead]:
        mine = CallAttempt.objects.visible_to(user).by_setter(user).newest().values_list("lead_id", flat=True)
        ids = list(dict.fromkeys([*remembered, *mine[:20]]))[:RECENT]
        found = {lead.pk: lead for lead in Lead.objects.visible_to(user).numbered_by_id(ids).listed()}
        return [found[pk] for pk in ids if pk in found]


def _fits(label: str, asked: str) -> bool:
    """Each word is the beginning of a word of the label."""
    words = normalised(label).split()
    return all(any(word.startswith(part) for word in words) for part in asked.split())
