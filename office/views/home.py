"""Where a person lands after the log-in: the page of their work."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from office.access import (
    ACCOUNT_MANAGER,
    ADMINISTRATOR,
    EVERYONE,
    MANAGER,
    MARKETING,
    REP,
    SETTER,
    VIEWER,
    PersonRequest,
    role,
)

# The first role that the person holds decides.
HOMES = (
    (SETTER, "calls:desk"),
    (REP, "appointments:week"),
    (MARKETING, "leads:lists"),
    (MANAGER, "reports:dashboard"),
    (VIEWER, "reports:dashboard"),
    (ACCOUNT_MANAGER, "leads:customers"),
    (ADMINISTRATOR, "office:people"),
)


@role(*EVERYONE)
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Go to the page of one's work."""
    return redirect(next(page for held, page in HOMES if request.user.is_any(held)))
