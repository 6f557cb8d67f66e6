"""The letters of a client as the page shows them: which are in its own words, and how its leads are reminded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from appointments.models.letterplan import LetterPlan
from appointments.models.lettertext import LetterText
from leads.models import Campaign
from office.models import Client

if TYPE_CHECKING:
    from office.models import User


@dataclass(frozen=True)
class Shelf:
    """`rows`: (code, name, [(language, its name, own words or None)]); `campaigns`: (campaign, has its own plan)."""

    client: Client
    plan: LetterPlan
    rows: list[tuple[str, Any, list[tuple[str, Any, LetterText | None]]]]
    campaigns: list[tuple[Campaign, bool]]


def shelves(user: "User") -> list[Shelf]:
    """Those of every client that the user sees here, by name."""
    texts = {(text.client_id, text.letter, text.language): text for text in LetterText.objects.visible_to(user)}
    plans = {(plan.client_id, plan.campaign_id): plan for plan in LetterPlan.objects.visible_to(user)}
    campaigns = list(Campaign.objects.visible_to(user).running().by_name())
    made = []
    for client in Client.objects.visible_to(user).by_name():
        rows = [
            (code, name, [(tongue, said, texts.get((client.pk, code, tongue))) for tongue, said in settings.LANGUAGES])
            for code, name in LetterText.Letter.choices
        ]
        mine = [(each, (client.pk, each.pk) in plans) for each in campaigns if each.client_id == client.pk]
        made.append(Shelf(client, plans.get((client.pk, None)) or LetterPlan(client=client), rows, mine))
    return made
