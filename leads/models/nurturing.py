from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import Enrollment
from leads.models.handoff import HandOff
from leads.models.lead import Lead
from leads.models.mailbar import NURTURE, MailBar, bars
from leads.models.nurtureletter import NurtureLetter
from leads.models.nurturetrack import NurtureStep, NurtureTrack
from leads.models.nurturings import End, NurturingQuerySet
from leads.models.sendinghours import SendingHours
from leads.sending import days_after
from leads.states import Stage
from office import clock
from office.models import Job, Message, Notice, Refused, Role, User

if TYPE_CHECKING:
    from django.utils.functional import Promise

INSIDE = models.Q(ended_at__isnull=True)
PAUSE = timedelta(days=1)  # a lead in a track that is off looks again a day later, or when it is turned on


class Nurturing(Job):
    """One lead in one track. Due when its next mail is due; at most one is open per lead.

    Whoever ends it from outside locks its row, so a worker has either written the next mail before (then it is called
    off unless it is on its way) or finds its lease gone. The order of locks is: hand-off, pass, nurturing, message.
    """

    End = End

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="nurturings", db_constraint=False)
    track = models.ForeignKey(NurtureTrack, models.PROTECT, related_name="nurturings", db_constraint=False)
    handoff = models.ForeignKey(HandOff, models.CASCADE, related_name="nurturings", db_constraint=False)
    step = models.ForeignKey(NurtureStep, models.PROTECT, related_name="reached", null=True, db_constraint=False)
    step_at = models.DateTimeField(null=True, blank=True)
    mails = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)

    objects = NurturingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead"], condition=INSIDE, name="one_open_nurturing")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="nurturing_due"),
            models.Index(fields=["client", "track", "end"], name="nurturing_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} · {self.track}"

    @property
    def matter(self) -> str:
        """The first words of the key of each of its mails."""
        return f"{NURTURE}:{self.pk}"

    @classmethod
    @transaction.atomic
    def put_in(cls, handoffs: Iterable[HandOff], track: NurtureTrack, *, by: "User") -> "list[Nurturing]":
        """Put the leads of returns that wait at marketing into a track: all of them, or none and the reason."""
        if not track.is_on or not track.steps.filter(retired_at__isnull=True).exists():
            raise Refused(_t("“%(track)s” is off or has no mails yet.") % {"track": track})
        chosen = {handoff.pk: handoff for handoff in handoffs}
        still = HandOff.objects.at_marketing().waiting().filter(pk__in=chosen).newest()
        waiting = list(still.select_for_update(of=("self",)))
        for gone in set(chosen) - {handoff.pk for handoff in waiting}:
            raise Refused(_t("%(lead)s is back or closed already.") % {"lead": chosen[gone].lead})
        return [cls._admit(handoff, track, by=by) for handoff in waiting]

    @classmethod
    def _admit(cls, handoff: HandOff, track: NurtureTrack, *, by: "User") -> "Nurturing":
        lead = handoff.lead
        _lock(handoff)
        if why := cls.why_not(handoff, track):
            raise Refused(_t("%(lead)s: %(why)s") % {"lead": lead, "why": why})
        made = cls(lead=lead, track=track, handoff=handoff, by=by, client_id=handoff.client_id, began_at=clock.now())
        made.due_at = made._due(made._next_step())
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as error:
            raise Refused(_t("%(lead)s is in a track already.") % {"lead": lead}) from error
        lead.record(Activity.Kind.NURTURED, by=by, what="began", track=track.name)
        return made

    @staticmethod
    def why_not(handoff: HandOff, track: NurtureTrack | None = None) -> "str | Promise":
        """Why the lead of a return cannot be put into a track, in words; empty when it can."""
        if track and track.client_id != handoff.client_id:
            return _("The track belongs to another client.")
        if handoff.reason == HandOff.Reason.COMPLIANCE or _forbidden(handoff):
            return _("This person must not be contacted.")
        if _elsewhere(handoff):
            return _("It is in a queue again.")
        return str(bars(handoff.lead))

    @classmethod
    @transaction.atomic
    def lift_out(cls, lead: Lead, why: str, *, by: "User | None" = None) -> bool:
        """The lead answered, filled in a form or called: out of its track at once; False when it is in none.

        An answer also brings it back into the queue, among the first, and tells marketing.
        """
        inside = {"nurturings__lead": lead, "nurturings__ended_at__isnull": True}
        for handoff in HandOff.objects.filter(**inside):
            _lock(handoff)
        ended = cls.objects.of_lead(lead).end(why, by=by)
        for nurturing in ended:
            if why == End.REPLY:
                nurturing.warm(by=by)
        return bool(ended)

    def warm(self, *, by: "User | None" = None) -> None:
        """The lead answered: among the first to be called, if its return still waits; marketing hears of it."""
        words = _("{lead} answered a mail of “{track}” and is back in the queue, among the first.")
        try:
            self.handoff.bring_back(by=by or self.by)
        except Refused:
            words = _("{lead} answered a mail of “{track}”.")
        self._tell(words)

    def perform(self) -> None:
        with transaction.atomic():
            _lock(self.handoff)
            with self.fenced():
                self._go_on()

    def _go_on(self) -> None:
        """The next mail, if its time has come and it may still be sent; after the last one, the end."""
        if why := self._must_end():
            return self.over(why, by=None, state=Job.State.DONE)
        if not self.track.is_on:
            return self.again_at(clock.now() + PAUSE)
        step = self._next_step()
        due = self._due(step)
        if due > clock.now():
            return self.again_at(due)
        if step is None:
            return self._arrive()
        self._post(step)
        return self.again_at(self._due(self._next_step()))

    def _must_end(self) -> str:
        if _elsewhere(self.handoff):  # by any door, an import's SQL among them
            return End.NEW_PASS
        if _forbidden(self.handoff):
            return End.SUPPRESSED
        if bar := MailBar.objects.of_client(self.client_id).in_force().of_address(self.lead.email).first():
            return End.BOUNCED if bar.why == MailBar.Why.BOUNCED else End.UNSUBSCRIBED
        if not self.lead.email:
            return End.NO_ADDRESS
        return End.SUPPRESSED if bars(self.lead) else ""

    def _next_step(self) -> NurtureStep | None:
        return NurtureStep.objects.filter(track=self.track).after(self.step).first()

    def _due(self, step: NurtureStep | None) -> datetime:
        days = step.wait_days if step else self.track.end_days
        at = days_after(self.step_at or self.began_at, days, self.lead.zone)
        return SendingHours.of(self.client_id).open_from(at, self.lead.zone) if step else at

    def _post(self, step: NurtureStep) -> None:
        key = f"{self.matter}:s{step.pk}"
        letter = NurtureLetter.of(step, self.handoff).posted(self.handoff, matter=key)
        Message.write(client=self.client, key=key, to=self.lead.email, due_at=clock.now(), **letter)
        self._write(step=step, step_at=clock.now(), mails=self.mails + 1)
        self.lead.record(Activity.Kind.NURTURED, by=None, what="sent", track=self.track.name, subject=letter["subject"])

    def _arrive(self) -> None:
        """The track is over: what its maker wanted then, or, when that is refused, the lead stays with marketing."""
        self._write(ended_at=clock.now())  # so that the new pass finds nothing to end
        final, said = self._handed_back()
        self.over(final, by=None, state=Job.State.DONE, note=said)
        if said:
            self._tell(_("“{track}” is over for {lead}, who stays with marketing."))

    def _handed_back(self) -> tuple[str, str]:
        wanted: dict[str, tuple[Callable[..., Any], str]] = {
            NurtureTrack.AtEnd.REENTER.value: (self.handoff.bring_back, End.REENTERED),
            NurtureTrack.AtEnd.CLOSE.value: (self.handoff.close, End.CLOSED),
        }
        if self.track.at_end not in wanted:
            return End.STAYED, ""
        verb, end = wanted[self.track.at_end]
        try:
            verb(by=self.by)
        except Refused as refusal:
            return End.STAYED, refusal.sentence
        return end, ""

    def over(self, why: str, *, by: "User | None", state: str, note: str = "") -> None:
        """With the row locked: it is over. What is unsent is called off, unless the lead went through to the end."""
        over = {"ended_at": clock.now(), "end": why, "state": state, "error": ""}
        Nurturing.objects.filter(pk=self.pk).update(**over)
        if why not in (End.REENTERED, End.STAYED, End.CLOSED):
            Message.objects.of_client(self.client_id).about(self.matter).void()
        self.lead.record(Activity.Kind.NURTURED, by=by, what="ended", track=self.track.name, why=why, note=note)

    def _tell(self, words: Any) -> None:
        """A word to the client's marketing, and to whoever put the lead in."""
        text = format_lazy(words, lead=str(self.lead), track=str(self.track))
        url = reverse("leads:lead", args=[self.lead_id])
        for user in {*User.objects.working().holding(Role.MARKETING, client=self.client), self.by}:
            Notice.tell(user, text, client=self.client, url=url)


def _lock(handoff: HandOff) -> None:
    """Before the nurturing itself: its hand-off, then the lead's pass."""
    HandOff.objects.select_for_update().get(pk=handoff.pk)
    list(Enrollment.objects.of_lead(handoff.lead).current().select_for_update())


def _last_pass(handoff: HandOff) -> Enrollment | None:
    return Enrollment.objects.of_lead(handoff.lead).current().first()


def _elsewhere(handoff: HandOff) -> bool:
    """The lead has a later pass than the one that came back."""
    last = _last_pass(handoff)
    return bool(last and (last.pk != handoff.enrollment_id or last.ended_at is None))


def _forbidden(handoff: HandOff) -> bool:
    last = _last_pass(handoff)
    return bool(last and last.stage == Stage.DO_NOT_CALL)
