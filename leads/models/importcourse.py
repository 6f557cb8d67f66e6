"""How an import goes on by a person's word: load, check again, stop, load what was mended, undo."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _t

from leads.models.importprogress import Step
from leads.models.importrow import ImportRow
from leads.models.importwork import ImportWork
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

UNDO = timedelta(hours=24)


class ImportCourse(ImportWork):
    """The verbs of a LeadImport after its columns are matched; its fields stand there."""

    finished_at: Any

    class Meta:
        abstract = True

    def load(self, *, by: "User") -> None:
        """Load the file in the background; asked twice it is done once. A failed load goes on where it was."""
        if not self.has_failed:
            self._must_be(Step.UPLOADED, Step.MATCHED, Step.CHECKED, Step.STOPPED)
        self._begin(Step.LOADING)

    def check_again(self, *, by: "User") -> None:
        """The dry run once more, with what was put right or decided since."""
        self._must_be(Step.CHECKED)
        self._begin(Step.MATCHED)

    def load_mended(self, *, by: "User") -> None:
        """Load the rows that were put right after the load; no other row is touched."""
        self._must_be(Step.LOADED, Step.STOPPED)
        if not self.begin(step=Step.LOADING, is_mending=True):
            self._must_be()

    def stop(self, *, by: "User") -> None:
        """Stop the dry run or the load at the next block; what is loaded stays."""
        every: Any = type(self)._default_manager
        if not every.working().filter(pk=self.pk).update(stop_asked=True):
            raise Refused(_t("There is nothing to stop any more."))

    @property
    def may_undo(self) -> bool:
        """For a day after the load."""
        loaded = self.step in (Step.LOADED, Step.STOPPED) and not self.is_working
        return loaded and self.began_at is not None and clock.now() < (self.finished_at or self.began_at) + UNDO

    @transaction.atomic
    def undo(self, *, by: "User") -> None:
        """Take the load back in the background, but for what somebody touched since (importundo.py)."""
        if not self.may_undo:
            raise Refused(_t("A load can be undone within a day, and once."))
        last = ImportRow.objects.of_import(self).last_row()
        if not self.begin(step=Step.UNDOING, reached=last, stop_asked=False):
            raise Refused(_t("This file is being loaded, or is loaded already."))

    def load_now(self, *, by: "User") -> bool:
        """Load in this very process, for a sender who waits. False when another load of the client runs; then
        the workers do it in a moment."""
        self.load(by=by)
        return self.run_here()

    def run_here(self) -> bool:
        """Do what is due in this very process, as a worker would; the same answer as `load_now`."""
        every: Any = type(self)._default_manager
        if mine := every.take(self.pk):
            mine.run()
        self.refresh_from_db()
        return not self.is_working

    def _begin(self, step: str) -> None:
        said = {"mapping": self.mapping, "policies": self.policies, "country": self.country, "reading": self.reading}
        if not self.begin(step=step, rows_read=0, **said):
            self._must_be()

    def _must_be(self, *steps: str) -> None:
        if self.step not in steps or self.state == self.State.RUNNING:
            raise Refused(_t("This file is being loaded, or is loaded already."))
