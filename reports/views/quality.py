"""What the leads of suppliers, lists and files were worth; each number opens into its rows, some are claimed back."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from leads.models import LeadImport, Supplier
from office import clock
from office.access import PersonRequest, role
from office.doors import prove
from reports.figures.quality import COST, FIGURES, LATER, LOADED, PRICES, Quality
from reports.forms.quality import GROUPS, PERIODS, ClaimForm, QualityForm
from reports.models.quality import MEETINGS, Ledger, Met, Talks
from reports.views.drill import A_PAGE
from reports.views.exports import WHO, sent

LOOKS = {"loaded": LOADED, "later": LATER, "figures": [*FIGURES.values(), COST], "prices": PRICES, "cost": COST}


@role(*WHO)
@require_GET
def quality(request: PersonRequest) -> HttpResponse:
    """What the leads loaded in the period were worth."""
    filters, now = QualityForm(request.GET, user=request.user), clock.now()
    cohort = filters.cohort(now)
    board = Quality.of(cohort, by=filters.group, user=request.user)
    looks = {**LOOKS, "periods": PERIODS, "groups": GROUPS, "scope": cohort.scope}
    return render(request, "reports/quality.html", {"filters": filters, "board": board, **looks})


@role(*WHO)
@require_GET
def quality_card(request: PersonRequest, supplier: int) -> HttpResponse:
    """The same of one supplier in a few numbers: a fragment of its page."""
    found = get_object_or_404(Supplier.objects.visible_to(request.user), pk=supplier)
    filters = QualityForm(QueryDict(f"period=365d&supplier={found.pk}"), user=request.user)
    board = Quality.of(filters.cohort(clock.now()), by="supplier", user=request.user)
    return render(request, "reports/_quality_card.html", {"filters": filters, "board": board, **LOOKS})


@role(*WHO)
@require_GET
def quality_rows(request: PersonRequest) -> HttpResponse:
    """The rows, calls or meetings behind a number."""
    filters, now = QualityForm(request.GET, user=request.user), clock.now()
    figure = FIGURES.get(request.GET.get("which", ""), FIGURES["rows"])
    cohort = filters.cohort(now)
    template, rows = _behind(figure.name, Ledger.of(cohort, user=request.user), request)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    looks = {"frame": "reports/_quality_drill.html", "figure": figure, "may_open": True, "scope": cohort.scope}
    return render(request, template, {"filters": filters, "page": page, **looks})


def _behind(name: str, ledger: Ledger, request: PersonRequest) -> tuple[str, Any]:
    """The template, and the rows that the figure of that name counts."""
    if name == "conversations":
        return "reports/calls.html", Talks.of(ledger, user=request.user).shown()
    if name in MEETINGS:
        return "reports/meetings.html", Met.of(ledger, user=request.user).came_to(name).listed()
    rows = ledger.counted_as(name).shown()
    reason = request.GET.get("reason")
    return "reports/quality_rows.html", rows if reason is None else rows.because_of(reason.replace("\x00", ""))


@role(*WHO)
@require_http_methods(["GET", "POST"])
def export_claim(request: PersonRequest, lead_import: int) -> HttpResponseBase:
    """The rows of a file that may be claimed back, in the supplier's own columns."""
    found = get_object_or_404(LeadImport.objects.visible_to(request.user).newest(), pk=lead_import)
    prove(request)
    form = ClaimForm(request.POST or None, lead_import=found, user=request.user)
    if request.method == "POST" and (begun := form.begin(by=request.user)):
        return sent(begun, form.table)
    return render(request, "reports/claim.html", {"form": form, "import": found}, status=422 if form.is_bound else 200)
