"""The undo of a load: leads that nobody touched go, values that nobody changed since come back. Pieces of an import's
ledger at a time, the last rows first."""

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from leads.models.activity import Activity
from leads.models.company import Company
from leads.models.consent import Consent
from leads.models.enrollment import Enrollment
from leads.models.findkey import FindKey
from leads.models.importfix import ImportFix
from leads.models.importrow import ImportRow
from leads.models.lead import Lead
from leads.models.listing import Listing
from leads.models.perhapssame import PerhapsSame
from leads.models.phone import LeadPhone
from leads.models.staging import statement
from office import clock

if TYPE_CHECKING:
    from leads.models.importprogress import ImportProgress

_OWN = (Activity, Consent, Enrollment, FindKey, ImportFix, ImportRow, LeadPhone, Listing, PerhapsSame)
"""What an import itself, or a machine after it, gives a lead."""


@cache
def _touched(alias: str, model: type) -> str:
    """SQL that holds while nothing points to the row `alias` of the model, but for what the import gave itself."""
    asked = []
    relations: Any = model._meta.get_fields(include_hidden=True)  # type: ignore[attr-defined]
    for relation in relations:
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        other, column = relation.related_model, relation.field.column
        if other in _OWN or any(f.name == "pgh_obj" for f in other._meta.fields):
            continue
        asked.append(f"AND NOT EXISTS (SELECT FROM {other._meta.db_table} t WHERE t.{column} = {alias}.id)")
    return "\n".join(asked)


@cache
def _statement(name: str) -> str:
    passes = _touched("e", Enrollment)
    touched = f"{_touched('l', Lead)}\n{passes}"
    return (
        statement(name)
        .replace("{touched}", touched)
        .replace("{untouched}", passes)
        .replace("{used}", _touched("c", Company))
    )


class Undoing:
    """The undo of one import, on the running connection, inside transactions."""

    def __init__(self, lead_import: "ImportProgress") -> None:
        self._facts: dict[str, Any] = {
            "client": lead_import.client_id,
            "lead_import": lead_import.pk,
            "lead_list": lead_import.lead_list_id,
            "list_name": lead_import.lead_list.name,
            "by": lead_import.by_id,
            "began": lead_import.began_at,
            "ended": lead_import.finished_at or clock.now(),
        }

    def take_back(self, *, after: int, upto: int) -> dict[str, int]:
        """Undo the rows after < number ≤ upto: {"deleted": leads, "left": leads, "restored": leads}."""
        bounds = {"after": after, "upto": upto}
        restored = self._restored(bounds)
        deleted = self._run("undo_delete", bounds)
        left = self._run("undo_keep", bounds)
        return {"deleted": deleted, "left": left, "restored": restored}

    def let_companies_go(self) -> None:
        """After the last row: companies that are left over."""
        self._run("undo_companies", {})

    def _restored(self, bounds: dict[str, int]) -> int:
        self._run("undo_restore", bounds)
        with connection.cursor() as cursor:
            cursor.execute("SELECT lead_id FROM import_back UNION SELECT lead_id FROM import_number_back")
            leads = [pk for (pk,) in cursor.fetchall()]
        return Lead.objects.numbered_by_id(leads).made_findable()

    def _run(self, name: str, bounds: dict[str, int]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_statement(name), {**self._facts, **bounds, "now": clock.now()})
            return int(cursor.rowcount)
