"""The lead says where it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from leads.models import Lead, says_it_is_in
from office.access import ADMINISTRATOR, MANAGER, MARKETING, SETTER, PersonRequest, role
from office.models import Refused


@role(SETTER, MARKETING, MANAGER, ADMINISTRATOR)
@require_POST
def told_zone(request: PersonRequest, lead: int) -> HttpResponse:
    """Its time zone is that one; back to where the person was."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).with_pass(), pk=lead)
    try:
        says_it_is_in(found, request.POST.get("place", "")[:64], by=request.user)
        messages.success(request, _t("Saved."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else reverse("leads:lead", args=[found.pk]))
