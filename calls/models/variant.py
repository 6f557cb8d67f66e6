from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import passages
from calls.mergewords import wrong_field
from calls.models.script import Script
from calls.models.scriptstep import ScriptStep
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Notice, Refused, Role, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from calls.models.attempt import CallAttempt

WAITS = _("{setter} asks to say “{step}” in other words.")
APPROVED = _("Your own words of “{step}” are approved: you read them from the next call on.")
REFUSED = _("Your own words of “{step}” were not approved: {note}")


class ScriptVariantQuerySet(ClientOwnedQuerySet["ScriptVariant"]):
    def of_setter(self, setter: User) -> Self:
        return self.filter(setter=setter)

    def of_campaign(self, campaign: models.Model) -> Self:
        return self.filter(step__script__campaign_id=campaign.pk).shown()

    def shown(self) -> Self:
        return self.select_related("step__script__campaign__client", "setter", "decided_by")

    def in_use(self) -> Self:
        return self.filter(state=ScriptVariant.State.APPROVED).select_related("setter")

    def alive(self) -> Self:
        """Read, or waiting for an answer."""
        return self.filter(state__in=[ScriptVariant.State.ASKED, ScriptVariant.State.APPROVED]).select_related("setter")

    def waiting(self) -> Self:
        """For a manager's answer, the oldest first; what belongs to a version that is read no more waits no more."""
        asked = self.filter(state=ScriptVariant.State.ASKED, step__script__state=Script.State.APPROVED)
        return asked.order_by("asked_at", "pk")

    def decided(self) -> Self:
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")

    def newest_by_step(self, script: Script) -> "dict[int, ScriptVariant]":
        """The last that was asked for, by step id."""
        rows = self.filter(step__script=script).exclude(state=ScriptVariant.State.WITHDRAWN).order_by("asked_at", "pk")
        return {row.step_id: row for row in rows.select_related("decided_by")}

    def read_in(self, script: Script | None, setter: User) -> Self:
        """Those that a setter reads now in a version."""
        return self.of_setter(setter).in_use().filter(step__script=script)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ScriptVariant(ClientOwned):
    """A setter's own words for a step: the whole of it, its locked passages unchanged. Its words never change: another
    wish is another row."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not approved")
        WITHDRAWN = "withdrawn", _("Taken back")

    step = models.ForeignKey(ScriptStep, models.CASCADE, related_name="variants", db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    say = models.TextField(_("words"), max_length=4000)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    note = models.CharField(_("note to the setter"), max_length=300, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScriptVariantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step", "setter"], condition=models.Q(state="asked"), name="one_variant_asked"
            ),
            models.UniqueConstraint(
                fields=["step", "setter"], condition=models.Q(state="approved"), name="one_variant_read"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.setter}: {self.step}"

    @classmethod
    @transaction.atomic
    def propose(cls, step: ScriptStep, free: Sequence[str], *, by: User) -> "ScriptVariant":
        """Ask to say a step in one's own words: `free` are its free passages in their order. A wish that still waits is
        taken back by this one. Refused: a version that is not read now, nothing changed, brackets, a strange field."""
        script = Script.objects.select_for_update(no_key=True).get(pk=step.script_id)
        if not script.is_approved:
            raise Refused(_t("This version of the script is read no more. Look at the new one."))
        say = passages.in_own_words(step.say, free)
        cls._must_be_sayable(step, script, say, free)
        step.variants.of_setter(by).filter(state=cls.State.ASKED).update(state=cls.State.WITHDRAWN)
        made = cls.objects.create(client_id=step.client_id, step=step, setter=by, say=say, asked_at=clock.now())
        words = format_lazy(WAITS, setter=by.name, step=step.title)
        for manager in User.objects.working().holding(Role.MANAGER, client=script.campaign.client):
            Notice.tell(manager, words, client=script.campaign.client, url=f"/variants/{made.pk}/")
        return made

    @staticmethod
    def _must_be_sayable(step: ScriptStep, script: Script, say: str, free: Sequence[str]) -> None:
        if any("[[" in words or "]]" in words for words in free):
            raise Refused(_t("Only a manager marks a passage as locked."))
        if not say.strip():
            raise Refused(_t("A step needs a name and words."))
        if wrong := wrong_field(say, script.known_fields):
            raise Refused(wrong)
        if passages.locked(say) != passages.locked(step.say):
            raise Refused(_t("The locked passages are said word for word."))
        if say == passages.in_own_words(step.say, [p.text for p in passages.passages(step.say) if not p.locked]):
            raise Refused(_t("Nothing is said in other words here."))

    @transaction.atomic
    def approve(self, *, by: User, note: str = "") -> None:
        """The setter reads these words from the next call on; those approved before are read no more."""
        self._must_wait()
        before = self.step.variants.of_setter(self.setter).filter(state=self.State.APPROVED)
        before.update(state=self.State.WITHDRAWN)
        self._decide(self.State.APPROVED, by, note)
        self._tell(APPROVED)

    @transaction.atomic
    def refuse(self, *, by: User, note: str) -> None:
        """With a note: the setter should know why."""
        if not note.strip():
            raise Refused(_t("Say in the note why not."))
        self._must_wait()
        self._decide(self.State.REFUSED, by, note)
        self._tell(REFUSED)

    @transaction.atomic
    def withdraw(self, *, by: User) -> None:
        """The setter says the step as it is written again, or wishes nothing else any more."""
        row = ScriptVariant.objects.select_for_update().get(pk=self.pk)
        if row.setter_id != by.pk or row.state not in (self.State.ASKED, self.State.APPROVED):
            raise Refused(_t("These words are not read any more."))
        self.state = self.State.WITHDRAWN
        self.save(update_fields=["state"])

    @property
    def is_read(self) -> bool:
        return self.state == self.State.APPROVED

    def carry_to(self, step: ScriptStep) -> None:
        """Into a new version that says the same in this step."""
        kept = {"say": self.say, "state": self.state, "note": self.note, "decided_by_id": self.decided_by_id}
        step.variants.create(
            client_id=step.client_id, setter=self.setter, asked_at=self.asked_at, decided_at=self.decided_at, **kept
        )

    def _must_wait(self) -> None:
        """In the same order as an approval of the script: the version first, then the wish."""
        script = Script.objects.select_for_update(no_key=True).get(pk=self.step.script_id)
        row = ScriptVariant.objects.select_for_update().get(pk=self.pk)
        if row.state == self.State.WITHDRAWN:
            raise Refused(_t("The setter has taken this back, or asks for other words now."))
        if row.state != self.State.ASKED:
            raise Refused(_t("A colleague has answered this already."))
        if not script.is_approved:
            raise Refused(_t("This version of the script is read no more. Look at the new one."))

    def _decide(self, state: str, by: User, note: str) -> None:
        self.state, self.decided_by, self.decided_at, self.note = state, by, clock.now(), note.strip()[:300]
        self.save(update_fields=["state", "decided_by", "decided_at", "note"])

    def _tell(self, words: "StrPromise") -> None:
        script = self.step.script
        text = format_lazy(words, step=self.step.title, note=self.note)
        Notice.tell(self.setter, text, client=script.campaign.client, url=f"/campaigns/{script.campaign_id}/my-words/")


class VariantRead(ClientOwned):
    """Which of a setter's own words were read on a call; the version of the script stands on the call itself."""

    attempt = models.ForeignKey("calls.CallAttempt", models.CASCADE, related_name="variants_read", db_constraint=False)
    variant = models.ForeignKey(ScriptVariant, models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "variant"], name="variant_read_once")]

    def __str__(self) -> str:
        return str(self.variant_id)

    @classmethod
    def keep(cls, attempt: "CallAttempt") -> "CallAttempt":
        """Keep what the setter of a call that begins now reads; gives the call back."""
        read = ScriptVariant.objects.read_in(attempt.script, attempt.setter) if attempt.script_id else ()
        rows = [VariantRead(client_id=attempt.client_id, attempt=attempt, variant=variant) for variant in read]
        if rows:
            VariantRead.objects.bulk_create(rows)
        return attempt
