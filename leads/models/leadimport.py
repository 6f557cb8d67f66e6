from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.loading import policies as policy
from leads.models.importcourse import ImportCourse
from leads.models.importfile import ImportFile
from leads.models.importmatching import ImportMatching
from leads.models.importprogress import CLASSES, Step
from leads.models.importreading import told_of_rows
from leads.models.leadlist import LeadList
from leads.models.oneload import one_load_at_a_time
from leads.spreadsheets import Choices
from office import clock
from office.models import Job, JobQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

ADDS_UP = models.Q(rows=sum((models.F(name) for name in CLASSES[1:]), start=models.F(CLASSES[0])))


class LeadImportQuerySet(JobQuerySet["LeadImport"]):
    def take(self, pk: int) -> "LeadImport | None":
        """As every job, but one that seems abandoned is left alone while a load of its client runs: it may be this very
        one, in a step that takes longer than its lease (the dry run of a million rows)."""
        running = self.filter(pk=pk, state=Job.State.RUNNING).values_list("client_id", flat=True).first()
        if running is None:
            return super().take(pk)
        with one_load_at_a_time(running) as free:
            return super().take(pk) if free else None

    def working(self) -> Self:
        return self.filter(state__in=[Job.State.DUE, Job.State.RUNNING])

    def handed_in(self) -> Self:
        """By a colleague or a watched folder; what single people and programs send is shown with its door."""
        return self.exclude(door__in=(LeadImport.Door.API, LeadImport.Door.FORM))

    def newest(self) -> Self:
        return self.select_related("lead_list", "lead_list__campaign", "by").order_by("-pk")

    def of_supplier(self, supplier: models.Model) -> Self:
        return self.filter(lead_list__supplier_id=supplier.pk)


class LeadImport(ImportCourse, ImportMatching):
    """The act of loading a sheet into a list. The file, its rows and how far we are: all in the database.

    `reading`: what the file is (kind, choices, headers, row_count, sample rows); `mapping`: {header: field};
    `forecast`: the dry run's counts by class; `reached`: the row number up to which rows are loaded for good.
    `hot`: its leads wait to be called at once; `detected_at`: when the sender says that they appeared (else when they
    were received), for rows that came by themselves.
    """

    Step = Step

    class Door(models.TextChoices):
        """Through which door the rows came in."""

        UPLOAD = "upload", _("Upload")
        PAPER = "paper", _("Typed in")
        API = "api", _("JSON")
        FORM = "form", _("Web form")
        FOLDER = "folder", _("Watched folder")

    lead_list = models.ForeignKey(LeadList, models.PROTECT, related_name="imports", db_constraint=False)
    door = models.CharField(_("door"), max_length=8, choices=Door.choices, default=Door.UPLOAD)
    file_name = models.CharField(_("file"), max_length=200)
    file_size = models.PositiveBigIntegerField(default=0)
    country = models.CharField(_("country of numbers without a code"), max_length=2)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.UPLOADED)
    reading = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    policies = models.JSONField(default=dict, db_default={})
    forecast = models.JSONField(default=dict)
    reached = models.PositiveIntegerField(default=0)
    hot = models.BooleanField(_("call at once"), default=False, db_default=False)
    detected_at = models.DateTimeField(_("appeared at"), null=True, blank=True, db_default=None)
    rows = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    is_mending = models.BooleanField(default=False, db_default=False)
    stop_asked = models.BooleanField(default=False, db_default=False)
    undone = models.JSONField(default=dict, db_default={})
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LeadImportQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(step="loaded") | ADDS_UP, name="no_row_vanishes")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="leadimport_due")
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    @transaction.atomic
    def receive(cls, path: Path, *, name: str, lead_list: LeadList, by: "User", country: str = "") -> "LeadImport":
        """Take in a file: look at it, keep it, suggest which column is which field. Refuses what cannot be read."""
        made = cls(
            client_id=lead_list.client_id,
            lead_list=lead_list,
            file_name=name[-200:],
            file_size=path.stat().st_size,
            country=country or lead_list.campaign.country,
            by=by,
            state=cls.State.DONE,
            created_at=clock.now(),
        )
        made._look_at(path, Choices())
        made.save()
        ImportFile.keep(made, path)
        return made

    @classmethod
    @transaction.atomic
    def receive_rows(
        cls,
        rows: Sequence[Mapping[str, str]],
        *,
        name: str,
        door: str,
        lead_list: LeadList,
        by: "User",
        country: str = "",
    ) -> "LeadImport":
        """Take in rows that are no file: {header: value}, all of them text; matched like the columns of a sheet."""
        made = cls(
            client_id=lead_list.client_id,
            lead_list=lead_list,
            door=door,
            file_name=name[-200:],
            country=country or lead_list.campaign.country,
            by=by,
            state=cls.State.DONE,
            created_at=clock.now(),
        )
        made.reading = told_of_rows(rows)
        made._suggest(made.reading["sample"])
        made.save()
        ImportFile.keep_rows(made, rows)
        return made

    def match(
        self,
        mapping: Mapping[str, str],
        *,
        by: "User",
        country: str = "",
        date_order: str = "",
        constants: Mapping[str, str] | None = None,
        policies: Mapping[str, Any] | None = None,
    ) -> None:
        """Say which column is which field, how dates are written, what is true of every row, and what is done with rows
        about known leads (leads/loading/policies.py); the dry run is due at once, and the next file with these columns
        is matched alike."""
        self._must_be(self.Step.UPLOADED, self.Step.MATCHED, self.Step.CHECKED, self.Step.REFUSED)
        self._take(mapping, country, date_order, constants)
        self.policies = self._whole_policy(policies)
        self._begin(self.Step.MATCHED)
        self._remember(by=by)

    def _whole_policy(self, said: Mapping[str, Any] | None) -> dict[str, Any]:
        try:
            return policy.whole(self.policies if said is None else said)
        except ValueError as error:
            raise Refused(_t("That cannot be done with known leads: “%(what)s”.") % {"what": error}) from error
