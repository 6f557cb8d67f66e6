from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models.attempt import CallAttempt
from calls.models.callback import Callback
from calls.models.disposition import Disposition
from calls.models.draft import Draft
from calls.models.outcome import Outcome
from calls.models.standing import standing
from calls.models.told import Told
from leads.models import Activity, Enrollment, Priority
from office import clock, isolation
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class AbsenceQuerySet(ClientOwnedQuerySet["Absence"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def not_over(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at)

    def of(self, person: "User") -> Self:
        return self.filter(person=person)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def with_people(self) -> Self:
        return self.select_related("person", "stand_in", "client", "by").order_by("starts_at", "pk")

    def carry(self, now: datetime) -> int:
        """The sweep: of every client, what falls due while its setter is away. Returns how many things went over."""
        carried = 0
        with isolation.seeing(Client.objects.values_list("pk", flat=True)):
            for absence in self.in_force(now).select_related("person", "stand_in", "by"):
                carried += sum(absence.pass_on().values())
        return carried


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Absence(ClientOwned):
    """A setter is away from a moment until a moment: callbacks that fall due meanwhile, owed outcomes and leads kept
    for them go to the stand-in, or (stand_in empty) to anyone. `passed`: how many of each went over so far."""

    person = models.ForeignKey("office.User", models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(
        "office.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("goes to")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    why = models.CharField(_("why"), max_length=120, blank=True)
    passed = models.JSONField(default=dict)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AbsenceQuerySet.as_manager()

    personal = ("why",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_in_order")
        ]
        indexes = [models.Index(fields=["ends_at"], name="absence_end")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.starts_at:%F} – {self.ends_at:%F}"

    @classmethod
    @transaction.atomic
    def begin(
        cls, person: "User", *, client: Client, starts_at: datetime, ends_at: datetime, stand_in: "User | None",
        by: "User", why: str = "",
    ) -> "Absence":  # fmt: skip
        """Somebody is away. What has begun already is passed on at once, in the same act."""
        if ends_at <= max(starts_at, clock.now()):
            raise Refused(_t("The last day must lie ahead, and after the first one."))
        if stand_in == person:
            raise Refused(_t("Nobody stands in for themselves."))
        Client.objects.select_for_update().get(pk=client.pk)
        if cls.objects.of_client(client).of(person).overlapping(starts_at, ends_at).exists():
            raise Refused(_t("This person is away in these days already."))
        told = {"person": person, "stand_in": stand_in, "starts_at": starts_at, "ends_at": ends_at, "why": why[:120]}
        made = cls.objects.create(client=client, by=by, at=clock.now(), **told)
        if starts_at <= clock.now():
            made.pass_on()
        return made

    def end(self, *, by: "User") -> None:
        """Back sooner. What went over stays where it is; nothing more goes."""
        now = clock.now()
        if self.ends_at <= now:
            raise Refused(_t("That is over already."))
        if self.starts_at >= now:  # nothing happened yet
            self.delete()
            return
        self.ends_at = now
        self.save(update_fields=["ends_at"])

    @transaction.atomic
    def pass_on(self) -> dict[str, int]:
        """Pass on what is there now and falls due before the end; doing it twice does it once. Returns how many."""
        counts = {"outcomes": self._outcomes(), "callbacks": self._callbacks(), "leads": self._leads()}
        if any(counts.values()):
            self.passed = {name: self.passed.get(name, 0) + count for name, count in counts.items()}
            self.save(update_fields=["passed"])
        return counts

    @property
    def _goal(self) -> "User | None":
        """The stand-in, unless they are away too."""
        away = Absence.objects.of_client(self.client_id).in_force(clock.now())
        return None if self.stand_in is None or away.of(self.stand_in).exists() else self.stand_in

    def _callbacks(self) -> int:
        goal, promises = self._goal, Callback.objects.of_client(self.client_id).open()
        mine = list(promises.promised_by(self.person).before(self.ends_at).select_for_update(of=("self",)))
        for promise in mine:
            promise.pass_on(goal)
            self._tell(promise.lead, "callback")
        return len(mine)

    def _leads(self) -> int:
        """Offered to them, or kept for them and due before they are back."""
        held = Enrollment.objects.of_client(self.client_id)
        offered = held.claimed_by(self.person).offered().released()
        return offered + held.kept_for(self.person, self.ends_at).update(reserved_for=self._goal)

    def _outcomes(self) -> int:
        owed = CallAttempt.objects.of_client(self.client_id).by_setter(self.person).owed().with_lead()
        for attempt in owed:
            self._settle(attempt)
        return len(owed)

    def _settle(self, attempt: CallAttempt) -> None:
        """Nobody knows how it came out: it counts as not reached, its notes stay, and the lead is called again by whom
        it goes to, before all others."""
        row, goal = CallAttempt.objects.locked(attempt.pk), self._goal
        usual = Disposition.lay(row.enrollment.campaign)
        neutral = next(one for one in usual if one.outcome == Outcome.NOT_REACHED)
        said = Told(by=self.by, reason=_t("The setter is away"), notes=self._words(row))
        before = standing(row.enrollment)
        row.enrollment.queue_for(Priority.CALLBACK, clock.now(), reserved_for=goal)
        row._close(neutral, said, before)
        self._tell(row.lead, "outcome")

    def _words(self, attempt: CallAttempt) -> str:
        """What they had typed on the lead."""
        drafts = list(Draft.objects.of_setter(self.person).on(attempt.enrollment))
        for draft in drafts:
            draft.delete()
        return "\n".join(draft.text for draft in drafts)

    def _tell(self, lead: Any, what: str) -> None:
        goal = self._goal
        lead.record(Activity.Kind.PASSED_ON, by=self.by, what=what, away=str(self.person), to=str(goal or ""))
