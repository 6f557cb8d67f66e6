from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import ClientOwnedQuerySet, ClientPart


class ActivityQuerySet(ClientOwnedQuerySet["Activity"]):
    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk)

    def written(self) -> Self:
        """Without “came in with a list”, which the lead's lists tell (Timeline)."""
        return self.exclude(kind=Activity.Kind.IMPORTED)

    def before(self, line: "Activity") -> Self:
        """Further back in the timeline than one of its lines."""
        return self.filter(models.Q(at__lt=line.at) | models.Q(at=line.at, pk__lt=line.pk))

    def newest(self) -> Self:
        return self.select_related("by").order_by("-at", "-pk")


class Activity(ClientPart):
    """One line of the lead's timeline. Append-only: what is undone gets a line of its own."""

    class Kind(models.TextChoices):
        IMPORTED = "imported", _("Came in with a list")
        CREATED = "created", _("Was added")
        ARRIVED = "arrived", _("Came in by a door of its own")
        UPDATED = "updated", _("Details changed")
        ENROLLED = "enrolled", _("Joined the queue")
        PRINTED = "printed", _("On a call sheet")
        CALLED = "called", _("Call")
        CALLBACK = "callback", _("Callback promised")
        RIGHT_PERSON = "right_person", _("The right person")
        SKIPPED = "skipped", _("Skipped")
        LET_GO = "let_go", _("Let go by a manager")
        UNDONE = "undone", _("Outcome undone")
        QUALIFIED = "qualified", _("Answers recorded")
        BOOKED = "booked", _("Meeting booked")
        MEETING = "meeting", _("Meeting")
        RETURNED = "returned", _("Back to marketing")
        REENTERED = "reentered", _("Came back into the queue")
        SUPPRESSED = "suppressed", _("Do not call")
        LIFTED = "lifted", _("Suppression lifted")
        HANDED_OVER = "handed_over", _("Handed over")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        ASKED = "asked", _("Asked")
        NURTURED = "nurtured", _("Nurture")
        MAIL = "mail", _("E-mail")
        NOTE = "note", _("Note")
        STAGE = "stage", _("Stage")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Merge taken apart")
        CALLED_IN = "called_in", _("Called us")
        PASSED_ON = "passed_on", _("Passed on to a colleague")

    lead = models.ForeignKey(
        "leads.Lead", models.CASCADE, related_name="activities", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+", db_index=False)
    details = models.JSONField(default=dict)

    objects = ActivityQuerySet.as_manager()

    personal = ("details",)

    class Meta:
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["lead", "-at", "-id"], name="activity_timeline")]

    def __str__(self) -> str:
        return self.get_kind_display()
