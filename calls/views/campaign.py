"""What a manager sets for a campaign's desk: its outcomes, how it tries again, the mails that may be sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls.forms import CadenceForm, DispositionForm, MailTemplateForm, NewDispositionForm
from calls.models import Disposition, MailTemplate
from leads.models import Campaign
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.models import Refused


def _campaign(request: PersonRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=pk)


def _disposition(request: PersonRequest, pk: int) -> Disposition:
    return get_object_or_404(Disposition.objects.visible_to(request.user).with_campaign(), pk=pk)


def _mail(request: PersonRequest, pk: int) -> MailTemplate:
    return get_object_or_404(MailTemplate.objects.visible_to(request.user).in_use(), pk=pk)


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def outcomes(request: PersonRequest, campaign: int) -> HttpResponse:
    """The campaign's outcomes in their order, the retired ones, and a new one. The first look lays the usual ones."""
    found = _campaign(request, campaign)
    rows = Disposition.lay(found)
    form = NewDispositionForm(request.POST or None, campaign=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("The setters can choose it from now on."))
        return redirect("calls:outcomes", found.pk)
    retired = Disposition.objects.ever_of(found).retired()
    context = {"campaign": found, "rows": rows, "retired": retired, "form": form}
    return render(request, "calls/outcomes.html", context, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def outcome(request: PersonRequest, disposition: int) -> HttpResponse:
    """Change one."""
    found = _disposition(request, disposition)
    form = DispositionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("calls:outcomes", found.campaign_id)
    context = {"form": form, "disposition": found}
    return render(request, "calls/outcome.html", context, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def move_outcome(request: PersonRequest, disposition: int) -> HttpResponse:
    """One place up, or down."""
    found = _disposition(request, disposition)
    found.move(-1 if request.POST.get("to") == "up" else 1, by=request.user)
    return redirect("calls:outcomes", found.campaign_id)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def retire_outcome(request: PersonRequest, disposition: int) -> HttpResponse:
    """Offer it no more, or again."""
    found = _disposition(request, disposition)
    verb = found.bring_back if found.retired_at else found.retire
    try:
        verb(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:outcomes", found.campaign_id)


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def cadence(request: PersonRequest, campaign: int) -> HttpResponse:
    """When leads are tried again, with a preview; `look` only shows it."""
    found = _campaign(request, campaign)
    Disposition.lay(found)
    form = CadenceForm(request.POST or None, campaign=found)
    looks = "look" in request.POST
    if request.method == "POST" and not looks and form.save(by=request.user):
        messages.success(request, _t("Saved. It holds for what comes from now on."))
        return redirect("calls:cadence", found.pk)
    wrong = form.is_bound and not (looks and form.is_valid())
    context = {"campaign": found, "form": form, "preview": form.preview}
    return render(request, "calls/cadence.html", context, status=422 if wrong else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_GET
def info_mails(request: PersonRequest, campaign: int) -> HttpResponse:
    """The mails that setters may send during a call."""
    found = _campaign(request, campaign)
    rows = MailTemplate.objects.of_campaign(found)
    context = {"campaign": found, "rows": rows, "may_approve": request.user.is_any(MANAGER, ADMINISTRATOR)}
    return render(request, "calls/info_mails.html", context)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def info_mail_new(request: PersonRequest, campaign: int) -> HttpResponse:
    """Write one."""
    found = _campaign(request, campaign)
    form = MailTemplateForm(request.POST or None, campaign=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved. A manager approves it before it can be sent."))
        return redirect("calls:info_mails", found.pk)
    context = {"form": form, "campaign": found}
    return render(request, "calls/info_mail.html", context, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def info_mail(request: PersonRequest, template: int) -> HttpResponse:
    """Change one: it has to be approved again."""
    found = _mail(request, template)
    form = MailTemplateForm(request.POST or None, instance=found, campaign=found.campaign)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved. A manager approves it before it can be sent."))
        return redirect("calls:info_mails", found.campaign_id)
    context = {"form": form, "campaign": found.campaign, "mail": found}
    return render(request, "calls/info_mail.html", context, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def approve_mail(request: PersonRequest, template: int) -> HttpResponse:
    """It may be sent as it stands."""
    found = _mail(request, template)
    found.approve(by=request.user)
    messages.success(request, _t("“%(mail)s” may be sent.") % {"mail": found})
    return redirect("calls:info_mails", found.campaign_id)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def retire_mail(request: PersonRequest, template: int) -> HttpResponse:
    """Offer it no more."""
    found = _mail(request, template)
    found.retire(by=request.user)
    return redirect("calls:info_mails", found.campaign_id)
