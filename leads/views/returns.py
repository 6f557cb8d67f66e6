"""Marketing's inbox: the leads that setters and reps gave back, why, and when they come back."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from leads.forms.returns import MIXES, BringBackForm, CloseForm, FindReturnsForm, PostponeForm, ReturnsForm
from leads.models import HandOff
from leads.tasks import carry
from office import nudge
from office.access import MANAGER, MARKETING, PersonRequest, role

MOST = 50


@role(MARKETING, MANAGER)
@require_safe
def returns(request: PersonRequest) -> HttpResponse:
    """What came back, and the reasons mixed down."""
    form = FindReturnsForm(request.GET, user=request.user)
    every = HandOff.objects.visible_to(request.user)
    found = form.narrow(every.at_marketing())
    by = next((name for name, _label in MIXES if name == request.GET.get("by")), "list")
    page = list(found.newest().older_than(request.GET.get("before", ""))[: MOST + 1])
    context = {
        "form": form,
        "rows": page[:MOST],
        "last": page[MOST - 1] if len(page) > MOST else None,
        "total": found.count(),
        "by": by,
        "mixes": MIXES,
        "mix": found.mix(by)[:12],
        "failed": every.failed().newest()[:20],
        "reasons": HandOff.Reason.choices,
    }
    return render(request, "leads/returns.html", context)


@role(MARKETING, MANAGER)
@require_POST
def bring_back(request: PersonRequest) -> HttpResponse:
    """Bring the chosen leads back into their queues now."""
    form = BringBackForm(request.POST, user=request.user)
    done = form.act(by=request.user)
    words = ngettext("%(n)s lead is back in the queue.", "%(n)s leads are back in the queue.", done)
    return _answered(request, form, words, done)


@role(MARKETING, MANAGER)
@require_POST
def postpone(request: PersonRequest) -> HttpResponse:
    """Let the chosen leads come back on another day."""
    form = PostponeForm(request.POST, user=request.user)
    done = form.act(by=request.user)
    words = ngettext("%(n)s lead comes back on that day.", "%(n)s leads come back on that day.", done)
    return _answered(request, form, words, done)


@role(MARKETING, MANAGER)
@require_POST
def close(request: PersonRequest) -> HttpResponse:
    """Accept the chosen returns as closed."""
    form = CloseForm(request.POST, user=request.user)
    done = form.act(by=request.user)
    return _answered(request, form, ngettext("%(n)s return is closed.", "%(n)s returns are closed.", done), done)


@role(MARKETING, MANAGER)
@require_POST
def retry(request: PersonRequest, handoff: int) -> HttpResponse:
    """Try a return again that could not be carried."""
    get_object_or_404(HandOff.objects.visible_to(request.user).failed(), pk=handoff).retry()
    nudge.nudge(carry)
    messages.success(request, _t("It is tried again now."))
    return redirect("leads:returns")


def _answered(request: PersonRequest, form: ReturnsForm, words: str, done: int) -> HttpResponse:
    """Back to the inbox as it was, with a word."""
    if done:
        messages.success(request, words % {"n": done})
    else:
        messages.error(request, form.sentence)
    return redirect(f"{reverse('leads:returns')}?{QueryDict(request.POST.get('back', '')).urlencode()}")
