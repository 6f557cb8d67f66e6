from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.registerextract import RegisterExtract
from leads.registers import usual_days
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User


class RegisterQuerySet(models.QuerySet["Register"]):
    def visible_to(self, user: "User") -> Self:
        """To everybody who holds a role at all: a register is the agency's."""
        return self.all() if user.clients_in_view else self.none()

    def with_extract(self) -> Self:
        """Each with its extract in force."""
        found = models.Prefetch("extracts", RegisterExtract.objects.serving(), to_attr="serving")
        return self.prefetch_related(found)

    def by_name(self) -> Self:
        return self.order_by("name", "pk")

    def too_old(self, now: datetime) -> Self:
        """Without an extract, or with one that is older than the register allows: it may not be relied on."""
        oldest = models.ExpressionWrapper(
            models.Value(now.date()) - models.F("max_age_days"), output_field=models.DateField()
        )
        fresh = RegisterExtract.objects.serving().filter(register=models.OuterRef("pk"))
        return self.annotate(oldest=oldest).exclude(
            models.Exists(fresh.filter(official_on__gte=models.OuterRef("oldest")))
        )

    def of_countries(self, countries: set[str]) -> Self:
        """Of these countries (ISO 3166)."""
        return self.filter(country__in=countries)

    def called(self, name: str) -> Self:
        return self.filter(name__iexact=name)

    def other_than(self, register: "Register") -> Self:
        return self.exclude(pk=register.pk)

    def slugged(self, slug: str) -> Self:
        return self.filter(slug=slug)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Register(models.Model):
    """An official do-not-call register: numbers of its extract in force are not called, for any client. An agency
    table. `slug` names the rule that bars a call: "register.<slug>"."""

    class Audience(models.TextChoices):
        CONSUMER = "consumer", _("Consumers")
        BUSINESS = "business", _("Businesses")
        BOTH = "both", _("Consumers and businesses")

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    country = models.CharField(_("country"), max_length=2)
    audience = models.CharField(
        _("whose numbers it holds"), max_length=8, choices=Audience.choices, default=Audience.CONSUMER
    )
    max_age_days = models.PositiveSmallIntegerField(
        _("an extract is good for (days)"), validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    created_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")

    objects = RegisterQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def open(cls, *, name: str, country: str, audience: str, by: "User", max_age_days: int | None = None) -> "Register":
        """A new register; without a number of days, the usual one of its country."""
        _must_run_the_house(by)
        name = " ".join(name.split())
        if cls.objects.called(name).exists():
            raise Refused(_t("There is a register of this name."))
        days = max_age_days or usual_days(country)
        return cls.objects.create(
            name=name, slug=cls._free_slug(name), country=country, audience=audience, max_age_days=days, by=by
        )

    @classmethod
    def _free_slug(cls, name: str) -> str:
        slug = free = slugify(name, allow_unicode=True)[:50] or "register"
        turn = 1
        while cls.objects.slugged(free).exists():
            turn += 1
            free = f"{slug}-{turn}"
        return free

    @transaction.atomic
    def change(self, *, by: "User", **changes: Any) -> None:
        """Correct its name, audience or age; what was before stays in the history. The rule keeps its id."""
        _must_run_the_house(by)
        if type(self).objects.called(changes.get("name", self.name)).other_than(self).exists():
            raise Refused(_t("There is a register of this name."))
        for name, value in changes.items():
            setattr(self, name, value)
        self.save()

    @property
    def extract(self) -> RegisterExtract | None:
        """The extract in force."""
        found = vars(self).get("serving")
        return next(iter(RegisterExtract.objects.serving().of_register(self) if found is None else found), None)

    @property
    def is_too_old(self) -> bool:
        """Its extract is missing, or older than it may be."""
        return self.extract is None or self.extract.days_old > self.max_age_days


def _must_run_the_house(by: "User") -> None:
    if not by.runs_the_house:
        raise Refused(_t("What holds for every client is decided by an administrator of all of them."))
