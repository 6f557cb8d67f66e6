"""One lead of two: choose the other, compare, merge; and take it apart again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads import evidence
from leads.forms.merge import MergeForm
from leads.models import Lead, LeadMerge, PerhapsSame
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role

MERGERS = (MARKETING, MANAGER, ADMINISTRATOR)
MOST = 20


def _lead(request: PersonRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=pk)


@role(*MERGERS)
@require_safe
def merge_with(request: PersonRequest, lead: int) -> HttpResponse:
    """Look for the lead that is the same person; first those that are proposed."""
    found, words = _lead(request, lead), request.GET.get("q", "").replace("\x00", "")[:120]
    others = Lead.objects.visible_to(request.user).of_client(found.client_id).other_than(found)
    asked = others.matching(words).listed().order_by("sort_name", "pk")[:MOST] if words else ()
    pairs = PerhapsSame.objects.open().touching([found.pk]).surest()[:MOST]
    return render(request, "leads/merge_with.html", {"lead": found, "q": words, "found": asked, "pairs": pairs})


@role(*MERGERS)
@require_http_methods(["GET", "POST"])
def merge(request: PersonRequest, lead: int, other: int) -> HttpResponse:
    """Both side by side, with a choice on each line; merged when posted."""
    kept = _lead(request, lead)
    others = Lead.objects.visible_to(request.user).of_client(kept.client_id).other_than(kept)
    form = MergeForm(request.POST or None, kept=kept, other=get_object_or_404(others.with_pass(), pk=other))
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("They are one lead now. Below, this can be taken apart again."))
        return redirect("leads:lead", kept.pk)
    return render(request, "leads/merge.html", {"form": form, "lead": kept}, status=422 if form.is_bound else 200)


@role(*MERGERS)
@require_safe
def merges(request: PersonRequest, lead: int) -> HttpResponse:
    """Who this lead may be besides, and who was merged into it (a fragment)."""
    found = _lead(request, lead)
    pairs = PerhapsSame.objects.open().touching([found.pk]).surest()[:MOST]
    return render(
        request, "leads/merges.html", {"lead": found, "pairs": pairs, "merges": LeadMerge.objects.of_lead(found)}
    )


@role(*MERGERS)
@require_POST
def split(request: PersonRequest, merge: int) -> HttpResponse:
    """Take a merge apart; what could not be put back is said."""
    found = get_object_or_404(LeadMerge.objects.visible_to(request.user), pk=merge)
    for sentence in evidence.unrestored(found.split(by=request.user)):
        messages.warning(request, sentence)
    messages.success(request, _t("They are two leads again."))
    return redirect("leads:lead", found.kept_id)
