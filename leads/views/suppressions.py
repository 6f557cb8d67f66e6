"""Numbers, addresses, people and companies that must not be contacted: look, add one or many, lift."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from leads.forms.suppress import LiftForm, SearchForm, SuppressValueForm
from leads.forms.suppressmany import SuppressManyForm
from leads.models import Suppression
from office import clock
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role

MOST = 50


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def suppressions(request: PersonRequest) -> HttpResponse:
    """The list, the newest first; a form to add to it."""
    form = SuppressValueForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("%(value)s will not be contacted.") % {"value": form.put[0]})
        return redirect("leads:suppressions")
    search = SearchForm(request.GET, user=request.user)
    found = search.found()
    page = found.newest().older_than(request.GET.get("before", ""))[: MOST + 1]
    context = {"form": form, "search": search, "rows": page[:MOST], "more": len(page) > MOST, "total": found.count()}
    mine = request.user.clients_as((MANAGER, ADMINISTRATOR))
    rights = {"may_lift": [*mine, None] if request.user.runs_the_house else mine}
    return render(request, "leads/suppressions.html", {**context, **rights}, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def suppress_many(request: PersonRequest) -> HttpResponse:
    """Add a whole list."""
    form = SuppressManyForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        count = len(form.values)
        said = ngettext("%(n)d entry was added to the list.", "%(n)d entries were added to the list.", count)
        messages.success(request, said % {"n": count})
        if not form.unread:
            return redirect("leads:suppressions")
    done = form.is_bound and form.is_valid()
    context = {"form": form, "done": done}
    return render(request, "leads/suppress_many.html", context, status=422 if form.is_bound and not done else 200)


@role(MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def lift(request: PersonRequest, suppression: int) -> HttpResponse:
    """Allow contact again, with evidence."""
    mine = Suppression.objects.liftable_by(request.user).in_force(clock.now())
    found = get_object_or_404(mine, pk=suppression)
    form = LiftForm(request.POST or None, suppression=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("%(value)s may be contacted again.") % {"value": found})
        return redirect("leads:suppressions")
    context = {"form": form, "suppression": found}
    return render(request, "leads/lift.html", context, status=422 if form.is_bound else 200)
