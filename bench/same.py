"""How fast leads that may be one person are found: a whole table, beside the bare join of its equal keys, and one lead.

The table is invented: Greek and English names as common as they are, a third of the leads in one city, three of a
hundred a second time with other details, two numbers that many share.
"""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

from bench import frame
from leads.models import Company, Lead, LeadPhone, PerhapsSame, SameSweep, SharedNumber, WindowClass
from leads.names import normalised
from office import clock, isolation
from office.models import Client, Role, User

FIRST = (
    "Γιώργος", "Μαρία", "Γιάννης", "Ελένη", "Δημήτρης", "Κατερίνα", "Νίκος", "Βασιλική", "Κώστας", "Σοφία",
    "Αγγελική", "Χρήστος", "Δήμητρα", "Helen", "John", "Mary", "Peter", "Anna", "Mark", "Lucy", "Ruth", "Callum",
    "George", "Maria",
)  # fmt: skip
ROOTS = (
    "Παπαδ", "Παπαγ", "Γεωργ", "Δημητρ", "Νικολ", "Κωνσταντ", "Οικονομ", "Καρα", "Χατζη", "Αγγελ", "Αντων", "Αθανασ",
    "Βασιλ", "Ιωανν", "Θεοδωρ", "Στεφαν", "Μιχαηλ", "Smith", "Jones", "Brown", "Taylor", "Wils", "Walk", "Rob", "Hugh",
    "Green", "Turn", "Carv", "Dray",
)  # fmt: skip
ENDS = (
    "όπουλος", "ίδης", "άκης", "ιάδης", "άτος", "έας", "ης", "ου", "son", "er", "ton", "ley", "man", "field", "by",
)  # fmt: skip
CITIES = ["Αθήνα"] * 33 + ["Θεσσαλονίκη"] * 12 + ["London"] * 10 + [f"Πόλη {turn}" for turn in range(45)]
SWITCHBOARDS = ("+302101111111", "+302102222222")
BARE = """
    SELECT (SELECT count(*) FROM leads_leadphone a JOIN leads_leadphone b USING (number) WHERE a.lead_id < b.lead_id)
    + (SELECT count(*) FROM leads_lead a JOIN leads_lead b USING (email) WHERE a.email <> '' AND a.id < b.id)
    + (SELECT count(*) FROM leads_lead a JOIN leads_lead b USING (sort_name, city) WHERE a.id < b.id)
"""


def measure(rows: int) -> Iterator[frame.Row]:
    small = swept(rows // 10)
    whole = swept(rows)
    yield frame.Row.cost("seconds for ten times the leads", ours=whole.taken, limit=small.taken, unit="s", goal=20)
    yield frame.Row.cost(f"{rows:,} leads, beside the bare joins", ours=whole.taken, limit=bare(), unit="s", goal=200)
    yield frame.Row.rate("leads a second", ours=rows / whole.taken, limit=1_000, unit="leads/s", goal=1)
    yield frame.Row.cost("pairs proposed of a hundred leads", ours=100 * whole.pairs / rows, limit=3, unit="", goal=2)
    with isolation.seeing([whole.client.pk]):
        lead = Lead.objects.of_client(whole.client).order_by("pk")[rows // 2]
        one = frame.median(lambda: PerhapsSame.look_at(whole.client.pk, [lead.pk]), 20)
    yield frame.Row.cost("one changed lead", ours=one, limit=50, unit="ms", goal=1)


def swept(rows: int) -> SimpleNamespace:
    """Seconds of the first round over a client of so many leads, and the pairs that it proposes."""
    client = Client.open(name=f"Bench {rows}", slug=f"bench-{rows}", at=clock.now())
    User.objects.create_user(f"bench{rows}@demo.test", name="Bench").join(client, Role.MARKETING)
    with isolation.seeing([client.pk]):
        fill(client, rows)
        analyse()
        began = time.perf_counter()
        while True:
            SameSweep.objects.look()
            row = SameSweep.objects.of_client(client).get()
            if row.began_at is None:
                break
        taken = time.perf_counter() - began
        assert not row.error, row.error
        assert SharedNumber.objects.of_client(client).count() == len(SWITCHBOARDS)
        pairs = PerhapsSame.objects.of_client(client).count()
    return SimpleNamespace(client=client, taken=taken, pairs=pairs)


def fill(client: Client, rows: int) -> None:
    chance, now = random.Random(7), clock.now() - timedelta(days=1)
    window = WindowClass.of(zones=("Europe/Athens",), country="GR")
    names = [f"Company {turn}" for turn in range(rows // 8)]
    companies = Company.objects.bulk_create([Company(client=client, name=n, sort_name=n.lower()) for n in names])
    leads: list[Lead] = []
    for turn in range(rows):
        again = leads[chance.randrange(turn)] if turn and chance.random() < 0.03 else None
        lead = Lead(client=client, window_class=window, zones=["Europe/Athens"], country="GR", created_at=now)
        lead.first_name = again.first_name if again else chance.choice(FIRST)
        lead.last_name = again.last_name if again else chance.choice(ROOTS) + chance.choice(ENDS)
        lead.city = again.city if again else chance.choice(CITIES)
        lead.postal_code = again.postal_code if again else f"{CITIES.index(lead.city) * 60 + chance.randrange(60):05}"
        lead.email = again.email if again and turn % 2 else f"{normalised(lead.first_name)}.{turn}@example.org"
        lead.company = chance.choice(companies) if chance.random() < 0.5 else None
        lead.phone = again.phone if again and turn % 3 else f"+3069{turn:08}"
        lead.phone = lead.phone if turn % 100 else SWITCHBOARDS[turn // 100 % 2]
        lead.sort_name = normalised(f"{lead.last_name} {lead.first_name}")
        leads.append(lead)
    Lead.objects.bulk_create(leads, batch_size=5_000)
    kind = LeadPhone.Kind.MOBILE
    phones = [LeadPhone(client=client, lead=lead, number=lead.phone, kind=kind) for lead in leads]
    LeadPhone.objects.bulk_create(phones, batch_size=5_000)


def analyse() -> None:
    """What autovacuum does within a minute."""
    owner = frame.bare()
    with owner, owner.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead, leads_leadphone")
    owner.close()


def bare() -> float:
    """Seconds of the joins on equal numbers, addresses and names alone, of the larger client and the smaller one."""
    owner = frame.bare()
    began = time.perf_counter()
    with owner, owner.cursor() as cursor:
        cursor.execute(BARE)
    taken = time.perf_counter() - began
    owner.close()
    return taken


if __name__ == "__main__":
    frame.run("same", measure, rows=100_000)
