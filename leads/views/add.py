"""A lead that came in by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods

from leads.forms.lead import AddLeadForm
from leads.views.lead import EDITORS
from office.access import PersonRequest, role


@role(*EDITORS)
@require_http_methods(["GET", "POST"])
def add(request: PersonRequest) -> HttpResponse:
    """Add a lead by hand."""
    form = AddLeadForm(request.POST or None, user=request.user)
    if request.method == "POST" and (lead := form.add(by=request.user)):
        messages.success(request, _t("%(name)s was added.") % {"name": lead})
        return redirect("leads:lead", lead.pk)
    return render(request, "leads/add.html", {"form": form}, status=422 if form.is_bound else 200)
