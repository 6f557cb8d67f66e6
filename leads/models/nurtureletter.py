"""What a mail of a track says to one lead: for the preview, and for the post."""

import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _t

from leads import merge
from leads.models.maillink import MailLink
from leads.models.nurturetrack import NurtureStep
from office.models import LINK

if TYPE_CHECKING:
    from leads.models.campaign import Campaign
    from leads.models.handoff import HandOff
    from leads.models.lead import Lead


@dataclass(frozen=True, slots=True)
class NurtureLetter:
    """`missing`: merge fields of the mail for which this lead has no word."""

    step: NurtureStep
    subject: str
    body: str
    missing: tuple[str, ...]

    @classmethod
    def of(cls, step: NurtureStep, handoff: "HandOff") -> "NurtureLetter":
        """The mail as the lead of a return reads it, without the foot."""
        words = words_of(handoff)
        asked = sorted(merge.fields(step.subject) | merge.fields(step.body))
        return cls(
            step=step,
            subject=" ".join(merge.filled(step.subject, words).split()),
            body=merge.filled(step.body, words).strip(),
            missing=tuple(name for name in asked if not words.get(name)),
        )

    def posted(self, handoff: "HandOff", *, matter: str) -> dict[str, Any]:
        """The details of a Message: with the foot, the way out (RFC 8058) and the ways to answer."""
        return {
            "subject": self.subject or self.step.track.name,
            "body": f"{self.body}\n\n{foot(handoff.client.name, self.step.track.language)}\n",
            "link": MailLink.issue(handoff.lead, matter=matter),
            **threads(handoff.client_id),
        }


def words_of(handoff: "HandOff") -> dict[str, str]:
    """What the merge fields stand for: the lead's own words, and those of the pass that it came from."""
    campaign = handoff.enrollment.campaign if handoff.enrollment else None
    return words_about(handoff.lead, campaign, setter=handoff.by.name if handoff.by else "")


def words_about(lead: "Lead", campaign: "Campaign | None", *, setter: str) -> dict[str, str]:
    """What the merge fields of a mail stand for, to this lead about a campaign."""
    company = lead.company.name if lead.company else ""
    person = f"{lead.first_name} {lead.last_name}".strip()
    return {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "name": person or company,
        "company": company,
        "job_title": lead.job_title,
        "city": lead.city,
        "campaign": campaign.name if campaign else "",
        "product": campaign.product if campaign else "",
        "setter": setter,
        "client": lead.client.name,
    }


def foot(writer: str, language: str) -> str:
    """Who writes, and the way out."""
    with translation.override(language):
        stop = _t("If you want no more of these mails, open this page and press the button: %(link)s") % {"link": LINK}
    return f"-- \n{writer}\n{stop}"


def answers(client_id: int) -> dict[str, Any]:
    """Message-ID and (where mail can come in) Reply-To by which an answer finds its mail: `client.random` in both."""
    word = f"{client_id}.{secrets.token_hex(16)}"
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    name, at, host = settings.INBOUND_ADDRESS.partition("@")
    headers = {"Reply-To": f"{name}+{word}@{host}"} if at else {}
    return {"message_id": f"<{word}@{domain}>", "headers": headers}


def threads(client_id: int) -> dict[str, Any]:
    """The same, and the headers of the one-click way out."""
    told = answers(client_id)
    reply = told["headers"].get("Reply-To")
    out = f"<{LINK}>" + (f", <mailto:{reply}?subject=unsubscribe>" if reply else "")
    way_out = {"List-Unsubscribe": out, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {**told, "headers": {**way_out, **told["headers"]}}
