"""Who is ready for a sales role, by the client's own criteria; each number opens into its rows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock
from office.access import MANAGER, SETTER, PersonRequest, role
from office.models import User
from reports.figures.readiness import Readiness, rows
from reports.forms.readiness import CriterionForm, NewCriterionForm
from reports.models import ReadinessCriterion
from reports.views.drill import A_PAGE


@role(SETTER, MANAGER)
@require_GET
def readiness(request: PersonRequest) -> HttpResponse:
    """A manager sees the team, a setter oneself."""
    parts = Readiness.of(request.user, now=clock.now())
    leads = request.user.is_any(MANAGER)
    return render(request, "reports/readiness.html", {"parts": parts, "leads": leads})


@role(SETTER, MANAGER)
@require_GET
def readiness_rows(request: PersonRequest, criterion: int, person: int) -> HttpResponse:
    """The meetings, calls or reviews behind a number: one's own, or (for a manager) a setter's."""
    asked = get_object_or_404(ReadinessCriterion.objects.visible_to(request.user).in_force(), pk=criterion)
    known = User.objects.visible_to(request.user).holding(SETTER, client=asked.client)
    found = get_object_or_404(known.within_reach(request.user, asked.client), pk=person)
    kind, every = rows(asked, found, user=request.user, now=clock.now())
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    context = {"criterion": asked, "person": found, "kind": kind, "page": page, "may_open": True}
    return render(request, "reports/readiness_rows.html", context)


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def criteria(request: PersonRequest) -> HttpResponse:
    """What is asked for, and one thing more."""
    form = NewCriterionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.ask(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("reports:criteria")
    every = ReadinessCriterion.objects.visible_to(request.user).in_force()
    return render(request, "reports/criteria.html", {"form": form, "rows": every}, status=422 if form.is_bound else 200)


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def criterion(request: PersonRequest, criterion: int) -> HttpResponse:
    """Ask for more, or for less."""
    found = get_object_or_404(ReadinessCriterion.objects.visible_to(request.user).in_force(), pk=criterion)
    form = CriterionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.change(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("reports:criteria")
    context = {"form": form, "criterion": found}
    return render(request, "reports/criterion.html", context, status=422 if form.is_bound else 200)


@role(MANAGER)
@require_POST
def retire_criterion(request: PersonRequest, criterion: int) -> HttpResponse:
    """Ask for it no more."""
    found = get_object_or_404(ReadinessCriterion.objects.visible_to(request.user).in_force(), pk=criterion)
    found.retire(by=request.user)
    messages.success(request, _t("“%(figure)s” is asked for no more.") % {"figure": found})
    return redirect("reports:criteria")
