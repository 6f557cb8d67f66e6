"""“The right person is X”: the pass goes on with X, and how that is taken back.

A lead without a person's name gets X as its contact, and its own pass goes on. A lead that is a person stays that
person: X becomes a lead of the same company (or is found among the client's leads by number and name), joins the same
queue for this setter at once, and the two timelines name each other; the first one goes back to marketing.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _t

from calls.models.correction import Correction, judge
from calls.models.standing import restore, standing
from calls.models.told import Caused, Person
from leads import emails, phones, zones
from leads.models import Activity, Enrollment, Lead, LeadPhone, Priority
from leads.names import normalised
from leads.states import CALLABLE, Stage
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User


def go_on_with(person: Person, enrollment: Enrollment, *, dialled: str, by: "User") -> tuple[Caused, bool]:
    """Returns what undo needs, and whether the pass itself goes on (else it is to be given back)."""
    if not person.name:
        raise Refused(_t("Say who the right person is: a name."), "person_name")
    if not (enrollment.lead.first_name or enrollment.lead.last_name):
        return _name(person, enrollment, by), True
    return _another(person, enrollment, dialled, by), False


def _name(person: Person, enrollment: Enrollment, by: "User") -> Caused:
    said = {"first_name": person.first_name, "last_name": person.last_name}
    said |= {name: value for name in ("job_title", "email", "number") if (value := getattr(person, name).strip())}
    before = Correction(**said, instead_of="").make(enrollment, by=by)
    if person.number.strip():
        enrollment.next_number = judge(person.number, enrollment.lead).number
    enrollment.queue_for(Priority.CALLBACK, clock.now(), reserved_for=by)
    enrollment.lead.record(Activity.Kind.RIGHT_PERSON, by=by, name=person.name, before=True)
    return {"corrected": before}


def _another(person: Person, enrollment: Enrollment, dialled: str, by: "User") -> Caused:
    first = enrollment.lead
    phone = judge(person.number or dialled, first)
    found = _known(person, phone, first)
    lead = found or _new(person, phone, first, by)
    caused = _queue(lead, enrollment, by) | {"lead": lead.pk, "made": found is None}
    first.record(Activity.Kind.RIGHT_PERSON, by=by, name=lead.name, lead=lead.pk, left=True)
    lead.record(Activity.Kind.RIGHT_PERSON, by=by, name=first.name, lead=first.pk)
    return {"person": caused}


def _known(person: Person, phone: LeadPhone, first: Lead) -> Lead | None:
    """The client's lead of that number (or address) and name."""
    others = Lead.objects.of_client(first.client_id).standing().other_than(first).with_pass()
    address = emails.tidy(person.email)
    same = list(others.numbered([phone.number])[:50]) + (list(others.with_address(address)[:50]) if address else [])
    wanted = normalised(person.name)
    return next((lead for lead in same if normalised(f"{lead.first_name} {lead.last_name}".strip()) == wanted), None)


def _new(person: Person, phone: LeadPhone, first: Lead, by: "User") -> Lead:
    told = {name: getattr(first, name) for name in ("address", "postal_code", "city", "region", "country", "language")}
    place = {name: told[name] for name in ("country", "region", "postal_code")}
    zone = zones.zone_of(**place, e164=phone.number, kind=phone.kind)
    address = emails.tidy(person.email)
    if person.email.strip() and not address:
        raise Refused(_t("“%(typed)s” is no e-mail address.") % {"typed": person.email}, "email")
    return Lead.add(
        client=first.client,
        by=by,
        phones=(phone,),
        zones=zone.names or tuple(first.zones),
        zone_source=zone.source if zone.names else first.zone_source,
        zone_confidence=round(100 * zone.confidence) if zone.names else first.zone_confidence,
        area_code=phones.area_code(phone.number, phone.kind)[:8],
        company=first.company,
        source=first.source,
        first_name=person.first_name[:80],
        last_name=person.last_name[:80],
        job_title=person.job_title[:120],
        email=address,
        **told,
    )


def _queue(lead: Lead, enrollment: Enrollment, by: "User") -> Caused:
    """Into the same queue for this setter, now. One who is worked already stays with whoever has them."""
    now, current = clock.now(), lead.enrollment
    if current and current.stage == Stage.DO_NOT_CALL:
        raise Refused(_t("%(name)s must not be called.") % {"name": lead}, "number")
    if current is None or current.ended_at:
        queue = {"priority": Priority.CALLBACK, "call_after": now, "reserved_for": by}
        made = lead.enroll(enrollment.campaign, by=by, lead_list=enrollment.lead_list, **queue)
        return {"pass": made.pk, "begun": True}
    found = Enrollment.objects.locked(current.pk)
    if found.claimed_by_id or found.stage not in CALLABLE:
        return {}
    stood = standing(found)
    found.queue_for(Priority.CALLBACK, now, reserved_for=by)
    return {"pass": found.pk, "stood": stood}


def take_back_person(caused: Caused) -> None:
    """X goes as X came. Refused when X was called since."""
    began = Enrollment.objects.locked(caused["pass"]) if "pass" in caused else None
    lead = Lead.objects.with_pass().get(pk=caused["lead"])
    if began and "stood" in caused:
        restore(began, caused["stood"])
    elif began:
        if began.attempts:
            raise Refused(_t("%(name)s was called already: this outcome stands.") % {"name": lead})
        began.withdraw()
    if caused["made"]:
        lead.delete()
