"""The words in which blocks of the calendars are asked for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from psycopg2.extras import DateTimeTZRange

if TYPE_CHECKING:
    from appointments.models.block import CalendarBlock
    from office.models import User

PUT = "INSERT INTO appointments_calendarblock ({columns}) VALUES {rows} ON CONFLICT DO NOTHING RETURNING person_id, id"
RELEASE = """
    UPDATE appointments_calendarblock SET state = 'released', hold_until = NULL
    WHERE id = ANY(ARRAY({chosen} FOR UPDATE SKIP LOCKED))"""
IN_THE_WAY = RELEASE.format(
    chosen="""SELECT id FROM appointments_calendarblock
    WHERE person_id = ANY(%s) AND blocked && %s AND state = 'on_hold' AND (hold_until <= %s OR held_by_id = %s)
    ORDER BY id"""
)
OTHERS = RELEASE.format(
    chosen="""SELECT id FROM appointments_calendarblock
    WHERE state = 'on_hold' AND held_by_id = %s AND token <> %s ORDER BY id"""
)
BOOK = """
    UPDATE appointments_calendarblock SET state = 'booked', hold_until = NULL
    WHERE token = %s AND state = 'on_hold' AND held_by_id IS NOT DISTINCT FROM %s AND lead = %s AND hold_until > %s
      AND (cap IS NULL OR %s)
    RETURNING *"""


def _told(statement: str, asked: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return int(cursor.rowcount)


class CalendarBlockQuerySet(models.QuerySet["CalendarBlock"]):
    def live(self, now: datetime) -> Self:
        return self.filter(models.Q(state="booked") | models.Q(state="on_hold", hold_until__gt=now))

    def of(self, people: list[int], *, start: datetime, end: datetime) -> Self:
        return self.filter(person_id__in=people, blocked__overlap=(start, end))

    def of_person(self, person: "User") -> Self:
        return self.filter(person=person)

    def held_by(self, setter: "User | None") -> Self:
        return self.filter(state="on_hold", held_by=setter)

    def not_held_by(self, setter: "User | None") -> Self:
        return self.exclude(state="on_hold", held_by=setter)

    def kept(self, token: UUID, *, by: "User | None", now: datetime) -> Self:
        """The live hold of that token, if it is this setter's."""
        return self.held_by(by).filter(token=token, hold_until__gt=now)

    def for_lead(self, pk: int) -> Self:
        return self.filter(lead=pk)

    def tokened(self, token: UUID | None) -> Self:
        return self.filter(token=token)

    def of_appointment(self, pk: int) -> Self:
        return self.filter(appointment=pk)

    def booked(self) -> Self:
        return self.filter(state="booked")

    def leading(self) -> Self:
        """The reps' own; not those of people who must be there besides."""
        return self.filter(party__gt=0)

    def beside(self) -> Self:
        return self.filter(party=0)

    def starting(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def numbered(self, pks: Iterable[int]) -> Self:
        return self.filter(pk__in=list(pks))

    def besides(self, pks: Iterable[int]) -> Self:
        return self.exclude(pk__in=list(pks))

    def book_again(self) -> int:
        """What had released them was undone. The database refuses when somebody else has the time by now."""
        return self.update(state="booked", hold_until=None)

    def release(self) -> int:
        """Give the time back, in one statement. Rows that somebody else is writing just now are left to them."""
        try:
            chosen, asked = self.order_by("pk").values("pk").query.sql_with_params()
        except EmptyResultSet:
            return 0
        return _told(RELEASE.format(chosen=chosen), asked)

    def make_way(self, people: list[int], blocked: DateTimeTZRange, *, now: datetime, by: int | None) -> int:
        """Give back the holds in that time that need not be respected: run out, or of the setter `by`, who is about to
        take another time. (Nobody's: of a lead on its own page, held and booked in one transaction.)"""
        return _told(IN_THE_WAY, (people, blocked, now, by))

    def keep_only(self, token: UUID | None, *, by: int) -> int:
        """Give back what else the setter has on hold."""
        return _told(OTHERS, (by, token))

    def book(
        self, token: UUID, *, by: int | None, lead: int, now: datetime, limited: bool = False
    ) -> list["CalendarBlock"]:
        """The blocks of that token, booked just now, where the hold is alive, this setter's, for this lead, and without
        a limit of meetings a day (`limited`: with one, which has been looked at); else nothing."""
        return list(self.raw(BOOK, (token, by, lead, now, limited)))

    def put(self, blocks: Sequence["CalendarBlock"]) -> int:
        """Write these blocks, in one statement, but those for whose people there is no room. How many have found it;
        their ids stand in them."""
        columns = [each for each in self.model._meta.concrete_fields if not each.primary_key]
        rows = [[each.get_db_prep_save(each.pre_save(block, True), connection) for each in columns] for block in blocks]
        row = f"({', '.join(['%s'] * len(columns))})"
        names = ", ".join(str(each.column) for each in columns)
        with connection.cursor() as cursor:
            values = [value for each in rows for value in each]
            cursor.execute(PUT.format(columns=names, rows=", ".join([row] * len(rows))), values)
            found = dict(cursor.fetchall())
        for block in blocks:
            block.pk, block._state.adding = found.get(block.person_id), block.person_id not in found
        return len(found)
