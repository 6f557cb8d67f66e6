"""What the pages ask of an import: how far it is, what its columns are, on which page it goes on."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads import mapping as columns
from leads.dayorder import usual_order
from leads.fields import fields_of
from leads.loading import policies
from leads.mapping import Column
from leads.spreadsheets import Choices
from office import clock
from office.models import Job

CLASSES = ("created", "updated", "skipped", "rejected", "suppressed")


AFTER_LOAD: "tuple[str, ...]" = ("loading", "loaded", "stopped", "undoing", "undone")


class Step(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    MATCHED = "matched", _("Matched")
    CHECKED = "checked", _("Checked")
    LOADING = "loading", _("Loading")
    LOADED = "loaded", _("Loaded")
    STOPPED = "stopped", _("Stopped")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    REFUSED = "refused", _("Refused")


class ImportProgress(Job):
    """The questions of a LeadImport, whose fields stand there."""

    step: Any
    reading: Any
    mapping: Any
    forecast: Any
    country: Any
    rows: Any
    rows_read: Any
    rows_done: Any
    reached: Any
    policies: Any
    is_mending: Any
    began_at: Any
    finished_at: Any
    undone: Any
    lead_list: Any
    lead_list_id: Any
    file_name: Any
    by_id: Any
    hot: Any
    door: Any
    created_at: Any
    detected_at: Any

    class Meta:
        abstract = True

    @property
    def headers(self) -> list[str]:
        return list(self.reading.get("headers", []))

    @property
    def is_working(self) -> bool:
        """The page of this import should look again in a moment."""
        return self.state in (self.State.DUE, self.State.RUNNING)

    @property
    def has_failed(self) -> bool:
        return self.step == Step.LOADING and self.state == self.State.FAILED

    @property
    def percent(self) -> int:
        """How far the present step is."""
        total: int = max(self.rows, int(self.reading.get("row_count") or 0), 1)
        part = {Step.MATCHED: self.rows_read, Step.UNDOING: total - self.reached}.get(self.step, self.rows_done)
        return int(min(100, round(100 * part / total)))

    @property
    def counts(self) -> dict[str, int]:
        """Rows by class, loaded or foretold."""
        if self.step in AFTER_LOAD:
            return {name: getattr(self, name) for name in CLASSES}
        return {name: self.forecast.get(name, 0) for name in CLASSES}

    @property
    def rate(self) -> int:
        """Rows a second since the load began; 0 while that cannot be said."""
        seconds = (clock.now() - self.began_at).total_seconds() if self.began_at else 0
        return int(self.rows_done / seconds) if seconds > 1 else 0

    @property
    def seconds_left(self) -> int:
        """Until the load is done, as it goes now; 0 while that cannot be said."""
        return int(-(-max(self.rows - self.rows_done, 0) // self.rate)) if self.rate else 0

    @property
    def date_order(self) -> str:
        """As a person said or the values of the column prove it; else as the country of the file writes dates."""
        said, proved = self.reading.get("date_order"), self.reading.get("orders", {})
        column = next((header for header, value in self.mapping.items() if "consent_on" in fields_of(value)), "")
        return str(said or proved.get(column) or usual_order(self.country))

    @property
    def policy(self) -> dict[str, Any]:
        """What is done with rows about known leads, nothing missing (leads/loading/policies.py)."""
        return policies.whole(self.policies)

    @property
    def columns(self) -> list[Column]:
        """The columns beside their fields, for the page on which they are matched."""
        proved = self.reading.get("orders", {})
        return columns.columns(self.headers, self.mapping, self.reading.get("sample", []), self.country, proved)

    @property
    def page(self) -> str:
        """The page on which this import goes on."""
        matching = self.step == Step.UPLOADED
        checking = self.step in (Step.MATCHED, Step.CHECKED)
        return "leads:match" if matching else "leads:check" if checking else "leads:result"

    @property
    def can_load(self) -> bool:
        return self.step == Step.CHECKED and self.counts["created"] + self.counts["updated"] > 0

    @property
    def choices(self) -> Choices:
        """How the file is read."""
        return Choices(**self.reading.get("choices", {}))
