"""A spreadsheet on its way into a list: upload, check, load, result. (Match: match.py.)"""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads import tasks
from leads.forms.imports import LoadForm, UploadForm
from leads.forms.mend import MendedForm, MendForm, PolicyForm
from leads.models import ImportRow, LeadImport
from leads.models.importgrid import Grid
from leads.models.importpart import parts_of
from leads.models.importresult import aside_name, kept_aside
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.nudge import nudge

PAGE = 100
ROW = re.compile(r"[0-9]{1,9}")


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def imports(request: PersonRequest) -> HttpResponse:
    """The files that were handed in, newest first."""
    shown = LeadImport.objects.visible_to(request.user).handed_in().newest()[:PAGE]
    return render(request, "leads/imports.html", {"imports": shown})


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def upload(request: PersonRequest) -> HttpResponse:
    """Hand in a file."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    received = form.save(by=request.user) if request.method == "POST" else None
    if received:
        return redirect("leads:match", received.pk)
    return render(request, "leads/import_upload.html", {"form": form}, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def check(request: PersonRequest, lead_import: int) -> HttpResponse:
    """The dry run: what would happen."""
    return state(request, found_import(request, lead_import), "check")


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def load(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Load the good rows now."""
    found = found_import(request, lead_import)
    form = LoadForm(request.POST)
    if form.save(found, by=request.user):
        nudge(tasks.load)
    else:
        messages.error(request, form.refusal)
    return redirect("leads:result", found.pk)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def result(request: PersonRequest, lead_import: int) -> HttpResponse:
    """How far the load is, and what became of every row."""
    return state(request, found_import(request, lead_import), "result")


def found_import(request: PersonRequest, pk: int) -> LeadImport:
    """The import of an address, if the person may see it."""
    return get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=pk)


def _row(request: PersonRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if ROW.fullmatch(asked) else 0


def state(request: PersonRequest, found: LeadImport, page: str, refused: MendForm | None = None) -> HttpResponse:
    """How an import stands. The address says which grid, from which row, and behind which row the mending goes on."""
    grid = Grid.of(found, name=request.GET.get("show", ""), after=_row(request, "after"))
    context = {
        "import": found,
        "parts": parts_of(found.counts),
        "reasons": ImportRow.objects.of_import(found).kept_aside().by_reason(),
        "grid": grid,
        "refused": refused,
        "next_row": grid.first_behind(_row(request, "mended")),
        "policy": PolicyForm(lead_import=found),
        "mended": MendedForm(lead_import=found),
    }
    part = "#state" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"leads/import_{page}.html{part}", context, status=422 if refused else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def errors(request: PersonRequest, lead_import: int) -> HttpResponse:
    """The rows that were kept aside, to mend and hand in again."""
    found = found_import(request, lead_import)
    said = content_disposition_header(True, aside_name(found)) or ""
    with kept_aside(found) as file:
        return HttpResponse(file.read(), content_type="text/csv", headers={"Content-Disposition": said})
