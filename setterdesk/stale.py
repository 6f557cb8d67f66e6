"""A form with a token of a log-in that is over."""

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

STALE = "SD-Stale-Token"


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refused (403), and marked: the desk fetches new tokens and sends the act again (static/js/relogin.js)."""
    answer = csrf_failure(request, reason)
    answer[STALE] = "1"
    return answer
