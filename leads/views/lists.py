"""Marketing's home: the lists, what became of their leads, and the last import of each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from leads.forms.suppliers import EditListForm, ListForm
from leads.models import Enrollment, HandOff, LeadList, Listing
from office.access import ADMINISTRATOR, MANAGER, MARKETING, PersonRequest, role


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_safe
def lists(request: PersonRequest) -> HttpResponse:
    """The lists, newest first, with how many of their leads stand where."""
    rows = LeadList.objects.visible_to(request.user).with_last_import().newest()
    leads = Listing.objects.visible_to(request.user).count_by_list()
    stages = Enrollment.objects.visible_to(request.user).stages_by_list()
    waiting = HandOff.objects.visible_to(request.user).at_marketing().in_state("waiting").count()
    shown = [(row, leads.get(row.pk, 0), stages.get(row.pk, {})) for row in rows]
    return render(request, "leads/lists.html", {"rows": shown, "waiting": waiting})


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def list_new(request: PersonRequest) -> HttpResponse:
    """Begin a list."""
    form = ListForm(request.POST or None, user=request.user)
    if request.method == "POST" and (made := form.open(by=request.user)):
        messages.success(request, _t("The list “%(name)s” is open.") % {"name": made})
        return redirect("leads:lists")
    return render(request, "leads/list_new.html", {"form": form}, status=422 if form.is_bound else 200)


@role(MARKETING, MANAGER, ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def list_edit(request: PersonRequest, lead_list: int) -> HttpResponse:
    """Change a list: its name, source, supplier and cost, also after its leads are in."""
    found = get_object_or_404(LeadList.objects.visible_to(request.user).with_cost().newest(), pk=lead_list)
    form = EditListForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and form.change(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:lists")
    context = {"form": form, "lead_list": found}
    return render(request, "leads/list_edit.html", context, status=422 if form.is_bound else 200)
