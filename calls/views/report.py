"""Key in results from paper, as fast as one can type."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms import ReportForm, row_of
from calls.models import CallAttempt, CallSheetRow, Disposition
from leads.models import Question
from office.access import MANAGER, SETTER, PersonRequest, role
from office.models import Refused

LATELY = 15


def _page(request: PersonRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    """The form, the row that it names, and what was keyed in lately; as a fragment where scripts run."""
    lately = CallSheetRow.objects.visible_to(request.user).keyed_in_by(request.user).with_outcome()[:LATELY]
    context = {"form": form, "lately": lately, **_echo(form.row)}
    part = "#report" if getattr(request, "htmx", False) else ""
    return render(request, f"calls/report.html{part}", context, status=status)


def _echo(row: CallSheetRow | None) -> dict[str, object]:
    """What is shown of a row: the lead, and the keys of its campaign."""
    if row is None:
        return {}
    campaign = row.sheet.campaign_id
    return {
        "row": row,
        "dispositions": Disposition.objects.of_campaign(campaign).on_paper(),
        "questions": Question.objects.asked_in(campaign, at=row.sheet.made_at),
    }


@role(SETTER, MANAGER)
@require_http_methods(["GET", "POST"])
def report(request: PersonRequest) -> HttpResponse:
    """One row after the other."""
    form = ReportForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.save():
        return redirect("calls:report") if not getattr(request, "htmx", False) else _page(request, _fresh(request))
    return _page(request, form, 422 if form.is_bound else 200)


def _fresh(request: PersonRequest) -> ReportForm:
    return ReportForm(by=request.user)


@role(SETTER, MANAGER)
@require_safe
def row(request: PersonRequest) -> HttpResponse:
    """Whose row is this code? Shown as soon as it is typed, so that a slip is seen."""
    try:
        found = row_of(request.GET.get("code", ""), request.user)
    except Refused as refusal:
        return render(request, "calls/_row.html", {"refused": refusal.sentence})
    return render(request, "calls/_row.html", _echo(found))


@role(SETTER, MANAGER)
@require_POST
def unreport(request: PersonRequest, attempt: int) -> HttpResponse:
    """Take back what was keyed in within the last minute."""
    keyed = CallAttempt.objects.visible_to(request.user).keyed_in_by(request.user)
    try:
        get_object_or_404(keyed, pk=attempt).undo(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:report")
