"""What becomes of each column of a sheet, and of what a person said for the whole of it. Pure."""

from collections.abc import Mapping, Sequence

from leads.addresses import divided
from leads.fields import CONSENT, CUSTOM, IGNORE, PHONES, custom_name, fields_of, is_custom
from leads.names import normalised

Place = tuple[int, str, str]
"""Index of a column, its header (or the name under which it is kept), and the field."""
MAY_BE_CALLED = frozenset(map(normalised, (
    "0", "0.0", "false", "no", "n", "f", "off", "όχι", "ψευδής", "nein", "non", "-", "--", "nao", "nee", "nej", "nie",
    "n/a", "na", "nan", "none", "null", "unchecked", "not set", "allow", "allowed", "may be called", "may call", "ok",
    "ok to call", "can call", "can be called", "callable", "clean", "clear", "not on list", "not listed", "unlisted",
    "not registered", "no dnc", "not dnc", "falsch", "faux", "falso", "επιτρέπεται",
)))  # fmt: skip
"""What a column "Do not call" says of somebody who may be called."""


class Plan:
    """Columns by what they become. ``numbers``: in the order in which they are tried; ``others``: custom ones;
    ``consent``: what is said of it; ``plain``: the rest; ``shared``: headers of columns with two fields;
    ``constants``, ``kept``: values for every row that has none of its own, of fields and of custom names.
    """

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], constants: Mapping[str, str]) -> None:
        becomes = [(index, header, fields_of(mapping.get(header, CUSTOM))) for index, header in enumerate(headers)]
        fields = [(index, header, field) for index, header, several in becomes for field in several]
        self.shared = frozenset(header for _index, header, several in becomes if len(several) > 1)
        numbers = [place for place in fields if place[2] in PHONES]
        self.numbers = sorted(numbers, key=lambda place: PHONES.index(place[2]))
        self.others = [_named(*place) for place in fields if is_custom(place[2])]
        self.consent = [place for place in fields if place[2] in CONSENT]
        apart = (IGNORE, "do_not_call", *CONSENT, *PHONES)
        self.plain = [place for place in fields if place[2] not in apart and not is_custom(place[2])]
        said = {field: value for field, value in constants.items() if value}
        plain = (field for field in said if not is_custom(field) and field not in CONSENT)
        self.constants = {field: said[field] for field in plain}
        self.kept = {custom_name(field, field): value for field, value in said.items() if is_custom(field)}
        self._refusals = [place for place in fields if place[2] == "do_not_call"]

    def refusal(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """(header, cell) of a column that says that the row's person may not be called."""
        for index, header, _field in self._refusals:
            if cells[index] and normalised(cells[index]) not in MAY_BE_CALLED:
                return header, cells[index]
        return None


def _named(index: int, header: str, field: str) -> Place:
    return index, custom_name(field, header), CUSTOM


def split_name(values: dict[str, str]) -> None:
    """ "Papadakis, Helen" and "Helen Papadakis": the last word is the family name unless a comma says otherwise."""
    name = " ".join(values.pop("full_name").split())
    first, comma, last = name.rpartition(" ")
    if "," in name:
        last, comma, first = (part.strip() for part in name.partition(","))
    values.setdefault("first_name", first[:80])
    values.setdefault("last_name", last[:80])


def split_address(values: dict[str, str], longest: Mapping[str, int]) -> None:
    """ "Ερμού 15, 105 63 Αθήνα" fills what no other column fills; an address whose parts are not clear stays whole."""
    whole = values.pop("full_address")
    parts = divided(whole)
    values.setdefault("address", (parts.street if parts else whole)[: longest["address"]])
    for field in ("postal_code", "city", "region") if parts else ():
        if value := getattr(parts, field):
            values.setdefault(field, value[: longest[field]])
