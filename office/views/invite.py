"""Asking somebody to join, and joining."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST

from office.access import ADMINISTRATOR, PersonRequest, public, role
from office.doors import log_in
from office.forms import AcceptForm, InviteForm
from office.models import Invitation
from office.nudge import nudge
from office.tasks import post


@role(ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def invite(request: PersonRequest) -> HttpResponse:
    """Ask somebody to join, by mail."""
    form = InviteForm(request.POST if request.method == "POST" else None, by=request.user)
    if request.method == "POST" and form.save(by=request.user):
        nudge(post)
        messages.success(request, _t("The invitation is on its way to %(email)s.") % form.cleaned_data)
        return redirect("office:people")
    return render(request, "office/invite.html", {"form": form}, status=422 if form.errors else 200)


@role(ADMINISTRATOR)
@require_POST
def revoke(request: PersonRequest, invitation: int) -> HttpResponse:
    """Withdraw an invitation."""
    get_object_or_404(Invitation.objects.visible_to(request.user), pk=invitation).revoke(by=request.user)
    return redirect("office:people")


@public
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: looking changes nothing (mail scanners follow links), the button joins."""
    invitation = Invitation.objects.bearing(token).first()
    if invitation is None:
        return render(request, "office/closed.html", status=410)
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=invitation, visitor=request.user)
    user = form.save()
    if user:
        log_in(request, user)
        return redirect("office:home")
    return render(
        request, "office/accept.html", {"form": form, "invitation": invitation}, status=422 if form.errors else 200
    )
