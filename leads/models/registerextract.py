import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from django.db import connection, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import extracts, phones
from leads.models import dialling
from leads.models.activity import Activity
from leads.models.registerfile import RegisterFile
from leads.models.registernumber import RegisterNumber
from leads.spreadsheets import SpreadsheetError
from office import clock
from office.models import HouseWorkQuerySet, Refused, Work

if TYPE_CHECKING:
    from leads.models.register import Register
    from office.models import User

CHUNK = 20_000  # lines that are taken in, and can be lost, in one transaction
SHOWN = 50  # lines that could not be read which are kept to be looked at
STAGE = "CREATE TEMP TABLE register_line (number varchar(20) NOT NULL) ON COMMIT DROP"
TAKE = """INSERT INTO leads_registernumber (number, extract_id)
    SELECT DISTINCT number, %(extract)s::bigint FROM register_line ON CONFLICT DO NOTHING"""
ENTERED = """SELECT e.client_id, e.lead_id FROM leads_enrollment e
    JOIN leads_registernumber n ON n.number = e.next_number AND n.extract_id = %(fresh)s
    WHERE e.ended_at IS NULL AND e.claimed_by_id IS NULL AND e.next_number <> ''"""
LEFT = """SELECT e.client_id, e.lead_id FROM leads_enrollment e
    JOIN leads_leadphone p ON p.client_id = e.client_id AND p.lead_id = e.lead_id
    JOIN leads_registernumber o ON o.number = p.number AND o.extract_id = %(stale)s
    WHERE e.ended_at IS NULL AND e.claimed_by_id IS NULL AND e.next_number = ''
    AND NOT EXISTS (SELECT FROM leads_registernumber n WHERE n.number = p.number AND n.extract_id = %(fresh)s)"""


class RegisterExtractQuerySet(HouseWorkQuerySet["RegisterExtract"]):
    def serving(self) -> Self:
        """In force."""
        return self.filter(in_force=True)

    def of_register(self, register: models.Model) -> Self:
        return self.filter(register_id=register.pk)

    def newest(self) -> Self:
        return self.select_related("by", "register").order_by("-pk")

    def useless(self, register: models.Model) -> Self:
        """Read to their end, and not (any more) in force: their numbers are wanted by nobody."""
        return self.of_register(register).filter(in_force=False, ended_at__isnull=False)


class RegisterExtract(Work):
    """One loading of an official register: the file, its date, and what became of its lines. The one before stays in
    force until all numbers of this one are in. An agency table.

    `reached`: the line up to which numbers are in for good; `unread`: the first lines that could not be read
    ([[line, text]]); `ended_at`: when it was decided whether this extract comes into force.
    """

    register = models.ForeignKey("leads.Register", models.PROTECT, related_name="extracts")
    official_on = models.DateField(_("official date of the extract"))
    file_name = models.CharField(_("file"), max_length=200)
    file_lines = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(_("lines"), default=0)
    numbers_count = models.PositiveIntegerField(_("numbers"), default=0)
    repeated = models.PositiveIntegerField(_("repeated"), default=0)
    unreadable = models.PositiveIntegerField(_("unreadable"), default=0)
    unread = models.JSONField(default=list)
    in_force = models.BooleanField(default=False)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = RegisterExtractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register"], condition=models.Q(in_force=True), name="one_extract_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(lines=models.F("numbers_count") + models.F("repeated") + models.F("unreadable")),
                name="no_line_vanishes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="registerextract_due"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    @transaction.atomic
    def receive(
        cls, path: Path, *, name: str, register: "Register", official_on: date, by: "User"
    ) -> "RegisterExtract":
        """Take in a file; its numbers are read in the background. Refuses what cannot be read, and a date that lies
        ahead or before that of the extract in force."""
        if not by.runs_the_house:
            raise Refused(_t("What holds for every client is decided by an administrator of all of them."))
        if official_on > clock.today(by.zone):
            raise Refused(_t("The date of an extract cannot lie ahead."))
        if register.extract and official_on < register.extract.official_on:
            raise Refused(_t("An extract of a later date is in force already."))
        made = cls(
            register=register, official_on=official_on, file_name=name[-200:], by=by,
            created_at=clock.now(), due_at=clock.now(),
        )  # fmt: skip
        made.file_lines = made._counted(path)
        made.save()
        RegisterFile.keep(made, path)
        return made

    def _counted(self, path: Path) -> int:
        try:
            with extracts.read(path, self.register.country) as lines:
                if not any(phones.read(text, self.register.country).callable for _at, text in islice(lines, CHUNK)):
                    raise Refused(_t("No phone number could be read in this file."))
            return extracts.count(path)
        except SpreadsheetError as error:
            raise Refused(error.told(_t)) from error

    def perform(self) -> None:
        """Take the numbers in, then put the extract in force, then throw away what it replaced."""
        if self.ended_at is None:
            self._read()
            with self.fenced():
                self._come_into_force()
        with self.fenced():
            RegisterNumber.objects.of_extracts(type(self).objects.useless(self.register)).delete()
            RegisterFile.objects.of_extract(self).delete()
            self.finish()

    def _read(self) -> None:
        try:
            with RegisterFile.laid_out(self) as path, extracts.read(path, self.register.country) as lines:
                later = ((line, text) for line, text in lines if line > self.reached)
                while block := list(islice(later, CHUNK)):
                    self._take_in(block)
        except SpreadsheetError as error:
            self._reject(error.told(_t))
        if not self.numbers_count:
            self._reject(_t("No phone number could be read in this file."))
        if self.unreadable * 2 > self.lines:
            self._reject(_t("More than half of the lines are no phone numbers. Is this the right file and country?"))

    def _take_in(self, block: Sequence[tuple[int, str]]) -> None:
        read = [(line, text, phones.read(text, self.register.country)) for line, text in block]
        good = [phone.e164 for _line, _text, phone in read if phone.callable]
        bad = [[line, text[:60]] for line, text, phone in read if not phone.callable]
        with self.fenced():
            fresh = _copied(self.pk, good)
            self._write(
                attempts=0,
                reached=block[-1][0],
                lines=self.lines + len(block),
                numbers_count=self.numbers_count + fresh,
                repeated=self.repeated + len(good) - fresh,
                unreadable=self.unreadable + len(bad),
                unread=[*self.unread, *bad][:SHOWN],
            )

    def _come_into_force(self) -> None:
        """In one transaction: this extract instead of the one before, its numbers out of every queue, and those that
        are in it no more back. A newer one that was quicker stays."""
        now = clock.now()
        type(self).objects.select_related("register").select_for_update(of=("register",)).get(pk=self.pk)
        before = type(self).objects.serving().of_register(self.register).first()
        if before and (before.official_on, before.pk) > (self.official_on, self.pk):
            return self._write(ended_at=now)
        if before:
            type(self).objects.filter(pk=before.pk).update(in_force=False, replaced_at=now)
        self._write(in_force=True, ended_at=now)
        facts = {"fresh": self.pk, "stale": before.pk if before else 0}
        details = {"register": self.register.name}
        for leads, kind in ((ENTERED, Activity.Kind.SUPPRESSED), (LEFT, Activity.Kind.LIFTED)):
            dialling.requeue(leads, facts, at=now, told={"kind": kind, "by": self.by_id, "details": details})
        return None

    def _reject(self, sentence: str) -> None:
        """This file is none: the extract in force stays."""
        with self.fenced():
            self._write(ended_at=clock.now())
            RegisterNumber.objects.of_extract(self).delete()
            RegisterFile.objects.of_extract(self).delete()
        raise Refused(sentence)

    @property
    def is_working(self) -> bool:
        """Look again in a moment."""
        return self.state in (self.State.DUE, self.State.RUNNING)

    @property
    def may_retry(self) -> bool:
        return self.state == self.State.FAILED and self.ended_at is None

    @property
    def percent(self) -> int:
        """How far the reading is."""
        return min(100, round(100 * self.lines / max(self.file_lines, 1)))

    @property
    def days_old(self) -> int:
        """Days since its official date."""
        return (clock.now().date() - self.official_on).days


def _copied(extract: int, numbers: Iterable[str]) -> int:
    """Put these numbers into the extract; how many were not there yet."""
    file = io.StringIO()
    csv.writer(file).writerows([number] for number in numbers)
    file.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.copy_expert("COPY pg_temp.register_line (number) FROM STDIN WITH (FORMAT csv)", file)
        cursor.execute(TAKE, {"extract": extract})
        fresh = int(cursor.rowcount)
        cursor.execute("DROP TABLE pg_temp.register_line")
    return fresh
