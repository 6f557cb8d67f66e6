from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import codes
from leads.models import Enrollment, Lead
from leads.states import CALLABLE
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused, Role

if TYPE_CHECKING:
    from office.models import User

OUT = models.Q(attempt__isnull=True, returned_at__isnull=True)


class CallSheetRowQuerySet(ClientOwnedQuerySet["CallSheetRow"]):
    def within_reach(self, user: "User") -> Self:
        """Of the person's own sheets; a manager's: of all sheets of the clients they manage."""
        return self.filter(models.Q(sheet__setter=user) | models.Q(client_id__in=user.clients_as([Role.MANAGER])))

    def out(self) -> Self:
        """Neither keyed in nor given back."""
        return self.filter(OUT)

    def of_sheet(self, sheet: models.Model) -> Self:
        return self.filter(sheet_id=sheet.pk)

    def reserving(self, at: datetime) -> Self:
        """Whose lead and number nobody else may call at a moment."""
        return self.out().filter(sheet__valid_until__gt=at)

    def of_number(self, number: str) -> Self:
        return self.filter(number=number)

    def of_outer_pass(self) -> Self:
        """As a subquery over passes: those with the pass' next number."""
        return self.filter(number=models.OuterRef("next_number"))

    def coded(self, text: str) -> "CallSheetRow | None":
        """The row of a code as it was typed; raises codes.NoCode for what is none."""
        sheet, position = codes.read(text)
        found = self.filter(sheet_id=sheet, position=position)
        return found.select_related(*WITH_LEAD, "attempt__disposition", "reported_by").first()

    def keyed_in_by(self, user: "User") -> Self:
        """Newest first."""
        return self.filter(reported_by=user, attempt__isnull=False).order_by("-reported_at", "-pk")

    def with_outcome(self) -> Self:
        return self.select_related(*WITH_LEAD, "enrollment__window_class", "attempt__disposition", "reported_by")

    def in_order(self) -> Self:
        return self.order_by("position")

    def locked(self, pk: int) -> "CallSheetRow":
        """One row and its pass, locked to the end of the transaction."""
        related = "sheet__campaign", "sheet__setter", "sheet__script", "lead__client", "lead__company"
        found = self.select_related(*related, "attempt__disposition", "reported_by")
        row = found.select_for_update(of=("self",)).get(pk=pk)
        row.enrollment = Enrollment.objects.locked(row.enrollment_id)
        return row

    def of_attempt(self, attempt: int) -> "CallSheetRow | None":
        """The row that an attempt was keyed in from, locked."""
        pk = self.filter(attempt_id=attempt).values_list("pk", flat=True).first()
        found = self.locked(pk) if pk else None
        return found if found and found.attempt_id == attempt else None

    def all_locked(self) -> Self:
        return self.select_related("sheet").order_by("pk").select_for_update(of=("self",))


WITH_LEAD = ("sheet__campaign", "sheet__setter", "lead__company", "lead__client", "enrollment")


class CallSheetRow(ClientOwned):
    """One lead on a call sheet. While it is out its lead and its number are the sheet's: nobody else calls them.

    `number`: the one that was printed; `call_after`: how the lead stood in the queue before; `meanwhile`: what had
    happened to the lead when the call was keyed in, so that only the call itself could be recorded.
    """

    class Meanwhile(models.TextChoices):
        ENDED = "ended", _("Recorded. This lead has moved on meanwhile, and stays where it is.")
        CALLED = "called", _("Recorded. A colleague called this lead later, and that outcome stands.")
        CLAIMED = "claimed", _("Recorded. A colleague has this lead just now, and gives the outcome that counts.")
        SUPPRESSED = "suppressed", _("Recorded. This number was put on the do-not-call list meanwhile.")

    sheet = models.ForeignKey("calls.CallSheet", models.CASCADE, related_name="rows", db_constraint=False)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="sheet_rows", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="sheet_rows", db_constraint=False)
    position = models.PositiveSmallIntegerField(_("row"))
    number = models.CharField(_("number"), max_length=20)
    call_after = models.DateTimeField()
    attempt = models.OneToOneField(
        "calls.CallAttempt", models.SET_NULL, null=True, blank=True, related_name="sheet_row", db_constraint=False
    )
    reported_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    meanwhile = models.CharField(max_length=10, choices=Meanwhile.choices, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = CallSheetRowQuerySet.as_manager()

    personal = ("number",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="sheet_row_once"),
            models.UniqueConstraint(fields=["enrollment"], condition=OUT, name="one_sheet_a_lead"),
            models.UniqueConstraint(fields=["number"], condition=OUT, name="one_sheet_a_number"),
        ]
        indexes = [models.Index(fields=["reported_by", "-reported_at"], name="sheet_row_keyed_in")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return codes.code(self.sheet_id, self.position)

    def must_be_out(self) -> None:
        """Refused, with who and when, for a row that was keyed in already."""
        if self.attempt_id is not None:
            raise Refused(_t("This row is keyed in already: %(what)s.") % {"what": self.told})

    @property
    def told(self) -> str:
        """How the call came out, who keyed it in, and when on that person's clock."""
        if self.attempt is None or self.reported_by is None or self.reported_at is None:
            return ""
        return _t("%(outcome)s, by %(who)s at %(time)s") % {
            "outcome": self.attempt.disposition,
            "who": self.reported_by,
            "time": f"{self.reported_at.astimezone(ZoneInfo(self.reported_by.zone)):%H:%M}",
        }

    def key_in(self, attempt: models.Model, *, by: "User", meanwhile: str) -> None:
        """It is known how the call came out."""
        self.attempt_id, self.meanwhile = attempt.pk, meanwhile
        self.reported_by, self.reported_at = by, clock.now()
        self.save()

    def holds(self, enrollment: Enrollment) -> bool:
        """Whether the lead still stands aside for this sheet: nothing else has moved it."""
        waits = enrollment.claimed_by_id is None and enrollment.stage in CALLABLE
        return waits and enrollment.ended_at is None and enrollment.call_after == self.sheet.valid_until

    def give_back(self, now: datetime) -> None:
        """The lead goes back into the queue to where it stood, unless something moved it meanwhile."""
        enrollment = Enrollment.objects.locked(self.enrollment_id)
        if self.holds(enrollment):
            enrollment.queue_for(enrollment.priority, self.call_after)
        self.returned_at = now
        self.save(update_fields=["returned_at"])

    def reopen(self, now: datetime) -> None:
        """What was keyed in was undone: the row is out again, or, when the sheet is over, its lead goes back."""
        self.attempt, self.reported_by, self.reported_at, self.meanwhile = None, None, None, ""
        self.save()
        if not self.sheet.is_out(now) and self.returned_at is None:
            self.give_back(now)
