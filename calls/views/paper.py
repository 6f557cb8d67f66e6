"""Call sheets on paper: make one, print it, give its leads back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms import PrintForm
from calls.models import CallSheet
from calls.paper import Paper
from calls.pdf import pdf
from office import clock
from office.access import MANAGER, SETTER, PersonRequest, role
from office.models import Refused

PAGE = 100


@role(SETTER, MANAGER)
@require_safe
def sheets(request: PersonRequest) -> HttpResponse:
    """My sheets, or a manager's: all of them; newest first."""
    shown = CallSheet.objects.visible_to(request.user).within_reach(request.user).with_counts()
    return render(request, "calls/sheets.html", {"sheets": shown[:PAGE], "now": clock.now()})


@role(SETTER, MANAGER)
@require_http_methods(["GET", "POST"])
def print(request: PersonRequest) -> HttpResponse:
    """Make a sheet."""
    form = PrintForm(request.POST or None, user=request.user, initial=request.GET.dict())
    made = form.save(by=request.user) if request.method == "POST" else None
    if made:
        return redirect("calls:sheet", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "calls/print.html", {"form": form}, status=status)


@role(SETTER, MANAGER)
@require_safe
def sheet(request: PersonRequest, sheet: int) -> HttpResponse:
    """The sheet as it is printed: a page for the browser's printer, or a PDF."""
    mine = CallSheet.objects.visible_to(request.user).within_reach(request.user).with_counts()
    found = get_object_or_404(mine, pk=sheet)
    context = {"paper": Paper(found), "sheet": found}
    if request.GET.get("format") == "pdf":
        return _pdf(request, found, context)
    return render(request, "calls/sheet.html", context)


def _pdf(request: PersonRequest, sheet: CallSheet, context: dict[str, object]) -> HttpResponse:
    try:
        content = pdf(render_to_string("calls/sheet_pdf.html", context, request), style="css/paper.css")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("calls:sheet", sheet.pk)
    said = {"Content-Disposition": f'attachment; filename="call-sheet-{sheet.pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=said)


@role(SETTER, MANAGER)
@require_POST
def give_back(request: PersonRequest, sheet: int) -> HttpResponse:
    """The leads that were not called go back into the queue now."""
    found = get_object_or_404(CallSheet.objects.visible_to(request.user).within_reach(request.user), pk=sheet)
    try:
        found.give_back(by=request.user)
        messages.success(request, _t("The leads that were not keyed in are in the queue again."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:sheet", sheet)
