"""Marketing's inbox: the leads that setters and reps gave back, why, and when they come back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from leads.forms.inbox import MIXES, FindReturnsForm
from leads.forms.returns import BringBackForm, CloseForm, MoveDayForm, PostponeForm, ReturnsForm
from leads.models import Enrollment, HandOff, LeadList
from leads.month import Month
from leads.tasks import carry
from office import clock, nudge
from office.access import MANAGER, MARKETING, PersonRequest, role
from office.models import Membership

PAGE = 50
WORDS = 12  # of what was said most often


@role(MARKETING, MANAGER)
@require_safe
def returns(request: PersonRequest) -> HttpResponse:
    """What came back, and the reasons mixed down."""
    form = FindReturnsForm(request.GET, user=request.user)
    every = HandOff.objects.visible_to(request.user)
    found = form.narrow(every.at_marketing())
    page = list(found.newest().older_than(request.GET.get("before", ""))[: PAGE + 1])
    context = {
        "form": form,
        "rows": page[:PAGE],
        "last": page[PAGE - 1] if len(page) > PAGE else None,
        "total": found.count(),
        "words": found.words(WORDS),
        "failed": every.failed().newest()[:20],
        "stuck": Enrollment.objects.refusing_all(Membership.objects.setters_of(request.user)).count(),
        "lists": LeadList.objects.visible_to(request.user).by_campaign(),
    }
    return render(request, "leads/returns.html", context | mixed(request, found))


def mixed(request: PersonRequest, found: Any) -> dict[str, Any]:
    """The reasons mixed down, as the address asks for it."""
    by = next((name for name, _label in MIXES if name == request.GET.get("by")), "list")
    return {"by": by, "mixes": MIXES, "mix": found.mix(by)[:12], "reasons": HandOff.Reason.choices}


@role(MARKETING, MANAGER)
@require_safe
def return_days(request: PersonRequest) -> HttpResponse:
    """The calendar: how many leads come back on which day. Unasked it opens where the next ones stand."""
    form = FindReturnsForm(request.GET, user=request.user)
    dated = form.narrow(HandOff.objects.visible_to(request.user).at_marketing()).in_state("dated")
    today = clock.today(request.user.zone)
    opened = today if "month" in request.GET else dated.next_day(today) or today
    month = Month.read(request.GET.get("month", ""), opened)
    counts = dated.back_between(month.first, month.last).by_day()
    context = {"form": form, "month": month, "weeks": month.weeks(counts), "counts": counts, "total": dated.count()}
    return render(request, "leads/return_days.html", context)


@role(MARKETING, MANAGER)
@require_POST
def move_day(request: PersonRequest) -> HttpResponse:
    """Let all leads of one day come back on another."""
    return _answered(request, MoveDayForm(request.POST, user=request.user), "leads:return_days")


@role(MARKETING, MANAGER)
@require_POST
def bring_back(request: PersonRequest) -> HttpResponse:
    """Bring the chosen leads back into their queues now, or into those of another list."""
    return _answered(request, BringBackForm(request.POST, user=request.user))


@role(MARKETING, MANAGER)
@require_POST
def postpone(request: PersonRequest) -> HttpResponse:
    """Let the chosen leads come back on another day."""
    return _answered(request, PostponeForm(request.POST, user=request.user))


@role(MARKETING, MANAGER)
@require_POST
def close(request: PersonRequest) -> HttpResponse:
    """Accept the chosen returns as closed."""
    return _answered(request, CloseForm(request.POST, user=request.user))


@role(MARKETING, MANAGER)
@require_POST
def retry(request: PersonRequest, handoff: int) -> HttpResponse:
    """Try a return again that could not be carried."""
    get_object_or_404(HandOff.objects.visible_to(request.user).failed(), pk=handoff).retry()
    nudge.nudge(carry)
    messages.success(request, _t("It is tried again now."))
    return redirect("leads:returns")


def _answered(request: PersonRequest, form: ReturnsForm, page: str = "leads:returns") -> HttpResponse:
    """Do it, and back to the page as it was, with a word."""
    if form.act(by=request.user):
        for sentence in form.told():
            messages.success(request, sentence)
    else:
        messages.error(request, form.sentence)
    return redirect(f"{reverse(page)}?{form.goes_on}")
