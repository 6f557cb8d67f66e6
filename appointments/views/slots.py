"""The slot picker: a fragment that the setter's desk fetches for the lead on the line, and a page for all others."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appointments.forms import BookForm, BookLeadForm, HoldForm, OverruleForm, RenewForm, SlotsForm
from appointments.models import CalendarBlock
from appointments.routewords import sentences
from leads.models import Lead
from office import clock
from office.access import MANAGER, REP, SETTER, PersonRequest, role


def _lead(request: PersonRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=pk)


def held_for(request: PersonRequest, lead: int) -> CalendarBlock | None:
    """What I hold for a lead."""
    mine = CalendarBlock.objects.held_by(request.user).live(clock.now()).for_lead(lead).leading()
    return mine.select_related("person").first()


def _about(request: PersonRequest, form: SlotsForm, held: CalendarBlock | None, **more: object) -> dict[str, object]:
    """The picker with what is on hold, and the fields of a booking for the desk's form."""
    picker = form.picker()
    kind = picker.kind if picker else None
    initial = {"email": form.lead.email, "hold": held and held.token}
    if kind:
        initial |= {"place": kind.place, "where": kind.where_for(form.lead)}
    book = BookForm(kind=kind, initial=initial)
    why = sentences(held.route or []) if held else []
    told: dict[str, object] = {
        "form": form,
        "lead": form.lead,
        "picker": picker,
        "held": held,
        "book": book,
        "why": why,
    }
    if form.lead.client_id in request.user.clients_as([MANAGER]):
        told["overrule"] = OverruleForm(lead=form.lead, by=request.user)
    return told | more


def shown_picker(
    request: PersonRequest, form: SlotsForm, held: CalendarBlock | None, status: int = 200, **more: object
) -> HttpResponse:
    return render(request, "appointments/slots.html", _about(request, form, held, **more), status=status)


@role(SETTER, REP, MANAGER)
@require_GET
def slots(request: PersonRequest, lead: int) -> HttpResponse:
    """The free times for a lead; a time that is on hold already stays shown."""
    form = SlotsForm(request.GET, lead=_lead(request, lead), by=request.user)
    return shown_picker(request, form, held_for(request, lead))


@role(SETTER, REP, MANAGER)
@require_POST
def hold(request: PersonRequest, lead: int) -> HttpResponse:
    """Put a time on hold while the setter talks."""
    form = HoldForm(request.POST, lead=_lead(request, lead), by=request.user)
    held = form.save(form.picker())
    return shown_picker(request, form, held, status=200 if held else 422)


@role(MANAGER)
@require_POST
def overrule(request: PersonRequest, lead: int) -> HttpResponse:
    """Put a time on hold that the rules do not offer."""
    form = OverruleForm(request.POST, lead=_lead(request, lead), by=request.user)
    held = form.save(form.picker())
    usual = SlotsForm(request.POST, lead=form.lead, by=request.user)
    more = {} if held else {"overrule": form}
    return shown_picker(request, usual, held or held_for(request, lead), status=200 if held else 422, **more)


@role(REP, MANAGER)
@require_http_methods(["GET", "POST"])
def book(request: PersonRequest, lead: int) -> HttpResponse:
    """Book a meeting with a lead that is not on the line."""
    found = _lead(request, lead)
    form = BookLeadForm(request.POST or None, lead=found)
    if meeting := form.save(by=request.user):
        return redirect("appointments:meeting", meeting.pk)
    slots = SlotsForm(request.GET, lead=found, by=request.user)
    more = {"booking": form, **({"book": form} if form.is_bound else {})}
    context = _about(request, slots, held_for(request, lead), **more)
    return render(request, "appointments/book.html", context, status=422 if form.is_bound else 200)


@role(SETTER, REP, MANAGER)
@require_POST
def renew(request: PersonRequest, lead: int) -> HttpResponse:
    """The heartbeat: five minutes more."""
    shown, form = _lead(request, lead), RenewForm(request.POST)
    held = form.save(by=request.user)
    context = {"form": form, "lead": shown, "held": held}
    return render(request, "appointments/parts/_clock.html", context, status=200 if held else 422)


@role(SETTER, REP, MANAGER)
@require_POST
def release(request: PersonRequest, lead: int) -> HttpResponse:
    """Let the held time go."""
    form = SlotsForm(request.POST, lead=_lead(request, lead), by=request.user)
    CalendarBlock.objects.held_by(request.user).release()
    return shown_picker(request, form, None)
