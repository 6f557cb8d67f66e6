"""A rule of calling as people read it: a line for each thing that it says."""

from collections.abc import Iterator

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from calls.rules import Cap, Rule
from calls.rules.files import Week


def title(rule: Rule) -> str:
    """The place or people that it is about."""
    return rule.title or rule.file


def lines(rule: Rule) -> list[str]:
    """Everything that a rule says."""
    return list(_lines(rule))


def _lines(rule: Rule) -> Iterator[str]:
    if rule.kind == "withheld":
        yield _t("Not approved: nobody is called where it may apply.")
    elif rule.windows is not None:
        yield from _hours(rule.windows)
    if not rule.holidays:
        yield _t("No calls on public holidays.")
    if rule.end_margin:
        yield _t("The last call begins %(n)d minutes before the end.") % {"n": rule.end_margin}
    yield from (_cap(cap) for cap in rule.caps)
    yield from _silences(rule)
    yield from _grounds(rule)
    if rule.audiences == {"consumer"}:
        yield _t("Consumers only.")
    yield from (text for text in (rule.note, rule.evidence) if text)


def _hours(week: Week) -> Iterator[str]:
    """Days with the same hours as one line: Mon–Fri 09:00–20:00."""
    first = 0
    for day in range(1, 8):
        if day == 7 or week[day] != week[first]:
            names = [str(WEEKDAYS_ABBR[at]) for at in dict.fromkeys((first, day - 1))]
            spans = ", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in week[first])
            yield f"{'–'.join(names)} {spans or _t('no calls')}"
            first = day


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _cap(cap: Cap) -> str:
    to = _t("to a person, by whatever number") if cap.to == "person" else _t("to a number")
    match cap.per:
        case "day":
            most = _t("At most %(n)d calls in a day %(to)s.")
        case "24h":
            most = _t("At most %(n)d calls in 24 hours %(to)s.")
        case "30d":
            most = _t("At most %(n)d calls in 30 days %(to)s.")
        case _:
            most = _t("At most %(n)d calls ever %(to)s.")
    return most % {"n": cap.calls, "to": to}


def _silences(rule: Rule) -> Iterator[str]:
    if rule.silence:
        said = ngettext("%(n)d day of silence after a refusal.", "%(n)d days of silence after a refusal.", rule.silence)
        yield said % {"n": rule.silence}
    if rule.abandoned:
        yield _t("%(n)d hours of silence after a call that was answered and nobody spoke.") % {"n": rule.abandoned}
    if rule.registry_age is not None:
        yield _t("The do-not-call register’s extract may be %(n)d days old.") % {"n": rule.registry_age}


def _grounds(rule: Rule) -> Iterator[str]:
    if rule.consent:
        yield _t("Only with consent on record.")
    if rule.contract:
        yield _t("A contract on record is as good.")
    if rule.customers is not None:
        yield _t("Own customers may be called without it for %(n)d days.") % {"n": rule.customers}
