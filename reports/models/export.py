from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User

ENDING = ("state", "rows", "error", "ended_at")  # said once, when it is over


class ExportQuerySet(ClientOwnedQuerySet["Export"]):
    def of_clients(self, clients: Sequence[int]) -> Self:
        return self.filter(client_id__in=clients)

    def newest(self) -> Self:
        return self.select_related("by", "client").order_by("-pk")

    def of_person(self, person: "User") -> Self:
        return self.filter(by_id=person.pk)

    def still_going(self, pk: int) -> Self:
        return self.filter(pk=pk, ended_at__isnull=True)


class Export(ClientOwned):
    """Rows of one client that left the house as a file: who took what, when. Append-only: the database refuses to
    change or delete a line; only how it ended is added, once.

    `filters`: {field: what was asked, in words; never what was searched for}; `columns`: their names; `rows`: how many
    were written.
    """

    class What(models.TextChoices):
        LEADS = "leads", _("Leads")
        CALLS = "calls", _("Calls")
        MEETINGS = "meetings", _("Meetings")
        CLAIM = "claim", _("Claim for a refund")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel (xlsx)")
        SEMICOLONS = "csv;", _("csv with semicolons")  # what Excel expects where the comma divides decimals
        CSV = "csv", _("csv with commas")

    class State(models.TextChoices):
        BEGUN = "begun", _("Begun")
        FINISHED = "finished", _("Finished")
        BROKEN = "broken", _("Broken off")

    by = models.ForeignKey("office.User", models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=clock.now)
    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    filters = models.JSONField(_("filters"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.BEGUN)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    error = models.CharField(_("why it broke off"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client", "-id"], name="export_newest")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ended_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
            pgtrigger.ReadOnly(name="told_once", fields=["client", "by", "at", "what", "format", "filters", "columns"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%F %H:%M}"

    @classmethod
    def begin(
        cls,
        what: str,
        *,
        client: Client,
        by: "User",
        format: str,
        filters: Mapping[str, Any],
        columns: Sequence[str],
    ) -> "Export":
        """Write down that rows are about to leave, before the first one does."""
        return cls.objects.create(
            client=client,
            by=by,
            at=clock.now(),
            what=what,
            format=format,
            filters={name: str(value) for name, value in filters.items()},
            columns=list(columns),
        )

    @classmethod
    def usual_format(cls, person: "User") -> str:
        """The one that the person took last."""
        last = cls.objects.of_person(person).order_by("-pk").values_list("format", flat=True).first()
        return last or cls.Format.XLSX

    @property
    def divider(self) -> str:
        """Between the cells of a csv file."""
        return ";" if self.format == self.Format.SEMICOLONS else ","

    @property
    def ending(self) -> str:
        """Of the file's name."""
        return "xlsx" if self.format == self.Format.XLSX else "csv"

    def finish(self, rows: int) -> None:
        """All rows are in the file."""
        self._end(state=self.State.FINISHED, rows=rows)

    def break_off(self, rows: int, why: str) -> None:
        """The file ends here, too early."""
        self._end(state=self.State.BROKEN, rows=rows, error=why[:200])

    def _end(self, **said: Any) -> None:
        type(self).objects.still_going(self.pk).update(ended_at=clock.now(), **said)
        self.refresh_from_db(fields=list(ENDING))
