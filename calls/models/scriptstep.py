from typing import TYPE_CHECKING, Any, Self, TypedDict

import pghistory
from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import passages
from calls.mergewords import wrong_field
from calls.models.script import Script
from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet, Notice, Refused
from office.order import moved

if TYPE_CHECKING:
    from office.models import User

NEW_WORDS = _("There is a new version of “{step}”: your own words for it have to be asked for again.")


class Branch(TypedDict):
    """If the answer to `question` (its lineage, as text) is `answer`, the next step is `to` (its number). Without a
    question: in any other case."""

    question: str
    answer: str
    to: int


class ScriptStepQuerySet(ClientOwnedQuerySet["ScriptStep"]):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def of_script(self, script: Script) -> Self:
        return self.filter(script=script)

    def said_in(self, campaign: Campaign) -> Self:
        """Of the campaign's approved script."""
        return self.filter(script__campaign=campaign, script__state=Script.State.APPROVED).in_order()

    def numbered(self, number: int) -> Self:
        return self.filter(number=number)

    def exclude_number(self, number: int) -> Self:
        """All but that one (which is not written yet when it is 0)."""
        return self.exclude(number=number) if number else self

    def shown(self) -> Self:
        return self.select_related("script__campaign__client")

    def in_drafts(self) -> Self:
        """Those that may be written."""
        return self.filter(script__state=Script.State.DRAFT).shown()

    def said(self) -> Self:
        """Of versions that setters read now."""
        return self.filter(script__state=Script.State.APPROVED).shown()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ScriptStep(ClientOwned):
    """What to say, ask or mind, and a hint for the one who says it. Merge fields stand in braces: `{first_name}`; what
    is to be said word for word in double brackets: `[[This call is recorded.]]`.

    `number` names the step within its script and is kept by every later version; `asks`: the lineage of the question
    that an ASK step puts; `branches`: see Branch.
    """

    class Kind(models.TextChoices):
        SAY = "say", _("Say")
        ASK = "ask", _("Ask")
        HINT = "hint", _("Hint for the setter")

    script = models.ForeignKey(Script, models.CASCADE, related_name="steps", db_constraint=False)
    number = models.PositiveSmallIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.SAY, db_default=Kind.SAY)
    title = models.CharField(_("step"), max_length=40)
    say = models.TextField(_("words"), max_length=4000)
    hint = models.TextField(_("hint"), max_length=1000, blank=True)
    asks = models.UUIDField(_("question that it asks"), null=True, blank=True)
    branches = models.JSONField(default=list, blank=True, db_default=[])
    position = models.PositiveSmallIntegerField(default=1)

    objects = ScriptStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["script", "position"], name="script_step_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.UniqueConstraint(fields=["script", "number"], name="script_step_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A step without a number is named by its place."""
        self.number = self.number or self.position
        super().save(*args, **kwargs)

    @classmethod
    @transaction.atomic
    def write(cls, script: Script, *, by: "User", **details: Any) -> "ScriptStep":
        """A new step at the end of a draft. Refused: a version that is no draft, a field that there is not, a bracket
        left open."""
        script.touch()
        used = list(script.steps.in_order().values_list("number", "position"))
        made = cls(client_id=script.client_id, script=script)
        made.number = max((number for number, _position in used), default=0) + 1
        made.position = max((position for _number, position in used), default=0) + 1
        made._take(details)
        return made

    @transaction.atomic
    def change(self, *, by: "User", **details: Any) -> None:
        """Only in a draft."""
        self.script.touch()
        self._take(details)

    @transaction.atomic
    def remove(self, *, by: "User") -> None:
        """Take it out of the draft; refused while another step leads to it."""
        self.script.touch()
        leading = [step.title for step in self.script.steps.in_order() if self.number in step.leads_to]
        if leading:
            raise Refused(_t("“%(step)s” leads to it. Change that first.") % {"step": leading[0]})
        self.delete()

    @transaction.atomic
    def move(self, places: int, *, by: "User") -> None:
        """Further down in the draft, or up."""
        self.script.touch()
        for position, step in enumerate(moved(list(self.script.steps.in_order()), self, places), start=1):
            if step.position != position:
                step.position = position
                step.save(update_fields=["position"])

    def copy_to(self, script: Script) -> "ScriptStep":
        """The same step in another version."""
        kept = ("number", "kind", "title", "say", "hint", "asks", "branches", "position")
        fields = {name: getattr(self, name) for name in kept}
        return ScriptStep.objects.create(client_id=script.client_id, script=script, **fields)

    def _take(self, details: dict[str, Any]) -> None:
        for name, value in details.items():
            setattr(self, name, value)
        numbers = set(self.script.steps.in_order().values_list("number", flat=True)) | {self.number}
        self.must_be_sayable(self.script.known_fields, numbers)
        self.save()

    def must_be_sayable(self, known: list[str], numbers: set[int]) -> None:
        """Refuse what cannot be read out: no words, a strange field, an open bracket, a branch that leads nowhere."""
        if not self.title.strip() or not self.say.strip():
            raise Refused(_t("A step needs a name and words."))
        if passages.is_open(self.say):
            raise Refused(_t("A locked passage begins with [[ and ends with ]]: one of them is missing."))
        if wrong := wrong_field(self.say, known) or wrong_field(self.hint, known):
            raise Refused(wrong)
        if self.leads_to - numbers or self.number in self.leads_to:
            raise Refused(_t("“%(step)s” leads to a step that is not there.") % {"step": self.title})

    @property
    def leads_to(self) -> set[int]:
        """The numbers of the steps to which its branches lead."""
        return {branch["to"] for branch in self.branches}

    def ask_again(self, before: Script | None) -> None:
        """Its version was approved now. A setter's own words stay where the step says what it said; else they must be
        asked for again, and the setter is told."""
        old = before.steps.numbered(self.number).first() if before else None
        for variant in old.variants.alive() if old else ():
            if old and old.say == self.say and variant.is_read:
                variant.carry_to(self)
            else:
                words = format_lazy(NEW_WORDS, step=self.title)
                url = f"/campaigns/{self.script.campaign_id}/my-words/"
                Notice.tell(variant.setter, words, client=self.script.campaign.client, url=url)
