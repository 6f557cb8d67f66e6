from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models.client import Client
from office.models.owned import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models.user import User


class NoticeQuerySet(ClientOwnedQuerySet["Notice"]):
    def to(self, user: "User") -> Self:
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def about(self, url: str) -> Self:
        return self.filter(url=url)

    def read(self) -> int:
        return self.unread().update(read_at=clock.now())

    def newest(self) -> Self:
        return self.order_by("-pk")


class Notice(ClientOwned):
    """A word to a colleague: the bell."""

    user = models.ForeignKey("office.User", models.CASCADE, related_name="notices")
    text = models.CharField(_("text"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    personal = ("text",)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], condition=models.Q(read_at__isnull=True), name="notice_unread")]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def tell(cls, user: "User", text: str | Promise, *, client: Client, url: str = "") -> "Notice":
        """Leave a word; a lazy text is said in the language of the one who reads it. `url`: a path of this house."""
        with translation.override(user.language or settings.LANGUAGE_CODE):
            return cls.objects.create(client=client, user=user, text=str(text)[:300], url=url)

    def read(self) -> None:
        self.read_at = self.read_at or clock.now()
        self.save(update_fields=["read_at"])
