"""What leads asked and how often, open questions for a manager, and the verdict as a setter would see it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.forms.enquiries import EnquiryForm, PreviewForm, QualifyingForm
from leads.models import Campaign, Enquiry, ProductAnswer, Qualifying, Question
from leads.views.campaigns import WRITERS
from office import clock
from office.access import PersonRequest, role
from office.models import Refused

LATELY = timedelta(days=30)


@role(*WRITERS)
@require_safe
def enquiries(request: PersonRequest, campaign: int) -> HttpResponse:
    """Open questions, the oldest first, and the answers by how often they were asked for."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=campaign)
    waiting = Enquiry.objects.of_campaign(found).open().asked_first()
    answers = ProductAnswer.objects.ranked(found, since=clock.now() - LATELY)
    context = {"campaign": found, "waiting": waiting[:100], "count": waiting.count(), "answers": answers}
    return render(request, "leads/enquiries.html", context)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def enquiry(request: PersonRequest, enquiry: int) -> HttpResponse:
    """Answer an open question, for everybody."""
    found = get_object_or_404(Enquiry.objects.visible_to(request.user).open().asked_first(), pk=enquiry)
    form = EnquiryForm(request.POST if request.method == "POST" else None, enquiry=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Answered. Who asked is told."))
        return redirect("leads:enquiries", found.campaign_id)
    context = {"form": form, "enquiry": found, "campaign": found.campaign}
    return render(request, "leads/enquiry.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_POST
def set_aside(request: PersonRequest, enquiry: int) -> HttpResponse:
    """It needs no answer."""
    found = get_object_or_404(Enquiry.objects.visible_to(request.user).asked_first(), pk=enquiry)
    try:
        found.set_aside(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("leads:enquiries", found.campaign_id)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def verdict(request: PersonRequest, campaign: int) -> HttpResponse:
    """Try the questions out; and what the campaign asks of a verdict."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=campaign)
    rules = Qualifying.of(found)
    form = QualifyingForm(request.POST if request.method == "POST" else None, instance=rules)
    if request.method == "POST" and form.set(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:verdict", found.pk)
    preview = PreviewForm(request.GET, questions=list(Question.objects.asked_in(found)), rules=Qualifying.of(found))
    context = {"form": form, "preview": preview, "verdict": preview.verdict, "campaign": found}
    return render(request, "leads/verdict.html", context, status=422 if form.is_bound else 200)
