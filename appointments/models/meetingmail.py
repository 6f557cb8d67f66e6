"""Mail that came in, read for what it says of a meeting. leads keeps and sorts it (InboundMail) and knows no meetings;
this room asks for what was sorted, and reads each mail once."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import structlog
from django.db import models, transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment
from appointments.replies import Reply, reply_in
from leads.models import Activity, InboundMail
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Message, Notice

if TYPE_CHECKING:
    from office.models import User

log = structlog.get_logger(__name__)
BACK = timedelta(days=14)  # what was sorted earlier has been read, or never will be
QUOTE = 200  # how much of an answer a notice carries
MOST = 500  # mails of a client in one sweep
MATTER = "appointment"


class MeetingMailQuerySet(ClientOwnedQuerySet["MeetingMail"]):
    def about(self, meeting: Appointment) -> Self:
        return self.filter(appointment=meeting).order_by("-pk")

    def of_mail(self, mail: InboundMail) -> Self:
        return self.filter(mail=mail)


class MeetingMail(ClientOwned):
    """That a mail was read, and what it says: whose calendar answered how, in words, or that a letter of ours did not
    arrive. `appointment` is empty for a mail about no meeting."""

    class What(models.TextChoices):
        NOTHING = "", _("about no meeting")
        ACCEPTED = "accepted", _("accepted")
        TENTATIVE = "tentative", _("perhaps")
        DECLINED = "declined", _("declined")
        OVERTAKEN = "overtaken", _("answers an earlier time")
        WORDS = "words", _("answer in words")
        BOUNCED = "bounced", _("not delivered")

    speaker: "User | None" = None  # which of ours the mail is from, while it is read

    mail = models.OneToOneField(InboundMail, models.CASCADE, related_name="meeting_mail", db_constraint=False)
    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="mails", null=True, blank=True, db_constraint=False
    )
    what = models.CharField(max_length=12, choices=What.choices, blank=True)
    by_rep = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    objects = MeetingMailQuerySet.as_manager()

    def __str__(self) -> str:
        return self.get_what_display()

    @classmethod
    def sweep(cls) -> int:
        """Read what leads has sorted. Returns how many mails were read; running twice does no harm."""
        return Client.objects.walk(cls._sweep)

    @classmethod
    def _sweep(cls, client: int) -> int:
        mine = models.Exists(cls.objects.filter(mail=models.OuterRef("pk")))
        new = InboundMail.objects.of_client(client).sorted_since(clock.now() - BACK).exclude(mine)
        return sum(cls._try(mail) for mail in new[:MOST])

    @classmethod
    def _try(cls, mail: InboundMail) -> bool:
        """One mail that cannot be read holds up no other; it is tried again."""
        try:
            return cls.read(mail)
        except Exception:
            log.exception("meeting_mail_fault", mail=mail.pk)
            return False

    @classmethod
    @transaction.atomic
    def read(cls, mail: InboundMail) -> bool:
        """Read one; False when it was read already."""
        made, new = cls.objects.get_or_create(client_id=mail.client_id, mail=mail, defaults={"at": clock.now()})
        if new:
            made._understand(reply_in(mail.raw))
        return new

    def _understand(self, reply: Reply | None) -> None:
        meeting = self._answered(reply) if reply else self._concerned()
        if meeting is None:
            return
        self.appointment = Appointment.objects.locked(meeting.pk)
        self.what = self._said(self.appointment, reply)
        self.save()
        if self.what:
            self._tell(self.appointment)
        if reply and self.what and self.mail.kind == InboundMail.Kind.OTHER:
            self.mail.settle(by=None)

    def _answered(self, reply: Reply) -> Appointment | None:
        """Whose invitation it answers: only those who were sent it know its UID."""
        found = Appointment.objects.of_client(self.client_id).with_uid(reply.uid).shown().first()
        if found is None:
            return None
        self.speaker = _ours(found, reply.attendee)
        self.by_rep = self.speaker is not None
        return found if self.by_rep or reply.attendee == found.email.lower() else None

    def _concerned(self) -> Appointment | None:
        """The meeting of the letter that it answers or reports on; a provider's report names an address only."""
        letter = self.mail.answered()
        if letter is None and self.mail.report and self.mail.failed_to:
            gone = Message.objects.of_client(self.client_id).about(MATTER).gone()
            letter = gone.to_address(self.mail.failed_to).order_by("-sent_at").first()
        if letter is None or not letter.key.startswith(f"{MATTER}:"):
            return None
        found = Appointment.objects.of_client(self.client_id).numbered(int(letter.key.split(":")[1])).shown().first()
        self.speaker = _ours(found, letter.to) if found else None
        self.by_rep = self.speaker is not None
        return found

    def _said(self, meeting: Appointment, reply: Reply | None) -> str:
        if reply and reply.sequence < meeting.sequence:
            return self.What.OVERTAKEN
        if reply:
            return self.What(reply.answer.lower())
        kinds = {"bounce": self.What.BOUNCED, "reply": self.What.WORDS}
        return kinds.get(self.mail.kind, self.What.NOTHING)

    def _tell(self, meeting: Appointment) -> None:
        """The lead's yes confirms. All else is for people: a decline calls nothing off by itself."""
        if self.what == self.What.OVERTAKEN or not (stands := meeting.can_be_called_off):
            return
        if self.what == self.What.ACCEPTED and self.by_rep:
            return
        quote = self.mail.own_words[:QUOTE] if self.what == self.What.WORDS else ""
        told = {"what": f"mail_{self.what}", "sender": self.mail.sender, "text": quote}
        meeting.lead.record(Activity.Kind.MEETING, by=None, appointment=meeting.pk, **told)
        if self.what == self.What.ACCEPTED and stands and meeting.state == Appointment.State.BOOKED:
            meeting.confirm(by=None)
        who = str(self.speaker or meeting.lead)
        words = format_lazy(TOLD[self.what], who=who, lead=str(meeting.lead), words=quote, address=self.mail.failed_to)
        for person in self._hearers(meeting):
            url = reverse("appointments:meeting", args=[meeting.pk])
            Notice.tell(person, words, client=meeting.client, url=url)

    def _hearers(self, meeting: Appointment) -> "set[User]":
        """Setter and rep; what a rep's own calendar says, the setter."""
        return {meeting.setter} if self.by_rep else {meeting.setter, meeting.rep}


def _ours(meeting: Appointment, address: str) -> "User | None":
    """Who of ours has that address: the rep, or who must be there besides."""
    people = [meeting.rep, *meeting.companions]
    return next((person for person in people if person.email.lower() == address.lower()), None)


TOLD: dict[str, Any] = {
    MeetingMail.What.ACCEPTED: _("{who} accepted the invitation: the meeting is confirmed."),
    MeetingMail.What.TENTATIVE: _("{who} answered “perhaps” to the invitation to the meeting with {lead}."),
    MeetingMail.What.DECLINED: _("{who} declined the invitation to the meeting with {lead}. It still stands: call."),
    MeetingMail.What.WORDS: _("{who} answered a mail about the meeting: “{words}”"),
    MeetingMail.What.BOUNCED: _("The mail about the meeting with {lead} was not delivered ({address})."),
}
