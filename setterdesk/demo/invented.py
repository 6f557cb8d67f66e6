"""Invented people and firms, the same every time, with numbers that nobody has (docs/demo.md names the sources)."""

import unicodedata
from collections import Counter
from typing import Any

from faker import Faker

from leads.models import LeadPhone

SEED = 20_261_123

# city, region, first part of the postal code; the numbering plan keeps 3… for the future, so nobody has +30 31….
GREEK = (
    ("Αθήνα", "Αττική", "105"), ("Πειραιάς", "Αττική", "185"), ("Θεσσαλονίκη", "Κεντρική Μακεδονία", "546"),
    ("Πάτρα", "Δυτική Ελλάδα", "262"), ("Ηράκλειο", "Κρήτη", "712"), ("Λάρισα", "Θεσσαλία", "412"),
    ("Βόλος", "Θεσσαλία", "382"), ("Ιωάννινα", "Ήπειρος", "453"), ("Καβάλα", "Ανατολική Μακεδονία και Θράκη", "653"),
    ("Χανιά", "Κρήτη", "731"), ("Ρόδος", "Νότιο Αιγαίο", "851"),
)  # fmt: skip
# city, region, postal code, area code and the block that Ofcom keeps for drama in it (the last three digits are free).
BRITISH = (
    ("London", "England", "SE1", "20", "+442079460"), ("Manchester", "England", "M4", "161", "+441614960"),
    ("Leeds", "England", "LS9", "113", "+441134960"), ("Birmingham", "England", "B5", "121", "+441214960"),
    ("Bristol", "England", "BS2", "117", "+441174960"), ("Liverpool", "England", "L3", "151", "+441514960"),
    ("Sheffield", "England", "S4", "114", "+441144960"), ("Glasgow", "Scotland", "G40", "141", "+441414960"),
    ("Edinburgh", "Scotland", "EH6", "131", "+441314960"), ("Cardiff", "Wales", "CF10", "29", "+442920180"),
)  # fmt: skip
DRAMA_MOBILE, GREEK_RESERVED, OWL_LANDLINE = "+447700900", "+303100000", "+441632960"
JOBS = {
    "greek": ("Ιδιοκτήτρια", "Διευθυντής αποθήκης", "Υπεύθυνος αγορών", "Τεχνικός διευθυντής", "Λογιστήριο"),
    "british": ("Owner", "Warehouse manager", "Buyer", "Head of operations", "Site engineer"),
}
LATIN = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f",
         "ch", "ps", "o"],
        strict=True,
    )
)  # fmt: skip


def latin(text: str) -> str:
    """A name as it stands in an e-mail address: Greek letters by sound, no accents, nothing but a to z."""
    flat = unicodedata.normalize("NFKD", text.lower())
    spelled = "".join(LATIN.get(char, char) for char in flat if not unicodedata.combining(char))
    return "".join(char for char in spelled if "a" <= char <= "z")


class Inventor:
    """Makes up one lead after another; no number twice."""

    def __init__(self) -> None:
        self.fakers = {"greek": Faker("el_GR"), "british": Faker("en_GB")}
        for faker in self.fakers.values():
            faker.seed_instance(SEED)
        self.used: Counter[str] = Counter()

    def number(self, block: str) -> str:
        """The next free number of a block: its last three digits."""
        self.used[block] += 1
        return f"{block}{self.used[block]:03d}"

    def person(self, setting: str, serial: int, *, owl: bool = False) -> dict[str, Any]:
        """Name, job, e-mail, firm and place. `owl`: of Night Owl Bay, where the demo may call at any hour."""
        faker = self.fakers[setting]
        first, last, firm = faker.first_name(), faker.last_name(), faker.company().split(",")[0]
        place = self._greek(serial) if setting == "greek" else self._british(serial)
        if owl:
            place |= {"city": "Night Owl Bay", "region": "Night Owl Bay", "area_code": "1632", "postal_code": ""}
        return {
            **place,
            "first_name": first,
            "last_name": last,
            "job_title": faker.random_element(JOBS[setting]),
            "email": f"{latin(first)}.{latin(last)}{serial}@example.{'com' if serial % 3 else 'org'}",
            "address": faker.street_address().replace("\n", ", "),
            "company": firm,
        }

    def phones(self, setting: str, serial: int, *, owl: bool = False) -> tuple[LeadPhone, ...]:
        """One or two numbers, a landline first."""
        if owl:
            return (LeadPhone(number=self.number(OWL_LANDLINE), kind=LeadPhone.Kind.LANDLINE),)
        block = GREEK_RESERVED if setting == "greek" else BRITISH[serial % len(BRITISH)][4]
        first = LeadPhone(number=self.number(block), kind=LeadPhone.Kind.LANDLINE)
        if setting == "british" and serial % 3 == 0:
            return first, LeadPhone(number=self.number(DRAMA_MOBILE), kind=LeadPhone.Kind.MOBILE)
        return (first,)

    def _greek(self, serial: int) -> dict[str, str]:
        city, region, postal = GREEK[serial % len(GREEK)]
        return {"city": city, "region": region, "postal_code": f"{postal} {serial % 90 + 10}", "country": "GR"}

    def _british(self, serial: int) -> dict[str, str]:
        city, region, postal, area, _block = BRITISH[serial % len(BRITISH)]
        code = f"{postal} {serial % 9 + 1}{'ABDEFGHJ'[serial % 8]}{'LNPQRSTU'[serial % 7]}"
        return {"city": city, "region": region, "postal_code": code, "area_code": area, "country": "GB"}
