"""The doors by which leads come in by themselves, and what came through each of them lately."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.forms.doors import AdForm, FolderForm, WebFormForm
from leads.forms.fill import FillForm
from leads.models import Ad, Arrival, WatchedFolder, WebForm
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.models import ApiToken

LATEST = 20
FORMS, FOLDERS = (MARKETING, MANAGER), (MARKETING, ADMINISTRATOR)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def doors(request: PersonRequest) -> HttpResponse:
    """Forms, programs, folders and ads, each with what came through it in the last thirty days."""
    came = Arrival.objects.visible_to(request.user)
    may = {"forms": FORMS, "folders": FOLDERS, "tokens": (ADMINISTRATOR,)}
    context: dict[str, Any] = {f"may_{name}": request.user.clients_as(roles) for name, roles in may.items()}
    context |= {
        "forms": _with_tally(WebForm, request, "web_form"),
        "folders": _with_tally(WatchedFolder, request, "folder"),
        "tokens": [row for row in _with_tally(ApiToken, request, "token") if request.user.runs(row[0].client)],
        "ads": _with_tally(Ad, request, "ad"),
        "unknown": came.lately().unknown_codes(),
        "latest": came.newest()[:LATEST],
        "root": settings.WATCHED_FOLDER,
    }
    return render(request, "leads/doors.html", context)


def _with_tally(model: Any, request: PersonRequest, door: str) -> list[tuple[Any, dict[str, Any]]]:
    tally = Arrival.objects.visible_to(request.user).lately().tally(door)
    return [(row, tally.get(row.pk, {})) for row in model.objects.visible_to(request.user).newest()]


@role(*FORMS)
@require_http_methods(["GET", "POST"])
def form_new(request: PersonRequest) -> HttpResponse:
    """Make a public form."""
    form = WebFormForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.save(by=request.user):
        messages.success(request, _t("The form is there. This is its address; look at it before you publish it."))
        return redirect("leads:web_form", form.instance.pk)
    return render(request, "leads/web_form.html", {"form": form}, status=422 if form.is_bound else 200)


@role(*FORMS)
@require_http_methods(["GET", "POST"])
def web_form(request: PersonRequest, web_form: int) -> HttpResponse:
    """A public form: its address, how it looks, and its words to change."""
    found = get_object_or_404(WebForm.objects.visible_to(request.user).newest(), pk=web_form)
    data = request.POST if request.method == "POST" else None
    form = WebFormForm(data, user=request.user, instance=found)
    if form.is_bound and form.save(by=request.user):
        messages.success(request, _t("The form is changed."))
        return redirect("leads:web_form", found.pk)
    context = {"form": form, "web_form": found, "preview": _preview(found)}
    return render(request, "leads/web_form.html", context, status=422 if form.is_bound else 200)


def _preview(web_form: WebForm) -> SafeString:
    """The fields as people see them, in their language."""
    with translation.override(web_form.language):
        shown = {"form": FillForm(web_form=web_form), "web_form": web_form}
        return render_to_string("leads/_fill_fields.html", shown)


@role(*FORMS)
@require_http_methods(["GET", "POST"])
def ads(request: PersonRequest) -> HttpResponse:
    """Ads and coupons: the codes by which leads say what they have seen."""
    data = request.POST if request.method == "POST" else None
    form = AdForm(data, user=request.user, initial={"code": request.GET.get("code", "")[:40]})
    if form.is_bound and form.save(by=request.user):
        return redirect("leads:ads")
    context = {"form": form, "ads": _with_tally(Ad, request, "ad")}
    return render(request, "leads/ads.html", context, status=422 if form.is_bound else 200)


@role(*FORMS)
@require_POST
def end_ad(request: PersonRequest, ad: int) -> HttpResponse:
    """Today was its last day."""
    get_object_or_404(Ad.objects.visible_to(request.user).newest(), pk=ad).end(by=request.user)
    return redirect("leads:ads")


@role(*FOLDERS)
@require_http_methods(["GET", "POST"])
def folder_new(request: PersonRequest) -> HttpResponse:
    """Watch one more folder."""
    return _folder(request, FolderForm(request.POST if request.method == "POST" else None, user=request.user))


@role(*FOLDERS)
@require_http_methods(["GET", "POST"])
def folder(request: PersonRequest, folder: int) -> HttpResponse:
    """A watched folder: change it, stop watching it."""
    found = get_object_or_404(WatchedFolder.objects.visible_to(request.user).newest(), pk=folder)
    data = request.POST if request.method == "POST" else None
    return _folder(request, FolderForm(data, user=request.user, instance=found))


def _folder(request: PersonRequest, form: FolderForm) -> HttpResponse:
    if form.is_bound and form.save(by=request.user):
        messages.success(request, _t("The folder is set up."))
        return redirect("leads:doors")
    context = {"form": form, "folder": form.instance, "root": settings.WATCHED_FOLDER}
    return render(request, "leads/folder.html", context, status=422 if form.is_bound else 200)
