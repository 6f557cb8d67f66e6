"""Leads that may be one person, and numbers that several people share: proposed by the sweep, decided here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from leads.forms.merge import KeepForm
from leads.models import PerhapsSame, SharedNumber
from leads.views.merge import MERGERS
from office.access import PersonRequest, role

MOST = 20


def _pair(request: PersonRequest, pk: int) -> PerhapsSame:
    return get_object_or_404(PerhapsSame.objects.visible_to(request.user).open().surest(), pk=pk)


@role(*MERGERS)
@require_safe
def duplicates(request: PersonRequest) -> HttpResponse:
    """The open pairs, the surest first."""
    found = PerhapsSame.objects.visible_to(request.user).open()
    page = list(found.surest().beyond(request.GET.get("after", "")).with_details()[: MOST + 1])
    numbers = SharedNumber.objects.visible_to(request.user).open().count()
    context = {"pairs": page[:MOST], "last": page[MOST - 1] if len(page) > MOST else None}
    return render(request, "leads/duplicates.html", {**context, "total": found.count(), "numbers": numbers})


@role(*MERGERS)
@require_POST
def keep(request: PersonRequest, pair: int) -> HttpResponse:
    """Merge a pair, and keep the one that was pointed at."""
    form = KeepForm(request.POST, pair=_pair(request, pair))
    if form.save(by=request.user):
        messages.success(request, _t("They are one lead now. On its page this can be taken apart again."))
    else:
        messages.error(request, form.sentence)
    return redirect("leads:duplicates")


@role(*MERGERS)
@require_POST
def different(request: PersonRequest, pair: int) -> HttpResponse:
    """They are two people, for good."""
    _pair(request, pair).are_different(by=request.user)
    messages.success(request, _t("They are different people: this pair is not proposed again."))
    return redirect("leads:duplicates")


@role(*MERGERS)
@require_safe
def shared_numbers(request: PersonRequest) -> HttpResponse:
    """The numbers under which several people are known."""
    found = SharedNumber.objects.visible_to(request.user).open()
    pairs = PerhapsSame.objects.visible_to(request.user).open().count()
    rows = found.most_people()[:MOST]
    return render(request, "leads/shared_numbers.html", {"rows": rows, "numbers": found.count(), "total": pairs})


@role(*MERGERS)
@require_POST
def switchboard(request: PersonRequest, shared_number: int) -> HttpResponse:
    """Several people answer this number."""
    found = get_object_or_404(SharedNumber.objects.visible_to(request.user), pk=shared_number)
    found.is_switchboard(by=request.user)
    PerhapsSame.look_again(found)
    messages.success(request, _t("It is kept as a switchboard, and no sign that they are one person."))
    return redirect("leads:shared_numbers")


@role(*MERGERS)
@require_POST
def one_person(request: PersonRequest, shared_number: int) -> HttpResponse:
    """This number belongs to one person after all."""
    found = get_object_or_404(SharedNumber.objects.visible_to(request.user), pk=shared_number)
    found.is_one_person_s(by=request.user)
    PerhapsSame.look_again(found)
    messages.success(request, _t("Who has this number may be one person: see the pairs."))
    return redirect("leads:shared_numbers")
