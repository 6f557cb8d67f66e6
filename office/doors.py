"""How allauth fits this house: no sign-up without an invitation, demo people only in demo mode."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from office.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        if user.language:
            request.session["language"] = user.language


class DemoAwareBackend(AuthenticationBackend):  # type: ignore[misc]
    """Log-in by e-mail. The demo's people have a printed password, so they exist only in demo mode."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: Any) -> Any:
        user = User.objects.known(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def log_in(request: HttpRequest, user: User) -> None:
    """Log in somebody who has just proved who they are; who is logged in as that already keeps the session."""
    if request.user != user:
        get_adapter(request).login(request, user)
        UserSession.objects.create_from_request(request)


@reauthentication_required  # type: ignore[untyped-decorator]
def prove(request: HttpRequest) -> None:
    """Go on only if the person has just proved again who they are; else allauth asks, and comes back here."""


def speak(request: HttpRequest, answer: HttpResponse, language: str) -> None:
    """Keep a language: for this session, and for the log-in page of this browser."""
    request.session["language"] = language
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
