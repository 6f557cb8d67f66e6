"""Numbers and addresses that must not be contacted: look, add, lift."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from leads.forms.suppress import LiftForm, SuppressValueForm
from leads.models import Suppression
from office import clock
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role

MOST = 50


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def suppressions(request: PersonRequest) -> HttpResponse:
    """The list, the newest first; a form to add to it."""
    form = SuppressValueForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.put(by=request.user):
        messages.success(request, _t("%(value)s will not be contacted.") % {"value": form.cleaned_data["value"]})
        return redirect("leads:suppressions")
    words = request.GET.get("q", "").replace("\x00", "")[:120]
    found = Suppression.objects.visible_to(request.user).in_force(clock.now()).matching(words)
    page = found.newest().older_than(request.GET.get("before", ""))[: MOST + 1]
    context = {"form": form, "q": words, "rows": page[:MOST], "more": len(page) > MOST, "total": found.count()}
    mine = request.user.clients_as((MANAGER, ADMINISTRATOR))
    return render(
        request, "leads/suppressions.html", {**context, "may_lift": mine}, status=422 if form.is_bound else 200
    )


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def lift(request: PersonRequest, suppression: int) -> HttpResponse:
    """Allow contact again, with evidence."""
    found = get_object_or_404(Suppression.objects.of_clients(request.user).in_force(clock.now()), pk=suppression)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.lift(found, by=request.user):
        messages.success(request, _t("%(value)s may be contacted again.") % {"value": found})
        return redirect("leads:suppressions")
    context = {"form": form, "suppression": found}
    return render(request, "leads/lift.html", context, status=422 if form.is_bound else 200)
