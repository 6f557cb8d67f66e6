"""Which rule files an administrator stands for. A file that nobody approved closes every place it may concern."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.rules import RuleFile, shelf
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User


class RuleApprovalQuerySet(models.QuerySet["RuleApproval"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def of_file(self, name: str) -> Self:
        return self.filter(file=name).select_related("by", "withdrawn_by").order_by("-pk")

    def of_text(self, digest: str) -> Self:
        return self.filter(digest=digest)

    def digests(self) -> set[str]:
        return set(self.in_force().values_list("digest", flat=True))


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RuleApproval(models.Model):
    """An administrator has read a rule file, as its text was then (sha256), and lets campaigns use it. An agency table:
    the rules hold for every client. A file that changes is another text, and waits for its own approval."""

    file = models.CharField(_("rule file"), max_length=60)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RuleApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(withdrawn_at__isnull=True), name="rules_approved_once"
            )
        ]

    def __str__(self) -> str:
        return self.file

    @classmethod
    @transaction.atomic
    def approve(cls, file: RuleFile, *, by: "User") -> "RuleApproval":
        """Let campaigns use a file as it stands. Approving twice is approving once."""
        _must_run_the_house(by)
        made, _new = cls.objects.get_or_create(
            digest=file.digest,
            withdrawn_at=None,
            defaults={"file": file.name, "by": by, "approved_at": clock.now()},
        )
        return made

    @classmethod
    def must_be_as_read(cls, file: RuleFile, digest: str) -> None:
        """Refused when the text changed while somebody read it."""
        if digest != file.digest:
            raise Refused(_t("This file has changed meanwhile: read it again."))

    @classmethod
    @transaction.atomic
    def withdraw(cls, file: RuleFile, *, by: "User") -> None:
        """Nobody is called any more where this file may apply."""
        _must_run_the_house(by)
        standing = cls.objects.in_force().of_text(file.digest).select_for_update()
        for row in standing:
            row.withdrawn_at, row.withdrawn_by = clock.now(), by
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])

    @classmethod
    def waiting(cls) -> list[RuleFile]:
        """Files that nobody has approved as they stand."""
        approved = cls.objects.digests()
        return [file for file in shelf() if file.digest not in approved]

    @classmethod
    def approve_all(cls, *, by: "User") -> None:
        """Every file as it stands: what the demo's administrator does."""
        for file in cls.waiting():
            cls.approve(file, by=by)


def _must_run_the_house(by: "User") -> None:
    if not by.runs_the_house:
        raise Refused(_t("What holds for every client is decided by an administrator of all of them."))
