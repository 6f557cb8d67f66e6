from collections.abc import Iterable
from functools import cached_property
from typing import Any, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models.client import Client
from office.models.membership import Membership


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(memberships__client_id__in=user.clients_in_view).distinct()

    def working(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, role: str, *, client: Client | None = None) -> Self:
        """People with a role, at one client or anywhere."""
        at = {"memberships__client": client} if client else {}
        return self.filter(memberships__role=role, **at).distinct()

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

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
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["password", "last_login"]
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
        return tuple(Membership.objects.of(self).values_list("role", "client_id"))

    def clients_as(self, roles: Iterable[str]) -> tuple[int, ...]:
        """The clients for whom this person holds one of the roles."""
        wanted = set(roles)
        return tuple(sorted({client for role, client in self.roles if role in wanted}))

    def is_any(self, *roles: str) -> bool:
        return bool(self.clients_as(roles))

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
