"""Rows that leave as a file: which may be taken, taking them, and who took what."""

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from office import clock
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.doors import prove
from reports.exports.files import Sendable, csv_stream, xlsx_file
from reports.forms.exports import CallsExportForm, ExportForm, LeadsExportForm, MeetingsExportForm, label_of
from reports.models import Export

WHO = (MARKETING, MANAGER, ADMINISTRATOR)
SEE_THE_LOG = (MANAGER, ADMINISTRATOR)
MOST = 100  # lines of the log


@role(*WHO)
@require_safe
def exports(request: PersonRequest) -> HttpResponse:
    """What may be taken; for managers and administrators also who took what, the newest first."""
    may_see = request.user.clients_as(SEE_THE_LOG)
    lines = Export.objects.visible_to(request.user).of_clients(may_see).newest()[:MOST]
    rows = [(line, [(label_of(name), value) for name, value in line.filters.items()]) for line in lines]
    return render(request, "reports/exports.html", {"rows": rows, "may_see": may_see})


@role(*WHO)
@require_http_methods(["GET", "POST"])
def export_leads(request: PersonRequest) -> HttpResponseBase:
    """The leads of the list, as it is narrowed and ordered."""
    prove(request)
    return _export(request, LeadsExportForm(request.POST or None, query=request.GET, user=request.user))


@role(*WHO)
@require_http_methods(["GET", "POST"])
def export_calls(request: PersonRequest) -> HttpResponseBase:
    """The calls behind a figure."""
    prove(request)
    return _export(request, CallsExportForm(request.POST or None, query=request.GET, user=request.user))


@role(*WHO)
@require_http_methods(["GET", "POST"])
def export_meetings(request: PersonRequest) -> HttpResponseBase:
    """The meetings behind a figure."""
    prove(request)
    return _export(request, MeetingsExportForm(request.POST or None, query=request.GET, user=request.user))


def _export(request: PersonRequest, form: ExportForm) -> HttpResponseBase:
    if request.method == "POST" and (begun := form.begin(by=request.user)):
        return sent(begun, form.table)
    return render(request, "reports/export.html", {"form": form}, status=422 if form.is_bound else 200)


def sent(export: Export, table: Sendable) -> HttpResponseBase:
    """The table as a file of the export's format."""
    name = f"{export.what}-{clock.today(export.client.zone):%Y-%m-%d}.{export.ending}"
    if export.format == Export.Format.XLSX:
        return FileResponse(xlsx_file(export, table), as_attachment=True, filename=name)
    said = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return StreamingHttpResponse(csv_stream(export, table), content_type="text/csv; charset=utf-8", headers=said)
