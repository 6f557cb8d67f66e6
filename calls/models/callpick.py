from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.db import models
from django.db.models.functions import MD5, Cast, Concat
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.walltime import day_start, moment
from calls.models.attempt import CallAttempt
from calls.models.dials import CallAttemptQuerySet
from calls.models.outcome import Outcome, Reached
from leads.models import UNDO, Campaign
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

MOST = 50  # calls of one pick
TALKED, EVERY = "talked", "every"
WHAT = ((TALKED, _("calls that reached somebody")), (EVERY, _("all calls")), *Outcome.choices)


class Reviewable(CallAttemptQuerySet):
    """Calls that may be reviewed: their outcome stands."""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(CallAttempt).visible_to(user).ripe()

    def ripe(self) -> Self:
        """Whose outcome can no longer be undone."""
        return self.filter(disposition__isnull=False, logged_at__lte=clock.now() - UNDO)

    def came_out(self, what: str) -> Self:
        """`talked`: reached somebody; `every`; else one of Outcome."""
        if what == TALKED:
            return self.filter(reached__in=[Reached.SOMEBODY, Reached.DECISION_MAKER])
        return self if what == EVERY else self.filter(outcome=what)

    def in_days(self, client: Client, first: date, last: date) -> Self:
        """From the first to the last day on the client's clock."""
        start, end = (moment(day_start(client.zone, day)) for day in (first, date.fromordinal(last.toordinal() + 1)))
        return self.of_client(client).between(start, end)

    def of(self, campaign: Campaign | None, setter: "User | None") -> Self:
        found = self.filter(enrollment__campaign=campaign) if campaign else self
        return found.by_setter(setter) if setter else found

    def not_by(self, person: "User") -> Self:
        return self.exclude(setter=person)

    def not_reviewed(self) -> Self:
        return self.filter(reviews__isnull=True)

    def drawn(self, seed: int) -> Self:
        """In the order of the lot: the same for the same number, and for no other reason."""
        lot = MD5(Concat(models.Value(f"{seed}:"), Cast("pk", models.TextField())))
        return self.order_by(lot, "pk")

    def with_story(self) -> Self:
        """With all that a review shows at once."""
        related = "setter", "script", "disposition", "lead__company", "lead__client", "enrollment__campaign__client"
        return self.select_related(*related)

    def picked(self, calls: list[int]) -> list["CallAttempt"]:
        """These calls, in the order of the pick, with what a line of them shows."""
        found = self.select_related("lead__company", "lead__client", "setter", "disposition").in_bulk(calls)
        return [found[pk] for pk in calls if pk in found]


class CallPickQuerySet(ClientOwnedQuerySet["CallPick"]):
    def newest(self) -> Self:
        return self.select_related("by", "client", "campaign", "setter").order_by("-pk")


class CallPick(ClientOwned):
    """Calls to be reviewed, drawn by lot: from which calls, by which number, how many there were. It is never changed,
    and the same number draws the same calls of the same ones, so anybody can see that nobody chose.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False)
    setter = models.ForeignKey("office.User", models.CASCADE, null=True, blank=True, related_name="+")
    what = models.CharField(_("calls"), max_length=20, default=TALKED)  # one of WHAT
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    seed = models.PositiveIntegerField(_("number of the lot"))
    among = models.PositiveIntegerField(_("out of how many"))
    calls = models.JSONField(default=list)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = CallPickQuerySet.as_manager()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        words = {"n": len(self.calls), "among": self.among, "seed": self.seed}
        return _t("%(n)s of %(among)s, drawn by the number %(seed)s") % words

    @property
    def of_what(self) -> str:
        """In words."""
        return str(dict(WHAT)[self.what])

    @classmethod
    def draw(
        cls, client: Client, *, by: "User", first: date, last: date, count: int, seed: int, **asked: Any
    ) -> "CallPick":
        """Draw calls by lot. `asked`: what, campaign, setter. One's own calls and those reviewed already are left out.

        Refused when there is none to draw.
        """
        what, campaign, setter = asked.get("what") or TALKED, asked.get("campaign"), asked.get("setter")
        found = Reviewable.seen_by(by).in_days(client, first, last).came_out(what).of(campaign, setter)
        lot = list(found.not_by(by).not_reviewed().drawn(seed).values_list("pk", flat=True))
        if not lot:
            raise Refused(_t("There is no such call that has not been reviewed yet."))
        told = {"what": what, "campaign": campaign, "setter": setter, "first": first, "last": last, "seed": seed}
        return cls.objects.create(client=client, by=by, among=len(lot), calls=lot[: min(count, MOST)], **told)
