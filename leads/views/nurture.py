"""Nurture tracks: which there are, their mails, who is in them, and who waits to be put into one."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.forms.nurture import NewTrackForm, NurtureForm, SendingHoursForm, StepForm, TrackForm
from leads.models import InboundMail, Lead, MailBar, NurtureStep, NurtureTrack, Nurturing
from leads.models.candidates import candidates
from leads.models.nurturings import End
from leads.tasks import nurture as write_mails
from leads.tracksheet import TrackSheet
from office import nudge
from office.access import MANAGER, MARKETING, PersonRequest, role

MOST = 50
WRITERS = (MARKETING, MANAGER)


@role(*WRITERS)
@require_safe
def tracks(request: PersonRequest) -> HttpResponse:
    """Every track with how many leads are in it, and the returns that could be put into one."""
    waiting = candidates(request.user)
    page = list(waiting.older_than(request.GET.get("before", ""))[: MOST + 1])
    context = {
        "tracks": NurtureTrack.objects.visible_to(request.user).with_counts(),
        "form": NurtureForm(user=request.user),
        "rows": page[:MOST],
        "last": page[MOST - 1] if len(page) > MOST else None,
        "total": waiting.count(),
        "unmatched": InboundMail.objects.visible_to(request.user).unmatched().count(),
    }
    return render(request, "leads/tracks.html", context)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def track_new(request: PersonRequest) -> HttpResponse:
    """Begin a track."""
    form = NewTrackForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("The track is open. Now its mails."))
        return redirect("leads:track", form.instance.pk)
    context = {"form": form, "title": _t("New track"), "back": reverse("leads:tracks")}
    return render(request, "leads/nurture_form.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def track(request: PersonRequest, track: int) -> HttpResponse:
    """A track: its mails as one lead reads them, who waits for each, what became of the others."""
    found = get_object_or_404(NurtureTrack.objects.visible_to(request.user).by_name(), pk=track)
    form = TrackForm(request.POST or None, instance=found)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:track", found.pk)
    shown = NurtureTrack.objects.by_name().get(pk=found.pk)  # as it is kept, whatever the form says
    sheet = TrackSheet(shown, request.user, request.GET.get("reader", ""))
    context = {"form": form, "track": shown, "sheet": sheet}
    return render(request, "leads/track.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def step_new(request: PersonRequest, track: int) -> HttpResponse:
    """Add a mail to a track."""
    found = get_object_or_404(NurtureTrack.objects.visible_to(request.user), pk=track)
    blank = NurtureStep(track=found, client_id=found.client_id, position=found.steps.standing().count() + 1)
    form = StepForm(request.POST or None, instance=blank)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("leads:track", found.pk)
    context = {"form": form, "title": _t("New mail"), "back": reverse("leads:track", args=[found.pk])}
    return render(request, "leads/nurture_form.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def step(request: PersonRequest, step: int) -> HttpResponse:
    """Change a mail, for those who have not had it yet."""
    found = get_object_or_404(NurtureStep.objects.visible_to(request.user).standing(), pk=step)
    form = StepForm(request.POST or None, instance=found)
    if request.method == "POST" and form.save(by=request.user):
        return redirect("leads:track", found.track_id)
    context = {"form": form, "title": _t("Mail of a track"), "back": reverse("leads:track", args=[found.track_id])}
    return render(request, "leads/nurture_form.html", context, status=422 if form.is_bound else 200)


@role(*WRITERS)
@require_POST
def step_retire(request: PersonRequest, step: int) -> HttpResponse:
    """Send a mail of a track to nobody any more."""
    found = get_object_or_404(NurtureStep.objects.visible_to(request.user).standing(), pk=step)
    found.retire(by=request.user)
    messages.success(request, _t("“%(subject)s” is sent to nobody any more.") % {"subject": found})
    return redirect("leads:track", found.track_id)


@role(*WRITERS)
@require_POST
def nurture(request: PersonRequest) -> HttpResponse:
    """Put the leads of the chosen returns into a track: all of them, or none and the reason."""
    form = NurtureForm(request.POST, user=request.user)
    if form.save(by=request.user):
        nudge.nudge(write_mails)
        done = len(form.begun)
        words = ngettext("%(n)s lead is in the track.", "%(n)s leads are in the track.", done)
        messages.success(request, words % {"n": done})
    else:
        messages.error(request, form.sentence)
    return _back(request)


@role(*WRITERS)
@require_POST
def nurture_stop(request: PersonRequest, lead: int) -> HttpResponse:
    """Take a lead out of its track."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    if Nurturing.lift_out(found, End.BY_HAND, by=request.user):
        messages.success(request, _t("%(lead)s gets no more mails of the track.") % {"lead": found})
    return redirect("leads:lead", found.pk)


@role(*WRITERS)
@require_safe
def nurture_of_lead(request: PersonRequest, lead: int) -> HttpResponse:
    """Whether a lead is in a track, and the way in and out of it (a fragment of the lead's page)."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    context = {
        "lead": found,
        "nurturings": Nurturing.objects.of_lead(found).newest()[:5],
        "candidate": candidates(request.user).of_lead(found).first(),
        "bar": MailBar.objects.visible_to(request.user).in_force().of_address(found.email).first(),
        "form": NurtureForm(user=request.user),
    }
    return render(request, "leads/nurture_of_lead.html", context)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def sending_hours(request: PersonRequest) -> HttpResponse:
    """On which days and between which hours mail may leave, on the reader's clock."""
    form = SendingHoursForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.save(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("leads:tracks")
    context = {"form": form, "title": _t("When mail may leave"), "back": reverse("leads:tracks")}
    return render(request, "leads/nurture_form.html", context, status=422 if form.is_bound else 200)


def _back(request: PersonRequest) -> HttpResponse:
    """To the lead, the inbox as it was, or the page of tracks: wherever the leads were chosen."""
    lead = request.POST.get("lead", "")
    if lead.isascii() and lead.isdigit() and len(lead) < 19:
        return redirect("leads:lead", int(lead))
    if "back" in request.POST:
        return redirect(f"{reverse('leads:returns')}?{QueryDict(request.POST['back']).urlencode()}")
    return redirect("leads:tracks")
