from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import merge
from leads.states import Stage
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Job, Refused

if TYPE_CHECKING:
    from office.models import User

FIELDS = (
    "first_name", "last_name", "name", "company", "job_title", "city", "campaign", "product", "setter", "client",
)  # fmt: skip
MET = (Stage.APPOINTMENT_SET, Stage.HANDED_OVER, Stage.WON, Stage.LOST)  # a pass that led to a meeting


class NurtureTrackQuerySet(ClientOwnedQuerySet["NurtureTrack"]):
    def on(self) -> Self:
        return self.filter(is_on=True)

    def named(self, name: str) -> Self:
        return self.filter(name=name)

    def other_than(self, track: models.Model) -> Self:
        return self.exclude(pk=track.pk)

    def by_name(self) -> Self:
        return self.select_related("client").order_by("-is_on", "name", "pk")

    def with_counts(self) -> Self:
        """With `step_count` (mails as they are now) and `inside` (leads in the track now)."""
        asked = models.Q(steps__retired_at__isnull=True)
        return self.by_name().annotate(
            step_count=models.Count("steps", filter=asked, distinct=True),
            inside=models.Count("nurturings", filter=models.Q(nurturings__ended_at__isnull=True), distinct=True),
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class NurtureTrack(ClientOwned):
    """A row of mails, days apart, for leads that are not ready yet; and what comes after the last one.

    A change holds from the next mail on, for those who are in the track too (docs/nurture.md says why).
    """

    class AtEnd(models.TextChoices):
        REENTER = "reenter", _("Back into the queue, among the first")
        STAY = "stay", _("Stay with marketing")
        CLOSE = "close", _("Close the return")

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    is_on = models.BooleanField(_("on"), default=True)
    at_end = models.CharField(_("after the last mail"), max_length=8, choices=AtEnd.choices, default=AtEnd.REENTER)
    end_days = models.PositiveSmallIntegerField(_("days to wait for an answer to the last mail"), default=7)
    created_at = models.DateTimeField(default=clock.now)

    objects = NurtureTrackQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="nurture_track_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(cls, *, client: Client, name: str, by: "User", **details: Any) -> "NurtureTrack":
        """A new track without mails."""
        if cls.objects.of_client(client).named(name).exists():
            raise Refused(_t("There is a track of this name already."))
        return cls.objects.create(client=client, name=name, **details)

    @transaction.atomic
    def change(self, *, by: "User", **details: Any) -> None:
        """Name, language, on or off, what comes at the end. Turned on again, it goes on where each lead stood."""
        for name, value in details.items():
            setattr(self, name, value)
        if NurtureTrack.objects.of_client(self.client_id).named(self.name).other_than(self).exists():
            raise Refused(_t("There is a track of this name already."))
        self.save()
        self.reconsider()

    def reconsider(self) -> None:
        """The track has changed: let the sweep reckon anew when each lead's next step is due."""
        waiting = self.nurturings.filter(ended_at__isnull=True, state=Job.State.DUE)
        waiting.update(due_at=clock.now())

    def waiting(self) -> tuple[list[tuple["NurtureStep", int]], int]:
        """How many wait for each mail, in order, and how many for the end after the last one."""
        steps, beyond = list(self.steps.standing()), 0
        waits = dict.fromkeys((step.pk for step in steps), 0)
        reached = self.nurturings.filter(ended_at__isnull=True).order_by()
        rows = reached.values_list("step__position", "step_id").annotate(n=models.Count("pk"))
        for position, pk, count in rows:
            coming = next((s.pk for s in steps if pk is None or (s.position, s.pk) > (position, pk)), None)
            if coming:
                waits[coming] += count
            else:
                beyond += count
        return [(step, waits[step.pk]) for step in steps], beyond

    def told(self) -> dict[str, int]:
        """What became of those who began: {end: n}, `inside`, and `met`: later passes that led to a meeting."""
        ends = dict(self.nurturings.order_by().values_list("end").annotate(n=models.Count("pk")))
        later = {"lead__enrollments__began_at__gte": models.F("ended_at"), "lead__enrollments__stage__in": MET}
        met = self.nurturings.filter(**later).values("lead").distinct().count()
        inside = ends.pop("", 0)
        return {**ends, "inside": inside, "met": met}


class NurtureStepQuerySet(ClientOwnedQuerySet["NurtureStep"]):
    def standing(self) -> Self:
        """Not retired, in order."""
        return self.filter(retired_at__isnull=True).select_related("track").order_by("position", "pk")

    def after(self, step: "NurtureStep | None") -> Self:
        """Those that come later than one that was sent; all where none was."""
        if step is None:
            return self.standing()
        later = models.Q(position__gt=step.position) | models.Q(position=step.position, pk__gt=step.pk)
        return self.standing().filter(later)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class NurtureStep(ClientOwned):
    """One mail of a track, so many days after the one before (the first one: after the lead was put in)."""

    track = models.ForeignKey(NurtureTrack, models.CASCADE, related_name="steps", db_constraint=False)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    wait_days = models.PositiveSmallIntegerField(_("days after the mail before"), default=7)
    subject = models.CharField(_("subject"), max_length=150)
    body = models.TextField(_("text"), max_length=8000)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = NurtureStepQuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject

    @classmethod
    @transaction.atomic
    def write(cls, track: NurtureTrack, *, by: "User", **details: Any) -> "NurtureStep":
        """A new mail of the track."""
        step = cls(client_id=track.client_id, track=track)
        step.change(by=by, **details)
        return step

    @transaction.atomic
    def change(self, *, by: "User", **details: Any) -> None:
        """What was sent stays as it was sent; who has not had this mail yet gets the new one."""
        for name, value in details.items():
            setattr(self, name, value)
        self._must_be_fillable()
        self.save()
        self.track.reconsider()

    @transaction.atomic
    def retire(self, *, by: "User") -> None:
        """Send this mail to nobody any more."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])
        self.track.reconsider()

    def _must_be_fillable(self) -> None:
        """Only merge fields that exist: there is no other language in a mail."""
        for text in (self.subject, self.body):
            if not text.strip():
                raise Refused(_t("A mail needs a subject and a text."))
            if wrong := merge.strange(text, FIELDS):
                known = ", ".join(f"{{{name}}}" for name in FIELDS)
                raise Refused(
                    _t("“%(wrong)s” is no merge field. There are: %(known)s.") % {"wrong": wrong, "known": known}
                )
