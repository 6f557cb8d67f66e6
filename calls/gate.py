"""May we call? One gate, asked when a lead is claimed and again at every dial. Its answer is kept on the attempt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists
from django.utils.formats import date_format
from django.utils.translation import gettext as _t

from calls import rules
from leads.models import Enrollment, EnrollmentQuerySet, Priority, Suppression, WindowClass

NO_NUMBER, SUPPRESSED, AT_MAXIMUM = "house.no-number", "house.suppression", "house.attempts"


@dataclass(frozen=True, slots=True)
class Answer:
    """Allowed, or not before a moment (UTC), or with no such moment never; with the ids of the rules that decided and,
    when refused, a sentence for the setter."""

    allowed: bool
    rule_ids: tuple[str, ...]
    not_before: datetime | None = None
    sentence: str = ""

    @property
    def kept(self) -> dict[str, object]:
        """What the attempt keeps of it."""
        return {"allowed": self.allowed, "rules": list(self.rule_ids)}


def where(window: WindowClass) -> rules.WindowClass:
    """The stored class as the pure rules know it."""
    return rules.WindowClass(tuple(sorted(window.zones)), window.country, window.region, window.audience)


def may_call(enrollment: Enrollment, at: datetime, *, number: str = "") -> Answer:
    """Ask everything: a number, suppressions of every scope, attempts, the hours of all zones where the lead may be.

    `number`: the one to be dialled (E.164); the enrollment's next one unless said.
    """
    hours = rules.judge(where(enrollment.window_class), at, rules.load())
    barred = next(_bars(enrollment, at, number or enrollment.next_number), None)
    if barred:
        return Answer(False, (barred[0],), sentence=barred[1])
    if not hours.allowed:
        return Answer(False, hours.rule_ids, hours.not_before, _closed(enrollment, hours.not_before))
    return Answer(True, hours.rule_ids)


def _bars(enrollment: Enrollment, at: datetime, number: str) -> Iterator[tuple[str, str]]:
    """Each reason why this lead may not be called at any hour, the gravest first."""
    if not number:
        yield NO_NUMBER, _t("This lead has no number that may be dialled.")
    elif _suppressed(enrollment, at, number):
        yield SUPPRESSED, _t("This number must not be called: it is on the do-not-call list.")
    if enrollment.attempts >= enrollment.campaign.max_attempts and enrollment.priority != Priority.CALLBACK:
        yield (
            AT_MAXIMUM,
            _t("This lead was called %(n)d times: as often as the campaign allows.") % {"n": enrollment.attempts},
        )


def asked(at: datetime) -> EnrollmentQuerySet:
    """Passes that come with the answer whether a suppression bars them, so that asking costs no query more."""
    return Enrollment.objects.with_story().annotate(barred=Exists(Suppression.objects.in_force(at).covering_pass()))


def _suppressed(enrollment: Enrollment, at: datetime, number: str) -> bool:
    if "barred" in vars(enrollment) and number == enrollment.next_number:
        return bool(vars(enrollment)["barred"])
    return Suppression.objects.in_force(at).covering(enrollment, number).exists()


def _closed(enrollment: Enrollment, opens: datetime | None) -> str:
    if opens is None:
        return _t("No calling hours are open for this lead: its time zone is not known.")
    zone = enrollment.lead.zone
    local = opens.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return _t("Outside the calling hours in %(city)s: they open %(when)s.") % {
        "city": zone.rsplit("/", 1)[-1].replace("_", " "),
        "when": date_format(local, "D j M, H:i"),
    }
