"""The words by which reports ask for the calls that leads made to us."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, Exists, OuterRef, Q

from appointments.models import Appointment
from calls.models import InboundCall
from calls.models.inboundcall import InboundCallQuerySet
from reports.models.slots import spanning
from reports.scope import Scope

if TYPE_CHECKING:
    from office.models import User

WHICH = {"callers": Q(), "new": Q(is_new=True), "met": Q(met=True)}
THROUGH = ("campaign_id", "campaign__name", "ad__label", "code")


class CallIns(InboundCallQuerySet):
    """`CallIns.seen_by(user)…`: each with `met`, whether a meeting stands in the pass on which the lead called."""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        meeting = Appointment.objects.standing().filter(enrollment_id=OuterRef("attempt__enrollment_id"))
        return cls(InboundCall).visible_to(user).annotate(met=Exists(meeting))

    def of(self, scope: Scope) -> Self:
        """Made in the period."""
        narrowed = {
            "campaign_id": scope.campaign,
            "attempt__enrollment__lead_list_id": scope.lead_list,
            "attempt__setter_id": scope.setter,
        }
        return self.filter(
            spanning(scope, "at", "now"), **{name: pk for name, pk in narrowed.items() if pk is not None}
        )

    def which(self, name: str) -> Self:
        """`callers` (all), `new` or `met`; anything else is all."""
        return self.filter(WHICH.get(name, Q()))

    def through(self, campaign: int | None, code: str | None) -> Self:
        """Because of one code (empty: without any), for one campaign; None: of all."""
        asked = {"campaign_id": campaign, "code": code}
        return self.filter(**{name: value for name, value in asked.items() if value is not None})

    def by_ad(self) -> Any:
        """(campaign id and name, ad's words or None, code, calls, of leads nobody knew, with a meeting), most first."""
        counted: Any = self.order_by().values_list(*THROUGH)
        counts = {name: Count("pk", filter=meant) for name, meant in WHICH.items()}
        return counted.annotate(**counts).order_by("-callers", "campaign__name", "code")

    def listed(self) -> Self:
        related = "lead__company", "ad", "campaign", "attempt__setter", "attempt__disposition", "lead__client"
        return self.select_related(*related).order_by("-at", "-pk")
