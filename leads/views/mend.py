"""What is decided on the way of an import: known leads, rows to be mended, stop, undo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from leads import tasks
from leads.forms.mend import MendedForm, MendForm, PolicyForm, SuggestedForm
from leads.models import LeadImport
from leads.views.imports import found_import, state
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role
from office.forms.act import ActForm
from office.nudge import nudge

MAY = (MARKETING, MANAGER, ADMINISTRATOR)


@role(*MAY)
@require_POST
def policy(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Say what is done with rows about known leads; the dry run follows."""
    found = found_import(request, lead_import)
    return _acted(request, found, PolicyForm(request.POST, lead_import=found))


@role(*MAY)
@require_POST
def mend(request: PersonRequest, lead_import: int, row: int) -> HttpResponse:
    """Put one row right, or leave it out; then the next one has the focus."""
    found = found_import(request, lead_import)
    form = MendForm(request.POST, lead_import=found, row=row)
    if not form.save(by=request.user):
        return state(request, found, "result" if found.page == "leads:result" else "check", refused=form)
    nudge(tasks.load)
    asked = request.GET.copy()
    asked["mended"] = str(row)
    return redirect(f"{reverse(found.page, args=[found.pk])}?{asked.urlencode()}")


@role(*MAY)
@require_POST
def suggested(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Take all suggestions."""
    found = found_import(request, lead_import)
    return _acted(request, found, SuggestedForm(request.POST, lead_import=found))


@role(*MAY)
@require_POST
def mended(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Take in the mended result file: only its rows are looked at again."""
    found = found_import(request, lead_import)
    form = MendedForm(request.POST, request.FILES, lead_import=found)
    answer = _acted(request, found, form)
    if not form.errors:
        words = ngettext(
            "%(n)s row of this import was taken over.", "%(n)s rows of this import were taken over.", form.taken
        )
        messages.success(request, words % {"n": form.taken})
    return answer


@role(*MAY)
@require_POST
def stop(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Stop the dry run or the load at the next block."""
    found = found_import(request, lead_import)
    found.stop(by=request.user)
    messages.success(request, _t("It stops in a moment. What is loaded stays."))
    return redirect(found.page, found.pk)


@role(*MAY)
@require_POST
def undo_load(request: PersonRequest, lead_import: int) -> HttpResponse:
    """Take the load back."""
    found = found_import(request, lead_import)
    found.undo(by=request.user)
    nudge(tasks.load)
    return redirect("leads:result", found.pk)


def _acted(request: PersonRequest, found: LeadImport, form: ActForm) -> HttpResponse:
    """Back to the import's page, with the reason when it was refused."""
    if form.save(by=request.user):
        nudge(tasks.load)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(found.page, found.pk)
