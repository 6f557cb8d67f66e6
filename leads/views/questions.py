"""The questions that qualify a lead, and the answers prepared for what leads ask."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from leads.forms.campaigns import ProductAnswerForm, QuestionForm
from leads.models import Campaign, ProductAnswer, Question
from leads.views.campaigns import WRITERS
from office.access import PersonRequest, role


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def question_new(request: PersonRequest, campaign: int) -> HttpResponse:
    """Add a question to a campaign."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign)
    form = QuestionForm(request.POST or None, initial={"position": Question.objects.asked_in(found).count() + 1})
    if request.method == "POST" and form.ask(found, by=request.user):
        return redirect("leads:campaign", found.pk)
    context = {"form": form, "campaign": found, "title": _t("New question")}
    return render(request, "leads/question.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def question(request: PersonRequest, question: int) -> HttpResponse:
    """Change a question."""
    found = get_object_or_404(Question.objects.visible_to(request.user).still_asked(), pk=question)
    form = QuestionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.change(by=request.user):
        return redirect("leads:campaign", found.campaign_id)
    context = {"form": form, "campaign": found.campaign, "title": _t("Question")}
    return render(request, "leads/question.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_POST
def retire(request: PersonRequest, question: int) -> HttpResponse:
    """Ask a question no more; its answers stay."""
    found = get_object_or_404(Question.objects.visible_to(request.user).still_asked(), pk=question)
    found.retire(by=request.user)
    messages.success(request, _t("“%(question)s” is asked no more.") % {"question": found})
    return redirect("leads:campaign", found.campaign_id)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def answer_new(request: PersonRequest, campaign: int) -> HttpResponse:
    """Prepare an answer for a campaign."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), pk=campaign)
    form = ProductAnswerForm(request.POST or None)
    if request.method == "POST" and form.write(found, by=request.user):
        return redirect("leads:campaign", found.pk)
    context = {"form": form, "campaign": found, "title": _t("New product answer")}
    return render(request, "leads/question.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def answer(request: PersonRequest, answer: int) -> HttpResponse:
    """Change a prepared answer."""
    found = get_object_or_404(ProductAnswer.objects.visible_to(request.user), pk=answer)
    form = ProductAnswerForm(request.POST or None, instance=found)
    if request.method == "POST" and form.change(by=request.user):
        return redirect("leads:campaign", found.campaign_id)
    context = {"form": form, "campaign": found.campaign, "title": _t("Product answer")}
    return render(request, "leads/question.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_POST
def move_question(request: PersonRequest, question: int) -> HttpResponse:
    """One place up or down."""
    found = get_object_or_404(Question.objects.visible_to(request.user).still_asked(), pk=question)
    found.move(1 if request.POST.get("places") == "1" else -1, by=request.user)
    return redirect("leads:campaign", found.campaign_id)
