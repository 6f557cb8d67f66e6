"""How a call from paper came out, keyed in afterwards: what it causes now, and how that is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import gate
from calls.models.barring import put_on_list
from calls.models.cadenceplan import CadencePlan
from calls.models.consequence import cause
from calls.models.disposition import Disposition
from calls.models.outcome import Outcome
from calls.models.sheetrow import CallSheetRow
from calls.models.standing import restore, standing
from calls.models.told import Caused, Told
from calls.models.undoing import take_back
from leads.models import UNDO, Activity, Answer, Enrollment, LeadPhone, Question, Suppression
from leads.states import CALLABLE, Stage
from office import clock
from office.models import Notice, Refused, Role, User

Meanwhile = CallSheetRow.Meanwhile
UNTIMELY = _("{setter} called the lead of call sheet row {code} outside the lawful hours. It is recorded as it was.")
FORBIDDEN = _("{setter} called the lead of call sheet row {code}, which must not be called. It is recorded as it was.")


@dataclass(frozen=True)
class Report:
    """One row, the outcome under which it is kept, what was said with it, when the call took place, and the verdict on
    that moment. `agreed`: the lead agreed to a meeting, which is still to be booked."""

    row: CallSheetRow
    disposition: Disposition
    said: Told
    at: datetime
    answer: gate.Answer
    dials: tuple[datetime, ...]
    answers: Mapping[Question, str]
    agreed: bool

    @classmethod
    def of(
        cls, row: CallSheetRow, disposition: Disposition, *, at: datetime | None, dials: list[datetime], **told: Any
    ) -> "Report":
        """`row`: locked; `dials`: the pass' other calls; `told`: see CallAttempt.report, with what is refused."""
        answers = told.pop("answers", {})
        row.must_be_out()
        if disposition.campaign_id != row.sheet.campaign_id:
            raise Refused(_t("This outcome belongs to another campaign."))
        when, agreed = row.sheet.moment_of(row.enrollment, at), disposition.outcome == Outcome.BOOKED
        said = _timely(Told(by=row.sheet.setter, **told), row)
        return cls(
            row=row,
            disposition=_to_book_later(disposition) if agreed else disposition,
            said=_agreed(said) if agreed else said,
            at=when,
            answer=gate.looked_back(row.enrollment, when, row.number),
            dials=tuple(sorted([*dials, when])),
            answers=answers,
            agreed=agreed,
        )

    @property
    def meanwhile(self) -> str:
        """What happened to the lead since, of which the report must take care; empty for nothing."""
        enrollment = self.row.enrollment
        if enrollment.claimed_by_id is not None:
            return Meanwhile.CLAIMED
        if enrollment.ended_at or enrollment.stage not in CALLABLE:
            return Meanwhile.ENDED
        if self.dials[-1] > self.at:
            return Meanwhile.CALLED
        barred = Suppression.objects.in_force(clock.now()).covering(enrollment.lead, self.row.number)
        return Meanwhile.SUPPRESSED if barred.exists() else ""

    @property
    def fields(self) -> dict[str, Any]:
        """What the attempt keeps beside its outcome."""
        row = self.row
        return {
            "client_id": row.client_id,
            "enrollment": row.enrollment,
            "lead": row.lead,
            "setter": row.sheet.setter,
            "script": row.sheet.script,
            "number": row.number,
            "pass_attempt": row.enrollment.attempts,
            "started_at": self.at,
            "ended_at": self.at,
            "verdict": {**self.answer.kept, "asked": "afterwards"},
        }

    def happen(self, meanwhile: str) -> Caused:
        """Do what the outcome does; where the lead has moved on, no more than must be. Returns what undo will need."""
        given = self._give_answers()
        caused = self._cause() if meanwhile in ("", Meanwhile.SUPPRESSED) else self._only_count()
        return caused | {"answers": given, "notices": [] if self.answer.allowed else self._tell_managers()}

    def _give_answers(self) -> list[list[Any]]:
        """Record the ticks; returns what was answered before, by question id."""
        enrollment = self.row.enrollment
        known = dict(Answer.objects.of_pass(enrollment).values_list("question_id", "value"))
        for question, value in self.answers.items():
            Answer.give(enrollment, question, value, by=self.said.by)
        return [[question.pk, known.get(question.pk, "")] for question in self.answers]

    def _cause(self) -> Caused:
        enrollment = self.row.enrollment
        stood = standing(enrollment)
        enrollment.dialled(self.row.number)
        if self.agreed:
            enrollment.become(Stage.QUALIFIED)
        caused = cause(enrollment, self.disposition, self.said, list(self.dials), CadencePlan.of(enrollment.campaign))
        if enrollment.ended_at is None:
            enrollment.next_number = enrollment.lead.number_to_call if self._is_barred else enrollment.next_number
            enrollment.stand_aside(until=max(enrollment.call_after, clock.now() + UNDO))
        return caused | {"passes": [[enrollment.pk, stood]]}

    @property
    def _is_barred(self) -> bool:
        enrollment = self.row.enrollment
        return Suppression.objects.in_force(clock.now()).covering(enrollment.lead, enrollment.next_number).exists()

    def _only_count(self) -> Caused:
        """The lead moved on: count the dial, and mind what must never be lost."""
        self.row.enrollment.attempts += 1
        self.row.enrollment.save(update_fields=["attempts"])
        match self.disposition.outcome:
            case Outcome.DO_NOT_CALL:
                return self._never_again()
            case Outcome.BAD_NUMBER:
                return {"wrong": [phone.pk for phone in self._wrong_numbers()]}
        return {}

    def _never_again(self) -> Caused:
        """Wherever the lead stands. On a call just now: that call's outcome ends its pass, no other dial passes."""
        current = Enrollment.objects.of_lead(self.row.lead).current().not_owed().select_for_update()
        stood = [[found.pk, standing(found)] for found in current]
        caused = put_on_list(
            self.row.enrollment, source=self.disposition.label, evidence=self.said.notes, by=self.said.by
        )
        for found in current.all():
            found.become(Stage.DO_NOT_CALL, reason=self.disposition.label)
        return caused | {"passes": stood}

    def _wrong_numbers(self) -> list[LeadPhone]:
        phones = list(LeadPhone.objects.of_lead(self.row.lead).usable().number_is(self.row.number))
        for phone in phones:
            phone.found_wrong()
        return phones

    def _tell_managers(self) -> list[int]:
        """The call was not lawful: it is recorded as it was, and said. Returns the notices."""
        client, row = self.row.lead.client, self.row
        words = FORBIDDEN if gate.SUPPRESSED in self.answer.rule_ids else UNTIMELY
        text = format_lazy(words, code=row.code, setter=row.sheet.setter.name)
        managers = User.objects.working().holding(Role.MANAGER, client=client)
        return [Notice.tell(boss, text, client=client, url=f"/paper/{row.sheet_id}/").pk for boss in managers]


def take_report_back(attempt: int, *, by: User) -> None:
    """Undo all that a report caused: the row is out again, and there was no such call. (It stays in the history, and
    both lines in the timeline.) Refused after the minute, to others, and when a colleague has the lead by now."""
    row = CallSheetRow.objects.of_attempt(attempt)
    kept = row.attempt if row else None
    if row is None or kept is None or not kept.disposition or row.reported_by_id != by.pk or not kept.may_undo:
        raise Refused(_t("The minute is over: this outcome stands."))
    passes = [(Enrollment.objects.locked(pk), stood) for pk, stood in kept.before.get("passes", [])]
    if any(found.claimed_by_id for found, _stood in passes):
        raise Refused(_t("A colleague has this lead now."))
    take_back(kept.before, by=by)
    questions = Question.objects.in_bulk([pk for pk, _value in kept.before["answers"]])
    for pk, value in kept.before["answers"]:
        Answer.give(row.enrollment, questions[pk], value, by=by)
    for found, stood in passes:
        restore(found, stood)
    counted = Enrollment.objects.locked(row.enrollment_id)
    counted.attempts -= 1
    counted.save(update_fields=["attempts"])
    for notice in Notice.objects.in_bulk(kept.before["notices"]).values():
        notice.delete()
    row.lead.record(Activity.Kind.UNDONE, by=by, attempt=attempt, disposition=kept.disposition.label)
    row.reopen(clock.now())
    kept.delete()


def _timely(said: Told, row: CallSheetRow) -> Told:
    """A callback whose time went by before it was keyed in is due as soon as it may be; its note keeps the promise."""
    soonest = clock.now() + UNDO
    if said.callback_at is None or said.callback_at > soonest:
        return said
    local = said.callback_at.astimezone(ZoneInfo(row.lead.zone)).replace(tzinfo=None)
    promised = _t("promised for %(when)s") % {"when": date_format(local, "D j M, H:i")}
    return replace(said, callback_at=soonest, notes=f"{said.notes} ({promised})".strip())


def _to_book_later(disposition: Disposition) -> Disposition:
    """A meeting is booked at the desk, on a time that is free then: until it is, the lead is to be called back."""
    later = Disposition.objects.of_campaign(disposition.campaign_id).with_outcome(Outcome.CALL_BACK).first()
    if later is None:
        raise Refused(_t("Book this meeting at the desk: the campaign has no outcome for calling back until then."))
    later.reached = disposition.reached
    return later


def _agreed(said: Told) -> Told:
    notes = _t("To be booked: %(notes)s") % {"notes": said.notes} if said.notes else _t("A meeting is to be booked.")
    return replace(said, callback_at=said.callback_at or clock.now() + UNDO, notes=notes)
