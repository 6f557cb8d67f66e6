from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from office.models import User

Slots = tuple[tuple[datetime, datetime], ...]
Caused = dict[str, Any]
"""What an outcome has caused, by name: the rows that its undo will need."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is the right one to talk to, as typed. No `number`: the one that was dialled."""

    first_name: str = ""
    last_name: str = ""
    number: str = ""
    job_title: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Told:
    """What the setter says with an outcome. `callback_at`: aware; `tolerance`: minutes before and after it; `slots`:
    the stretches in one of which a vague callback is kept (then `callback_at` is the first one's start); `hold`: the
    token of the slot on hold; `mail`: the id of a MailTemplate to send to `mail_to` (empty: the lead's address);
    `number`: the right one, as typed; `dialled`: the number of the call (E.164); `wish`: what Wish.put takes (kind,
    windows, until, rep, note)."""

    by: "User"
    reason: str = ""
    notes: str = ""
    callback_at: datetime | None = None
    tolerance: int = 0
    slots: Slots = ()
    anyone: bool = False
    return_on: date | None = None
    hold: UUID | None = None
    place: str = ""
    where: str = ""
    email: str = ""
    overrule: str = ""
    mail: int | None = None
    mail_to: str = ""
    person: Person | None = None
    number: str = ""
    dialled: str = ""
    wish: dict[str, Any] | None = None
