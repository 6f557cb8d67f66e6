"""By what a lead is found in a moment: a narrow copy of its `search` column, under an index of three-letter parts."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Self

from django.db import connection, models

from leads.models.lead import Lead
from leads.names import normalised
from office.models import ClientOwnedQuerySet, ClientPart

if TYPE_CHECKING:
    from office.models import User

SHORTEST = 2  # letters that are looked for: two are the beginning of a word, three and more any part of one
LONGEST = 200
CANDIDATES = 60  # that are weighed against one another, of each client
RENEW = """
    INSERT INTO leads_findkey (lead_id, client_id, words)
    SELECT l.id, l.client_id, l.search FROM leads_lead l WHERE l.client_id = %(client)s AND l.id = ANY (%(leads)s)
    ON CONFLICT (lead_id) DO UPDATE SET words = EXCLUDED.words WHERE leads_findkey.words <> EXCLUDED.words"""


def parts_of(words: str) -> list[str]:
    """What is looked for: each word, or the digits of a number without the zeros in front; what is too short is left
    out. A number may be typed with its spaces, dashes and brackets, and with or without its country code."""
    words = words.replace("\0", " ").encode(errors="ignore").decode()[:LONGEST]
    number = "".join(char for char in words if char.isdigit())
    if number and not any(char.isalpha() or char == "@" for char in words):
        found = [number.lstrip("0")]
    else:
        found = normalised(words).split()
    return [part for part in dict.fromkeys(found) if len(part) >= SHORTEST]


class FindKeyQuerySet(ClientOwnedQuerySet["FindKey"]):
    def of_leads(self, leads: Collection[int]) -> Self:
        return self.filter(lead_id__in=leads)

    def renew(self, client_id: int, leads: Sequence[int]) -> int:
        """Write the keys of these leads (ids) as they are now; returns how many changed. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(RENEW, {"client": client_id, "leads": list(leads)})
            return int(cursor.rowcount)

    def candidates(self, words: str) -> list[int]:
        """The ids of leads, of all clients in view, that hold each part somewhere; those not swept yet among them."""
        parts = parts_of(words)
        if not parts:
            return []
        with connection.cursor() as cursor:
            cursor.execute("SELECT lead_id FROM sd_find(%s, %s, %s)", [parts, list(map(_pattern, parts)), CANDIDATES])
            return [pk for (pk,) in cursor.fetchall()]

    def found(self, words: str, user: "User", *, most: int = 20) -> list[Lead]:
        """The leads that this person may see and that hold each part of the words somewhere in name, company, e-mail,
        place or number: those whose name or number begins or ends so come first, then the newest."""
        ids, parts = self.candidates(words), parts_of(words)
        seen = Lead.objects.visible_to(user).numbered_by_id(ids).listed() if ids else ()
        leads = [lead for lead in seen if _holds(lead, parts)]
        return sorted(leads, key=lambda lead: (_place(lead, parts), -lead.pk))[:most]


class FindKey(ClientPart):
    """The words by which one lead is found. Written by FindSweep after the lead, never in an import's transaction.

    Its index is of `sd_grams(client, words)`: the three-letter parts of each word, mixed with the client's id, so that
    no client's search walks over another's leads. Row policies let no index of that kind answer a query (array
    operators may leak), so it is asked by the function `sd_find`, which itself looks at the clients in view only.
    """

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True, related_name="find_key", db_constraint=False)
    words = models.TextField(db_collation="C")

    objects = FindKeyQuerySet.as_manager()

    personal = ("words",)
    stays_when_merged = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "lead"], name="find_key_of_client")]

    def __str__(self) -> str:
        return f"{self.lead_id}"


def _pattern(part: str) -> str:
    """For LIKE: any part of the words, its own signs taken as letters."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if len(part) > SHORTEST else f"% {escaped}%"


def _place(lead: Lead, parts: Sequence[str]) -> int:
    """How near a find is to what was meant: the whole number, its end, the beginning of the name, anything else."""
    first = parts[0]
    if lead.phone.endswith(first) and len(first) > SHORTEST:
        return 0 if len(first) >= len(lead.phone) - 4 else 1
    return 1 if lead.sort_name.startswith(first) or normalised(lead.first_name).startswith(first) else 2


def _holds(lead: Lead, parts: Sequence[str]) -> bool:
    """Its key may be a moment older than the lead."""
    words = f" {lead.search}"
    return all((part if len(part) > SHORTEST else f" {part}") in words for part in parts)
