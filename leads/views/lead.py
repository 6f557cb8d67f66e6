"""One lead: its head, details, passes and timeline; corrections, notes, suppression."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.forms.lead import LeadForm
from leads.forms.suppress import SuppressLeadForm
from leads.forms.words import NoteForm, WithdrawForm
from leads.models import Activity, Answer, Consent, Enquiry, Enrollment, Lead, LeadPhone, Listing, Timeline
from office import clock
from office.access import ADMINISTRATOR, MANAGER, MARKETING, SETTER, STAFF, PersonRequest, role

LINES = 30  # of the timeline, at a time
EDITORS = (SETTER, MARKETING, MANAGER, ADMINISTRATOR)


@role(*STAFF)
@require_safe
def lead(request: PersonRequest, lead: int) -> HttpResponse:
    """All that is known of a lead; of one that was merged into another, that one."""
    if merged := Lead.objects.merged_away(request.user).goal_of(lead):
        return redirect("leads:lead", merged)
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
            "timeline": Timeline.of(found, most=LINES),
            "note": NoteForm(),
            "consents": (consents := Consent.objects.of_lead(found)),
            "may_withdraw": any(one.may_be_withdrawn for one in consents),
            "may_edit": request.user.is_any(*EDITORS),
        },
    )


@role(*STAFF)
@require_safe
def older(request: PersonRequest, lead: int, line: int) -> HttpResponse:
    """The lines of the timeline before one of them (a fragment)."""
    found = get_object_or_404(Lead.objects.visible_to(request.user), pk=lead)
    mark = get_object_or_404(Activity.objects.of_lead(found), pk=line)
    timeline = Timeline.of(found, before=mark, most=LINES)
    return render(request, "leads/_lines.html", {"lead": found, "timeline": timeline})


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
    form = SuppressLeadForm(request.POST or None, user=request.user, lead=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("%(name)s will not be contacted again.") % {"name": found})
        return redirect("leads:lead", found.pk)
    return render(request, "leads/suppress.html", {"form": form, "lead": found}, status=422 if form.is_bound else 200)


@role(*EDITORS)
@require_POST
def withdraw_consent(request: PersonRequest, lead: int) -> HttpResponse:
    """This person takes its consent back."""
    found = get_object_or_404(Lead.objects.visible_to(request.user), pk=lead)
    form = WithdrawForm(request.POST, lead=found)
    if form.save(by=request.user):
        messages.success(request, _t("The consent is withdrawn."))
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("leads:lead", found.pk)
