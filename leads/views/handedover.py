"""What marketing handed to the setters: waiting for an answer, and answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from leads.forms.handedover import RejectListForm
from leads.models import ListHandOff
from leads.tasks import hand_over
from office import nudge
from office.access import MANAGER, MARKETING, PersonRequest, role
from office.models import Refused

ANSWERED = 50


@role(MARKETING, MANAGER)
@require_safe
def handed_over(request: PersonRequest) -> HttpResponse:
    """The lists that came over, each to be accepted or given back."""
    every = ListHandOff.objects.visible_to(request.user).newest()
    waiting = [(row, RejectListForm(handed=row, prefix=str(row.pk))) for row in every.unanswered()]
    answered = every.answered()[:ANSWERED]
    context = {"waiting": waiting, "answered": answered, "may_answer": request.user.is_any(MANAGER)}
    return render(request, "leads/handed_over.html", context)


@role(MANAGER)
@require_POST
def accept_list(request: PersonRequest, list_handoff: int) -> HttpResponse:
    """Take the leads."""
    found = get_object_or_404(ListHandOff.objects.visible_to(request.user), pk=list_handoff)
    try:
        found.accept(by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _t("Accepted: %(name)s.") % {"name": found})
    return redirect("leads:handed_over")


@role(MANAGER)
@require_POST
def reject_list(request: PersonRequest, list_handoff: int) -> HttpResponse:
    """Give the leads back, with the reason."""
    found = get_object_or_404(ListHandOff.objects.visible_to(request.user), pk=list_handoff)
    form = RejectListForm(request.POST, handed=found, prefix=str(found.pk))
    if form.reject(by=request.user):
        nudge.nudge(hand_over)
        messages.success(
            request, _t("%(name)s goes back to marketing. What was called already stays.") % {"name": found}
        )
    else:
        messages.error(request, form.sentence)
    return redirect("leads:handed_over")
