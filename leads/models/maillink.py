import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _t

from leads.models.lead import Lead
from leads.models.mailbar import MailBar
from office import clock, isolation
from office.models import ClientOwned, ClientOwnedQuerySet

LIVES = timedelta(days=3 * 365)  # a wish for no more mail is honoured long after the mail


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class MailLinkQuerySet(ClientOwnedQuerySet["MailLink"]):
    def bearing(self, token: str) -> Self:
        """The link of a token that has not expired; the token itself is not kept, only its hash."""
        return self.filter(token_hash=_digest(token), expires_at__gt=clock.now()).select_related("lead")

    def of_matter(self, matter: str) -> Self:
        return self.filter(matter=matter)

    def expire(self, now: datetime) -> int:
        """The mail never left: nobody has the link."""
        return self.update(expires_at=now)


class MailLink(ClientOwned):
    """The way out at the foot of one mail: whoever holds the token may end mail to the address it was sent to.

    The token begins with the client's number, so that its row can be looked for under the client's own row policy.
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="mail_links", db_constraint=False)
    address = models.CharField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    matter = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = MailLinkQuerySet.as_manager()

    personal = ("address",)

    def __str__(self) -> str:
        return self.matter

    @classmethod
    def issue(cls, lead: Lead, *, matter: str) -> str:
        """A new link for one mail; returns its address on the web, which is kept nowhere."""
        token = f"{lead.client_id}-{secrets.token_urlsafe(32)}"
        cls.objects.create(
            client_id=lead.client_id,
            lead=lead,
            address=lead.email.lower(),
            token_hash=_digest(token),
            matter=matter,
            created_at=clock.now(),
            expires_at=clock.now() + LIVES,
        )
        return f"{settings.BASE_URL.rstrip('/')}{reverse('leads:unsubscribe', args=[token])}"

    @classmethod
    def unsubscribe(cls, token: str, *, how: str) -> None:
        """No more mail to the address of this link. Twice is once; an unknown token does nothing, and says so to
        nobody. `how`: the way it was asked, for the evidence."""
        client = token.partition("-")[0]
        if not (client.isascii() and client.isdigit() and len(client) < 10):
            return
        with isolation.seeing([int(client)]), transaction.atomic():
            link = cls.objects.bearing(token).select_for_update(of=("self",)).first()
            if link and link.used_at is None:
                link._use(how)

    def _use(self, how: str) -> None:
        self.used_at = clock.now()
        self.save(update_fields=["used_at"])
        evidence = _t("%(how)s, at the foot of mail %(mail)s") % {"how": how, "mail": self.matter}
        MailBar.put(self.address, client=self.client_id, why=MailBar.Why.ASKED, evidence=evidence, lead=self.lead)
