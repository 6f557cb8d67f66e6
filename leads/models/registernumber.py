from typing import Any, Self

from django.db import models
from django.db.models.functions import JSONObject


class RegisterNumberQuerySet(models.QuerySet["RegisterNumber"]):
    def in_force(self) -> Self:
        return self.filter(extract__in_force=True)

    def of_extract(self, extract: models.Model) -> Self:
        return self.filter(extract_id=extract.pk)

    def of_extracts(self, extracts: models.QuerySet[models.Model]) -> Self:
        return self.filter(extract_id__in=extracts.values("pk"))

    def barring(self, number: str = "") -> "models.QuerySet[RegisterNumber, Any]":
        """As a subquery over enrollments: the register (slug, name) in which the number (the next one unless said)
        stands."""
        dialled = models.Value(number) if number else models.OuterRef("next_number")
        told = JSONObject(slug="extract__register__slug", name="extract__register__name")
        return self.in_force().filter(number=dialled).order_by("extract__register__slug").values(told=told)[:1]


class RegisterNumber(models.Model):
    """One number (E.164) of one extract. Its key serves both questions: which extract holds it, and is it there."""

    pk = models.CompositePrimaryKey("number", "extract_id")
    number = models.CharField(max_length=20)
    extract = models.ForeignKey(
        "leads.RegisterExtract", models.CASCADE, related_name="numbers", db_index=False, db_constraint=False
    )

    objects = RegisterNumberQuerySet.as_manager()

    personal = ("number",)

    def __str__(self) -> str:
        return self.number
