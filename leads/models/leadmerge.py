from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _t

from leads.models import mergefields, mergepasses, reparent
from leads.models.activity import Activity
from leads.models.consent import Consent
from leads.models.lead import Lead
from leads.models.mergesilence import must_be_silent, silence, speak_again
from leads.models.oneload import no_load_until_commit
from leads.models.perhapssame import PerhapsSame
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class LeadMergeQuerySet(ClientOwnedQuerySet["LeadMerge"]):
    def standing(self) -> Self:
        """Not taken apart."""
        return self.filter(split_at__isnull=True)

    def of_lead(self, lead: models.Model) -> Self:
        """In which it was kept, the newest first."""
        return self.filter(kept_id=lead.pk).select_related("absorbed", "absorbed__company", "by").order_by("-pk")


class LeadMerge(ClientOwned):
    """Two leads that turned out to be one person: what was before, what went over, and how to take it apart again.

    `before`: {"kept": facts, "absorbed": facts}, each the fields and numbers as they were; `after`: the kept lead's
    fields as the merge left them; `log`: see docs/merge.md; `unrestored`: what a split could not put back.
    """

    kept = models.ForeignKey(Lead, models.CASCADE, related_name="merges", db_constraint=False)
    absorbed = models.ForeignKey(Lead, models.CASCADE, related_name="absorptions", db_constraint=False)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    log = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    split_at = models.DateTimeField(null=True, blank=True)
    split_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    unrestored = models.JSONField(default=list)

    objects = LeadMergeQuerySet.as_manager()

    personal = ("before", "after", "unrestored")
    stays_when_merged = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(split_at__isnull=True), name="absorbed_once"
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("absorbed")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"

    @classmethod
    @transaction.atomic
    def make(cls, kept: Lead, absorbed: Lead, *, by: "User", choices: Mapping[str, str] | None = None) -> "LeadMerge":
        """One lead of two. `choices`: whose value stays, field by field (see mergefields.unite).

        Everything that points to the absorbed lead goes over to the kept one; its row stays and points there. Refused
        while somebody calls one of them, while leads are loaded, and when one of them was merged already.
        """
        kept, absorbed = cls._locked(kept, absorbed)
        passes = mergepasses.hold_still([kept, absorbed])
        made = cls(client_id=kept.client_id, kept=kept, absorbed=absorbed, by=by, at=clock.now())
        made.before = {"kept": mergefields.facts(kept), "absorbed": mergefields.facts(absorbed)}
        silenced = [lead for lead in (kept, absorbed) if must_be_silent(lead, passes)]
        made.log = mergepasses.unite(kept, absorbed, passes, silenced=bool(silenced))
        values = kept.addresses + absorbed.addresses if silenced else []
        withdrew = Consent.any_withdrew([kept, absorbed])
        made.log["moved"], made.log["left"] = reparent.move_all(absorbed, kept)
        made.log["withdrawn"] = made._withdraw_all(by=by) if withdrew else []
        made._unite(choices or {})
        made.log["suppressed"] = silence(values, kept, by=by)
        made.log["pairs"] = PerhapsSame.merged(kept, absorbed, by=by)
        made.save()
        made._tell(Activity.Kind.MERGED, by=by)
        return made

    @staticmethod
    def _locked(kept: Lead, absorbed: Lead) -> tuple[Lead, Lead]:
        """Both rows as they are now, locked in the order of their ids. Refused when one was merged meanwhile."""
        if kept.pk == absorbed.pk:
            raise Refused(_t("A lead cannot be merged with itself."))
        if kept.client_id != absorbed.client_id:
            raise Refused(_t("These leads belong to different clients."))
        wait_for_no_load(kept.client_id)
        rows = {row.pk: row for row in Lead.objects.locked(kept.pk, absorbed.pk)}
        for row in rows.values():
            if row.merged_into_id:
                raise Refused(_t("%(name)s was merged with another lead already.") % {"name": row})
        return rows[kept.pk], rows[absorbed.pk]

    def _unite(self, choices: Mapping[str, str]) -> None:
        """The kept lead's fields and numbers; the absorbed one says where it went."""
        kept, absorbed = self.kept, self.absorbed
        Lead.objects.filter(pk=absorbed.pk).update(merged_into=kept)
        mergefields.unite(kept, absorbed, choices)
        mine, theirs = ([row["number"] for row in self.before[side]["numbers"]] for side in ("kept", "absorbed"))
        first = choices.get("phone") == mergefields.OTHER
        self.log["positions"] = mergefields.number_anew(kept, theirs + mine if first else mine + theirs)
        self._save(kept, merged_into=None)
        self.after = mergefields.facts(kept)
        mergepasses.follow(self.log, kept)

    def _withdraw_all(self, *, by: "User") -> list[int]:
        """One of the two took its consent back, so nothing that either agreed to stands any more."""
        why = _t("Merged leads: one of the two had withdrawn it.")
        return Consent.objects.of_lead(self.kept).withdraw(self.at, by=by, why=why)

    @staticmethod
    def _save(lead: Lead, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(lead, name, value)
        lead.updated_at = clock.now()
        lead.make_findable(tuple(lead.phones.in_order()))
        lead.save()

    def _tell(self, kind: str, *, by: "User") -> None:
        """A line on both timelines; what went over took its lines along."""
        for lead, other in ((self.kept, self.absorbed), (self.absorbed, self.kept)):
            lead.record(kind, by=by, merge=self.pk, name=other.name, other=other.pk, kept=lead == self.kept)

    @property
    def may_split(self) -> bool:
        """It stands, and nothing was merged on top of it."""
        later = LeadMerge.objects.standing().filter(kept_id=self.kept_id, pk__gt=self.pk)
        return self.split_at is None and not self.kept.merged_into_id and not later.exists()

    @transaction.atomic
    def split(self, *, by: "User") -> list[Any]:
        """Take the merge apart: rows go back by the log, fields that nobody changed since are restored.

        What came later stays with the kept lead. Returns (and keeps in `unrestored`) what could not be put back.
        """
        wait_for_no_load(self.client_id)
        rows = {row.pk: row for row in Lead.objects.locked(self.kept_id, self.absorbed_id)}
        merge = LeadMerge.objects.select_for_update().get(pk=self.pk)
        merge.kept, merge.absorbed = rows[merge.kept_id], rows[merge.absorbed_id]
        if not merge.may_split:
            raise Refused(_t("Only the last merge of a lead can be taken apart, and only once."))
        mergepasses.hold_still([merge.kept, merge.absorbed])
        merge._take_apart(by=by)
        merge._tell(Activity.Kind.SPLIT, by=by)
        self.refresh_from_db()
        return list(self.unrestored)

    def _take_apart(self, *, by: "User") -> None:
        kept, absorbed = self.kept, self.absorbed
        missing = reparent.put_back(self.log["moved"], kept, absorbed)
        Consent.objects.stand_again(self.log.get("withdrawn", []), self.at)
        lifted = speak_again(self.log["suppressed"], kept, by=by)
        fields = mergefields.restore(kept, self.before["kept"], self.after)
        for lead, side in ((kept, "kept"), (absorbed, "absorbed")):
            mergefields.number_anew(lead, [row["number"] for row in self.before[side]["numbers"]])
        taken = Lead.objects.of_client(self.client_id).other_than(absorbed).called_by_id(absorbed.external_id)
        self._save(kept)
        if absorbed.external_id and taken.exists():
            absorbed.external_id = ""
            fields.append("absorbed.external_id")
        self._save(absorbed, merged_into=None)
        campaigns = mergepasses.take_apart(self.log, [kept, absorbed])
        PerhapsSame.split(self.log["pairs"], by=by)
        self.unrestored = [
            *(["field", name] for name in fields),
            *(["rows", name, len(ids)] for name, ids in missing.items()),
            *(["pass", name] for name in campaigns),
            *([] if lifted else [["suppressed"]]),
        ]
        self.split_at, self.split_by = clock.now(), by
        self.save()


def wait_for_no_load(client_id: int) -> None:
    """Refuse while an import of the client runs: it has judged already to whom its rows belong."""
    if not no_load_until_commit(client_id):
        raise Refused(_t("A list is being loaded just now. Try again when it is done."))
