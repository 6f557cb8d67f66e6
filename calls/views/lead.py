"""What a setter writes down during the call: notes, answers, what the lead asked."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from calls.card import Card
from calls.forms import AnswerForm, AskForm, DraftForm
from calls.views.desk import held
from office.access import SETTER, PersonRequest, role


def part(request: PersonRequest, pk: int, template: str, status: int) -> HttpResponse:
    """One part of the card anew; without scripts the whole page."""
    if not getattr(request, "htmx", False):
        return redirect("calls:desk")
    return render(request, template, {"card": Card(held(request, pk), request.user)}, status=status)


@role(SETTER)
@require_POST
def draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Save the notes so far."""
    saved = DraftForm(request.POST, enrollment=held(request, pk), by=request.user).save()
    return HttpResponse(status=204 if saved else 422)


@role(SETTER)
@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Record an answer; the questions come back with their verdict."""
    saved = AnswerForm(request.POST, enrollment=held(request, pk), by=request.user).save()
    return part(request, pk, "calls/_questions.html", 200 if saved else 422)


@role(SETTER)
@require_POST
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Record what the lead asked."""
    saved = AskForm(request.POST, enrollment=held(request, pk), by=request.user).save()
    return part(request, pk, "calls/_enquiries.html", 200 if saved else 422)
