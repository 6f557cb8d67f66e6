"""Official registers with an extract each, one fresh and one too old, of numbers that nobody has."""

import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from leads.models import Register, RegisterExtract
from office import clock
from office.models import User
from setterdesk.demo.invented import DRAMA_MOBILE, GREEK_RESERVED

# name, country, age of its extract in days, the block of its numbers
REGISTERS = (
    ("Article 11 register (invented)", "GR", 4, GREEK_RESERVED),
    ("Telephone preferences (invented)", "GB", 40, DRAMA_MOBILE),
)
LAST = range(950, 990)  # of a block, where no lead has its number


def load(*, by: User) -> None:
    """Open them, hand their extracts in, and let the sweep take the numbers in."""
    for name, country, days, block in REGISTERS:
        register = Register.open(name=name, country=country, audience=Register.Audience.CONSUMER, by=by)
        _hand_in(register, days, [f"{block}{serial}" for serial in LAST], by)
    RegisterExtract.objects.sweep()


def _hand_in(register: Register, days: int, numbers: Iterable[str], by: User) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.txt"
        path.write_text("\n".join(["Number", *numbers, "no number"]), encoding="utf-8")
        day = clock.today(by.zone) - timedelta(days=days)
        RegisterExtract.receive(path, name=f"{register.slug}.txt", register=register, official_on=day, by=by)
