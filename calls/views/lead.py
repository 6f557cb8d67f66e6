"""What a setter writes down during the call: notes, answers, what the lead asked."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from calls.card import Card, Desk
from calls.forms import AnswerForm, AskForm, CorrectForm, DraftForm, RaiseForm
from calls.views.desk import about, held, lately, sentence, shown
from office.access import SETTER, PersonRequest, role


def part(request: PersonRequest, pk: int, template: str, form: forms.Form, saved: bool) -> HttpResponse:
    """One part of the card anew, with what was refused; without scripts the whole page."""
    refused = "" if saved else sentence(form)
    if not getattr(request, "htmx", False):
        if refused:
            messages.error(request, refused)
        return redirect("calls:desk")
    context = {"card": Card(held(request, pk), request.user), "sentence": refused}
    return render(request, template, context, status=200 if saved else 422)


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
    form = AnswerForm(request.POST, enrollment=held(request, pk), by=request.user)
    return part(request, pk, "calls/_questions.html", form, form.save())


@role(SETTER)
@require_POST
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Record what the lead asked."""
    form = AskForm(request.POST, enrollment=held(request, pk), by=request.user)
    return part(request, pk, "calls/_enquiries.html", form, form.save())


@role(SETTER)
@require_POST
def raise_objection(request: PersonRequest, pk: int) -> HttpResponse:
    """Count an objection that came up on this call."""
    saved = RaiseForm(request.POST, enrollment=held(request, pk), by=request.user).save()
    return HttpResponse(status=204 if saved else 422)


@role(SETTER)
@require_POST
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct the lead's name, company, address, number or zone; the desk comes back with it."""
    form = CorrectForm(request.POST, enrollment=held(request, pk), by=request.user)
    refused = "" if form.save() else sentence(form)
    return shown(request, Desk.of(request.user), refused=refused, at=about(form), logged=lately(request))
