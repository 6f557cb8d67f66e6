"""What a row says of consent: on what ground its person may be contacted, since when, in which words. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from leads.dates import parsed
from leads.fields import CONSENT
from leads.names import normalised
from leads.phones.words import says_nothing

AGREED = "consent"
_WORDS = {
    AGREED: "consent, opt in, opted in, agreed, agreement, consented, gdpr consent, συγκαταθεση, συναινεση,"
    " einwilligung",
    "contract": "contract, contractual, customer, pre contract, performance of a contract, συμβαση, εκτελεση συμβασης,"
    " πελατης, vertrag",
    "interest": "interest, legitimate interest, legitimate interests, li, εννομο συμφερον, εννομα συμφεροντα,"
    " berechtigtes interesse",
    "law": "law, legal obligation, legal duty, statutory, a duty by law, νομικη υποχρεωση, εννομη υποχρεωση, νομος",
}
_BASES = {normalised(word): basis for basis, words in _WORDS.items() for word in words.split(",")}
_ARTICLE = re.compile(r"\b6\W*1\W*([a-f])\b")
_LETTERS = {"a": AGREED, "b": "contract", "c": "law", "f": "interest"}
_YES = frozenset(map(normalised, (
    "1", "true", "yes", "y", "t", "x", "on", "ok", "✓", "✔", "ναι", "ν", "αληθης", "ja", "oui", "si", "sim", "da",
    "given", "granted", "opted in", "opt in", "subscribed", "accepted", "agreed", "confirmed", "αποδοχη", "εδοθη",
)))  # fmt: skip
_NO = frozenset(map(normalised, (
    "0", "false", "no", "n", "f", "off", "-", "οχι", "ψευδης", "nein", "non", "none", "denied", "refused", "declined",
    "not given", "opted out", "opt out", "unsubscribed", "withdrawn", "revoked", "αρνηση", "αρνηθηκε", "ανακληθηκε",
    "ανακληση", "δεν εδωσε", "δεν εδοθη",
)))  # fmt: skip


class Agreed(NamedTuple):
    """A ground of contact, the day (ISO) since when it holds where that is said, and the words agreed to."""

    basis: str
    given_on: str = ""
    text: str = ""


class Said(NamedTuple):
    """``agreed``: what a row comes to; ``unread``: (header, cell) of a day that cannot be read; ``kept``: a "no", by
    its header: it is no ground, but it is not lost."""

    agreed: Agreed | None = None
    unread: tuple[str, str] | None = None
    kept: Mapping[str, str] = {}


NOTHING = Said()


class Agreement:
    """What the columns (index, header, field) and the constants of a file say of consent; false when they are silent.

    A day, or a yes, is a consent unless another ground is named. A "no" beats the constant
    "consent", not other grounds.
    """

    def __init__(self, places: Sequence[tuple[int, str, str]], constants: Mapping[str, str], date_order: str) -> None:
        self._places = {field: (index, header) for index, header, field in places if field in CONSENT}
        self._constants = {field: value for field, value in constants.items() if field in CONSENT and value}
        self._date_order = date_order

    def __bool__(self) -> bool:
        return bool(self._places or self._constants)

    def said(self, cells: Sequence[str]) -> Said:
        """What one row says."""
        when = self._cell("consent_on", cells)
        day = parsed(when, self._date_order) if when else None
        word = normalised(when) if when and day is None and not _is_no_day(when) else ""
        if word and word not in _YES and word not in _NO:
            return Said(unread=(self._places["consent_on"][1], when))
        ground, text = self._cell("consent_basis", cells), self._cell("consent_text", cells)
        basis = basis_of(ground) if ground else ""
        no = word in _NO or normalised(ground) in _NO
        given = bool(day or word in _YES or text or normalised(ground) in _YES)
        agreed = AGREED if given or "consent_on" in self._constants else ""
        basis = basis or basis_of(self._constants.get("consent_basis", "")) or agreed
        kept = self._kept(when, word, ground) if no else {}
        if not basis or (no and basis == AGREED):
            return Said(kept=kept)
        since = day.isoformat() if day else self._constants.get("consent_on", "")
        named = ground if ground and not basis_of(ground) and normalised(ground) not in (_YES | _NO) else ""
        words = text or named or self._constants.get("consent_text", "")
        return Said(Agreed(basis, since, words), kept=kept)

    def _cell(self, field: str, cells: Sequence[str]) -> str:
        return cells[self._places[field][0]].strip() if field in self._places else ""

    def _kept(self, when: str, word: str, ground: str) -> dict[str, str]:
        field, cell = ("consent_on", when) if word in _NO else ("consent_basis", ground)
        return {self._places[field][1]: cell}


def _is_no_day(cell: str) -> bool:
    """0000-00-00, 0/0/00, "n/a" and the like: no day, and nothing that must be mended."""
    if normalised(cell) in _YES | _NO:
        return False
    return says_nothing(cell) or (len(cell) > 4 and not cell.strip("0-/.: ") and "0" in cell)


def basis_of(words: str) -> str:
    """The ground of contact (`Consent.Basis`) that a cell names, also by its letter in article 6 of the GDPR; or
    empty."""
    plain = normalised(words).rstrip(".").replace("-", " ").replace("_", " ")
    if found := _BASES.get(plain):
        return found
    article = _ARTICLE.search(plain)
    return _LETTERS.get(article[1], "") if article else ""
