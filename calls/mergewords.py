"""The merge fields of a script: which there are, and what they stand for."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _t

from leads import merge

if TYPE_CHECKING:
    from leads.models import Campaign, Lead
    from office.models import User

FIELDS = ("first_name", "last_name", "name", "company", "city", "job_title", "product", "setter", "client")


def words_for(lead: "Lead", campaign: "Campaign", setter: "User", client: str = "") -> dict[str, str]:
    """What the merge fields of a script stand for; the lead's other columns go by their own names. `client`: its name,
    where that is known already."""
    own = {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "name": lead.name,
        "company": lead.company.name if lead.company else "",
        "city": lead.city,
        "job_title": lead.job_title,
        "product": campaign.product,
        "setter": setter.name.split(" ")[0],
        "client": client or lead.client.name,
    }
    return {**{key: str(value) for key, value in lead.custom.items()}, **own}


def wrong_field(text: str, known: Collection[str]) -> str:
    """The sentence for the first thing in braces that is no field of ours, with the nearest that is; empty when all is
    well."""
    wrong = merge.strange(text, known)
    if not wrong:
        return ""
    near = get_close_matches(wrong.strip("{}").casefold(), list(known), n=1, cutoff=0.5)
    if near:
        return _t("“%(wrong)s” is no merge field. Did you mean {%(near)s}?") % {"wrong": wrong, "near": near[0]}
    names = ", ".join(f"{{{name}}}" for name in known)
    return _t("“%(wrong)s” is no merge field. There are: %(known)s.") % {"wrong": wrong, "known": names}
