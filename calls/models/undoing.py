"""How all that an outcome caused is taken back."""

from typing import TYPE_CHECKING

from appointments.models import Appointment
from appointments.models.moving import rewind
from calls.models.barring import let_go
from calls.models.callback import Callback
from calls.models.correction import put_back
from calls.models.infomail import InfoMail
from calls.models.rightperson import take_back_person
from calls.models.told import Caused
from calls.models.wishing import take_back_wish
from leads.models import HandOff, LeadPhone

if TYPE_CHECKING:
    from office.models import User


def take_back(caused: Caused, *, by: "User") -> None:
    """Undo all that an outcome caused. Refused when a part of it can no longer be undone: then nothing of it is."""
    for mail in InfoMail.objects.in_bulk(_one(caused, "info_mail")).values():
        mail.take_back(by=by)
    for handoff in HandOff.objects.in_bulk(_one(caused, "handoff")).values():
        handoff.call_off()
    for callback in Callback.objects.in_bulk(_one(caused, "callback")).values():
        callback.call_off()
    for meeting in Appointment.objects.in_bulk(_one(caused, "appointment")).values():
        meeting.unbook(by=by)
    if "meeting" in caused:
        rewind(caused["meeting"])
    take_back_wish(caused)
    let_go(caused, by=by)
    for phone in LeadPhone.objects.in_bulk(caused.get("wrong", [])).values():
        phone.found_wrong(False)
    if "person" in caused:
        take_back_person(caused["person"])
    if "corrected" in caused:
        put_back(caused["corrected"])
    Callback.objects.numbered([*caused.get("kept", []), *caused.get("voided", [])]).reopen()


def _one(caused: Caused, name: str) -> list[int]:
    return [caused[name]] if name in caused else []
