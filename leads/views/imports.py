"""A spreadsheet on its way into a list: upload, match, check, load, result."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads import tasks
from leads.forms.imports import ChooseForm, LoadForm, MatchForm, UploadForm
from leads.models import ImportRow, LeadImport
from leads.models.importpart import parts_of
from leads.models.importresult import aside_name, kept_aside
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.nudge import nudge

PAGE = 100


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def imports(request: PersonRequest) -> HttpResponse:
    """The files that were handed in, newest first."""
    shown = LeadImport.objects.visible_to(request.user).newest()[:PAGE]
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
@require_http_methods(["GET", "POST"])
def match(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Say which column is which field."""
    found = get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=lead_import)
    form = MatchForm(request.POST if request.method == "POST" else None, lead_import=found)
    if form.save(by=request.user):
        nudge(tasks.load)
        return redirect("leads:check", found.pk)
    return _match(request, found, form, ChooseForm(lead_import=found))


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def choose(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Read the file with another encoding, sheet or header row."""
    found = get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=lead_import)
    form = ChooseForm(request.POST, lead_import=found)
    if form.save(by=request.user):
        return redirect("leads:match", found.pk)
    return _match(request, found, MatchForm(lead_import=found), form)


def _match(request: PersonRequest, found: LeadImport, form: MatchForm, choose: ChooseForm) -> HttpResponse:
    status = 422 if form.is_bound or choose.is_bound else 200
    context = {"import": found, "form": form, "choose": choose}
    return render(request, "leads/import_match.html", context, status=status)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def check(request: PersonRequest, lead_import: int) -> HttpResponse:
    """The dry run: what would happen."""
    return _state(request, lead_import, "leads/import_check.html")


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def load(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Load the good rows now."""
    found = get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=lead_import)
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
    return _state(request, lead_import, "leads/import_result.html")


def _state(request: PersonRequest, lead_import: int, template: str) -> HttpResponse:
    found = get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=lead_import)
    aside = ImportRow.objects.of_import(found).kept_aside()
    context = {"import": found, "parts": parts_of(found.counts), "reasons": aside.by_reason()}
    return render(request, f"{template}#state" if request.htmx else template, context)  # type: ignore[attr-defined]


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def errors(request: PersonRequest, lead_import: int) -> HttpResponse:
    """The rows that were kept aside, to mend and hand in again."""
    found = get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=lead_import)
    said = content_disposition_header(True, aside_name(found)) or ""
    with kept_aside(found) as file:
        return HttpResponse(file.read(), content_type="text/csv", headers={"Content-Disposition": said})
