"""How a lead stands in the queue before an outcome moves it, and how it is put back there."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _t

from leads.models import Enrollment
from office.models import Refused


def standing(enrollment: Enrollment) -> dict[str, Any]:
    """How a lead stands in the queue, before an outcome moves it."""
    return {
        "stage": enrollment.stage,
        "priority": enrollment.priority,
        "call_after": enrollment.call_after.isoformat(),
        "reserved_for": enrollment.reserved_for_id,
        "next_number": enrollment.next_number,
        "window_class": enrollment.window_class_id,
        "claimed_at": enrollment.claimed_at and enrollment.claimed_at.isoformat(),
        "ended_at": enrollment.ended_at and enrollment.ended_at.isoformat(),
        "end_reason": enrollment.end_reason,
        "refused_by": enrollment.refused_by,
    }


def restore(enrollment: Enrollment, before: dict[str, Any]) -> None:
    """Put a lead back to where it stood. Refused when it was taken up again meanwhile."""
    if not enrollment.is_latest:
        raise Refused(_t("This lead was taken up again meanwhile: this outcome stands."))
    enrollment.priority, enrollment.next_number = before["priority"], before["next_number"]
    enrollment.call_after = datetime.fromisoformat(before["call_after"])
    enrollment.reserved_for_id = before["reserved_for"]
    enrollment.refused_by = before.get("refused_by", [])
    enrollment.window_class_id = before.get("window_class", enrollment.window_class_id)
    enrollment.become(before["stage"], undo=True)
    if before.get("ended_at"):
        enrollment.ended_at = datetime.fromisoformat(before["ended_at"])
        enrollment.end_reason = before["end_reason"]
        enrollment.save(update_fields=["ended_at", "end_reason"])
