from typing import Any

from leads.models.enquiry import Enquiry
from leads.models.enrollment import Enrollment
from leads.models.qualification import Answer


def story(enrollment: Enrollment) -> dict[str, Any]:
    """What goes along when a lead is handed over, as it is now: answers, what the lead asked, notes.

    {"answers": [{"area", "question", "answer"}], "asked": [{"text", "answer"}], "notes": str}
    """
    given = Answer.objects.of_pass(enrollment)
    asked = Enquiry.objects.of_lead(enrollment.lead)
    return {
        "answers": [{"area": a.question.area, "question": a.question.text, "answer": a.value} for a in given],
        "asked": [{"text": e.text, "answer": e.answer.answer if e.answer else ""} for e in asked],
        "notes": enrollment.lead.notes,
    }
