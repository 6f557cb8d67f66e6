"""The rep's meetings as a calendar to subscribe to, at a secret address that the rep makes and unmakes."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST, require_safe

from appointments.models import CalendarFeed
from office.access import REP, PersonRequest, public, role
from office.pace import paced


@public
@require_safe
@paced(60, 60)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program fetches. It notes since when the calendar stands as it does."""
    found = CalendarFeed.objects.bearing(token).first()
    if found is None:
        raise Http404
    with translation.override(found.person.language or settings.LANGUAGE_CODE):
        said = found.read()
    etag, changed = quote_etag(found.etag), int(found.changed_at.timestamp())
    answer = HttpResponse(said, content_type="text/calendar; charset=utf-8", headers=_headers(etag, changed))
    patch_cache_control(answer, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, last_modified=changed, response=answer) or answer


def _headers(etag: str, changed: int) -> dict[str, str]:
    name = 'inline; filename="meetings.ics"'
    return {"ETag": etag, "Last-Modified": http_date(changed), "Content-Disposition": name}


@role(REP)
@require_POST
def feed_new(request: PersonRequest) -> HttpResponse:
    """A new address; the old one opens nothing from now on. It is shown in this answer, and never again."""
    return render(request, "appointments/feed.html", {"address": CalendarFeed.make(by=request.user)})


@role(REP)
@require_POST
def feed_off(request: PersonRequest) -> HttpResponse:
    """No address opens my meetings."""
    for found in CalendarFeed.objects.of_person(request.user):
        found.switch_off(by=request.user)
    messages.success(request, _t("The address is switched off."))
    return redirect("appointments:hours")
