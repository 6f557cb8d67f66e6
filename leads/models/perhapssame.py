from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.lookout import likely_pairs
from leads.models.sharednumber import SharedNumber, leads_with
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class PerhapsSameQuerySet(ClientOwnedQuerySet["PerhapsSame"]):
    def open(self) -> Self:
        """Proposed, and both leads still stand for themselves."""
        both = models.Q(left__merged_into__isnull=True, right__merged_into__isnull=True)
        return self.filter(both, state=PerhapsSame.State.OPEN)

    def dismissed(self) -> Self:
        return self.filter(state=PerhapsSame.State.DISMISSED)

    def touching(self, ids: Sequence[int]) -> Self:
        return self.filter(models.Q(left_id__in=ids) | models.Q(right_id__in=ids))

    def between(self, one: models.Model, other: models.Model) -> Self:
        left, right = sorted((one.pk, other.pk))
        return self.filter(left_id=left, right_id=right)

    def surest(self) -> Self:
        leads = [f"{side}__{each}" for side in ("left", "right") for each in ("company", "owner", "client")]
        return self.select_related("left", "right", *leads).order_by("-score", "pk")

    def with_details(self) -> Self:
        """With the numbers of both."""
        return self.prefetch_related("left__phones", "right__phones")

    def beyond(self, mark: str) -> Self:
        """Behind the pair of that mark (`score-id`); all where it is none."""
        score, _dash, pk = mark.partition("-")
        if not (score.isdecimal() and pk.isdecimal() and len(score) < 4 and len(pk) < 19):
            return self
        return self.filter(models.Q(score__lt=int(score)) | models.Q(score=int(score), pk__gt=int(pk)))


class PerhapsSame(ClientOwned):
    """Two leads that may be one person. Proposed by the sweep, decided by people; `left` is the older one.

    `score`: 1 to 99; `reasons`: [[code, value], …] as leads/likeness gives them, said in words by leads/evidence.py.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DISMISSED = "dismissed", _("Different people")
        MERGED = "merged", _("Merged")

    left = models.ForeignKey(Lead, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    right = models.ForeignKey(Lead, models.CASCADE, related_name="+", db_constraint=False)
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")

    objects = PerhapsSameQuerySet.as_manager()

    personal = ("reasons",)
    stays_when_merged = True

    class Meta:
        verbose_name_plural = "perhaps the same"
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["client", "-score", "id"], condition=models.Q(state="open"), name="perhaps_same_open")
        ]

    def __str__(self) -> str:
        return f"{self.left_id} ? {self.right_id}"

    def other(self, lead: models.Model) -> Lead:
        """The one of the two that is not this."""
        return self.right if self.left_id == lead.pk else self.left

    @property
    def mark(self) -> str:
        """Where it stands in the order of the page."""
        return f"{self.score}-{self.pk}"

    @classmethod
    @transaction.atomic
    def look_at(cls, client_id: int, ids: Sequence[int]) -> None:
        """Reckon anew who may be one person with these leads. What people decided stays decided."""
        ids = sorted({*ids, *SharedNumber.look_at(client_id, ids)})
        shared = SharedNumber.objects.of_client(client_id).meaningless().of_leads(ids)
        found = dict(likely_pairs(client_id, ids, frozenset(shared.values_list("number", flat=True))))
        mine = cls.objects.of_client(client_id).touching(ids)
        known = {(row.left_id, row.right_id): row for row in mine}
        gone = [row.pk for pair, row in known.items() if pair not in found]
        cls.objects.filter(pk__in=gone, state=cls.State.OPEN).delete()
        rows = [
            cls(client_id=client_id, left_id=pair[0], right_id=pair[1], score=score, reasons=why, found_at=clock.now())
            for pair, (score, why) in found.items()
            if pair not in known
        ]
        cls.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
        for pair in known.keys() & found.keys():
            known[pair]._renew(*found[pair])

    def _renew(self, score: int, reasons: Sequence[tuple[str, str]]) -> None:
        said = [list(reason) for reason in reasons]
        if self.state == self.State.OPEN and (self.score, self.reasons) != (score, said):
            PerhapsSame.objects.filter(pk=self.pk, state=self.State.OPEN).update(score=score, reasons=said)

    @transaction.atomic
    def are_different(self, *, by: "User") -> None:
        """Two people: this pair is never proposed again."""
        if not self._decide(self.State.DISMISSED, by=by, was=self.State.OPEN):
            raise Refused(_t("A colleague has decided about this pair already."))

    def _decide(self, state: str, *, by: "User", was: str) -> int:
        mine = PerhapsSame.objects.filter(pk=self.pk, state=was)
        return mine.update(state=state, decided_at=clock.now(), decided_by=by)

    @classmethod
    def merged(cls, kept: Lead, absorbed: Lead, *, by: "User") -> dict[str, Any]:
        """The pair is decided; who is somebody else than the absorbed lead is somebody else than the kept one too.

        Returns what `split` needs: {"made": [ids], "dismissed": [ids], "pair": id}.
        """
        pair, _new = cls.objects.get_or_create(
            left_id=min(kept.pk, absorbed.pk),
            right_id=max(kept.pk, absorbed.pk),
            defaults={"client_id": kept.client_id},
        )
        pair._decide(cls.State.MERGED, by=by, was=pair.state)
        said = cls.objects.dismissed().touching([absorbed.pk])
        others = {row.left_id + row.right_id - absorbed.pk for row in said} - {kept.pk}
        known = {row.left_id + row.right_id - kept.pk: row for row in cls.objects.touching([kept.pk])}
        told = {"state": cls.State.DISMISSED, "decided_at": clock.now(), "decided_by": by}
        ends = [(min(kept.pk, other), max(kept.pk, other)) for other in sorted(others - known.keys())]
        made = cls.objects.bulk_create(
            [cls(client_id=kept.client_id, left_id=left, right_id=right, **told) for left, right in ends]
        )
        again = [known[o].pk for o in others & known.keys() if known[o].state == cls.State.OPEN]
        cls.objects.filter(pk__in=again).update(**told)
        return {"pair": pair.pk, "made": [row.pk for row in made], "dismissed": again}

    @classmethod
    def split(cls, log: dict[str, Any], *, by: "User") -> None:
        """The merge was a mistake: the two are different people, and what followed from it no longer does."""
        told = {"decided_at": clock.now(), "decided_by": by}
        cls.objects.filter(pk=log["pair"]).update(state=cls.State.DISMISSED, **told)
        cls.objects.filter(pk__in=log["made"]).delete()
        cls.objects.filter(pk__in=log["dismissed"]).update(state=cls.State.OPEN, decided_at=None, decided_by=None)

    @classmethod
    def look_again(cls, number: SharedNumber) -> None:
        """It was decided what a shared number means: its leads are compared anew."""
        cls.look_at(number.client_id, leads_with(number.client_id, [number.number]))
