"""What a call sheet shows on paper: each lead with its hours, what to say, what to ask and which boxes to tick."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from calls.mergewords import words_for
from calls.models import CallAttempt, CallSheet, CallSheetRow, Disposition
from calls.passages import Said, spoken
from leads.models import LeadPhone, Question
from office import clock


@dataclass(frozen=True)
class Printed:
    """One row: the lead's numbers, when it may be called on its own clock, its last call, the opening for it."""

    row: CallSheetRow
    phones: list[LeadPhone]
    hours: tuple[tuple[datetime, datetime], ...]
    last: CallAttempt | None
    opening: list[list[Said]]


class Paper:
    """A sheet with all that is printed of it; a handful of queries, however many rows it has."""

    def __init__(self, sheet: CallSheet) -> None:
        self.sheet, self.campaign, self.setter = sheet, sheet.campaign, sheet.setter

    @cached_property
    def rows(self) -> list[Printed]:
        rows = list(self.sheet.rows.with_outcome().in_order())
        phones = LeadPhone.objects.by_lead([row.lead_id for row in rows])
        last = CallAttempt.objects.last_by_lead([row.lead_id for row in rows], before=self.sheet.made_at)
        return [
            Printed(
                row=row,
                phones=phones.get(row.lead_id, []),
                hours=self.sheet.hours(row.enrollment),
                last=last.get(row.lead_id),
                opening=spoken(self.opening, words_for(row.lead, self.campaign, self.setter)),
            )
            for row in rows
        ]

    @cached_property
    def opening(self) -> str:
        """The first step of the script; empty where the campaign has none."""
        step = self.sheet.script.steps.in_order().first() if self.sheet.script else None
        return step.say if step else ""

    @cached_property
    def questions(self) -> list[Question]:
        return list(Question.objects.asked_in(self.campaign, at=self.sheet.made_at))

    @cached_property
    def dispositions(self) -> list[Disposition]:
        return list(Disposition.objects.of_campaign(self.campaign).on_paper())

    @property
    def is_out(self) -> bool:
        """Whether its leads are still kept for it."""
        return self.sheet.is_out(clock.now())
