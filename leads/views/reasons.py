"""A client's own reasons, its rules for coming back, and one lead given back from its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from leads.forms.reasons import GiveBackForm, ReasonForm, RewordReasonForm, RulesForm
from leads.models import HandOff, Lead, ReturnReason, ReturnRules
from leads.tasks import carry
from office import nudge
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.models import Client


@role(MARKETING, MANAGER)
@require_http_methods(["GET", "POST"])
def reasons(request: PersonRequest) -> HttpResponse:
    """The reasons, kind by kind; the first look lays the usual ones."""
    clients = list(Client.objects.visible_to(request.user).by_name())
    for client in clients:
        ReturnReason.lay(client)
    form = ReasonForm(request.POST or None, user=request.user)
    if request.method == "POST" and (made := form.add(by=request.user)):
        messages.success(request, _t("“%(reason)s” can be chosen from now on.") % {"reason": made})
        return redirect("leads:reasons")
    rows = ReturnReason.objects.visible_to(request.user).live().in_order()
    context = {"form": form, "rows": rows, "kinds": HandOff.Reason.choices, "clients": clients}
    return render(request, "leads/reasons.html", context, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER)
@require_http_methods(["GET", "POST"])
def reason(request: PersonRequest, reason: int) -> HttpResponse:
    """Say a reason in other words, or in another place."""
    found = get_object_or_404(ReturnReason.objects.visible_to(request.user).live(), pk=reason)
    form = RewordReasonForm(request.POST or None, instance=found)
    if request.method == "POST" and form.reword(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:reasons")
    return render(request, "leads/reason.html", {"form": form, "reason": found}, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER)
@require_POST
def retire_reason(request: PersonRequest, reason: int) -> HttpResponse:
    """Offer a reason no more."""
    found = get_object_or_404(ReturnReason.objects.visible_to(request.user).live(), pk=reason)
    found.retire(by=request.user)
    messages.success(
        request, _t("“%(reason)s” is offered no more. What was given back for it stays.") % {"reason": found}
    )
    return redirect("leads:reasons")


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def return_rules(request: PersonRequest, client: int) -> HttpResponse:
    """How often leads may come back, and how soon."""
    found = get_object_or_404(Client.objects.visible_to(request.user), pk=client)
    form = RulesForm(request.POST or None, instance=ReturnRules.of(found))
    if request.method == "POST" and form.set(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:return_rules", found.pk)
    context = {"form": form, "client": found, "may_see_returns": request.user.is_any(MANAGER)}
    return render(request, "leads/return_rules.html", context, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER)
@require_http_methods(["GET", "POST"])
def give_back(request: PersonRequest, lead: int) -> HttpResponse:
    """Send one lead back to marketing."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    form = GiveBackForm(request.POST or None, lead=found)
    rejects = found.client_id in request.user.clients_as([MANAGER])
    team = HandOff.Team.SETTERS if rejects else HandOff.Team.MARKETING
    if request.method == "POST" and form.give_back(by=request.user, from_team=team):
        nudge.nudge(carry)
        messages.success(request, _t("%(name)s goes back to marketing.") % {"name": found})
        return redirect("leads:lead", found.pk)
    context = {"form": form, "lead": found, "rejects": rejects}
    return render(request, "leads/give_back.html", context, status=422 if form.is_bound else 200)
