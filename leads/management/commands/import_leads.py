"""Load a spreadsheet of leads into a list from the shell; prints what became of every row."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from leads.models import Campaign, ImportRow, LeadImport, LeadList
from office import isolation
from office.models import Client, Refused, Role, User

MAY_LOAD = (Role.MARKETING, Role.MANAGER, Role.ADMINISTRATOR)
REFUSED = 2


class Command(BaseCommand):
    help = "Load a spreadsheet of leads into a list of a campaign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--client", required=True, help="short name of the client")
        parser.add_argument("--campaign", required=True, help="name of the campaign")
        parser.add_argument("--list", required=True, dest="lead_list", help="name of the list; made if it is not there")
        parser.add_argument("--as", required=True, dest="email", help="e-mail of the person who loads")
        parser.add_argument("--country", default="", help="ISO code of the country of numbers without a code")
        parser.add_argument("--map", type=Path, help='JSON file {"column": "field"}; suggested if left out')
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told, code = import_leads(options), 0
        except Refused as refusal:
            told, code = {"error": refusal.sentence}, REFUSED
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _in_words(told))
        if code:
            raise SystemExit(code)


def import_leads(options: dict[str, Any]) -> dict[str, Any]:
    """Do what the command line says. Raises Refused."""
    client = Client.objects.slugged(options["client"]).first()
    by = User.objects.working().with_email(options["email"]).first()
    if client is None or by is None or client.pk not in by.look_as(MAY_LOAD):
        raise Refused(_("There is no such client, or this person may not load leads for it."))
    with isolation.seeing([client.pk]):
        campaign = Campaign.objects.of_client(client).named(options["campaign"]).first()
        if campaign is None:
            raise Refused(_("There is no campaign named “%(name)s”.") % {"name": options["campaign"]})
        return _dry_run(campaign, by, options) if options["dry_run"] else _load(campaign, by, options)


def _load(campaign: Campaign, by: User, options: dict[str, Any]) -> dict[str, Any]:
    with transaction.atomic():
        lead_import = _received(campaign, by, options)
        lead_import.load(by=by)
    return _told(_worked_off(lead_import))


def _dry_run(campaign: Campaign, by: User, options: dict[str, Any]) -> dict[str, Any]:
    """Checked and taken back: neither the import nor a list made for it stays."""
    is_new = not LeadList.objects.of_campaign(campaign).named(options["lead_list"]).exists()
    lead_import = _received(campaign, by, options)
    try:
        return _told(_worked_off(lead_import))
    finally:
        lead_import.delete()
        if is_new:
            lead_import.lead_list.delete()


@transaction.atomic
def _received(campaign: Campaign, by: User, options: dict[str, Any]) -> LeadImport:
    file: Path = options["file"]
    if not file.is_file():
        raise Refused(_("There is no file %(name)s.") % {"name": file})
    lead_list = LeadList.open(campaign=campaign, name=options["lead_list"], by=by)
    country = options["country"].upper()
    made = LeadImport.receive(file, name=file.name, lead_list=lead_list, by=by, country=country)
    made.match(_mapping(options["map"]) or made.mapping, by=by)
    return made


def _mapping(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        mapping = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(_("The mapping %(name)s is not a JSON file.") % {"name": file}) from error
    if not isinstance(mapping, dict):
        raise Refused(_("The mapping must be one JSON object of columns and fields."))
    return {str(column): str(field) for column, field in mapping.items()}


def _worked_off(lead_import: LeadImport) -> LeadImport:
    """Do the work here, or wait for the worker that was quicker."""
    while lead_import.is_working:
        mine = LeadImport.objects.take(lead_import.pk)
        if mine is not None:
            mine.run()
        else:
            time.sleep(0.1)
        lead_import.refresh_from_db()
    if lead_import.state == LeadImport.State.FAILED:
        raise Refused(lead_import.error)
    return lead_import


def _told(lead_import: LeadImport) -> dict[str, Any]:
    rejected = ImportRow.objects.of_import(lead_import).rejected()
    errors = [
        {"row": line.row, "column": line.column, "value": line.value, "reason": line.explained} for line in rejected
    ]
    counts = lead_import.counts
    return {"rows": lead_import.rows, **counts, "errors": errors, "mapping": lead_import.mapping}


def _in_words(told: dict[str, Any]) -> str:
    if "error" in told:
        return str(told["error"])
    counts = ", ".join(f"{told[name]} {name}" for name in ("created", "updated", "skipped", "rejected", "suppressed"))
    lines = [f"{told['rows']} rows: {counts}"]
    lines += [
        f"row {error['row']}: {error['column']} {error['value']!r}: {error['reason']}" for error in told["errors"]
    ]
    return "\n".join(lines)
