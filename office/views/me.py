"""My own settings, and the words that were left for me."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.access import EVERYONE, PersonRequest, role
from office.doors import speak
from office.forms import MeForm
from office.models import Notice

MOST = 50


@role(*EVERYONE)
@require_http_methods(["GET", "POST"])
def me(request: PersonRequest) -> HttpResponse:
    """My name, language, time zone and look."""
    form = MeForm(request.POST if request.method == "POST" else None, initial=_told(request))
    if request.method == "POST" and form.save(by=request.user):
        answer = redirect("office:me")
        speak(request, answer, request.user.language)
        with translation.override(request.user.language):
            messages.success(request, _t("Saved."))
        return answer
    return render(request, "office/me.html", {"form": form}, status=422 if form.errors else 200)


@role(*EVERYONE)
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """The newest words that were left for me."""
    mine = Notice.objects.visible_to(request.user).to(request.user)
    return render(request, "office/notices.html", {"notices": mine.newest()[:MOST], "unread": mine.unread().count()})


@role(*EVERYONE)
@require_safe
def bell(request: PersonRequest) -> HttpResponse:
    """The bell with its number, for the top of every page."""
    unread = Notice.objects.visible_to(request.user).to(request.user).unread().count()
    return render(request, "office/notices.html#bell", {"unread": unread})


@role(*EVERYONE)
@require_POST
def read(request: PersonRequest) -> HttpResponse:
    """I have read them."""
    Notice.objects.visible_to(request.user).to(request.user).read()
    return redirect("office:notices")


def _told(request: PersonRequest) -> dict[str, str]:
    me = request.user
    return {"name": me.name, "zone": me.zone, "language": me.language or str(request.LANGUAGE_CODE)}
