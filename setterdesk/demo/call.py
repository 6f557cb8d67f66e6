"""One call of the demo, from the claim to the outcome, by the verbs that the desk uses."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from appointments.models import Picker
from calls import queue
from calls.models import CallAttempt
from leads.models import Answer, Enquiry, Enrollment
from office import clock
from office.models import User
from setterdesk.demo.campaigns import Effort

SECOND = timedelta(seconds=1)
# How often (in a thousand) a call that is not picked up, or that is, comes out how.
UNANSWERED = {"no-answer": 620, "voicemail": 280, "busy": 100}
ANSWERED = {
    "call-back": 290, "not-interested": 230, "not-now": 150, "wrong-number": 40, "do-not-call": 30, "booked": 260,
}  # fmt: skip
GOOD_HOURS = {10: 1.35, 11: 1.3, 16: 1.15, 17: 1.4}  # by the lead's own clock
ASKED = ("Do you also come at the weekend?", "Who installs it?", "Can my accountant join?", "Is there a subsidy?")


@dataclass
class Telephone:
    """What a setter works with: the campaigns' equipment, and the dice that decide how a call comes out."""

    efforts: dict[int, Effort]
    dice: Random
    ahead: float = 14  # how many times are offered, on average, until one suits

    def call(self, setter: User, code: str = "", **told: Any) -> CallAttempt | None:
        """Claim the next lead, dial, and log an outcome (of the dice, unless `code` says which)."""
        enrollment = queue.claim(setter)
        if enrollment is None:
            return None
        effort = self.efforts[enrollment.campaign_id]
        attempt = CallAttempt.dial(enrollment, by=setter)
        code = code or self._fate(enrollment, effort)
        self._talk(attempt, code)
        told = told or self._told(attempt.enrollment, effort, code, setter)
        if code == "booked" and "hold" not in told:
            code, told = "call-back", self._told(attempt.enrollment, effort, "call-back", setter)
        attempt.log(effort.dispositions[code], by=setter, **told)
        if code == "no-answer" and self.dice.random() < 0.03:
            self._think_again(attempt, effort, setter)
        return attempt

    def next_of(self, setter: User) -> Enrollment | None:
        """The lead that the setter gets: it is held until the call."""
        return queue.claim(setter)

    def _fate(self, enrollment: Enrollment, effort: Effort) -> str:
        local = clock.now().astimezone(effort.zone)
        chance = 0.36 * GOOD_HOURS.get(local.hour, 1.0) * effort.quality.get(enrollment.lead_list_id or 0, 1.0)
        odds = ANSWERED if self.dice.random() < chance else UNANSWERED
        return self.dice.choices(list(odds), list(odds.values()))[0]

    def _talk(self, attempt: CallAttempt, code: str) -> None:
        """It rings; somebody may answer, and time goes by."""
        clock.advance(self.dice.randint(8, 30) * SECOND)
        if code not in UNANSWERED:
            attempt.answer()
            clock.advance(self.dice.randint(40, 260) * SECOND)

    def _told(self, enrollment: Enrollment, effort: Effort, code: str, setter: User) -> dict[str, Any]:
        """What the setter says with an outcome."""
        match code:
            case "call-back":
                return {"callback_at": self._another_time(effort), "anyone": self.dice.random() < 0.4}
            case "not-interested":
                reasons = effort.dispositions[code].reasons
                return {"reason": self.dice.choices(reasons, [9, 5, 7, 3, 2][: len(reasons)])[0]}
            case "not-now":
                days = self.dice.choice([7, 10, 14, 21, 30, 60, 90])
                self._answer(enrollment, effort, setter)
                return {"return_on": clock.today(effort.campaign.zone) + timedelta(days=days), "notes": "Next budget."}
            case "booked":
                return self._booking(enrollment, effort, setter)
        return {}

    def _another_time(self, effort: Effort) -> datetime:
        """A round hour of the lead's next days; moved into the calling hours by the promise itself."""
        local = clock.now().astimezone(effort.zone) + timedelta(days=self.dice.choice([1, 1, 2, 3]))
        return datetime.combine(local.date(), time(self.dice.choice([9, 10, 11, 14, 16])), effort.zone)

    def _answer(self, enrollment: Enrollment, effort: Effort, setter: User) -> None:
        """The questions, answered in a way that does not shut the lead out."""
        for question in effort.questions:
            labels = [option["label"] for option in question.options if not option["knocks_out"]]
            Answer.give(enrollment, question, self.dice.choices(labels, [3, 2, 1][: len(labels)])[0], by=setter)
        if self.dice.random() < 0.5:
            known = self.dice.choice([*effort.answers, None])
            Enquiry.ask(enrollment, known.question if known else self.dice.choice(ASKED), by=setter, answer=known)

    def _booking(self, enrollment: Enrollment, effort: Effort, setter: User) -> dict[str, Any]:
        """A time on hold; nothing where no rep is free."""
        picker = Picker(enrollment.lead, self.dice.choice(effort.kinds), by=setter)
        if not picker.offers:
            return {}
        self._answer(enrollment, effort, setter)
        offer = picker.offers[min(int(self.dice.expovariate(1 / self.ahead)), len(picker.offers) - 1)]
        held = picker.hold(datetime.fromtimestamp(offer.start, effort.zone))
        at_theirs = picker.kind.place == "theirs"
        return {"hold": held.token, "where": enrollment.lead.address if at_theirs else "", "notes": "Wants figures."}

    def _think_again(self, attempt: CallAttempt, effort: Effort, setter: User) -> None:
        """The outcome is undone within its minute, and another one said."""
        clock.advance(20 * SECOND)
        attempt.undo(by=setter)
        attempt.log(effort.dispositions["voicemail"], by=setter)
