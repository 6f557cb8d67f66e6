"""A full floor to measure on: a client, its campaigns, setters, and as many leads in the queue as are asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg2.extensions
from django.db import connection

from bench import frame
from calls.models import Disposition, RuleApproval
from leads.models import Campaign, Enrollment, Lead, LeadList, LeadPhone
from office import clock, isolation
from office.models import Client, Role, User

NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday, 12:00 in Athens, 10:00 in London: all of it is open
ZONES = (("Europe/Athens", "GR"), ("Europe/London", "GB"), ("Europe/Berlin", "DE"), ("Europe/Paris", "FR"))
PRIORITIES = (30, 40, 50, 50)
SIZE = "jsonb_build_object('Size', (made.id * 7919 % 1000)::text)"


@dataclass
class Floor:
    """Who works there. Leads are spread over two campaigns with four lists each, four window classes and three groups
    of the queue; each has a `Size` of its own, as if a column of the sheet."""

    client: Client
    campaigns: list[Campaign]
    setters: list[User]
    lists: dict[int, list[int]]  # the ids of each campaign's lists

    @classmethod
    def open(cls, setters: int) -> "Floor":
        """Nobody is in the queue yet."""
        client = Client.open(name="Bench", slug="bench", at=NOON)
        people = [User.objects.create_user(f"setter{n}@bench.test", name=f"Setter {n}") for n in range(setters)]
        for person in people:
            person.join(client, Role.SETTER)
        people[0].join(client, Role.ADMINISTRATOR)
        RuleApproval.approve_all(by=people[0])
        with isolation.seeing([client.pk]):
            campaigns = [Campaign.open(client=client, name=name, by=people[0]) for name in ("North", "South")]
            for campaign in campaigns:
                Disposition.lay(campaign)
            lists = {
                campaign.pk: [LeadList.open(campaign=campaign, name=f"List {n}", by=people[0]).pk for n in range(4)]
                for campaign in campaigns
            }
        return cls(client, campaigns, people, lists)

    def fill(self, rows: int) -> None:
        """Put so many leads more into the queue: one of each kind by the verbs, the rest as copies of these."""
        each = -(-rows // (len(self.campaigns) * len(ZONES) * len(PRIORITIES)))
        bare = frame.bare()
        with bare, bare.cursor() as cursor:
            for model in (self._pattern(c, z, p) for c in self.campaigns for z in ZONES for p in PRIORITIES):
                _copy(cursor, model, each - 1, self.lists[model.campaign_id])
        bare.autocommit = True
        with bare.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE leads_lead, leads_enrollment, leads_leadphone")
        bare.close()

    def _pattern(self, campaign: Campaign, zone: tuple[str, str], priority: int) -> Enrollment:
        with isolation.seeing([self.client.pk]), clock.frozen(NOON):
            phone = LeadPhone(number=_serial())
            lead = Lead.add(
                client=self.client,
                by=self.setters[0],
                phones=(phone,),
                zones=(zone[0],),
                country=zone[1],
                last_name="A",
            )
            return lead.enroll(campaign, by=self.setters[0], priority=priority)


def _serial() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('leads_lead_id_seq')")
        return f"+30690{cursor.fetchone()[0]:07}"


def _copy(cursor: "psycopg2.extensions.cursor", enrollment: Enrollment, count: int, lists: list[int]) -> None:
    """Copy a lead, its number and its pass: every copy with a number of its own, on one of the lists."""
    cursor.execute("CREATE TEMP TABLE made (id bigint, phone text) ON COMMIT PRESERVE ROWS")
    cursor.execute(
        "INSERT INTO made SELECT n, '+30691' || lpad(n::text, 7, '0') FROM "
        "(SELECT nextval('leads_lead_id_seq') AS n FROM generate_series(1, %s)) s",
        [count],
    )
    _insert(cursor, Lead, enrollment.lead_id, {"id": "made.id", "phone": "made.phone", "custom": SIZE})
    phone = LeadPhone.objects.of_lead(enrollment.lead)
    with isolation.seeing([enrollment.client_id]):
        first = phone.values_list("pk", flat=True)[0]
    _insert(cursor, LeadPhone, first, {"lead_id": "made.id", "number": "made.phone"})
    of_lead = {"lead_id": "made.id", "next_number": "made.phone"}
    on_list = f"(ARRAY{lists}::bigint[])[1 + made.id % {len(lists)}]"
    _insert(cursor, Enrollment, enrollment.pk, {**of_lead, "lead_list_id": on_list})
    cursor.execute("DROP TABLE made")


def _insert(cursor: "psycopg2.extensions.cursor", model: Any, pk: int, own: dict[str, str]) -> None:
    columns = [f.column for f in model._meta.concrete_fields if f.column in own or not f.primary_key]
    values = ", ".join(own.get(column, f"t.{column}") for column in columns)
    table = model._meta.db_table
    cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM made, {table} t WHERE t.id = {pk}")
