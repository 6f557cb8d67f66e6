"""What a client asks of a setter who wants to become a sales rep, and the rows that answer it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models import CallAttempt, Review
from calls.models.review import ReviewQuerySet
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused, Role, User
from reports.models.dials import CONVERSATION, Dials
from reports.models.meetings import HELD, Meetings, due

Span = tuple[datetime, datetime]
Answers = dict[int, tuple[float | None, int]]  # by the id of the setter: the value, and of how many cases it is told


class MeetingsOfSetters(Meetings):
    """Of one client, by the day of the meeting."""

    def dated(self, client: Client, span: Span) -> Self:
        return self.of_client(client).filter(starts_at__gte=span[0], starts_at__lt=span[1])

    def that_are_due(self) -> Self:
        return self.filter(due(clock.now()))

    def that_were_held(self) -> Self:
        return self.filter(HELD)

    def shares(self, part: Q) -> Answers:
        """Of each setter: how many percent of these are `part`, and of how many."""
        rows = self.order_by().values_list("setter_id").annotate(n=Count("pk"), part=Count("pk", filter=part))
        return {setter: (100 * part / n, n) for setter, n, part in rows}

    def counts(self) -> Answers:
        rows = self.order_by().values_list("setter_id").annotate(n=Count("pk"))
        return {setter: (float(n), n) for setter, n in rows}


TRULY = Q(feedback__was_qualified=True)


class DialsOfSetters(Dials):
    def begun(self, client: Client, span: Span) -> Self:
        found = self.of_client(client).filter(direction=CallAttempt.Direction.OUTBOUND)
        return found.filter(started_at__gte=span[0], started_at__lt=span[1])

    def conversations(self) -> Self:
        return self.filter(CONVERSATION)

    def counts(self) -> Answers:
        rows = self.order_by().values_list("setter_id").annotate(n=Count("pk"))
        return {setter: (float(n), n) for setter, n in rows}

    def of_outer_setter(self, client: Client) -> Self:
        """As a subquery over people: their calls for the client, oldest first."""
        return self.of_client(client).filter(setter_id=models.OuterRef("pk")).order_by("started_at")

    def the_first_for(self, client: Client) -> Self:
        """The first call for the client, of whoever these are narrowed to."""
        first = self.of_client(client).order_by("started_at", "pk").values("pk")[:1]
        return self.filter(pk__in=first).shown()

    @classmethod
    def weeks(cls, client: Client, *, user: User, now: datetime) -> Answers:
        """Whole weeks since each setter's first call for the client."""
        first = cls.seen_by(user).of_outer_setter(client).values("started_at")[:1]
        people = User.objects.holding(Role.SETTER, client=client).annotate(first=models.Subquery(first))
        begun = people.filter(first__isnull=False).values_list("pk", "first")
        return {setter: (float((now - at).days // 7), (now - at).days // 7) for setter, at in begun}


class ReviewsOfSetters(ReviewQuerySet):
    @classmethod
    def seen_by(cls, user: User) -> Self:
        return cls(Review).visible_to(user)

    def of_calls_begun(self, client: Client, span: Span) -> Self:
        """Those in force, by the day of the call."""
        found = self.of_client(client).in_force()
        return found.filter(attempt__started_at__gte=span[0], attempt__started_at__lt=span[1])

    def means(self) -> Answers:
        rows = self.order_by().values_list("setter_id").annotate(mean=Avg("score"), n=Count("pk"))
        return {setter: (float(mean), n) for setter, mean, n in rows}


class ReadinessCriterionQuerySet(ClientOwnedQuerySet["ReadinessCriterion"]):
    def in_force(self) -> Self:
        return self.filter(retired_at__isnull=True).select_related("client").order_by("client__name", "position", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReadinessCriterion(ClientOwned):
    """A figure that must reach a threshold over the last days. `least_n`: with fewer cases than this nothing is judged,
    and the page says so.
    """

    class Figure(models.TextChoices):
        HELD = "held", _("Meetings held")
        SHOW_RATE = "show_rate", _("Show rate")
        TRULY = "truly", _("Qualified truly")
        CONVERSATIONS = "conversations", _("Conversations")
        REVIEWS = "reviews", _("Review score")
        WEEKS = "weeks", _("Weeks in the role")

    figure = models.CharField(_("figure"), max_length=14, choices=Figure.choices)
    at_least = models.DecimalField(
        _("at least"), max_digits=7, decimal_places=1, validators=[MinValueValidator(0), MaxValueValidator(100_000)]
    )
    days = models.PositiveSmallIntegerField(
        _("over the last days"), default=90, validators=[MinValueValidator(7), MaxValueValidator(730)]
    )
    least_n = models.PositiveSmallIntegerField(
        _("judged from this many cases on"), default=10, validators=[MinValueValidator(1), MaxValueValidator(1_000)]
    )
    position = models.PositiveSmallIntegerField(_("place"), default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ReadinessCriterionQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "readiness criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "figure"], condition=models.Q(retired_at__isnull=True), name="readiness_figure_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_figure_display()

    @classmethod
    def ask(cls, client: Client, *, by: User, **details: Any) -> "ReadinessCriterion":
        """One more criterion of a client. Refused when that figure is asked for already."""
        if cls.objects.of_client(client).in_force().filter(figure=details["figure"]).exists():
            raise Refused(_t("This figure is asked for already: change that criterion."))
        return cls.objects.create(client=client, **details)

    def change(self, *, by: User, **details: Any) -> None:
        """Ask for more, or for less; the history keeps both."""
        for name, value in details.items():
            setattr(self, name, value)
        self.save()

    def retire(self, *, by: User) -> None:
        """Ask for it no more."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    @property
    def counts_cases(self) -> bool:
        """Whether the figure is a mean or a share, which a few cases do not tell; a count tells itself."""
        return self.figure in (self.Figure.SHOW_RATE, self.Figure.TRULY, self.Figure.REVIEWS)

    @property
    def definition(self) -> str | Promise:
        return DEFINITIONS[self.Figure(self.figure)]


Figure = ReadinessCriterion.Figure
DEFINITIONS: Mapping[ReadinessCriterion.Figure, str | Promise] = {
    Figure.HELD: _("Meetings that the setter booked and that took place, by the day of the meeting, as the rep says."),
    Figure.SHOW_RATE: _("Meetings held ÷ due: those whose start has passed and that were not called off or moved."),
    Figure.TRULY: _("Meetings held of which the rep says that the lead was truly qualified ÷ meetings held."),
    Figure.CONVERSATIONS: _("Dials of the setter that reached the decision-maker, as the outcome says."),
    Figure.REVIEWS: _("The mean score of the reviewed calls, each by its last review, by the day of the call."),
    Figure.WEEKS: _("Whole weeks since the setter's first call for this client."),
}
