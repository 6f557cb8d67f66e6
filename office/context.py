"""What every page needs of the person who looks at it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def face(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html: demo mode."""
    return {"demo": settings.DEMO}
