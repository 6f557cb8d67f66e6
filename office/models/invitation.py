import hashlib
import secrets
from datetime import timedelta
from typing import Any, Literal, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock, isolation
from office.models.client import Client
from office.models.membership import Membership, Role
from office.models.message import Message
from office.models.notice import Notice
from office.models.refused import Refused
from office.models.user import User

LIVES = timedelta(days=7)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(client_id__in=user.clients_in_view)

    def open(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())

    def bearing(self, token: str) -> Self:
        """The open invitation of a link; the token itself is not kept, only its hash."""
        return self.open().filter(token_hash=_digest(token)).select_related("client", "by")

    def same_as(self, invitation: "Invitation") -> Self:
        """Of the same address to the same role."""
        return self.filter(client=invitation.client, email=invitation.email, role=invitation.role)

    def revoke(self) -> int:
        return self.update(revoked_at=clock.now())

    def newest(self) -> Self:
        return self.select_related("client", "by").order_by("-pk")


class Invitation(models.Model):
    """A person asked to join a client in a role. An agency table: its link works before anyone is logged in."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.email

    @classmethod
    @transaction.atomic
    def send(cls, *, client: Client, email: str, name: str, role: str, by: User) -> tuple["Invitation", str]:
        """Invite by mail; returns the invitation and the token of its link, of which only the hash is kept."""
        if not by.runs(client):
            raise Refused(_t("Only an administrator invites people."))
        if Membership.objects.at(client).holding(role).belonging_to(email).exists():
            raise Refused(_t("This person has that role already."))
        token = secrets.token_urlsafe(32)
        asked = cls(client=client, email=email.strip().lower(), name=name, role=role, by=by)
        cls.objects.open().same_as(asked).revoke()
        asked.token_hash, asked.expires_at = _digest(token), clock.now() + LIVES
        asked.save()
        asked._post(token)
        return asked, token

    def asks(self, visitor: User | AnonymousUser) -> Literal["join", "newcomer", "log_in", "log_out"]:
        """What the link asks of who opened it: just to join, or first a name and password, a log-in, a log-out."""
        if isinstance(visitor, User):
            return "join" if visitor.email.lower() == self.email.lower() else "log_out"
        return "log_in" if User.objects.called(self.email).exists() else "newcomer"

    @transaction.atomic
    def accept(self, *, user: User | AnonymousUser) -> User:
        """Join. Only the person with the invited address may: a link cannot take over somebody else's account."""
        locked = Invitation.objects.open().select_for_update().filter(pk=self.pk).first()
        if locked is None:
            raise Refused(_t("This invitation has been used or has expired. Ask for a new one."))
        if not isinstance(user, User) or user.email.lower() != locked.email.lower():
            raise Refused(_t("This invitation is for another e-mail address."))
        user.join(locked.client, locked.role)
        locked.accepted_at = clock.now()
        locked.save(update_fields=["accepted_at"])
        locked._tell()
        return user

    @transaction.atomic
    def welcome(self, *, name: str, password: str, language: str) -> User:
        """Join as somebody new, who chooses a name and a password."""
        try:
            with transaction.atomic():
                newcomer = User.objects.create_user(
                    self.email, password, name=name, language=language, zone=self.client.zone
                )
        except IntegrityError as taken:
            raise Refused(_t("There is an account for this address already. Log in first.")) from taken
        return self.accept(user=newcomer)

    def revoke(self, *, by: User) -> None:
        """Withdraw what has not been accepted yet; the link says so."""
        if not by.runs(self.client):
            raise Refused(_t("Only an administrator withdraws invitations."))
        if not Invitation.objects.open().filter(pk=self.pk).revoke():
            raise Refused(_t("This invitation has been used or has expired."))

    def _post(self, token: str) -> None:
        link = f"{settings.BASE_URL.rstrip('/')}{reverse('office:accept', args=[token])}"
        words: dict[str, Any] = {"name": self.name, "by": str(self.by), "company": self.client.name, "link": link}
        with translation.override(self.client.language):
            Message.write(
                client=self.client,
                key=f"invitation:{self.pk}",
                to=self.email,
                subject=_t("%(by)s invites you to SetterDesk (%(company)s)") % words,
                body=_t(
                    "Hello %(name)s,\n\n%(by)s would like you to work with %(company)s in SetterDesk. "
                    "Open this link within 7 days, and choose a password:\n\n%(link)s\n\n"
                    "If you did not expect this mail, do nothing.\n"
                )
                % words,
                due_at=clock.now(),
                secret=True,
            )

    def _tell(self) -> None:
        accepted = format_lazy(_("{name} has accepted your invitation."), name=self.name)
        with isolation.seeing([*isolation.clients_seen(), self.client_id]):
            Notice.tell(self.by, accepted, client=self.client, url=reverse("office:people"))
