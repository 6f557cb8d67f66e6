"""One lead: its head, details, passes and timeline; corrections, notes, suppression."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.forms.lead import LeadForm
from leads.forms.suppress import SuppressLeadForm
from leads.forms.words import NoteForm
from leads.models import Activity, Answer, Enquiry, Enrollment, Lead, LeadPhone, Listing
from office import clock
from office.access import ADMINISTRATOR, MANAGER, MARKETING, SETTER, STAFF, PersonRequest, role

LINES = 30  # of the timeline, at a time
EDITORS = (SETTER, MARKETING, MANAGER, ADMINISTRATOR)


@role(*STAFF)
@require_safe
def lead(request: PersonRequest, lead: int) -> HttpResponse:
    """All that is known of a lead."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    return render(
        request,
        "leads/lead.html",
        {
            "lead": found,
            "now": clock.now(),
            "phones": LeadPhone.objects.of_lead(found).in_order(),
            "passes": Enrollment.objects.of_lead(found).by_number(),
            "listings": Listing.objects.of_lead(found),
            "answers": Answer.objects.of_lead(found),
            "enquiries": Enquiry.objects.of_lead(found),
            "lines": list(Activity.objects.of_lead(found).newest()[: LINES + 1]),
            "most": LINES,
            "note": NoteForm(),
            "may_edit": request.user.is_any(*EDITORS),
        },
    )


@role(*STAFF)
@require_safe
def older(request: PersonRequest, lead: int, line: int) -> HttpResponse:
    """The lines of the timeline before one of them (a fragment)."""
    found = get_object_or_404(Lead.objects.visible_to(request.user), pk=lead)
    mark = get_object_or_404(Activity.objects.of_lead(found), pk=line)
    lines = list(Activity.objects.of_lead(found).before(mark).newest()[: LINES + 1])
    return render(request, "leads/_lines.html", {"lead": found, "lines": lines, "most": LINES})


@role(*EDITORS)
@require_http_methods(["GET", "POST"])
def edit(request: PersonRequest, lead: int) -> HttpResponse:
    """Correct a lead's details."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    form = LeadForm(request.POST or None, instance=found)
    if request.method == "POST" and form.correct(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:lead", found.pk)
    return render(request, "leads/edit.html", {"form": form, "lead": found}, status=422 if form.is_bound else 200)


@role(*STAFF)
@require_POST
def note(request: PersonRequest, lead: int) -> HttpResponse:
    """Write a note into the timeline."""
    found = get_object_or_404(Lead.objects.visible_to(request.user), pk=lead)
    form = NoteForm(request.POST)
    if form.write(found, by=request.user):
        return redirect("leads:lead", found.pk)
    return render(request, "leads/note.html", {"note": form, "lead": found}, status=422)


@role(*EDITORS)
@require_http_methods(["GET", "POST"])
def suppress(request: PersonRequest, lead: int) -> HttpResponse:
    """Never contact this lead again."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    form = SuppressLeadForm(request.POST or None)
    if request.method == "POST" and form.suppress(found, by=request.user):
        messages.success(request, _t("%(name)s will not be contacted again.") % {"name": found})
        return redirect("leads:lead", found.pk)
    return render(request, "leads/suppress.html", {"form": form, "lead": found}, status=422 if form.is_bound else 200)
