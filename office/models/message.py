from collections.abc import Collection
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from office import clock, sms
from office.models.client import Client
from office.models.job import Job, JobQuerySet

if TYPE_CHECKING:
    from datetime import datetime

LINK = "{link}"  # where a message's own link goes, in its text and its headers


class MessageQuerySet(JobQuerySet["Message"]):
    def about(self, subject_key: str) -> Self:
        """Messages of one matter, such as `appointment:12`."""
        return self.filter(key__startswith=f"{subject_key}:")

    def keyed(self, key: str) -> Self:
        return self.filter(key=key)

    def to_address(self, address: str) -> Self:
        return self.filter(to__iexact=address)

    def bearing(self, message_id: str) -> Self:
        """Of a Message-ID, or of its beginning."""
        return self.filter(message_id__startswith=message_id).exclude(message_id="")

    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True, state__in=[Job.State.DUE, Job.State.RUNNING, Job.State.FAILED])

    def gone(self) -> Self:
        """Sent, or just being sent."""
        return self.filter(sent_at__isnull=False)

    def void(self) -> int:
        """Call off what has not been sent; a worker that has just taken it loses its lease before it hands over. One
        that is handing over at this moment may finish, but does not try again. One statement: what a worker writes
        meanwhile is read anew."""
        unsent = models.Q(sent_at__isnull=True, state__in=[Job.State.DUE, Job.State.FAILED])
        return self.filter(unsent | models.Q(state=Job.State.RUNNING)).update(state=Job.State.VOID)

    def withdraw(self) -> int:
        """Void, and out of the way: what comes after an undo may bear the same key again."""
        name = Concat("key", models.Value(":undone:"), Cast("pk", models.CharField()))
        return self.unsent().update(state=Job.State.VOID, key=name)

    def revive(self) -> int:
        """What voided them was undone: they leave after all."""
        return self.filter(state=Job.State.VOID, sent_at__isnull=True).update(state=Job.State.DUE)

    def numbered(self, pks: Collection[int]) -> Self:
        return self.filter(pk__in=pks)

    def besides(self, pks: Collection[int]) -> Self:
        return self.exclude(pk__in=pks)


class Message(Job):
    """One mail or SMS to one person. Written in the transaction of its cause, sent at most once.

    A `secret` one (it holds a link that logs somebody in) is emptied as it is sent. A `link` that only the reader may
    know stands for `{link}` in text and headers, and is forgotten as it is sent. `headers`: {name: value}.
    `key` names matter, version, kind and person: `appointment:12:v1:confirmation:lead`; it is unique per client.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-mail")
        SMS = "sms", "SMS"

    key = models.CharField(max_length=200)
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.MAIL, db_default=Channel.MAIL)
    to = models.CharField(_("to"), max_length=254)  # an e-mail address, or a number in E.164
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    calendar = models.TextField(_("calendar invitation"), blank=True)
    calendar_method = models.CharField(max_length=12, blank=True)
    secret = models.BooleanField(default=False)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    personal = ("to", "subject", "body", "calendar", "link")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="message_due"),
            models.Index(fields=["client", "message_id"], condition=~models.Q(message_id=""), name="message_by_id"),
        ]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def write(
        cls, *, client: Client, key: str, to: str, subject: str, body: str, due_at: "datetime", **more: Any
    ) -> "Message":
        """Put a message in the post; the same key twice is one message."""
        message, _made = cls.objects.get_or_create(
            client=client,
            key=key,
            defaults={"to": to, "subject": " ".join(subject.split())[:300], "body": body, "due_at": due_at, **more},
        )
        return message

    def perform(self) -> None:
        """Mark as sent, commit, hand over. A crash in between loses a mail rather than sending it twice; a mail that
        the server did not take is tried again."""
        if self.sent_at is None:
            self._hand_over()
        with self.fenced():
            if self.secret:
                self._write(body="")
            self._write(link="")
            self.finish()

    def _hand_over(self) -> None:
        with self.fenced():
            self._write(sent_at=clock.now())
        try:
            self._leave()
        except Exception:
            with self.fenced():
                self._write(sent_at=None)
            raise

    def _leave(self) -> None:
        if self.channel == self.Channel.SMS:
            sms.send(self.to, self.body.replace(LINK, self.link).strip())
        else:
            self._mail().send()

    def _mail(self) -> EmailMultiAlternatives:
        body, headers = self.body, self.headers
        if self.link:
            body = body.replace(LINK, self.link)
            headers = {name: value.replace(LINK, self.link) for name, value in headers.items()}
        if self.message_id:
            headers = {**headers, "Message-ID": self.message_id}
        mail = EmailMultiAlternatives(self.subject, body, settings.DEFAULT_FROM_EMAIL, [self.to], headers=headers)
        if self.calendar:
            mail.attach_alternative(self.calendar, f"text/calendar; method={self.calendar_method}; charset=utf-8")
            mail.attach(self._invitation())
        return mail

    def _invitation(self) -> MIMEBase:
        part = MIMEBase("application", "ics", name="invite.ics")
        part.set_payload(self.calendar.encode())
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename="invite.ics")
        return part
