from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.models import User


class PasswordField(forms.CharField):
    """A new password, typed once: the browser can show it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Password"))
        options.setdefault("help_text", _("At least 10 characters; a few words that belong together only for you."))
        options.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": "new-password"}))
        super().__init__(strip=False, max_length=200, **options)


def check_password(form: forms.Form, user: User) -> None:
    """Put what is wrong with the password, for this person, beside the field."""
    try:
        validate_password(str(form.cleaned_data.get("password") or ""), user)
    except ValidationError as weak:
        form.add_error("password", weak)
