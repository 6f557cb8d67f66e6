"""Which of two leads' values stay when they become one, and which come back when they are taken apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from leads import phones
from leads.models.lead import Lead
from leads.models.phone import LeadPhone
from leads.models.window import WindowClass
from leads.names import normalised

OTHER = "other"  # what a choice says when the absorbed lead's value is to stay
PLAIN = (
    "external_id", "first_name", "last_name", "company_id", "job_title", "email", "language", "source", "owner_id",
)  # fmt: skip
PLACE = ("address", "postal_code", "city", "region", "country")  # an address goes whole, never half of each
ZONE = ("zones", "zone_source", "zone_confidence", "window_class_id")
NUMBER = ("phone", "area_code")
GROUPS = (*((name,) for name in (*PLAIN, "notes")), PLACE, ZONE, NUMBER)
CUSTOM = "custom."
Values = dict[str, Any]


def choice_of(column: str) -> str:
    """How a choice calls a column: `company` for `company_id`."""
    return {"company_id": "company", "owner_id": "owner"}.get(column, column)


def facts(lead: Lead) -> Values:
    """All that the row says, and its numbers in order."""
    apart = ("id", "client_id", "search", "merged_into_id")
    row = {field.attname: getattr(lead, field.attname) for field in Lead._meta.concrete_fields}
    numbers = LeadPhone.objects.of_lead(lead).in_order().values("id", "number", "position", "is_wrong")
    return {name: value for name, value in row.items() if name not in apart} | {"numbers": list(numbers)}


def unite(kept: Lead, other: Lead, choices: Mapping[str, str]) -> None:
    """Give the kept lead its values: its own, blanks filled from the other, or what was chosen. Does not save.

    `choices`: {field: "other"}, with "place" for the address as a whole, "phone" for whose numbers come first, and
    "custom.NAME" for a column of the customer's own sheet. Notes are joined unless chosen.
    """
    theirs = {name for name, side in choices.items() if side == OTHER}
    for name in (*PLAIN, "notes"):
        if getattr(other, name) and (choice_of(name) in theirs or not getattr(kept, name)):
            setattr(kept, name, getattr(other, name))
        elif name == "notes" and "notes" not in choices and other.notes.strip() not in kept.notes:
            kept.notes = f"{kept.notes}\n\n{other.notes}"
    chosen = {name: value for name, value in other.custom.items() if f"{CUSTOM}{name}" in theirs}
    kept.custom = other.custom | kept.custom | chosen
    _unite_place(kept, other, chosen="place" in theirs)


def _unite_place(kept: Lead, other: Lead, *, chosen: bool) -> None:
    """The address of one of them, whole; blanks are filled where the other's does not contradict. Then its hours."""
    before = _place(kept)
    ours, theirs = (_place(other), before) if chosen else (before, _place(other))
    if all(not a or not b or normalised(a) == normalised(b) for a, b in zip(ours, theirs, strict=True)):
        ours = tuple(a or b for a, b in zip(ours, theirs, strict=True))
    for name, value in zip(PLACE, ours, strict=True):
        setattr(kept, name, value)
    if _zone_is_theirs(kept, other, moved=ours != before, chosen=chosen):
        for name in ZONE:
            setattr(kept, name, getattr(other, name))
    kept.window_class = WindowClass.of(zones=kept.zones, country=kept.country, region=kept.region)


def _zone_is_theirs(kept: Lead, other: Lead, *, moved: bool, chosen: bool) -> bool:
    """A zone that the lead told stays; else it comes with the address that was chosen, else the surer one stays."""
    told = Lead.ZoneSource.TOLD
    if told in (kept.zone_source, other.zone_source):
        return kept.zone_source != told
    return chosen or (other.zone_confidence > kept.zone_confidence and (moved or not kept.zones))


def _place(lead: Lead) -> tuple[str, ...]:
    return tuple(getattr(lead, name) for name in PLACE)


def number_anew(lead: Lead, order: Sequence[str]) -> dict[str, int]:
    """Put the lead's numbers into this order, others last. Returns the positions that changed, as they were."""
    place = {number: turn for turn, number in reversed(list(enumerate(order)))}
    numbers = sorted(LeadPhone.objects.of_lead(lead).in_order(), key=lambda phone: place.get(phone.number, len(order)))
    before = {}
    for position, phone in enumerate(numbers, start=1):
        if phone.position != position:
            before[str(phone.pk)], phone.position = phone.position, position
    LeadPhone.objects.bulk_update(numbers, ["position"])
    first = numbers[0] if numbers else LeadPhone(number="")
    if lead.phone != first.number:
        lead.phone, lead.area_code = first.number, phones.area_code(first.number, first.kind)[:8]
    return before


def restore(lead: Lead, before: Values, after: Values) -> list[str]:
    """Take back what the merge changed and nobody since; returns the fields that stay as they are now."""
    kept = []
    for group in GROUPS:
        if all(before[name] == after[name] for name in group):
            continue
        if all(getattr(lead, name) == after[name] for name in group):
            for name in group:
                setattr(lead, name, before[name])
        elif group != NUMBER:  # the numbers themselves say which is the first
            kept.append(group[0])
    return kept + _restore_custom(lead, before["custom"], after["custom"])


def _restore_custom(lead: Lead, before: Values, after: Values) -> list[str]:
    kept = []
    for name in sorted(set(before) | set(after)):
        if before.get(name) == after.get(name):
            continue
        if lead.custom.get(name) != after.get(name):
            kept.append(f"{CUSTOM}{name}")
        elif name in before:
            lead.custom[name] = before[name]
        else:
            lead.custom.pop(name, None)
    return kept
