"""The signed address of the lead's own page about a meeting.

It is bound to the meeting, not to one version of it: whichever letter the lead finds opens the meeting as it stands
now, until it is over. (An act says which version it was shown, and is refused when that is overtaken.) Nothing is kept:
the signature is the proof, by its own salt.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment

SALT = "appointments.own-page"
LONGEST = 120


def own_link(meeting: "Appointment") -> str:
    return f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:own', args=[own_token(meeting)])}"


def own_token(meeting: "Appointment") -> str:
    """`client-meeting.signature`"""
    return _signer().sign(f"{meeting.client_id}-{meeting.pk}")


def read_own_token(token: str) -> tuple[int, int] | None:
    """(client, meeting) of an address that we signed; None for any other."""
    try:
        client, _dash, meeting = _signer().unsign(token[:LONGEST]).partition("-")
        return int(client), int(meeting)
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")
