"""One call with its story, as whoever reviews it needs it: script read, answers, notes, outcome, timeline."""

from dataclasses import dataclass
from functools import cached_property

from calls.mergewords import words_for
from calls.models import CallAttempt, ScriptStep
from calls.spoken import Step, written
from leads.models import Answer, Timeline

LINES = 12  # of the timeline


@dataclass(frozen=True)
class CallStory:
    """Everything is read when it is shown."""

    attempt: CallAttempt

    @cached_property
    def steps(self) -> list[Step]:
        """The version that was read, filled as it was; none when the call keeps no version."""
        if self.attempt.script is None:
            return []
        words = words_for(self.attempt.lead, self.attempt.enrollment.campaign, self.attempt.setter)
        steps = ScriptStep.objects.of_script(self.attempt.script).in_order()
        return [written(step, words) for step in steps]

    @cached_property
    def answers(self) -> list[Answer]:
        return list(Answer.objects.of_pass(self.attempt.enrollment))

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline.of(self.attempt.lead, most=LINES)

    @property
    def seconds(self) -> int:
        """From the answer (else the dial) to the end."""
        began, ended = self.attempt.answered_at or self.attempt.started_at, self.attempt.ended_at
        return int((ended - began).total_seconds()) if ended else 0
