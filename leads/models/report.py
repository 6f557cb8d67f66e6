"""What became of an import, in a few lines of plain text, for where there is no page."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _t

from leads.models.importpart import PARTS

if TYPE_CHECKING:
    from leads.models.leadimport import LeadImport


def report(lead_import: "LeadImport") -> str:
    """In the language of the moment; the same each time it is asked of the same finished import."""
    counts, list_name = lead_import.counts, lead_import.lead_list.name
    lines = [_t("%(file)s, into the list “%(list)s”") % {"file": lead_import.file_name, "list": list_name}]
    if lead_import.error:
        lines.append(lead_import.error)
    lines += [f"{label}: {counts[name]}" for name, (label, _tone) in PARTS.items()]
    page = reverse("leads:result", args=[lead_import.pk])
    return "\n".join([*lines, f"{settings.BASE_URL.rstrip('/')}{page}", ""])
