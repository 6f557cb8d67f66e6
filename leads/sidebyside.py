"""Two leads beside each other, line by line: what is the same, what differs, and where one may choose."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _t

from leads.evidence import field_name
from leads.models import Lead
from leads.models.mergefields import CUSTOM, PLACE, PLAIN, choice_of

DERIVED = ("stage",)  # told for the eye; there is nothing to choose


@dataclass(frozen=True)
class Line:
    """One line: how a choice calls it, its words, and the values of both (none, one, or several numbers)."""

    name: str
    label: str
    kept: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Both say something, and not the same; a blank is filled without asking."""
        return self.kept != self.other and bool(self.kept) and bool(self.other)

    @property
    def is_choice(self) -> bool:
        return self.differs and self.name not in DERIVED


def lines(kept: Lead, other: Lead) -> list[Line]:
    """Every line on which one of the two says something."""
    return [line for line in _every(kept, other) if line.kept or line.other]


def _every(kept: Lead, other: Lead) -> Iterator[Line]:
    yield Line("stage", _t("stage"), _stage(kept), _stage(other))
    for column in PLAIN:
        name = choice_of(column)
        yield Line(name, field_name(name), _some(getattr(kept, name)), _some(getattr(other, name)))
        if name == "last_name":
            yield Line("phone", field_name("phone"), _numbers(kept), _numbers(other))
    yield Line("place", field_name("place"), _place(kept), _place(other))
    yield Line("notes", field_name("notes"), _some(kept.notes), _some(other.notes))
    for name in sorted({*kept.custom, *other.custom}):
        yield Line(f"{CUSTOM}{name}", name, _some(kept.custom.get(name)), _some(other.custom.get(name)))


def _some(value: object) -> tuple[str, ...]:
    return (str(value),) if value not in (None, "") else ()


def _numbers(lead: Lead) -> tuple[str, ...]:
    return tuple(phone.number for phone in sorted(lead.phones.all(), key=lambda phone: (phone.position, phone.pk)))


def _place(lead: Lead) -> tuple[str, ...]:
    return _some(", ".join(str(getattr(lead, name)) for name in PLACE if getattr(lead, name)))


def _stage(lead: Lead) -> tuple[str, ...]:
    return _some(lead.enrollment.get_stage_display() if lead.enrollment else "")
