"""A light brake for public pages: so many requests a minute from one address, counted where the page is served."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t

from office.address import address_hash

View = TypeVar("View", bound=Callable[..., HttpResponse])


def paced(most: int, seconds: int) -> Callable[[View], View]:
    """Answer 429 to an address that asks more than `most` times within `seconds`, before anything is looked up."""

    def brake(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _count(f"pace:{view.__name__}:{address_hash(request)}", seconds) > most:
                answer = HttpResponse(_t("Too often. Try again in a minute."), status=429, content_type="text/plain")
                answer["Retry-After"] = str(seconds)
                return answer
            return view(request, *args, **kwargs)

        return cast(View, door)

    return brake


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1
