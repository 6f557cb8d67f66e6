from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import mailsorting
from leads.mailreading import Letter
from leads.models.activity import Activity
from leads.models.addressee import words_in
from leads.models.handoff import HandOff
from leads.models.lead import Lead
from leads.models.mailbar import MailBar
from leads.models.nurturing import Nurturing
from leads.models.nurturings import End
from office import clock
from office.models import Client, Job, JobQuerySet, Message, Notice, User

QUOTE = 1000  # how much of an answer stands in the timeline
UNMATCHED = models.Q(kind="other", read_at__isnull=True)
KINDS = {
    mailsorting.BOUNCE: "bounce",
    mailsorting.DELAY: "auto",
    mailsorting.AUTOMATIC: "auto",
    mailsorting.UNSUBSCRIBE: "unsubscribe",
    mailsorting.WORDS: "reply",
}


class InboundMailQuerySet(JobQuerySet["InboundMail"]):
    def unmatched(self) -> Self:
        """What a person must look at: nothing of ours knows what to do with it."""
        return self.filter(UNMATCHED)

    def newest(self) -> Self:
        return self.select_related("lead", "client").order_by("-pk")

    def sorted_since(self, moment: datetime) -> Self:
        """Sorted, for the upper rooms to look at, the oldest first."""
        return self.filter(state=Job.State.DONE, received_at__gte=moment).select_related("client").order_by("pk")

    def older_than(self, pk: str) -> Self:
        """Those that came before the one with that id; all where there is no id."""
        return self.filter(pk__lt=int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else self


class InboundMail(Job):
    """One mail that came in, or one report of the provider about a mail of ours; kept, then sorted in the background.

    `threads`: the words of mails of ours that it names, the nearest first. `key`: the provider's own id, so that the
    same delivery twice is one row. `report`: what the provider itself says (bounced, complained, unsubscribed), which
    came by a door with a secret and needs no further proof.
    """

    class Kind(models.TextChoices):
        UNSORTED = "", _("not read yet")
        REPLY = "reply", _("answer")
        UNSUBSCRIBE = "unsubscribe", _("no more mail")
        BOUNCE = "bounce", _("not delivered")
        COMPLAINT = "complaint", _("reported as spam")
        AUTO = "auto", _("automatic answer")
        OTHER = "other", _("something else")

    key = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    received_at = models.DateTimeField(default=clock.now)
    report = models.CharField(max_length=16, blank=True)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    threads = ArrayField(models.CharField(max_length=80), default=list)
    marks = models.JSONField(default=dict)
    failed_to = models.CharField(max_length=254, blank=True)
    failed_status = models.CharField(max_length=12, blank=True)
    raw = models.TextField(blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True)
    lead = models.ForeignKey(Lead, models.SET_NULL, related_name="mails", null=True, db_constraint=False)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")

    objects = InboundMailQuerySet.as_manager()

    personal = ("sender", "subject", "text", "failed_to", "raw")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="inbound_mail_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="inbound_mail_due"),
            models.Index(fields=["client", "-id"], condition=UNMATCHED, name="inbound_unmatched"),
        ]

    def __str__(self) -> str:
        return self.subject or self.key

    @classmethod
    def receive(cls, letter: Letter, *, client: Client, key: str, source: str, report: str = "") -> "InboundMail":
        """Keep it; the sweep sorts it. The same key twice is one mail."""
        details = {
            "source": source[:40],
            "report": report,
            "sender": letter.sender,
            "subject": letter.subject,
            "text": letter.text,
            "threads": words_in([*letter.refs, *letter.recipients]),
            "marks": letter.marks,
            "failed_to": letter.failed_to,
            "failed_status": letter.failed_status,
            "raw": letter.raw,
            "received_at": clock.now(),
            "due_at": clock.now(),
        }
        return cls.objects.get_or_create(client=client, key=key[:200], defaults=details)[0]

    def perform(self) -> None:
        with self.fenced():
            answered = self.answered()
            kind = self._kind(answered)
            lead = self._lead(answered)
            self._write(kind=kind, lead=lead)
            self._act(kind, lead, answered)
            self.finish()

    def settle(self, *, by: User | None) -> None:
        """Somebody has looked at it; None: an upper room knew what to do with it."""
        self.read_at, self.read_by = clock.now(), by
        self.save(update_fields=["read_at", "read_by"])

    @property
    def own_words(self) -> str:
        return mailsorting.own_words(self.text)

    def answered(self) -> Message | None:
        """The mail of ours that it answers or reports on, by the word that only that mail carried."""
        found = (Message.objects.of_client(self.client_id).bearing(f"<{word}@").first() for word in self.threads)
        return next((message for message in found if message), None)

    def _kind(self, answered: Message | None) -> str:
        if self.report:
            reports = {"complained": self.Kind.COMPLAINT, "unsubscribed": self.Kind.UNSUBSCRIBE}
            return reports.get(self.report, self.Kind.BOUNCE)
        told = {"sender": self.sender, "subject": self.subject, "text": self.text, "marks": self.marks}
        kind = KINDS.get(mailsorting.sort(**told, failed_status=self.failed_status), self.Kind.OTHER)
        if kind == self.Kind.BOUNCE and not answered:
            return self.Kind.OTHER  # anybody can write such a report: it is believed of a mail that it names
        if kind == self.Kind.REPLY and not answered and self._nurturing(None) is None:
            return self.Kind.OTHER
        return kind

    def _nurturing(self, answered: Message | None) -> Nurturing | None:
        """The lead in a track that it comes from: by the mail it answers, else by the sender's address."""
        nurturings = Nurturing.objects.of_client(self.client_id).select_related("lead", "track")
        if answered:
            pk = answered.key.split(":")[1]
            return nurturings.filter(pk=int(pk)).first() if answered.key.startswith("nurture:") else None
        return nurturings.open().from_address(self.sender).first() if self.sender else None

    def _lead(self, answered: Message | None) -> Lead | None:
        nurturing = self._nurturing(answered)
        if nurturing:
            return nurturing.lead
        address = self.failed_to if self.report else self.sender
        known = Lead.objects.of_client(self.client_id).with_address(address).order_by("-pk")
        return known.first() if address else None

    def _act(self, kind: str, lead: Lead | None, answered: Message | None) -> None:
        address = answered.to if answered else self.failed_to or self.sender
        if kind == self.Kind.REPLY:
            self._reply(self._nurturing(answered))
        elif kind == self.Kind.BOUNCE:
            self._bar(address, MailBar.Why.BOUNCED, f"{self.failed_status} {self.subject}", lead)
        elif kind == self.Kind.COMPLAINT:
            self._bar(address, MailBar.Why.COMPLAINED, self.subject or self.source, lead)
        elif kind == self.Kind.UNSUBSCRIBE and address:
            said = self.own_words[:QUOTE] or self.subject or self.source
            self._bar(address, MailBar.Why.ASKED, _t("By mail: “%(words)s”") % {"words": said}, lead)

    def _reply(self, nurturing: Nurturing | None) -> None:
        """Out of the track, and into the timeline. An answer after the track still warms what waits at marketing."""
        if nurturing is None:
            return
        said = self.own_words[:QUOTE]
        nurturing.lead.record(Activity.Kind.MAIL, by=None, what="reply", text=said, sender=self.sender)
        if not Nurturing.lift_out(nurturing.lead, End.REPLY):
            nurturing.warm()

    def _bar(self, address: str, why: str, evidence: str, lead: Lead | None) -> None:
        """No more mail to the address; a mail that did not arrive is told to those who work with the lead."""
        concerned = MailBar.put(address, client=self.client_id, why=why, evidence=evidence, lead=lead)
        if why == MailBar.Why.BOUNCED:
            for each in concerned:
                _tell_all(each, _("Mail to {lead} ({address}) was not delivered."), address)


def _tell_all(lead: Lead, words: Any, address: str) -> None:
    """Setter and rep at once: whoever handed the lead on or took it over, its owner, and who put it into a track."""
    hands = HandOff.objects.of_lead(lead).standing().newest()[:6]
    people = {person for handoff in hands for person in (handoff.by, handoff.to_user) if person}
    people |= {each.by for each in lead.nurturings.newest()[:1]} | ({lead.owner} if lead.owner else set())
    text = format_lazy(words, lead=str(lead), address=address)
    for person in people:
        if person.is_active and lead.client_id in {client for _role, client in person.roles}:
            Notice.tell(person, text, client=lead.client, url=reverse("leads:lead", args=[lead.pk]))
