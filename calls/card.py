"""What lies on a setter's desk: one lead with all that the call needs, or the reasons why there is none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection

from calls import queue, rules, simulator
from calls.cardoutcomes import Outcomes
from calls.gate import book, place
from calls.lull import Lull
from calls.mergewords import words_for
from calls.models import CallAttempt, Presence
from calls.oncall import OnCall
from calls.spoken import Prepared, Step, objections_of, steps_of
from calls.standby import Standby
from calls.turn import Turn
from leads.models import Enrollment, Priority, Question, Verdict
from office import clock
from office.models import Statement

if TYPE_CHECKING:
    from office.models import User

# All that a card shows beside the lead itself, as one row of JSON: one round trip whatever there is to show.
ALL_OF_IT = Statement(
    """
    SELECT (SELECT json_agg(p ORDER BY p.position, p.id) FROM
            (SELECT id, number, kind, is_wrong, position FROM leads_leadphone WHERE lead_id = e.lead_id) p),
        (SELECT json_agg(s ORDER BY s.position) FROM (SELECT t.number, t.kind, t.title, t.say, t.hint, t.asks,
            t.branches, t.position, (SELECT v.say FROM calls_scriptvariant v WHERE v.step_id = t.id
                AND v.setter_id = %(setter)s AND CASE WHEN c.id IS NULL THEN v.state = 'approved' ELSE EXISTS
                    (SELECT FROM calls_variantread r WHERE r.attempt_id = c.id AND r.variant_id = v.id) END) AS own
            FROM calls_scriptstep t WHERE t.script_id = CASE WHEN c.id IS NOT NULL THEN c.script_id ELSE
                (SELECT id FROM calls_script WHERE campaign_id = e.campaign_id AND state = 'approved') END) s),
        (SELECT json_agg(q ORDER BY q.position, q.id) FROM (SELECT s.id, s.area, s.kind, s.text, s.options,
            s.is_required, s.lineage, n.position FROM leads_question n LEFT JOIN leads_answer a
                ON a.enrollment_id = e.id AND a.lineage = n.lineage
            JOIN leads_question s ON s.id = COALESCE(a.question_id, n.id)
            WHERE n.campaign_id = e.campaign_id AND n.retired_at IS NULL) q),
        (SELECT json_object_agg(a.question_id, a.value) FROM leads_answer a WHERE a.enrollment_id = e.id),
        (SELECT json_agg(d ORDER BY d.position, d.id) FROM (SELECT id, code, label, key, icon, tone, outcome, reasons,
            needs, position FROM calls_disposition WHERE campaign_id = e.campaign_id AND retired_at IS NULL) d),
        (SELECT json_agg(w ORDER BY w.position, w.id) FROM (SELECT id, kind, label, formerly, offered, retired_at,
            position FROM leads_returnreason WHERE client_id = e.client_id) w),
        (SELECT f.text FROM calls_draft f WHERE f.enrollment_id = e.id AND f.setter_id = %(setter)s),
        (SELECT json_agg(h ORDER BY h.started_at DESC) FROM (SELECT c.started_at, c.notes, c.reason, d.label, d.icon,
            u.name AS setter FROM calls_callattempt c JOIN calls_disposition d ON d.id = c.disposition_id
            JOIN office_user u ON u.id = c.setter_id WHERE c.lead_id = e.lead_id
            ORDER BY c.started_at DESC LIMIT 6) h),
        (SELECT json_agg(n ORDER BY n.id) FROM (SELECT q.id, q.text, q.closed_at IS NOT NULL AS closed, p.answer
            FROM leads_enquiry q LEFT JOIN leads_productanswer p ON p.id = q.answer_id WHERE q.lead_id = e.lead_id) n),
        (SELECT json_agg(p ORDER BY p.id) FROM (SELECT id, question, answer FROM leads_productanswer
            WHERE campaign_id = e.campaign_id) p),
        (SELECT json_build_object('id', c.id, 'state', c.state, 'direction', c.direction, 'number', c.number,
            'started_at', c.started_at, 'answered_at', c.answered_at, 'ended_at', c.ended_at) WHERE c.id IS NOT NULL),
        (SELECT json_agg(o ORDER BY o.position, o.id) FROM (SELECT id, key, phrase, responses, position
            FROM calls_objection WHERE campaign_id = e.campaign_id AND retired_at IS NULL) o),
        (SELECT json_build_object('needed', r.points_needed, 'may_overrule', r.may_overrule)
            FROM leads_qualifying r WHERE r.campaign_id = e.campaign_id),
        (SELECT w.seconds FROM calls_wrapup w WHERE w.campaign_id = e.campaign_id),
        (SELECT json_build_object('version', b.version, 'text', b.text) FROM calls_briefing b
            WHERE b.client_id = e.client_id AND b.is_current),
        (SELECT json_agg(m ORDER BY m.name, m.id) FROM (SELECT id, name, subject FROM calls_mailtemplate
            WHERE campaign_id = e.campaign_id AND approved_at IS NOT NULL AND retired_at IS NULL) m),
        (SELECT tolerance FROM calls_cadenceplan WHERE campaign_id = e.campaign_id),
        (SELECT json_build_object('kinds', (SELECT json_agg(k ORDER BY k.position, k.id) FROM (SELECT id, name, position
                FROM appointments_meetingkind WHERE campaign_id = e.campaign_id AND retired_at IS NULL) k),
            'reps', (SELECT json_agg(r ORDER BY r.name, r.id) FROM (SELECT u.id, u.name FROM appointments_poolmember g
                JOIN office_user u ON u.id = g.person_id AND u.is_active WHERE g.campaign_id = e.campaign_id) r))
            WHERE c.id IS NOT NULL),
        (SELECT name FROM office_client WHERE id = e.client_id)
    FROM leads_enrollment e LEFT JOIN calls_callattempt c
        ON c.setter_id = %(setter)s AND c.enrollment_id = e.id AND c.disposition_id IS NULL
        AND c.given_up_at IS NULL
    WHERE e.id = %(enrollment)s""",
    setter="bigint",
    enrollment="bigint",
)
NAMES = (
    "phones", "steps", "questions", "answers", "dispositions", "reasons", "draft", "history", "enquiries", "prepared",
    "attempt", "objections", "qualifying", "wrap_up", "briefing", "mails", "tolerance", "bookable", "client",
)  # fmt: skip


class Card(Outcomes, OnCall):
    """The lead on the desk. Two queries: the pass with its lead, and everything else."""

    def __init__(self, enrollment: Enrollment, setter: "User") -> None:
        self.enrollment, self.setter, self.now = enrollment, setter, clock.now()
        self.lead, self.campaign = enrollment.lead, enrollment.campaign

    @cached_property
    def found(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            ALL_OF_IT.execute(cursor, {"setter": self.setter.pk, "enrollment": self.enrollment.pk})
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
        """The approved script; during a call the version, and the own words, with which it began."""
        asked = {str(question.lineage): question.text for question in self.questions}
        return steps_of(self.found["steps"] or (), self.words, asked)

    @cached_property
    def objections(self) -> list[Prepared]:
        return objections_of(self.found["objections"] or (), self.words)

    @cached_property
    def words(self) -> dict[str, str]:
        return words_for(self.lead, self.campaign, self.setter, self.client)

    @property
    def client(self) -> str:
        """Whose lead it is."""
        return str(self.found["client"])

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

    @cached_property
    def verdict(self) -> Verdict:
        return Verdict.of(self.questions, self.answers, **self.found["qualifying"] or {})

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

    @cached_property
    def closes_at(self) -> datetime | None:
        """When the calling window that is open now closes."""
        return rules.open_until(place(self.enrollment), self.now, book(self.enrollment))

    @property
    def is_open_for_days(self) -> bool:
        """Whether no hour of the clock tells when the window closes: it is open for a day or more."""
        return self.closes_at is not None and self.closes_at - self.now >= timedelta(days=1)

    @property
    def turn(self) -> Turn:
        """Why this lead is next."""
        return Turn(self.enrollment, self.setter, self.now, self.closes_at)

    @property
    def skip_reasons(self) -> tuple[tuple[str, Any], ...]:
        return queue.SKIP_REASONS

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
    """A setter's desk: a card, or why there is none (`lull`), or neither before the first claim of a shift. Without a
    card: a pause, and what must be read (`standby`)."""

    card: Card | None = None
    lull: Lull | None = None
    standby: Standby | None = None

    @classmethod
    def of(cls, setter: "User") -> "Desk":
        """As it stands: the lead that is held. Claims nothing."""
        held = Enrollment.objects.held_by(setter)
        return cls(Card(held, setter)) if held else cls(standby=Standby.of(setter))

    @classmethod
    def next(cls, setter: "User") -> "Desk":
        """With the lead that is held, or the next one. Whoever asks for it is here."""
        Presence.here(setter)
        found = queue.claim(setter)
        return cls(Card(found, setter)) if found else cls._empty(setter)

    @classmethod
    def after_outcome(cls, setter: "User") -> "Desk":
        """With the next lead, for one who is known to hold none: one query fewer."""
        found = queue.claim_next(setter)
        return cls(Card(found, setter)) if found else cls._empty(setter)

    @classmethod
    def _empty(cls, setter: "User") -> "Desk":
        standby = Standby.of(setter)
        stopped = standby.pause or standby.unread
        return cls(lull=None if stopped else Lull.of(setter), standby=standby)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
