from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.block import CalendarBlock
from appointments.models.blocks import CalendarBlockQuerySet
from appointments.models.diary import diaries
from appointments.models.picker import WHY, Picker
from appointments.slots import Diary
from appointments.walltime import instant
from appointments.whynot import FIRM, Reason, against
from leads.models import Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused, Role

if TYPE_CHECKING:
    pass

AROUND = timedelta(days=2)  # what is read of the calendars on both sides of the time


class OverruleQuerySet(ClientOwnedQuerySet["Overrule"]):
    def of_blocks(self, blocks: CalendarBlockQuerySet) -> Self:
        return self.filter(token__in=blocks.values("token"))


class Overrule(ClientOwned):
    """A manager's word that a time is taken though the rules do not offer it: what stood against it, and why all the
    same. It belongs to the hold of that token, and to the meeting that the hold becomes. Never over something busy."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="overrules", db_constraint=False)
    token = models.UUIDField(unique=True)
    against = ArrayField(models.CharField(max_length=20))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OverruleQuerySet.as_manager()

    personal = ("reason",)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="overrule_says_why")]

    def __str__(self) -> str:
        return self.reason

    @property
    def told(self) -> str:
        """What stood against it, in words."""
        return ", ".join(str(WHY[Reason(name)]) for name in self.against)

    @classmethod
    @transaction.atomic
    def take(cls, picker: Picker, starts_at: datetime, *, reason: str) -> CalendarBlock:
        """Put a time on hold against the rules, with the best of the reps whose calendar has room for it. Refused when
        somebody who must be there is busy then, when the time is over, without a reason, and to all but managers."""
        by, kind = picker.by, picker.kind
        if by is None or kind.client_id not in by.clients_as([Role.MANAGER]):
            raise Refused(_t("Only a manager books a time that is not offered."))
        if starts_at <= clock.now():
            raise Refused(_t("That time is over."))
        if not reason.strip():
            raise Refused(_t("Say why it is booked all the same."))
        objections = cls._objections(picker, starts_at)
        held = picker.take(tuple(objections), starts_at, beyond_cap=True)
        told: dict[str, Any] = {
            "reason": reason.strip()[:200],
            "against": objections[held.person_id],
            "by": by,
            "at": clock.now(),
        }
        cls.objects.create(client_id=kind.client_id, lead=picker.lead, token=str(held.token), **told)
        return held

    @staticmethod
    def _objections(picker: Picker, starts_at: datetime) -> dict[int, list[Reason]]:
        """{rep who has room: what speaks against the time}. Refused when nobody has."""
        start, now, terms = instant(starts_at), instant(picker.now), picker.kind.terms
        people = list({**picker.reps, **picker.companions}.values())
        near: dict[str, Any] = {
            "start": starts_at - AROUND,
            "end": starts_at + AROUND,
            "now": picker.now,
            "asked_by": picker.by,
            "client": picker.kind.client_id,
        }
        found: dict[int, Diary] = {diary.person: diary for diary in diaries(people, **near)}
        besides = [why for pk in picker.companions for why in against(start, found[pk], picker.terms_besides, now)]
        told = {rep: [*against(start, found[rep], terms, now), *besides] for rep in picker.reps}
        free = {rep: list(dict.fromkeys(why)) for rep, why in told.items() if not FIRM & set(why)}
        if told and not free:
            firm = next(why for whys in told.values() for why in whys if why in FIRM)
            raise Refused(_t("That time cannot be booked: %(reason)s.") % {"reason": WHY[firm]})
        if not free:
            raise Refused(_t("No rep takes meetings of this campaign yet."))
        return free
