"""A campaign's pool: who takes its meetings, on what terms, and the ledger behind whose turn it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appointments.forms import CorrectForm, JoinForm, MemberForm, TermsForm
from appointments.models import Assignment, FairnessEntry, PoolMember, PoolTerms
from leads.models import Campaign
from office import clock
from office.access import ADMINISTRATOR, MANAGER, PersonRequest, role

WRITERS = (MANAGER, ADMINISTRATOR)
LINES = 50  # of the ledger that a page shows


def _campaign(request: PersonRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).by_name(), pk=pk)


def _member(request: PersonRequest, pk: int) -> PoolMember:
    return get_object_or_404(PoolMember.objects.visible_to(request.user).with_campaign(), pk=pk)


def _shown(request: PersonRequest, campaign: Campaign, status: int = 200, **forms: object) -> HttpResponse:
    members = PoolMember.objects.visible_to(request.user).ranked(campaign)
    waiting = Assignment.objects.visible_to(request.user).open_in(campaign.pk, clock.now())
    context = {"campaign": campaign, "members": members, "waiting": waiting, "join_form": JoinForm(campaign=campaign)}
    context |= {"terms_form": TermsForm(instance=PoolTerms.of(campaign)), **forms}
    return render(request, "appointments/pool.html", context, status=status)


def _of_member(request: PersonRequest, member: PoolMember, status: int = 200, **forms: object) -> HttpResponse:
    ledger = FairnessEntry.objects.visible_to(request.user).of_campaign(member.campaign_id)
    context = {"member": member, "campaign": member.campaign, "level": member.level}
    context |= {"ledger": ledger.of_person(member.person_id).newest()[:LINES]}
    context |= {"form": MemberForm(instance=member), "correct_form": CorrectForm(member=member), **forms}
    return render(request, "appointments/member.html", context, status=status)


@role(*WRITERS)
@require_GET
def pool(request: PersonRequest, campaign: int) -> HttpResponse:
    """Who is in it, whose turn it is, and meetings that nobody has taken."""
    return _shown(request, _campaign(request, campaign))


@role(*WRITERS)
@require_POST
def join(request: PersonRequest, campaign: int) -> HttpResponse:
    """A rep comes in."""
    found = _campaign(request, campaign)
    form = JoinForm(request.POST, campaign=found)
    if form.save(by=request.user):
        return redirect("appointments:pool", campaign)
    return _shown(request, found, status=422, join_form=form)


@role(*WRITERS)
@require_POST
def terms(request: PersonRequest, campaign: int) -> HttpResponse:
    """On what terms they take meetings."""
    found = _campaign(request, campaign)
    form = TermsForm(request.POST, instance=PoolTerms.of(found))
    if form.set(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("appointments:pool", campaign)
    return _shown(request, found, status=422, terms_form=form)


@role(*WRITERS)
@require_http_methods(["GET", "POST"])
def member(request: PersonRequest, member: int) -> HttpResponse:
    """Weight, skills, languages and territory of one of them, with the ledger."""
    found = _member(request, member)
    form = MemberForm(request.POST or None, instance=found)
    if request.method == "POST" and form.change(by=request.user):
        messages.success(request, _t("Saved."))
        return redirect("appointments:pool", found.campaign_id)
    return _of_member(request, found, status=422 if form.is_bound else 200, form=form)


@role(*WRITERS)
@require_POST
def correct(request: PersonRequest, member: int) -> HttpResponse:
    """Give or take turns."""
    found = _member(request, member)
    form = CorrectForm(request.POST, member=found)
    if form.save(by=request.user):
        return redirect("appointments:member", member)
    return _of_member(request, found, status=422, correct_form=form)


@role(*WRITERS)
@require_POST
def leave(request: PersonRequest, member: int) -> HttpResponse:
    """No more meetings for this one."""
    found = _member(request, member)
    found.leave(by=request.user)
    return redirect("appointments:pool", found.campaign_id)
