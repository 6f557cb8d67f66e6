"""A lead calls us: who is it, what do we know, and onto the desk; and a lead that is to lie on the desk out of turn."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from calls.caller import Caller
from calls.forms import ReceiveForm, WelcomeForm
from calls.forms.inbound import campaigns_of
from calls.models import InboundCall
from calls.queue import take
from calls.views.desk import sentence
from leads.models import Enrollment, Lead
from office.access import SETTER, PersonRequest, role
from office.models import Refused


@role(SETTER)
@require_GET
def inbound(request: PersonRequest) -> HttpResponse:
    """Type any part of the number or name: history at once. Unknown: a new lead."""
    words, part = request.GET.get("q", ""), getattr(request, "htmx", False)
    code = request.GET.get("code", "")[:40]
    given = {"numbers": words} if sum(char.isdigit() for char in words) > 4 else {"last_name": words}
    context: dict[str, object] = {"q": words, "code": code, "callers": Caller.found(words, request.user)}
    context["campaigns"], given["code"] = campaigns_of(request.user), code
    context["form"] = WelcomeForm(user=request.user, initial=given)
    return render(request, f"calls/inbound.html{'#found' if part else ''}", context)


@role(SETTER)
@require_POST
def receive(request: PersonRequest, lead: int) -> HttpResponse:
    """This lead is on the line. Refused, they are found again, with the code that was typed."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    form = ReceiveForm(request.POST, lead=found, user=request.user)
    if form.save(by=request.user):
        return redirect("calls:desk")
    messages.error(request, sentence(form))
    again = {"q": found.phone or found.name, "code": request.POST.get("code", "")[:40]}
    return redirect(f"{reverse('calls:inbound')}?{urlencode(again)}")


@role(SETTER)
@require_POST
def welcome(request: PersonRequest) -> HttpResponse:
    """Somebody whom nobody knew is on the line."""
    form = WelcomeForm(request.POST, user=request.user)
    if form.save_call(by=request.user):
        return redirect("calls:desk")
    return render(request, "calls/inbound.html", {"form": form, "q": "", "callers": (), "again": True}, status=422)


@role(SETTER)
@require_POST
def lift(request: PersonRequest, inbound: int) -> HttpResponse:
    """The caller takes their own “do not call” back."""
    return _changed(request, inbound, "lift")


@role(SETTER)
@require_POST
def unlift(request: PersonRequest, inbound: int) -> HttpResponse:
    """That was a slip."""
    return _changed(request, inbound, "unlift")


def _changed(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    mine = InboundCall.objects.visible_to(request.user).of_setter(request.user)
    try:
        getattr(get_object_or_404(mine, pk=pk), verb)(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:desk")


@role(SETTER)
@require_POST
def take_lead(request: PersonRequest, lead: int) -> HttpResponse:
    """Put this lead on my desk now, out of turn, where the gate allows it."""
    open_ones = Enrollment.objects.visible_to(request.user).open().with_story()
    try:
        take(get_object_or_404(open_ones, lead_id=lead), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:desk")
