"""Who may come in: every view has one of the guards `@role(...)`, `@by_token` (for programs) or `@public`.

`@role` asks for the log-in, narrows the person's view to the clients for whom they hold one of the roles, and opens
the row policies for exactly those. A person without the role reads 404, as for a page that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _t

from office import isolation
from office.models import ApiToken, Role, User

SETTER, REP, MARKETING, MANAGER = Role.SETTER, Role.REP, Role.MARKETING, Role.MANAGER
ACCOUNT_MANAGER, ADMINISTRATOR, VIEWER = Role.ACCOUNT_MANAGER, Role.ADMINISTRATOR, Role.VIEWER
EVERYONE = tuple(Role)
STAFF = tuple(role for role in Role if role is not Role.VIEWER)

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class PersonRequest(HttpRequest):
    """A request behind `@role`: somebody is logged in."""

    user: User


def role(*roles: str) -> Callable[[View], View]:
    """Let in people who hold one of the roles, seeing only the clients for whom they hold it."""

    def guard(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User):
                return redirect_to_login(request.get_full_path())
            clients = user.look_as(roles)
            if not clients:
                raise Http404
            with isolation.seeing(clients):
                response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        vars(door)["door"] = tuple(roles)
        return cast(View, door)

    return guard


class TokenRequest(HttpRequest):
    """A request behind `@by_token`: a program has shown its key."""

    token: ApiToken


def by_token(view: View) -> View:
    """Let in programs that send `Authorization: Bearer …` with a standing token, seeing that token's client only.
    All others read 401, whatever they ask for. A log-in is no token."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scheme, _space, signs = request.headers.get("Authorization", "").partition(" ")
        token = ApiToken.objects.bearing(signs.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            said = _t("Send “Authorization: Bearer” and a token that is in force. An administrator makes one.")
            return JsonResponse({"error": said}, status=401, headers={"WWW-Authenticate": "Bearer"})
        vars(request)["token"] = token
        with isolation.seeing([token.client_id]):
            return cast(HttpResponse, view(request, *args, **kwargs))

    vars(door)["door"] = ("token",)
    return cast(View, door)


def public(view: View) -> View:
    """Let everybody in. The view sees no client's rows unless it opens them itself by a token."""
    vars(view)["door"] = ()
    return view


class DoorMiddleware:
    """Refuse a view that has neither guard: a forgotten decorator is an error, not a leak."""

    GUARDED_ELSEWHERE = (
        "allauth.",
        "django.contrib.admin",
        "django.contrib.contenttypes",
        "django.contrib.staticfiles",
        "django.views.",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if not hasattr(view, "door") and not view.__module__.startswith(self.GUARDED_ELSEWHERE):
            raise RuntimeError(f"{view.__module__}.{view.__qualname__} has neither @role nor @public.")
