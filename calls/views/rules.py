"""The rules of calling: what they say, who approved them, and what a client asks beyond them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls.forms.ownrule import OwnRuleForm
from calls.models import ClientRule, RuleApproval
from calls.rules import RuleFile, shelf
from calls.whynot import Shown, Why
from leads.models import Lead
from office.access import ADMINISTRATOR, MANAGER, MARKETING, STAFF, PersonRequest, role
from office.models import Refused


def _file(name: str) -> RuleFile:
    for file in shelf():
        if file.name == name:
            return file
    raise Http404


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """Every file, with who stands for it."""
    files = Shown.all()
    waiting = sum(shown.approval is None for shown in files)
    return render(request, "calls/rules.html", {"files": files, "waiting": waiting})


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def rule_file(request: PersonRequest, rule_file: str) -> HttpResponse:
    """One file in words, and its approvals."""
    file = _file(rule_file)
    shown = next(shown for shown in Shown.all() if shown.file.name == file.name)
    history = RuleApproval.objects.of_file(file.name)
    return render(request, "calls/rule_file.html", {"shown": shown, "history": history})


@role(ADMINISTRATOR)
@require_POST
def approve_rules(request: PersonRequest, rule_file: str) -> HttpResponse:
    """Stand for a file as it was read: not when its text has changed since."""
    file = _file(rule_file)
    try:
        RuleApproval.must_be_as_read(file, request.POST.get("digest", ""))
        RuleApproval.approve(file, by=request.user)
        messages.success(request, _t("Approved: campaigns may use these rules."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:rule_file", file.name)


@role(ADMINISTRATOR)
@require_POST
def withdraw_rules(request: PersonRequest, rule_file: str) -> HttpResponse:
    """Stand for it no longer."""
    file = _file(rule_file)
    try:
        RuleApproval.withdraw(file, by=request.user)
        messages.success(request, _t("Withdrawn: nobody is called where these rules may apply."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:rule_file", file.name)


@role(ADMINISTRATOR)
@require_safe
def rules_due(request: PersonRequest) -> HttpResponse:
    """What waits for approval (a fragment)."""
    return render(request, "calls/rules_due.html", {"waiting": RuleApproval.waiting()})


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def own_rules(request: PersonRequest) -> HttpResponse:
    """What clients ask beyond the law; one more."""
    form = OwnRuleForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("calls:own_rules")
    context = {"form": form, "own_rules": ClientRule.objects.visible_to(request.user).newest()[:100]}
    return render(request, "calls/own_rules.html", context, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def end_rule(request: PersonRequest, own_rule: int) -> HttpResponse:
    """A client's rule holds no longer."""
    get_object_or_404(ClientRule.objects.visible_to(request.user), pk=own_rule).end(by=request.user)
    return redirect("calls:own_rules")


@role(*STAFF)
@require_safe
def next_time(request: PersonRequest, lead: int) -> HttpResponse:
    """May this lead be called, and when, and why not (a fragment)."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    return render(request, "calls/next_time.html", {"lead": found, "why": Why.of(found)})
