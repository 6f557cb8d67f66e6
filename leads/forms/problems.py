"""What is wrong with a JSON body, in sentences of our own instead of the checker's."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "missing": _("This is missing."),
    "string_type": _("This must be text. A phone number sent as a number would lose its zeros."),
    "string_unicode": _("This text holds signs that are not Unicode."),
    "string_too_long": _("This is longer than %(max_length)s signs."),
    "string_too_short": _("This is empty."),
    "too_long": _("There are %(actual_length)s; at most %(max_length)s may be sent at once."),
    "too_short": _("There is none; send at least one."),
    "extra_forbidden": _("There is no such field here."),
    "timezone_aware": _("Write the time with its zone, such as 2026-11-23T12:00:00+02:00."),
    "enum": _("It must be one of: %(expected)s."),
    "refused": "%(sentence)s",
}
TIMES = ("datetime_parsing", "datetime_type", "datetime_from_date_parsing", "datetime_object_invalid")
SHAPES = ("dict_type", "list_type", "model_attributes_type", "model_type", "bool_type", "bool_parsing", "int_type")


def sentence_of(wrong: Mapping[str, Any]) -> tuple[str, str]:
    """("rows[3].phone", "This must be text. …") of one of ninja's errors."""
    kind, told = str(wrong["type"]), dict(wrong.get("ctx", {}))
    if kind in TIMES:
        return place(wrong["loc"]), str(SENTENCES["timezone_aware"])
    if kind in SHAPES:
        return place(wrong["loc"]), _t("This has another form than the description says.")
    sentence = SENTENCES.get(kind)
    return place(wrong["loc"]), str(sentence) % told if sentence else str(wrong["msg"])


def place(path: tuple[str | int, ...]) -> str:
    """Where it stands, as one writes it: rows[3].phone; a header by its name."""
    source, *steps = path
    if source == "header":
        return "Idempotency-Key"
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps[1:])
    return words.lstrip(".") or "body"
