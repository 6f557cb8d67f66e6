"""What the values of a column are: shares of the filled cells, from 0 to 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leads import phones
from leads.countries import iso_of
from leads.dates import looks_like_date
from leads.emails import addresses_in, tidy

SHOWN = ("mobiles", "phones", "emails", "dates", "countries", "postal_codes")


@dataclass(frozen=True)
class Evidence:
    """How many cells were filled, and which share of them reads as what."""

    filled: int = 0
    phones: float = 0.0
    mobiles: float = 0.0
    emails: float = 0.0
    dates: float = 0.0
    countries: float = 0.0
    postal_codes: float = 0.0
    distinct: float = 0.0
    addresses: float = 0.0

    def shares(self) -> dict[str, float]:
        """The shares that are not zero, rounded for the page."""
        named = {name: getattr(self, name) for name in SHOWN}
        return {name: round(share, 2) for name, share in named.items() if share}


def weigh(cells: Sequence[str], region: str = "", regions: Sequence[str] = ()) -> Evidence:
    """Weigh a column's cells; ``regions`` gives the country of each row where the sheet knows it."""
    filled = [
        (cell, regions[index] if index < len(regions) and regions[index] else region)
        for index, cell in enumerate(cells)
        if cell
    ]
    if not filled:
        return Evidence()
    read = [phone for cell, where in filled if _phone_like(cell) for phone in phones.read_all(cell, where)[:1]]
    values = [cell for cell, _where in filled]
    return Evidence(
        filled=len(filled),
        phones=sum(_could_ring(phone) for phone in read) / len(filled),
        mobiles=sum(phone.kind == "mobile" for phone in read) / len(filled),
        emails=_share(values, lambda cell: "@" in cell and bool(tidy(cell) or addresses_in(cell))),
        dates=_share(values, looks_like_date),
        countries=_share(values, lambda cell: bool(iso_of(cell))),
        postal_codes=_share(values, _like_postal_code),
        distinct=len(set(values)) / len(values),
        addresses=_share(values, lambda cell: "@" in cell),
    )


def _share(values: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(map(is_so, values)) / len(values)


def _phone_like(cell: str) -> bool:
    """Enough digits, and neither a date nor an address among the letters."""
    digits = sum(map(str.isdigit, cell))
    return 7 <= digits <= 40 and digits >= 0.5 * len(cell.replace(" ", "")) and not looks_like_date(cell)


def _could_ring(phone: phones.Phone) -> bool:
    return phone.validity == "valid" or (phone.validity == "possible" and phone.raw.startswith("+"))


def _like_postal_code(cell: str) -> bool:
    return 3 <= len(cell) <= 10 and any(map(str.isdigit, cell)) and cell.replace(" ", "").replace("-", "").isalnum()
