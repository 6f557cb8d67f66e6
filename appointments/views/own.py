"""The lead's own page about its meeting, by a signed address: no log-in, no cookie, no script.

Looking changes nothing, for mail scanners follow links; every act is a POST. The address is the proof, so there is no
CSRF check to pass (docs/decisions/0005). A forged, an expired and an unknown address get the same answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appointments.forms.own import OwnCancelForm, OwnConfirmForm, OwnDayForm, OwnMoveForm, OwnWhereForm
from appointments.models import OwnPage
from office import isolation
from office.access import public
from office.pace import paced

Act = Callable[[HttpRequest, OwnPage], HttpResponse]
NO_COOKIE = {"csrf_token": ""}  # the frame of our pages would ask for one


def by_signed_link(view: Act) -> Callable[..., HttpResponse]:
    """Open the page of an address, in the lead's language, seeing its client's rows only."""

    @wraps(view)
    def door(request: HttpRequest, token: str) -> HttpResponse:
        page = OwnPage.at(token)
        if page is None:
            return render(request, "appointments/own_gone.html", NO_COOKIE, status=404)
        with isolation.seeing([page.meeting.client_id]), translation.override(page.language):
            answer = view(request, page)
            answer.headers["Content-Language"] = translation.get_language() or page.language
        return answer

    return door


@public
@csrf_exempt
@require_safe
@paced(120, 60)
@by_signed_link
def own(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """When, where, with whom, and what can be done about it."""
    return _shown(request, page)


@public
@csrf_exempt
@require_POST
@paced(30, 60)
@by_signed_link
def own_confirm(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """I will be there."""
    return _acted(request, page, OwnConfirmForm(request.POST, page=page), "confirm_form")


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@paced(60, 60)
@by_signed_link
def own_move(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """Choose another time. Looking at times holds none of them."""
    form = OwnMoveForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_bound and form.save():
        return redirect("appointments:own", page.token)
    now, day = form.page, OwnDayForm(request.GET).asked
    context = {"page": now, "form": form, "picker": now.picker(day), "why_not": now.cannot_be_moved, **NO_COOKIE}
    return render(request, "appointments/own_move.html", context, status=422 if form.is_bound else 200)


@public
@csrf_exempt
@require_POST
@paced(30, 60)
@by_signed_link
def own_cancel(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """I do not come."""
    return _acted(request, page, OwnCancelForm(request.POST, page=page), "cancel_form")


@public
@csrf_exempt
@require_POST
@paced(30, 60)
@by_signed_link
def own_where(request: HttpRequest, page: OwnPage) -> HttpResponse:
    """Here."""
    return _acted(request, page, OwnWhereForm(request.POST, page=page), "where_form")


def _acted(request: HttpRequest, page: OwnPage, form: Any, name: str) -> HttpResponse:
    """Done: look at it as it stands now. Refused: the reason, and nothing typed is lost."""
    if form.save():
        return redirect("appointments:own", page.token)
    return _shown(request, form.page, status=422, **{name: form})


def _shown(request: HttpRequest, page: OwnPage, status: int = 200, **forms: Any) -> HttpResponse:
    empty = {"confirm_form": OwnConfirmForm, "cancel_form": OwnCancelForm, "where_form": OwnWhereForm}
    made = {name: forms.get(name) or form(page=page) for name, form in empty.items()}
    context = {"page": page, "meeting": page.meeting, **made, **NO_COOKIE}
    return render(request, "appointments/own.html", context, status=status)
