"""How a handed-in file is read, and which of its columns is which field of a lead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from leads import tasks
from leads.forms.choose import ChooseForm
from leads.forms.match import MatchForm, opened
from leads.forms.oflist import suppliers_of
from leads.forms.profiles import KeepProfileForm, UseProfileForm
from leads.models import ImportProfile, LeadImport
from leads.spreadsheets.limits import told_limits
from leads.views.imports import found_import
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.nudge import nudge


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def match(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Say which column is which field."""
    found = found_import(request, lead_import)
    choose, form = opened(request.POST if request.method == "POST" else None, found)
    if form.save(by=request.user, choose=choose):
        nudge(tasks.load)
        return redirect("leads:check", found.pk)
    return _match(request, found, form, choose)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def choose(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Show the file as it would be with another encoding, divider, sheet or row of names, and other answers."""
    found = found_import(request, lead_import)
    choose, form = opened(request.POST, found)
    return _match(request, found, form.shown(), choose)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def keep_profile(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Save the answers under a name, for other files."""
    found = found_import(request, lead_import)
    choose, form = opened(request.POST, found)
    profile = KeepProfileForm(request.POST, match=form, choose=choose)
    if profile.save(by=request.user):
        messages.success(request, _t("The profile is saved."))
        return redirect("leads:match", found.pk)
    return _match(request, found, form, choose)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def use_profile(request: PersonRequest, lead_import: int, profile: int) -> HttpResponse:
    """Match the columns as a profile has them."""
    found = found_import(request, lead_import)
    chosen = get_object_or_404(ImportProfile.objects.visible_to(request.user).of_client(found.client_id), pk=profile)
    form = UseProfileForm(request.POST, lead_import=found, profile=chosen)
    if not form.save(by=request.user):
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("leads:match", found.pk)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def forget_profile(request: PersonRequest, lead_import: int, profile: int) -> HttpResponse:
    """Delete a profile."""
    found = found_import(request, lead_import)
    chosen = get_object_or_404(ImportProfile.objects.visible_to(request.user).of_client(found.client_id), pk=profile)
    chosen.forget(by=request.user)
    return redirect("leads:match", found.pk)


def _match(request: PersonRequest, found: LeadImport, form: MatchForm, choose: ChooseForm) -> HttpResponse:
    failed = (form.is_bound and form.errors) or (choose.is_bound and choose.errors)
    profiles = ImportProfile.objects.visible_to(request.user).of_client(found.client_id).named()
    context = {"import": found, "form": form, "choose": choose, "profiles": profiles, "limits": told_limits()}
    context["suppliers"] = suppliers_of(request.user)
    template = "leads/import_match.html#answers" if request.htmx else "leads/import_match.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if failed else 200)
