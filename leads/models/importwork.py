"""What a worker does with an import: the dry run and the load, step by step, each step under the job's lease."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _t

from leads import spreadsheets
from leads.loading.ahead import one_ahead
from leads.loading.rows import Repair, Row
from leads.models import importlanes, importpace
from leads.models.importfile import ImportFile, rows_of
from leads.models.importfix import ImportFix
from leads.models.importlanes import Turn
from leads.models.importpace import Pace
from leads.models.importprogress import CLASSES, ImportProgress, Step
from leads.models.importreading import ROWS
from leads.models.importrow import ImportRow
from leads.models.importundo import Undoing
from leads.models.oneload import one_load_at_a_time
from leads.models.staging import Block, Staging, packed
from leads.spreadsheets import Sheet, SpreadsheetError
from leads.spreadsheets.headers import Record
from office import clock
from office.models import Refused

PATIENCE = timedelta(seconds=2)  # until a load asks again whether the client's other load is done


class Stopped(Exception):
    """Somebody asked to stop."""


class ImportWork(ImportProgress):
    """The steps of a LeadImport, whose fields stand there."""

    class Meta:
        abstract = True

    def perform(self) -> None:
        """The dry run or the load, whichever is asked for."""
        with one_load_at_a_time(self.client_id) as mine:
            if not mine:
                with self.fenced():
                    return self.again_at(clock.now() + PATIENCE)
            try:
                {Step.MATCHED: self._check, Step.UNDOING: self._undo}.get(self.step, self._load)()
            except SpreadsheetError as error:
                with self.fenced():
                    self._write(step=Step.REFUSED)
                raise Refused(error.told(_t)) from error
            except Stopped:
                self._stop()
        return None

    def _check(self) -> None:
        staging = Staging(self)
        fixes = ImportFix.objects.of_import(self).by_row()
        for block in self._blocks(fixes, after=0, pace=Pace()):
            staging.take(block)
            self._go_on(rows_read=staging.rows)
        staging.decide(ImportFix.decisions(fixes, among=list(fixes)))
        staging.judge()
        with self.fenced():
            staging.record()
            forecast = {**staging.counts(), "duplicate": staging.repeats()}
            self._write(forecast=forecast, rows=staging.rows, step=Step.CHECKED)
            self.finish()

    def _load(self) -> None:
        self._begin_load()
        fixes = ImportFix.objects.of_import(self).by_row()
        again = self._mended_rows() if self.is_mending else None
        pace = Pace()
        blocks = self._heeding(self._blocks(fixes, after=self.reached, only=again, pace=pace))
        first = list(islice(blocks, 1))
        is_small = sum(block.rows for block in first) < importpace.few()
        alone = self.is_mending or connection.in_atomic_block or is_small
        load = importlanes.one_by_one if alone else partial(importlanes.side_by_side, pace=pace)
        load(self, chain(first, blocks), partial(self._chunk, fixes))
        with self.fenced():
            self._write(step=Step.LOADED, rows=self.rows_done, finished_at=clock.now(), is_mending=False)
            if arrival := getattr(self, "arrival", None):  # it came by itself: leads.models.Arrival
                arrival.settle()
            self.finish()

    def _mended_rows(self) -> set[int]:
        """Of the rows that were put right those that are kept aside still: what was put right in the dry run is in."""
        aside = ImportRow.objects.of_import(self).kept_aside().row_numbers()
        return ImportFix.objects.of_import(self).untried_rows() & aside

    def _chunk(self, fixes: dict[int, ImportFix], staging: Staging, block: Block, turn: Turn) -> None:
        """Load a block; rows that were mended leave their old class."""
        with transaction.atomic():
            staging.clear()
            staging.take(block)
            turn.may_judge()
            staging.decide(ImportFix.decisions(fixes, among=block.numbers))
            staging.judge()
            turn.may_write(apart=staging.stands_apart())
            before = ImportRow.objects.of_import(self).taken_back(block.numbers) if self.is_mending else {}
            staging.apply()
            turn.may_commit()
            with self.fenced():
                self._tell(block, staging.counts(), before)

    def _begin_load(self) -> None:
        with self.fenced():
            if not self.rows_done:
                ImportRow.objects.of_import(self).delete()
                self._write(began_at=clock.now())

    def _tell(self, block: Block, fresh: dict[str, int], before: dict[str, int]) -> None:
        """How far the load is, in the chunk's own transaction. `before`: what its rows were, if they are mended."""
        sums = {name: getattr(self, name) + fresh.get(name, 0) - before.get(name, 0) for name in CLASSES}
        if self.is_mending:
            ImportFix.objects.of_import(self).rows_tried(block.numbers)
            self._write(attempts=0, rows=sum(sums.values()), rows_done=sum(sums.values()), **sums)
        else:
            self._write(attempts=0, reached=block.upto, rows_done=sum(sums.values()), **sums)

    def _go_on(self, **progress: Any) -> None:
        """A sign of life between two blocks, unless somebody asked to stop."""
        with self.fenced():
            self._write(**progress)
        self._heed()

    def _heeding(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """The blocks, until somebody asks to stop."""
        for block in blocks:
            self._heed()
            yield block

    def _heed(self) -> None:
        mine: Any = type(self)._default_manager
        if mine.filter(pk=self.pk, stop_asked=True).exists():
            raise Stopped

    def _undo(self) -> None:
        """The last rows first, so that what several rows changed becomes what it was before the first of them."""
        undoing = Undoing(self)
        while self.reached > 0:
            after = ImportRow.objects.of_import(self).row_before(self.reached, by=importpace.CHUNK)
            with self.fenced():
                done = undoing.take_back(after=after, upto=self.reached)
                sums = {name: self.undone.get(name, 0) + count for name, count in done.items()}
                self._write(attempts=0, reached=after, undone=sums)
        with self.fenced():
            undoing.let_companies_go()
            self._write(step=Step.UNDONE)
            self.finish()

    def _stop(self) -> None:
        """What is loaded stays, and may be gone on with or undone; a dry run that was stopped is forgotten."""
        step = Step.UPLOADED if self.step == Step.MATCHED else Step.STOPPED
        with self.fenced():
            self._write(step=step, stop_asked=False)
            self.finish()

    def _blocks(
        self, fixes: dict[int, ImportFix], *, after: int, pace: Pace, only: set[int] | None = None
    ) -> Iterator[Block]:
        """The rows behind a row number, repaired and packed, each block made while the one before is loaded."""
        with self.sheet() as sheet:
            repair = Repair(sheet.headers, self.mapping, self.country, self.date_order, self.reading.get("constants"))
            wanted = (record for record in sheet.rows if (record[0] > after if only is None else record[0] in only))
            rows = (_repaired(repair, record, fixes.get(record[0])) for record in wanted)
            yield from one_ahead(_packed(rows, pace))

    @contextmanager
    def sheet(self) -> Iterator[Sheet]:
        """What was handed in, row by row."""
        with ImportFile.laid_out(self) as path:
            if self.reading.get("kind") == ROWS:
                yield Sheet("", self.headers, rows_of(path, self.headers))
            else:
                with spreadsheets.read(path, self.choices) as sheet:
                    yield sheet


def _repaired(repair: Repair, record: Record, fix: ImportFix | None) -> Row:
    if fix is None:
        return repair.row(*record)
    row = repair.row(record[0], fix.over(record[1], repair.headers))
    return row.left_out() if fix.decision == ImportFix.Decision.SKIP else row


def _packed(rows: Iterator[Row], pace: Pace) -> Iterator[Block]:
    while block := list(islice(rows, pace.rows())):
        yield packed(block)
