"""What the templates of calls need to say."""

from django import template
from django.utils.functional import Promise

from calls.forms.reviews import CHECK_WORDS

register = template.Library()


@register.filter
def checked(name: str) -> str | Promise:
    """A part of a practice call's checklist in words; other words as they are."""
    return CHECK_WORDS.get(name, name)
