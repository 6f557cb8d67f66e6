"""The queue as its managers see it: the live order, who holds what, how a setter's day is shared out."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from calls import liveorder
from calls.forms.order import LetGoForm, OrderForm, ShareForm
from calls.models import Skip
from leads.models import Enrollment
from office import clock
from office.access import ADMINISTRATOR, MANAGER, PersonRequest, role
from office.models import Role, User

RUNNERS = (MANAGER, ADMINISTRATOR)
LATELY = timedelta(days=30)
A_PAGE = 50


@role(*RUNNERS)
@require_safe
def order(request: PersonRequest) -> HttpResponse:
    """Who comes next and why, why the others do not, and who holds a lead."""
    form = OrderForm(request.GET or None, user=request.user)
    live = liveorder.LiveOrder(form.chosen, request.user) if form.chosen else None
    setters = User.objects.visible_to(request.user).working().holding(Role.SETTER).by_name()
    context = {"form": form, "live": live, "held": liveorder.held(request.user), "setters": setters}
    return render(request, "calls/order.html", context)


@role(*RUNNERS)
@require_POST
def let_go(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a lead that somebody holds back to the queue."""
    found = get_object_or_404(Enrollment.objects.visible_to(request.user), pk=pk)
    if refused := LetGoForm(request.POST).save(found, by=request.user):
        messages.error(request, refused)
    else:
        messages.success(request, _t("%(lead)s is in the queue again.") % {"lead": found.lead.name})
    return redirect("calls:order")


@role(*RUNNERS)
@require_safe
def skips(request: PersonRequest) -> HttpResponse:
    """Who passed over which leads, and why."""
    rows = Skip.objects.visible_to(request.user).since(clock.now() - LATELY)
    tally = [(name, Skip.Reason(reason).label, n) for name, reason, n in rows.tally()]
    page = Paginator(rows.newest(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "calls/skips.html", {"tally": tally, "page": page})


@role(*RUNNERS)
@require_http_methods(["GET", "POST"])
def share(request: PersonRequest, person: int) -> HttpResponse:
    """How a setter's day is shared out among the campaigns."""
    setter = get_object_or_404(User.objects.visible_to(request.user).holding(Role.SETTER), pk=person)
    form = ShareForm(request.POST or None, setter=setter, user=request.user)
    if request.method == "POST" and form.give(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("calls:order")
    return render(request, "calls/share.html", {"form": form, "setter": setter}, status=422 if form.is_bound else 200)
