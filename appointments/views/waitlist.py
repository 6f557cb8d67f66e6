"""The waitlist: who waits for what, since when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_POST

from appointments.forms import EndWishForm, SlotsForm
from appointments.models import Wish
from appointments.views.slots import held_for, shown_picker
from office.access import MANAGER, SETTER, PersonRequest, role

LATELY = 20  # of those who wait no more


@role(SETTER, MANAGER)
@require_GET
def waitlist(request: PersonRequest) -> HttpResponse:
    """Who waits, the longest first; and what became of the last ones."""
    mine = Wish.objects.visible_to(request.user).shown()
    context = {"waiting": mine.open().oldest_first(), "over": mine.over()[:LATELY]}
    return render(request, "appointments/waitlist.html", context)


@role(SETTER, MANAGER)
@require_POST
def end_wish(request: PersonRequest, wish: int) -> HttpResponse:
    """No longer wanted: said at the desk, or by the manager."""
    found = get_object_or_404(Wish.objects.visible_to(request.user).shown(), pk=wish)
    form = EndWishForm(request.POST, wish=found)
    done = form.save(by=request.user)
    if request.headers.get("HX-Request"):
        usual = SlotsForm({}, lead=found.lead, by=request.user)
        return shown_picker(request, usual, held_for(request, found.lead_id))
    if done:
        messages.success(request, _t("Off the waitlist."))
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("appointments:waitlist")
