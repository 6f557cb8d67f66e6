"""The slot picker: a fragment that the setter's desk fetches for the lead on the line."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from appointments.forms import BookForm, HoldForm, RenewForm, SlotsForm
from appointments.models import CalendarBlock
from appointments.routewords import sentences
from leads.models import Lead
from office import clock
from office.access import MANAGER, SETTER, PersonRequest, role


def _lead(request: PersonRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=pk)


def _shown(request: PersonRequest, form: SlotsForm, held: CalendarBlock | None, status: int = 200) -> HttpResponse:
    """The picker with what is on hold, and the fields of a booking for the desk's form."""
    picker = form.picker()
    book = BookForm(
        initial={"email": form.lead.email, "place": picker and picker.kind.place, "hold": held and held.token}
    )
    why = sentences(held.route or []) if held else []
    context = {"form": form, "lead": form.lead, "picker": picker, "held": held, "book": book, "why": why}
    return render(request, "appointments/slots.html", context, status=status)


@role(SETTER, MANAGER)
@require_GET
def slots(request: PersonRequest, lead: int) -> HttpResponse:
    """The free times for a lead; a time that is on hold already stays shown."""
    form = SlotsForm(request.GET, lead=_lead(request, lead), by=request.user)
    mine = CalendarBlock.objects.held_by(request.user).live(clock.now()).for_lead(lead)
    held = mine.select_related("person").first()
    return _shown(request, form, held)


@role(SETTER, MANAGER)
@require_POST
def hold(request: PersonRequest, lead: int) -> HttpResponse:
    """Put a time on hold while the setter talks."""
    form = HoldForm(request.POST, lead=_lead(request, lead), by=request.user)
    held = form.save(form.picker())
    return _shown(request, form, held, status=200 if held else 422)


@role(SETTER, MANAGER)
@require_POST
def renew(request: PersonRequest, lead: int) -> HttpResponse:
    """The heartbeat: five minutes more."""
    shown, form = _lead(request, lead), RenewForm(request.POST)
    held = form.save(by=request.user)
    context = {"form": form, "lead": shown, "held": held}
    return render(request, "appointments/parts/_clock.html", context, status=200 if held else 422)


@role(SETTER, MANAGER)
@require_POST
def release(request: PersonRequest, lead: int) -> HttpResponse:
    """Let the held time go."""
    form = SlotsForm(request.POST, lead=_lead(request, lead), by=request.user)
    CalendarBlock.objects.held_by(request.user).release()
    return _shown(request, form, None)
