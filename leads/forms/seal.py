"""What a public form carries along, signed: when it was shown, with which words, and a number of its own. It needs no
cookie, and nobody can make one up."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from leads.models import WebForm
from office import clock

SHORTEST = timedelta(seconds=2)  # nobody reads and fills a form faster
LONGEST = timedelta(hours=24)
_signer = Signer(salt="leads.fill")


@dataclass(frozen=True)
class Seal:
    """One showing of a form: its number, its moment, and the version of the consent's words that was read."""

    form: int
    nonce: str
    shown_at: datetime
    version: int

    @classmethod
    def fresh(cls, form: WebForm, *, again: bool = False) -> "Seal":
        """Of a form shown now. `again`: the person has filled it in already, so it may come back at once."""
        shown_at = clock.now() - SHORTEST if again else clock.now()
        return cls(form.pk, secrets.token_urlsafe(12), shown_at, form.version)

    @classmethod
    def read(cls, text: str) -> "Seal | None":
        try:
            form, nonce, seconds, version = _signer.unsign_object(text)
        except (BadSignature, ValueError):
            return None
        return cls(form, nonce, datetime.fromtimestamp(seconds, UTC), version)

    def __str__(self) -> str:
        return _signer.sign_object([self.form, self.nonce, self.shown_at.timestamp(), self.version])

    def holds_for(self, form: WebForm) -> bool:
        """Of this form, with the words of today, and not left open for a day."""
        return (self.form, self.version) == (form.pk, form.version) and clock.now() - self.shown_at < LONGEST

    @property
    def is_too_quick(self) -> bool:
        return clock.now() - self.shown_at < SHORTEST
