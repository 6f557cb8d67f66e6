from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.leadlist import LeadList
from office import clock
from office.models import Job, JobQuerySet


class LeadImportQuerySet(JobQuerySet["LeadImport"]):
    def newest(self) -> Self:
        return self.select_related("lead_list", "lead_list__campaign", "by").order_by("-pk")


class LeadImport(Job):
    """The act of loading a sheet into a list. The file, its rows and how far we are: all in the database."""

    class Step(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        MATCHED = "matched", _("Matched")
        CHECKED = "checked", _("Checked")
        LOADING = "loading", _("Loading")
        LOADED = "loaded", _("Loaded")
        REFUSED = "refused", _("Refused")

    lead_list = models.ForeignKey(LeadList, models.PROTECT, related_name="imports", db_constraint=False)
    file_name = models.CharField(_("file"), max_length=200)
    file_size = models.PositiveBigIntegerField(default=0)
    country = models.CharField(_("country of numbers without a code"), max_length=2)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.UPLOADED)
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LeadImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(step="loaded")
                | models.Q(
                    rows=models.F("created")
                    + models.F("updated")
                    + models.F("skipped")
                    + models.F("rejected")
                    + models.F("suppressed")
                ),
                name="no_row_vanishes",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="leadimport_due")
        ]

    def __str__(self) -> str:
        return self.file_name
