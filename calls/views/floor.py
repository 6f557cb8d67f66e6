"""What managers decide of the floor: pauses and the wrap-up clock, briefings, who is away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls.forms import AwayForm, BriefingForm, PauseCodeForm, WrapUpForm
from calls.models import Absence, Briefing, PauseCode, WrapUp
from calls.views.desk import sentence
from leads.models import Campaign
from office import clock
from office.access import ADMINISTRATOR, MANAGER, SETTER, PersonRequest, role
from office.models import Client, Refused


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def pauses(request: PersonRequest) -> HttpResponse:
    """The codes, and how long the work after a call should take."""
    form = PauseCodeForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("calls:pauses")
    PauseCode.objects.choices_of(request.user)
    codes = PauseCode.objects.visible_to(request.user).by_client()
    campaigns = Campaign.objects.visible_to(request.user).running().by_name()
    page = {"form": form, "codes": codes, "campaigns": WrapUp.objects.told(campaigns)}
    return render(request, "calls/pauses.html", page, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def pause_code(request: PersonRequest, code: int) -> HttpResponse:
    """Paid or not, or not offered any more."""
    found = get_object_or_404(PauseCode.objects.visible_to(request.user), pk=code)
    if "retire" in request.POST:
        found.retire(by=request.user)
    elif "paid" in request.POST:
        found.pay(request.POST["paid"] == "yes", by=request.user)
    return redirect("calls:pauses")


@role(MANAGER, ADMINISTRATOR)
@require_POST
def wrap_up(request: PersonRequest, campaign: int) -> HttpResponse:
    """So many seconds after a call."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign)
    form = WrapUpForm(request.POST, campaign=found)
    if not form.save(by=request.user):
        messages.error(request, sentence(form))
    return redirect("calls:pauses")


@role(MANAGER, SETTER)
@require_GET
def briefings(request: PersonRequest) -> HttpResponse:
    """What must be known of each client."""
    clients = Client.objects.visible_to(request.user).by_name()
    current = {b.client_id: b for b in Briefing.objects.visible_to(request.user).current().with_reading(request.user)}
    rows = [{"client": client, "briefing": current.get(client.pk)} for client in clients]
    return render(request, "calls/briefings.html", {"rows": rows, "writes": request.user.is_any(MANAGER)})


@role(MANAGER)
@require_http_methods(["GET", "POST"])
def brief(request: PersonRequest, client: int) -> HttpResponse:
    """Write the next version; who has read which."""
    found = get_object_or_404(Client.objects.visible_to(request.user), pk=client)
    versions = list(Briefing.objects.of_client(found).with_readers())
    first = {"text": versions[0].text} if versions else {}
    form = BriefingForm(request.POST or None, client=found, initial=first)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved. Setters read it before their next lead of this client."))
        return redirect("calls:briefings")
    page = {"form": form, "client": found, "versions": versions}
    return render(request, "calls/brief.html", page, status=422 if form.is_bound else 200)


@role(SETTER)
@require_POST
def read(request: PersonRequest, briefing: int) -> HttpResponse:
    """I have read it."""
    try:
        get_object_or_404(Briefing.objects.visible_to(request.user), pk=briefing).read(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:desk")


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def away(request: PersonRequest) -> HttpResponse:
    """Who is away, and to whom their callbacks, owed outcomes and leads go."""
    first = {"first": clock.today(request.user.zone), "person": request.GET.get("person")}
    form = AwayForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("calls:away")
    absences = Absence.objects.visible_to(request.user).not_over(clock.now()).with_people()
    page = {"form": form, "absences": absences, "now": clock.now()}
    return render(request, "calls/away.html", page, status=422 if form.is_bound else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def back(request: PersonRequest, absence: int) -> HttpResponse:
    """Back sooner."""
    try:
        get_object_or_404(Absence.objects.visible_to(request.user), pk=absence).end(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("calls:away")
