"""What the setter hears to be different: the lead's details corrected during the call, and put back by an undo."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _t

from leads import emails, phones, zones
from leads.models import Company, Enrollment, Lead, LeadPhone
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

KINDS = {"mobile": LeadPhone.Kind.MOBILE, "landline": LeadPhone.Kind.LANDLINE}
KEPT = (
    "first_name", "last_name", "job_title", "email", "company_id", "zones", "zone_source", "zone_confidence",
    "window_class_id", "phone", "area_code",
)  # fmt: skip
Standing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """What is different, as typed; None: it is right as it stands. `number` takes the place of `instead_of` (E.164;
    empty: it is one more)."""

    first_name: str | None = None
    last_name: str | None = None
    job_title: str | None = None
    company: str | None = None
    email: str | None = None
    zone: str | None = None
    number: str | None = None
    instead_of: str = ""

    @transaction.atomic
    def make(self, enrollment: Enrollment, *, by: "User") -> Standing:
        """Correct the lead of a pass that the setter holds, and the number to dial next. Returns how it stood before.
        Refused, with the words, for what is no number, no address, no zone; and for a number a colleague is calling."""
        lead = Lead.objects.locked(enrollment.lead_id)[0]
        before = standing_of(lead)
        numbers = self._numbers(lead)
        lead.correct(by=by, phones=tuple(numbers), **self._changes(lead, numbers))
        if self.number:
            LeadPhone.objects.of_lead(lead).number_is(self.instead_of).mark_wrong()
        self._follow(enrollment, lead)
        return before

    def _changes(self, lead: Lead, numbers: list[LeadPhone]) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in ("first_name", "last_name", "job_title")}
        changes: dict[str, Any] = {name: " ".join(said.split()) for name, said in plain.items() if said is not None}
        if self.company is not None:
            changes["company"] = Company.named(self.company, client=lead.client) if self.company.strip() else None
        if self.email is not None:
            changes["email"] = self._address()
        first = numbers[0] if numbers else LeadPhone(number="")
        changes["area_code"] = phones.area_code(first.number, first.kind)[:8]
        return changes | self._zone(lead, first)

    def _address(self) -> str:
        found = emails.tidy(self.email or "")
        if self.email and not found:
            raise Refused(_t("“%(typed)s” is no e-mail address.") % {"typed": self.email}, "email")
        return found

    def _zone(self, lead: Lead, first: LeadPhone) -> dict[str, Any]:
        """The zone that the lead told; with another number, what the ladder says now, unless the lead has told it."""
        if self.zone:
            name = zones.known(self.zone)
            if not name:
                raise Refused(
                    _t("There is no time zone “%(typed)s”. Write it as Europe/Athens.") % {"typed": self.zone}, "zone"
                )
            return {"zones": (name,), "zone_source": Lead.ZoneSource.TOLD, "zone_confidence": 100}
        if not self.number or lead.zone_source == Lead.ZoneSource.TOLD:
            return {"zones": tuple(lead.zones)}
        place = {"country": lead.country, "region": lead.region, "postal_code": lead.postal_code}
        told = zones.zone_of(**place, e164=first.number, kind=first.kind)
        if not told.names or told.confidence * 100 < lead.zone_confidence:
            return {"zones": tuple(lead.zones)}
        sure = {"zone_source": told.source, "zone_confidence": round(100 * told.confidence)}
        return {"zones": told.names, **sure}

    def _numbers(self, lead: Lead) -> list[LeadPhone]:
        """The lead's numbers as they are then: the corrected one in the place of the wrong one, which goes last."""
        known = list(LeadPhone.objects.of_lead(lead).in_order())
        if not self.number:
            return known
        judged = judge(self.number, lead)
        others = [phone for phone in known if phone.number != judged.number]
        place = next((at for at, phone in enumerate(others) if phone.number == self.instead_of), len(others))
        wrong = others.pop(place) if place < len(others) else None
        others.insert(min(place, len(others)), judged)
        return others + ([wrong] if wrong else [])

    def _follow(self, enrollment: Enrollment, lead: Lead) -> None:
        """The pass that is claimed goes on with what is right now."""
        enrollment.lead, enrollment.window_class = lead, lead.window_class
        if self.number:
            enrollment.next_number = lead.number_to_call
        try:
            with transaction.atomic():
                enrollment.save()
        except IntegrityError as error:
            raise Refused(_t("This number is on a call with a colleague just now."), "number") from error


def judge(typed: str, lead: Lead) -> LeadPhone:
    """A number as typed, judged by where the lead is. Refused, with the reason, when it cannot be dialled."""
    read = phones.read(typed, lead.country or lead.client.country)
    if not read.callable:
        raise Refused(f"{typed.strip()}: {_t(read.reason)}", "number")
    return LeadPhone(
        number=read.e164,
        extension=read.extension[:12],
        kind=KINDS.get(read.kind, LeadPhone.Kind.OTHER),
        is_certain=read.validity == "valid",
        raw=typed.strip()[:60],
    )


def standing_of(lead: Lead) -> Standing:
    """What a correction can change: the row's own columns, and its numbers."""
    rows = LeadPhone.objects.of_lead(lead).in_order().values("id", "number", "position", "is_wrong")
    kept = {name: getattr(lead, name) for name in KEPT}
    return {"lead": lead.pk, "numbers": list(rows), "updated_at": lead.updated_at.isoformat(), **kept}


def put_back(before: Standing) -> None:
    """The lead as it stood, its numbers too: a number that came since goes."""
    lead = Lead.objects.locked(before["lead"])[0]
    for name in KEPT:
        setattr(lead, name, before[name])
    lead.updated_at = datetime.fromisoformat(before["updated_at"])
    LeadPhone.objects.restore(lead, before["numbers"])
    lead = Lead.objects.with_pass().get(pk=_saved(lead))
    Enrollment.objects.open().of_lead(lead).follow(lead)


def _saved(lead: Lead) -> int:
    lead.company = Company.objects.of_client(lead.client_id).filter(pk=lead.company_id or 0).first()
    lead.make_findable(tuple(LeadPhone.objects.of_lead(lead).in_order()))
    lead.save()
    return int(lead.pk)
