"""What a manager sets for the letters about meetings: their words, and when leads are reminded."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appointments.forms.letters import LetterPlanForm, LetterTextForm
from appointments.models import LetterPlan, LetterText
from appointments.models.lettershelf import shelves
from leads.models import Campaign
from office import sms
from office.access import ADMINISTRATOR, MANAGER, PersonRequest, role
from office.models import Client


def _client(request: PersonRequest, pk: int) -> Client:
    return get_object_or_404(Client.objects.visible_to(request.user), pk=pk)


def _form(request: PersonRequest, client: int, letter: str, language: str) -> LetterTextForm:
    if letter not in LetterText.Letter.values or language not in dict(settings.LANGUAGES):
        raise Http404
    data = request.POST if request.method == "POST" else None
    return LetterTextForm(data, client=_client(request, client), letter=letter, language=language)


@role(MANAGER, ADMINISTRATOR)
@require_GET
def letters(request: PersonRequest) -> HttpResponse:
    """The letters of my clients, by kind and language, and the plan of each campaign."""
    return render(request, "appointments/letters.html", {"shelves": shelves(request.user)})


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def letter(request: PersonRequest, client: int, letter: str, language: str) -> HttpResponse:
    """One letter in one language, with a preview; `look` only shows it."""
    form, looks = _form(request, client, letter, language), "look" in request.POST
    if request.method == "POST" and not looks and form.save(by=request.user):
        messages.success(request, _t("Saved. It is said so from now on."))
        return redirect("appointments:letter", client, letter, language)
    wrong = form.is_bound and not (looks and form.is_valid())
    names = {"letter": LetterText.Letter(letter).label, "language": dict(settings.LANGUAGES)[language]}
    context = {"form": form, "client": form.client, "code": letter, **names, "language_code": language}
    return render(request, "appointments/letter.html", context, status=422 if wrong else 200)


@role(MANAGER, ADMINISTRATOR)
@require_POST
def letter_usual(request: PersonRequest, client: int, letter: str, language: str) -> HttpResponse:
    """Ours are said again."""
    form = _form(request, client, letter, language)
    if form.own:
        form.own.withdraw(by=request.user)
    messages.success(request, _t("The usual words are said again."))
    return redirect("appointments:letters")


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def letter_plan(request: PersonRequest, client: int) -> HttpResponse:
    """When a client's leads are reminded."""
    return _planned(request, LetterPlanForm(request.POST or None, client=_client(request, client)))


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def campaign_plan(request: PersonRequest, campaign: int) -> HttpResponse:
    """When a campaign's leads are reminded, where that is otherwise."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=campaign)
    return _planned(request, LetterPlanForm(request.POST or None, client=found.client, campaign=found))


@role(MANAGER, ADMINISTRATOR)
@require_POST
def campaign_plan_usual(request: PersonRequest, campaign: int) -> HttpResponse:
    """A campaign does as its client does."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign)
    for plan in LetterPlan.objects.of_client(found.client_id).own_of(found):
        plan.forget(by=request.user)
    messages.success(request, _t("It does as the client does again."))
    return redirect("appointments:letters")


def _planned(request: PersonRequest, form: LetterPlanForm) -> HttpResponse:
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved. It holds for what is booked or moved from now on."))
        return redirect("appointments:letters")
    wrong = request.method == "POST"
    context = {"form": form, "client": form.client, "campaign": form.campaign, "sms_is_on": sms.is_on()}
    return render(request, "appointments/letter_plan.html", context, status=422 if wrong else 200)
