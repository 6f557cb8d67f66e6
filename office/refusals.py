"""What the house refuses, said to the person: a button pressed in vain gets a sentence, not an error page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from office.models import Refused


class RefusedMiddleware:
    """Turn a `Refused` that a view let go into a toast (htmx) or into a message on the page the person came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if request.headers.get("HX-Request") == "true":
            return _toast(request, error.sentence)
        messages.error(request, error.sentence)
        return redirect(_came_from(request))


def _toast(request: HttpRequest, sentence: str) -> HttpResponse:
    answer = render(request, "parts/_toast.html", {"text": sentence, "tone": "error"}, status=422)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#sd-toasts", "beforeend"
    return answer


def _came_from(request: HttpRequest) -> str:
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else "/"
