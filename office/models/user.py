from collections.abc import Iterable
from functools import cached_property
from typing import Any, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models.client import Client
from office.models.compiled import Compiled
from office.models.membership import Membership, Role
from office.models.refused import Refused

_KNOWN: Compiled["User"] = Compiled(lambda pk: User.objects.get_queryset().with_roles(pk), pk=int)
THE_FIRST = 5_373_845_002  # any number: whoever begins an empty house asks the database for this lock


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(memberships__client_id__in=user.clients_in_view).distinct()

    def working(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, role: str, *, client: Client | None = None) -> Self:
        """People with a role, at one client or anywhere."""
        at = {"memberships__client": client} if client else {}
        return self.filter(memberships__role=role, **at).distinct()

    def with_roles_in_view(self, user: "User") -> Self:
        """Each with `held`: their roles at the clients that the user sees here."""
        held = Membership.objects.visible_to(user).by_person()
        return self.prefetch_related(models.Prefetch("memberships", held, to_attr="held"))

    def working_for(self, clients: Iterable[int], roles: Iterable[str]) -> Self:
        """Who may log in and holds one of the roles at one of the clients."""
        at = {"memberships__client_id__in": list(clients), "memberships__role__in": list(roles)}
        return self.working().filter(**at).distinct()

    def with_email(self, email: str) -> Self:
        return self.filter(email__iexact=email.strip())

    def by_name(self) -> Self:
        return self.order_by("name", "pk")

    def with_roles(self, pk: int) -> Self:
        """The person of that id, with what `roles` tells, in one question."""
        return self.filter(pk=pk).annotate(roles_said=ArraySubquery(Membership.objects.of_outer()))

    def with_ids(self, ids: Any) -> Self:
        """Those of a list of ids, or of a question for ids."""
        return self.filter(pk__in=ids)

    def without(self, ids: Any) -> Self:
        """All but those of a list of ids."""
        return self.exclude(pk__in=ids)

    def within_reach(self, user: "User", client: Client) -> Self:
        """Oneself; for a manager of the client everybody."""
        return self if client.pk in user.clients_as([Role.MANAGER]) else self.only_me(user)

    def only_me(self, user: "User") -> Self:
        return self.filter(pk=user.pk)

    def called(self, email: str) -> Self:
        """The person of an e-mail address, in whatever case it is written."""
        return self.filter(email__iexact=email.strip())


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def called(self, email: str) -> UserQuerySet:
        return self.get_queryset().called(email)

    def known(self, pk: int) -> "User | None":
        """The person of that id, who is asked for at each request."""
        return _KNOWN.first(pk=pk)

    def visible_to(self, user: "User") -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def working(self) -> UserQuerySet:
        return self.get_queryset().working()

    def holding(self, role: str, *, client: Client | None = None) -> UserQuerySet:
        return self.get_queryset().holding(role, client=client)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login", "epoch"],
)
class User(AbstractBaseUser, PermissionsMixin):
    """A person who works here; logs in by e-mail. An agency table."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Athens")
    language = models.CharField(
        _("language"), max_length=8, choices=[("en", "English"), ("el", "Ελληνικά")], blank=True
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("may open the back office"), default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    epoch = models.PositiveIntegerField(default=0, editable=False)  # sessions of an earlier one are over
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(models.functions.Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> tuple[tuple[str, int], ...]:
        """(role, client id) of every membership; read once a request."""
        if (said := self.__dict__.pop("roles_said", None)) is not None:
            return tuple((role, int(client)) for role, _colon, client in (each.partition(":") for each in said))
        return tuple(Membership.objects.of(self).values_list("role", "client_id"))

    def clients_as(self, roles: Iterable[str]) -> tuple[int, ...]:
        """The clients for whom this person holds one of the roles."""
        wanted = set(roles)
        return tuple(sorted({client for role, client in self.roles if role in wanted}))

    def is_any(self, *roles: str) -> bool:
        return bool(self.clients_as(roles))

    @property
    def has_many_clients(self) -> bool:
        """Works for several clients. To all others the word Client says nothing, and is not shown."""
        return len({client for _, client in self.roles}) > 1

    def runs(self, client: Client) -> bool:
        """Is an administrator of this client."""
        return client.pk in self.clients_as([Role.ADMINISTRATOR])

    @property
    def runs_the_house(self) -> bool:
        """May do what concerns every client: administrator of all of them, or whoever set the house up."""
        mine = set(self.clients_as([Role.ADMINISTRATOR]))
        return bool(mine) and (self.is_superuser or mine >= set(Client.objects.values_list("pk", flat=True)))

    @property
    def clients_in_view(self) -> tuple[int, ...]:
        """The clients whose rows this person sees here: narrowed by the door to those of the door's roles."""
        narrowed: tuple[int, ...] | None = self.__dict__.get("_clients_in_view")
        return tuple(sorted({client for _, client in self.roles})) if narrowed is None else narrowed

    def look_as(self, roles: Iterable[str]) -> tuple[int, ...]:
        """Narrow the view to the clients for whom the person holds one of the roles."""
        self.__dict__["_clients_in_view"] = self.clients_as(roles)
        return self.clients_in_view

    def forget_roles(self) -> None:
        """Read the memberships again at the next question."""
        self.__dict__.pop("roles", None)
        self.__dict__.pop("_clients_in_view", None)

    def join(self, client: Client, role: str) -> Membership:
        """Take a role at a client; twice is once."""
        membership, _made = Membership.objects.get_or_create(user=self, client=client, role=role)
        self.forget_roles()
        return membership

    @classmethod
    @transaction.atomic
    def begin(cls, *, name: str, email: str, password: str, language: str, company: str, **place: Any) -> "User":
        """The first person of an empty house, and the company that they work for. There is only one first."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [THE_FIRST])
        if cls.objects.exists():
            raise Refused(_t("SetterDesk is already set up. Log in, or ask for an invitation."))
        user = cls.objects.create_superuser(email, password, name=name, language=language, zone=place["zone"])
        Client.found(by=user, name=company, language=language, **place)
        return user

    def introduce(self, *, name: str, language: str, zone: str) -> None:
        """Say how one wants to be spoken to."""
        self.name, self.language, self.zone = name, language, zone
        self.save(update_fields=["name", "language", "zone"])

    def assign(self, client: Client, role: str, *, by: "User") -> Membership:
        """Give a role at a client that `by` runs."""
        if not by.runs(client):
            raise Refused(_t("Only an administrator gives roles."))
        return self.join(client, role)

    @transaction.atomic
    def disable(self, *, by: "User") -> None:
        """Shut somebody out, at once and everywhere. Only who runs all that the person works for may do it."""
        if self.pk == by.pk:
            raise Refused(_t("You cannot shut yourself out."))
        if not self.is_in_the_hands_of(by):
            raise Refused(_t("This person also works for others. Take away the roles that you gave instead."))
        self.is_active = False
        self.save(update_fields=["is_active"])
        self.end_sessions()

    def enable(self, *, by: "User") -> None:
        """Let somebody log in again."""
        if not self.is_in_the_hands_of(by):
            raise Refused(_t("This person also works for others, who shut them out."))
        self.is_active = True
        self.save(update_fields=["is_active"])

    def is_in_the_hands_of(self, administrator: "User") -> bool:
        """Every role this person holds is at a client that the administrator runs."""
        hers = {client for _, client in self.roles}
        return hers <= set(administrator.clients_as([Role.ADMINISTRATOR])) and (
            administrator.is_superuser or not self.is_superuser
        )

    def end_sessions(self) -> None:
        """Log out wherever logged in."""
        self.epoch = models.F("epoch") + 1
        self.save(update_fields=["epoch"])
        self.refresh_from_db(fields=["epoch"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: changes with the password and with the epoch."""
        salt = "office.models.User.session"
        return salted_hmac(salt, f"{self.password}:{self.epoch}", secret=secret, algorithm="sha256").hexdigest()
