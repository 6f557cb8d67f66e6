"""How a lead's stage looks."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leads.states import Stage

register = template.Library()

TONES = {
    Stage.NEW: "acc",
    Stage.WORKING: "acc",
    Stage.QUALIFIED: "good",
    Stage.APPOINTMENT_SET: "good",
    Stage.HANDED_OVER: "vio",
    Stage.NURTURE: "warn",
    Stage.DO_NOT_CALL: "bad",
    Stage.WON: "good",
}


@register.filter
def stage_pill(stage: str | None) -> SafeString:
    """The stage's words in a pill of its colour: `{{ lead.stage|stage_pill }}`; no pill for no stage."""
    if not stage:
        return SafeString("")
    known = Stage(stage)
    return format_html('<span class="sd-pill sd-{}">{}</span>', TONES.get(known, "t2"), known.label)
