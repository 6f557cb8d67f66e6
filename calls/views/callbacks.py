"""My callbacks: what I promised, and what anyone may keep."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from calls.models import Callback
from calls.queue import take as claim
from office import clock
from office.access import SETTER, PersonRequest, role
from office.models import Refused


@role(SETTER)
@require_GET
def callbacks(request: PersonRequest) -> HttpResponse:
    """Soonest first."""
    open_ones = Callback.objects.visible_to(request.user).open().of(request.user).soonest()
    return render(request, "calls/callbacks.html", {"callbacks": open_ones[:200], "now": clock.now()})


@role(SETTER)
@require_POST
def take(request: PersonRequest, pk: int) -> HttpResponse:
    """Put this lead on my desk now."""
    mine = Callback.objects.visible_to(request.user).open().of(request.user).soonest()
    try:
        claim(get_object_or_404(mine, pk=pk).enrollment, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:desk")
