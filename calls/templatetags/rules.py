"""Rules of calling, in words."""

from django import template

from calls import rulewords
from calls.rules import Rule

register = template.Library()


@register.filter
def in_words(rule: Rule) -> list[str]:
    """What a rule says, a line each."""
    return rulewords.lines(rule)


@register.simple_tag
def rule_title(rule: Rule) -> str:
    """The place or people that it is about."""
    return rulewords.title(rule)
