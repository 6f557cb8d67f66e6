"""What lies on a setter's desk: one lead with all that the call needs, or the reasons why there is none."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from calls import presets, queue, rules, simulator
from calls.gate import where
from calls.lull import Lull
from calls.merge import Part, merge
from calls.models import CallAttempt, Disposition
from leads.models import Enrollment, Priority, Question, Verdict
from office import clock

if TYPE_CHECKING:
    from office.models import User

# All that a card shows beside the lead itself, as one row of JSON: one round trip whatever there is to show.
ALL_OF_IT = """
    SELECT (SELECT json_agg(p ORDER BY p.position, p.id) FROM
            (SELECT id, number, kind, is_wrong, position FROM leads_leadphone WHERE lead_id = e.lead_id) p),
        (SELECT json_agg(s ORDER BY s.position) FROM (SELECT t.script_id, t.title, t.say, t.hint, t.position
            FROM calls_scriptstep t JOIN calls_script c ON c.id = t.script_id
            WHERE c.campaign_id = e.campaign_id AND c.state = 'approved') s),
        (SELECT json_agg(q ORDER BY q.position, q.id) FROM (SELECT id, area, kind, text, options, is_required, position
            FROM leads_question WHERE campaign_id = e.campaign_id AND retired_at IS NULL) q),
        (SELECT json_object_agg(a.question_id, a.value) FROM leads_answer a WHERE a.enrollment_id = e.id),
        (SELECT json_agg(d ORDER BY d.position, d.id) FROM (SELECT id, code, label, key, icon, outcome, reasons,
            position FROM calls_disposition WHERE campaign_id = e.campaign_id) d),
        (SELECT f.text FROM calls_draft f WHERE f.enrollment_id = e.id AND f.setter_id = %(setter)s),
        (SELECT json_agg(h ORDER BY h.started_at DESC) FROM (SELECT c.started_at, c.notes, c.reason, d.label, d.icon,
            u.name AS setter FROM calls_callattempt c JOIN calls_disposition d ON d.id = c.disposition_id
            JOIN office_user u ON u.id = c.setter_id WHERE c.lead_id = e.lead_id
            ORDER BY c.started_at DESC LIMIT 6) h),
        (SELECT json_agg(n ORDER BY n.id) FROM (SELECT id, text FROM leads_enquiry WHERE lead_id = e.lead_id) n),
        (SELECT json_agg(p ORDER BY p.id) FROM (SELECT id, question, answer FROM leads_productanswer
            WHERE campaign_id = e.campaign_id) p),
        (SELECT json_build_object('id', c.id, 'state', c.state, 'number', c.number, 'started_at', c.started_at,
            'answered_at', c.answered_at, 'ended_at', c.ended_at) FROM calls_callattempt c
            WHERE c.setter_id = %(setter)s AND c.enrollment_id = e.id AND c.disposition_id IS NULL)
    FROM leads_enrollment e WHERE e.id = %(enrollment)s"""
NAMES = (
    "phones",
    "steps",
    "questions",
    "answers",
    "dispositions",
    "draft",
    "history",
    "enquiries",
    "prepared",
    "attempt",
)


@dataclass(frozen=True)
class Step:
    """One step of the script, its merge fields filled."""

    title: str
    paragraphs: list[list[Part]]
    hint: str


class Card:
    """The lead on the desk. Two queries: the pass with its lead, and everything else."""

    def __init__(self, enrollment: Enrollment, setter: "User") -> None:
        self.enrollment, self.setter, self.now = enrollment, setter, clock.now()
        self.lead, self.campaign = enrollment.lead, enrollment.campaign

    @cached_property
    def found(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(ALL_OF_IT, {"setter": self.setter.pk, "enrollment": self.enrollment.pk})
            return dict(zip(NAMES, cursor.fetchone(), strict=True))

    @property
    def phones(self) -> list[dict[str, Any]]:
        return [phone for phone in self.found["phones"] or () if not phone["is_wrong"]]

    @cached_property
    def attempt(self) -> CallAttempt | None:
        """The call that owes its outcome, if one was dialled."""
        row = self.found["attempt"]
        return row and CallAttempt(**{k: _moment(v) if k.endswith("_at") else v for k, v in row.items()})

    @cached_property
    def steps(self) -> list[Step]:
        words = self.words
        return [Step(row["title"], merge(row["say"], words), row["hint"]) for row in self.found["steps"] or ()]

    @property
    def words(self) -> dict[str, str]:
        """What the merge fields of a script stand for; the lead's other columns go by their own names."""
        lead = self.lead
        own = {
            "first_name": lead.first_name,
            "last_name": lead.last_name,
            "name": lead.name,
            "company": lead.company.name if lead.company else "",
            "city": lead.city,
            "job_title": lead.job_title,
            "product": self.campaign.product,
            "setter": self.setter.name.split(" ")[0],
            "client": lead.client.name,
        }
        return {**{key: str(value) for key, value in lead.custom.items()}, **own}

    @cached_property
    def questions(self) -> list[Question]:
        return [Question(**row) for row in self.found["questions"] or ()]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Each question with what was answered; `current`: the first that still waits."""
        answers, waiting = self.answers, True
        rows = []
        for question in self.questions:
            value = answers.get(question.pk, "")
            rows.append({"question": question, "value": value, "current": waiting and not value})
            waiting = waiting and bool(value)
        return rows

    @property
    def answers(self) -> dict[int, str]:
        return {int(pk): value for pk, value in (self.found["answers"] or {}).items()}

    @property
    def verdict(self) -> Verdict:
        return Verdict.of(self.questions, self.answers)

    @cached_property
    def dispositions(self) -> list[Disposition]:
        rows = self.found["dispositions"]
        return [Disposition(**row) for row in rows] if rows else Disposition.lay(self.campaign)

    @property
    def draft(self) -> str:
        return self.found["draft"] or ""

    @property
    def history(self) -> list[dict[str, Any]]:
        """The last calls to this lead, newest first."""
        return [{**row, "started_at": _moment(row["started_at"])} for row in self.found["history"] or ()]

    @property
    def enquiries(self) -> list[dict[str, Any]]:
        return self.found["enquiries"] or []

    @property
    def prepared(self) -> list[dict[str, Any]]:
        """What leads ask about the campaign's product, and what we answer."""
        return self.found["prepared"] or []

    @property
    def source(self) -> str:
        """Where the lead came from: its own source, else the list it stands on."""
        return self.lead.source or str(self.enrollment.lead_list or "")

    @property
    def told(self) -> list[tuple[str, str]]:
        """The columns that came with the lead and have no place of their own."""
        return [(key, str(value)) for key, value in self.lead.custom.items() if value][:8]

    @property
    def closes_at(self) -> datetime | None:
        """When the calling window that is open now closes."""
        return rules.open_until(where(self.enrollment.window_class), self.now, rules.load())

    @property
    def callbacks(self) -> list[presets.When]:
        return presets.callbacks(self.now, self.lead.zone)

    @property
    def months(self) -> tuple[str, ...]:
        return presets.MONTHS

    @property
    def skip_reasons(self) -> tuple[tuple[str, Any], ...]:
        return queue.SKIP_REASONS

    @property
    def dialer(self) -> str:
        """How this deployment dials: `tel` (a link) or `simulator`."""
        return str(settings.DIALER)

    @property
    def plan(self) -> list[tuple[str, int]]:
        """What the simulator will say of this call."""
        return list(simulator.plan(self.enrollment.next_number)) if self.dialer == "simulator" else []

    @property
    def try_number(self) -> int:
        return self.enrollment.attempts + (0 if self.attempt else 1)

    @property
    def is_promised(self) -> bool:
        return self.enrollment.priority == Priority.CALLBACK


@dataclass(frozen=True)
class Desk:
    """A setter's desk: a card, or why there is none (`lull`), or neither before the first claim of a shift."""

    card: Card | None = None
    lull: Lull | None = None

    @classmethod
    def of(cls, setter: "User") -> "Desk":
        """As it stands: the lead that is held. Claims nothing."""
        held = Enrollment.objects.with_story().claimed_by(setter).first()
        return cls(Card(held, setter)) if held else cls()

    @classmethod
    def next(cls, setter: "User") -> "Desk":
        """With the lead that is held, or the next one."""
        found = queue.claim(setter)
        return cls(Card(found, setter)) if found else cls(lull=Lull.of(setter))

    @classmethod
    def after_outcome(cls, setter: "User") -> "Desk":
        """With the next lead, for one who is known to hold none: one query fewer."""
        found = queue.claim_next(setter)
        return cls(Card(found, setter)) if found else cls(lull=Lull.of(setter))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
