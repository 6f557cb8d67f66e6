"""Practice: invented leads and simulated calls, in tables that nothing else reads (docs/decisions/0008-practice.md)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.checklist import Finding, Played, check
from calls.models.disposition import Disposition
from calls.models.outcome import Outcome
from calls.models.script import Script
from calls.personas import Persona, people, personas
from leads.models import Campaign, Question
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class PracticeLeadQuerySet(ClientOwnedQuerySet["PracticeLead"]):
    def of(self, setter: "User") -> Self:
        return self.filter(setter=setter).select_related("campaign__client").order_by("position", "pk")

    def waiting(self) -> Self:
        """Not called yet in this round."""
        return self.filter(calls__isnull=True)

    def with_last_call(self) -> Self:
        """Each with `last_call`: how its last call came out (empty while it goes on, None before it)."""
        last = PracticeCall.objects.filter(lead=models.OuterRef("pk")).order_by("-pk").values("label")
        return self.annotate(last_call=models.Subquery(last[:1]))


class PracticeLead(ClientOwned):
    """Somebody who does not exist, and has no number: one place of a setter's practice queue."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    setter = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    persona = models.CharField(max_length=20)
    language = models.CharField(_("language"), max_length=2, default="en")
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    company = models.CharField(max_length=120)
    job_title = models.CharField(max_length=60)
    city = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=clock.now)

    objects = PracticeLeadQuerySet.as_manager()

    last_call: str | None = None  # see with_last_call

    class Meta:
        constraints = [models.UniqueConstraint(fields=["setter", "position"], name="practice_place_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def behaves(self) -> Persona:
        return personas()[self.persona]

    @classmethod
    @transaction.atomic
    def begin(cls, campaign: Campaign, *, by: "User", language: str, seed: int) -> "list[PracticeLead]":
        """A new round with the campaign's script and questions: one invented lead for every persona, in an order of the
        seed. The round before is put away, its calls with it."""
        cls.objects.filter(setter=by).delete()
        Disposition.lay(campaign)
        told = enumerate(people(language, seed), 1)
        common = {"client_id": campaign.client_id, "campaign": campaign, "setter": by, "language": language}
        return cls.objects.bulk_create(cls(position=n, **common, **one) for n, one in told)


class PracticeCallQuerySet(ClientOwnedQuerySet["PracticeCall"]):
    def of(self, setter: "User") -> Self:
        return self.filter(lead__setter=setter).select_related("lead__campaign__client").order_by("-pk")

    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def over(self) -> Self:
        return self.filter(ended_at__isnull=False)

    def locked(self, pk: int) -> "PracticeCall":
        return self.select_related("lead__campaign").select_for_update(of=("self",)).get(pk=pk)


class PracticeCall(ClientOwned):
    """A simulated call. `transcript`: [{"who": "setter" | "lead", "kind", "about", "text", "told", "ends"}], oldest
    first; `answers`: {question id: value}, as the setter wrote them down; `meeting_at`: the time offered last.
    """

    lead = models.ForeignKey(PracticeLead, models.CASCADE, related_name="calls", db_constraint=False)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    transcript = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    notes = models.TextField(blank=True)
    meeting_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    objects = PracticeCallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(ended_at__isnull=True), name="one_open_practice_call"
            )
        ]

    def __str__(self) -> str:
        return str(self.lead)

    @classmethod
    @transaction.atomic
    def dial(cls, lead: PracticeLead) -> "PracticeCall":
        """The simulated telephone goes through at once; dialling twice what is open is one call."""
        PracticeLead.objects.select_for_update().get(pk=lead.pk)
        found = cls.objects.of(lead.setter).open().first()
        if found:
            return found
        hello = lead.behaves.hello(lead.language)
        heard = [{"who": "lead", "kind": "hello", "text": hello.text, "ends": hello.ends}]
        return cls.objects.create(client_id=lead.client_id, lead=lead, transcript=heard)

    @property
    def is_dead(self) -> bool:
        """Nobody is on the line (any more)."""
        return any(turn.get("ends") for turn in self.transcript)

    @transaction.atomic
    def take_turn(self, kind: str, text: str, *, about: int | None = None, options: Any = ()) -> None:
        """Say a step of the script, ask a question or for the reason, offer a time; the persona replies."""
        row = self._open()
        turn = 1 + sum(each["who"] == "setter" for each in row.transcript)
        said = {"who": "setter", "kind": kind, "about": about, "text": text}
        reply = row.lead.behaves.reply(kind, turn, row.lead.language, options)
        heard = {"who": "lead", "kind": kind, "about": about, "text": reply.text, "told": reply.told}
        speaks = reply.text and (not row.is_dead or row.lead.behaves.forbids)
        row.transcript = [*row.transcript, said, *([{**heard, "ends": reply.ends}] if speaks else [])]
        row._keep("transcript")
        self.transcript = row.transcript

    @transaction.atomic
    def offer(self, at: datetime, text: str) -> None:
        """Offer a time, in these words; it is the one that a booking takes. Nobody's calendar knows of it."""
        self.take_turn("offer", text)
        self.meeting_at = at
        self._keep("meeting_at")

    @transaction.atomic
    def write_down(self, question: Question, value: str) -> None:
        """The answer as it was heard; an empty one takes it back."""
        row = self._open()
        if question.options and value and not question.option(value):
            raise Refused(_t("“%(value)s” is not one of the answers.") % {"value": value})
        row.answers = {**row.answers, str(question.pk): value} if value else _without(row.answers, str(question.pk))
        row._keep("answers")
        self.answers = row.answers

    @transaction.atomic
    def keep_notes(self, notes: str) -> None:
        row = self._open()
        row.notes = self.notes = notes
        row._keep("notes")

    @transaction.atomic
    def log(self, disposition: Disposition, *, reason: str = "", notes: str = "") -> None:
        """Say how it came out. Nothing follows from it: it is practice."""
        row = self._open()
        if disposition.campaign_id != row.lead.campaign_id:
            raise Refused(_t("This outcome belongs to another campaign."))
        if disposition.outcome == Outcome.BOOKED and row.meeting_at is None:
            raise Refused(_t("Choose a time first."))
        row.outcome, row.label, row.reason = disposition.outcome, disposition.label, reason.strip()[:120]
        row.notes, row.ended_at = notes or row.notes, clock.now()
        row._keep("outcome", "label", "reason", "notes", "ended_at")
        self.refresh_from_db()

    def findings(self) -> list[Finding]:
        """What went well, and what did not, as far as a machine can see it."""
        campaign = self.lead.campaign
        questions = Question.objects.asked_in(campaign)
        script = Script.objects.approved().of_campaign(campaign).first()
        played = Played(
            turns=self.transcript,
            steps=script.steps.count() if script else 0,
            required=[each.pk for each in questions if each.is_required],
            answers=self.answers,
            outcome=self.outcome,
            reason=self.reason,
        )
        return check(self.lead.behaves, played)

    def _open(self) -> "PracticeCall":
        row = PracticeCall.objects.locked(self.pk)
        if row.ended_at is not None:
            raise Refused(_t("This practice call is over."))
        return row

    def _keep(self, *fields: str) -> None:
        self.save(update_fields=list(fields))


def _without(answers: dict[str, str], question: str) -> dict[str, str]:
    return {key: value for key, value in answers.items() if key != question}
