from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _t

from calls.models.mailtemplate import MailTemplate
from leads import emails, merge
from leads.models import UNDO, Activity, Enrollment, Lead, MailBar, MailLink, Suppression
from leads.models.nurtureletter import foot, threads, words_about
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Message, Refused

if TYPE_CHECKING:
    from office.models import User


class InfoMailQuerySet(ClientOwnedQuerySet["InfoMail"]):
    def of_lead(self, lead: Lead) -> Self:
        return self.filter(lead=lead)


class InfoMail(ClientOwned):
    """Information that a setter sent by mail from the desk: which words, to which address, by whom. It leaves when the
    outcome that caused it can no longer be undone."""

    template = models.ForeignKey(MailTemplate, models.PROTECT, related_name="mails", db_constraint=False)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="info_mails", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="info_mails", db_constraint=False)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    to = models.EmailField()
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    written_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = InfoMailQuerySet.as_manager()

    personal = ("to",)

    def __str__(self) -> str:
        return self.to

    @classmethod
    def send(
        cls, enrollment: Enrollment, template: int, *, to: str, by: "User", callback: datetime | None = None
    ) -> "InfoMail":
        """Put an approved template into the post, due in a minute, to the lead's address (already corrected to `to`).
        Inside the outcome's transaction. Refused when it is not approved, or when the address gets no mail."""
        found = MailTemplate.objects.of_campaign(enrollment.campaign_id).approved().numbered(template).first()
        if found is None:
            raise Refused(_t("This mail is not approved (any more). Choose another one."))
        _must_be_welcome(enrollment.lead, to)
        made = cls.objects.create(
            client_id=enrollment.client_id,
            template=found,
            enrollment=enrollment,
            lead=enrollment.lead,
            by=by,
            to=to,
            written_at=clock.now(),
        )
        made._post(callback)
        enrollment.lead.record(Activity.Kind.MAIL, by=by, what="info", address=to, text=found.subject)
        return made

    def _post(self, callback: datetime | None) -> None:
        lead, template = self.lead, self.template
        words = words_of(self.enrollment, self.by, callback, template.language)
        matter = f"infomail:{self.pk}"
        text = merge.filled(template.body, words).strip()
        self.message = Message.write(
            client=lead.client,
            key=f"{matter}:mail",
            to=self.to,
            subject=merge.filled(template.subject, words) or template.name,
            body=f"{text}\n\n{foot(lead.client.name, template.language)}\n",
            due_at=clock.now() + UNDO,
            link=MailLink.issue(lead, matter=matter),
            **threads(lead.client_id),
        )
        self.save(update_fields=["message"])

    def take_back(self, *, by: "User") -> None:
        """The outcome was undone before the mail left. Refused when it has left already."""
        if not Message.objects.about(f"infomail:{self.pk}").withdraw():
            raise Refused(_t("The mail to %(address)s has left already: this outcome stands.") % {"address": self.to})
        MailLink.objects.of_matter(f"infomail:{self.pk}").expire(clock.now())
        self.undone_at = clock.now()
        self.save(update_fields=["undone_at"])
        self.lead.record(Activity.Kind.MAIL, by=by, what="info-undone", address=self.to)


def address_of(lead: Lead, typed: str) -> str:
    """Where the mail goes: the address as typed, else the lead's own. Refused when there is none."""
    address = emails.tidy(typed or lead.email)
    if not address:
        raise Refused(
            _t("“%(typed)s” is no e-mail address.") % {"typed": typed} if typed else _t("Ask for the e-mail address."),
            "email",
        )
    return address


def _must_be_welcome(lead: Lead, to: str) -> None:
    if Suppression.objects.in_force(clock.now()).covering(lead, "").exists():
        told = _t("%(address)s must not be written to: it is on the do-not-contact list.")
        raise Refused(told % {"address": to}, "email")
    if MailBar.objects.of_client(lead.client_id).in_force().of_address(to).exists():
        raise Refused(_t("%(address)s wants no mail from us.") % {"address": to}, "email")


def words_of(enrollment: Enrollment, by: "User", callback: datetime | None, language: str) -> dict[str, str]:
    """What the merge fields stand for."""
    promised = _when(callback, enrollment.lead.zone, language) if callback else ""
    return {**words_about(enrollment.lead, enrollment.campaign, setter=by.name), "callback": promised}


def _when(at: datetime, zone: str, language: str) -> str:
    with translation.override(language):
        return date_format(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None), "l j E, H:i")
