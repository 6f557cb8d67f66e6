"""The first minute of a new house: as long as nobody works here, every page leads to `office:begin`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from office.models import User

ALSO_OPEN = ("office:begin", "healthz")


class FirstRunMiddleware:
    """Lead a visitor of an empty house to the page that makes its administrator. Costs people with a log-in nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.user.is_authenticated or (match and match.view_name in ALSO_OPEN) or User.objects.exists():
            return None
        return redirect("office:begin")
