"""A web form at its public address: looking changes nothing, the button sends."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leads import tasks
from leads.forms.fill import FillForm
from leads.models import Arrival, WebForm
from office import isolation
from office.access import public
from office.address import address_hash
from office.nudge import nudge


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, token: str) -> HttpResponse:
    """Anybody may fill it in, also without cookies: nobody's log-in is used here (docs/decisions/0005)."""
    web_form = WebForm.objects.at(token)
    if web_form is None:
        raise Http404
    with isolation.seeing([web_form.client_id]), translation.override(web_form.language):
        answer = _filled(request, web_form) if web_form.is_on else _say(request, web_form, "closed", 410)
    answer.headers["Content-Language"] = web_form.language
    return answer


def _filled(request: HttpRequest, web_form: WebForm) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = FillForm(data, web_form=web_form, code=request.GET.get("ad", ""))
    sent = form.send(address_hash(request)) if form.is_bound else False
    if isinstance(sent, Arrival) and sent.lead_import.is_working and not sent.lead_import.run_here():
        nudge(tasks.load)
    if sent:
        return _say(request, web_form, "thanks", 200)
    status = 429 if form.too_many else 422 if form.is_bound else 200
    return render(request, "leads/fill.html", {"web_form": web_form, "form": form}, status=status)


def _say(request: HttpRequest, web_form: WebForm, what: str, status: int) -> HttpResponse:
    return render(request, "leads/fill_said.html", {"web_form": web_form, "what": what}, status=status)
