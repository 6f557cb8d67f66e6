from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import mapping as columns
from leads import spreadsheets
from leads.dates import usual_order
from leads.loading.rows import Repair
from leads.mapping import Column
from leads.models.importfile import ImportFile
from leads.models.importreading import told, whole
from leads.models.importrow import ImportRow
from leads.models.leadlist import LeadList
from leads.models.staging import Staging, one_load_at_a_time
from leads.spreadsheets import Choices, SpreadsheetError
from office import clock
from office.models import Job, JobQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

CHUNK = 5_000  # rows that are loaded, and can be lost, in one transaction
PATIENCE = timedelta(seconds=2)  # until a load asks again whether the client's other load is done
CLASSES = ("created", "updated", "skipped", "rejected", "suppressed")


ADDS_UP = models.Q(rows=sum((models.F(name) for name in CLASSES[1:]), start=models.F(CLASSES[0])))


class LeadImportQuerySet(JobQuerySet["LeadImport"]):
    def newest(self) -> Self:
        return self.select_related("lead_list", "lead_list__campaign", "by").order_by("-pk")


class LeadImport(Job):
    """The act of loading a sheet into a list. The file, its rows and how far we are: all in the database.

    `reading`: what the file is (kind, choices, headers, row_count, sample rows); `mapping`: {header: field};
    `forecast`: the dry run's counts by class; `reached`: the row number up to which rows are loaded for good.
    """

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
    forecast = models.JSONField(default=dict)
    reached = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
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

    def choose(self, choices: Choices, *, by: "User") -> None:
        """Read the file another way (encoding, delimiter, sheet, header row); the columns are suggested anew."""
        self._must_be(self.Step.UPLOADED, self.Step.MATCHED, self.Step.CHECKED)
        with ImportFile.laid_out(self) as path:
            self._look_at(path, choices)
        self.step = self.Step.UPLOADED
        self.save()

    def match(self, mapping: Mapping[str, str], *, by: "User", country: str = "", date_order: str = "") -> None:
        """Say which column is which field, and how dates are written; the dry run is due at once."""
        self._must_be(self.Step.UPLOADED, self.Step.MATCHED, self.Step.CHECKED, self.Step.REFUSED)
        self.mapping = whole(mapping, self.headers)
        self.country = country or self.country
        self.reading["date_order"] = date_order or self.date_order
        self._begin(self.Step.MATCHED)

    def load(self, *, by: "User") -> None:
        """Load the file in the background; asked twice it is done once. A failed load goes on where it was."""
        if not self.has_failed:
            self._must_be(self.Step.UPLOADED, self.Step.MATCHED, self.Step.CHECKED)
        self._begin(self.Step.LOADING)

    @property
    def headers(self) -> list[str]:
        return list(self.reading.get("headers", []))

    @property
    def is_working(self) -> bool:
        """The page of this import should look again in a moment."""
        return self.state in (self.State.DUE, self.State.RUNNING)

    @property
    def has_failed(self) -> bool:
        return self.step == self.Step.LOADING and self.state == self.State.FAILED

    @property
    def percent(self) -> int:
        """How far the present step is: reading counts for a third, loading for the rest."""
        total = max(self.rows, int(self.reading.get("row_count", 0)), 1)
        part = self.rows_read if self.step == self.Step.MATCHED else self.rows_read / 3 + self.rows_done * 2 / 3
        return min(100, round(100 * part / total))

    @property
    def counts(self) -> dict[str, int]:
        """Rows by class, loaded or foretold."""
        if self.step in (self.Step.LOADING, self.Step.LOADED):
            return {name: getattr(self, name) for name in CLASSES}
        return {name: self.forecast.get(name, 0) for name in CLASSES}

    @property
    def date_order(self) -> str:
        """As the values prove it or a person said; else as the country of the file writes dates."""
        return str(self.reading.get("date_order") or usual_order(self.country))

    @property
    def columns(self) -> list[Column]:
        """The columns beside their fields, for the page on which they are matched."""
        return columns.columns(self.headers, self.mapping, self.reading.get("sample", []), self.country)

    @property
    def page(self) -> str:
        """The page on which this import goes on."""
        matching = self.step == self.Step.UPLOADED
        checking = self.step in (self.Step.MATCHED, self.Step.CHECKED)
        return "leads:match" if matching else "leads:check" if checking else "leads:result"

    @property
    def can_load(self) -> bool:
        return self.step == self.Step.CHECKED and self.counts["created"] + self.counts["updated"] > 0

    def perform(self) -> None:
        """The dry run or the load, whichever is asked for."""
        with one_load_at_a_time(self.client_id) as mine:
            if not mine:
                with self.fenced():
                    return self.again_at(clock.now() + PATIENCE)
            try:
                self._check() if self.step == self.Step.MATCHED else self._load()
            except SpreadsheetError as error:
                with self.fenced():
                    self._write(step=self.Step.REFUSED)
                raise Refused(_t(error.sentence) % error.values) from error
        return None

    def _check(self) -> None:
        with self._staged() as staging, self.fenced():
            staging.record()
            self._write(forecast=staging.counts(), rows=staging.rows, step=self.Step.CHECKED)
            self.finish()

    def _load(self) -> None:
        with self._staged() as staging:
            with self.fenced():
                self._write(rows=self.rows_done + staging.rows)
                if not self.rows_done:
                    ImportRow.objects.of_import(self).delete()
            for upto in staging.last_lines(CHUNK):
                with self.fenced():
                    staging.apply(after=self.reached, upto=upto)
                    self._count(staging.counts(after=self.reached, upto=upto), upto)
        with self.fenced():
            self._write(step=self.Step.LOADED, finished_at=clock.now())
            self.finish()

    def _count(self, fresh: dict[str, int], upto: int) -> None:
        sums = {name: getattr(self, name) + fresh.get(name, 0) for name in CLASSES}
        self._write(attempts=0, reached=upto, rows_done=sum(sums.values()), **sums)

    @contextmanager
    def _staged(self) -> Iterator[Staging]:
        """The rows not yet loaded, staged and judged."""
        staging = Staging(self)
        with ImportFile.laid_out(self) as path, spreadsheets.read(path, self.choices) as sheet:
            repair = Repair(sheet.headers, self.mapping, self.country, self.date_order)
            for rows in staging.fill(sheet, repair, after=self.reached):
                with self.fenced():
                    self._write(rows_read=self.rows_done + rows)
        staging.judge()
        yield staging

    @property
    def choices(self) -> Choices:
        """How the file is read."""
        return Choices(**self.reading.get("choices", {}))

    def _look_at(self, path: Path, choices: Choices) -> None:
        try:
            seen = spreadsheets.look(path, choices)
        except SpreadsheetError as error:
            raise Refused(_t(error.sentence) % error.values) from error
        self.reading = told(seen)
        found = columns.suggest(seen.headers, [cells for _number, cells in seen.rows], self.country)
        self.mapping = {header: match.field for header, match in found.items()}
        self.rows = seen.row_count

    def _begin(self, step: str) -> None:
        said = {"mapping": self.mapping, "country": self.country, "reading": self.reading}
        if not self.begin(step=step, rows_read=0, **said):
            self._must_be()

    def _must_be(self, *steps: str) -> None:
        if self.step not in steps or self.state == self.State.RUNNING:
            raise Refused(_t("This file is being loaded, or is loaded already."))
