"""The demo's clients and people. One password for all, told where SetterDesk was started."""

from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.contrib.auth.hashers import make_password

from appointments.models import Availability
from office import clock
from office.models import Client, Role, User

LONDON, ATHENS = "Europe/London", "Europe/Athens"
CLIENTS = {
    "aegean": {"name": "Aegean Cold Chain", "zone": ATHENS, "country": "GR", "language": "en"},
    "harbourlight": {"name": "Harbourlight Energy", "zone": LONDON, "country": "GB", "language": "en"},
}
# name, client, role; the e-mail is the first name at demo.test, for the second client at other.test.
PEOPLE = (
    ("Sam Reed", "aegean", Role.SETTER),
    ("Sue Marlow", "aegean", Role.SETTER),
    ("Stella Nikolaou", "aegean", Role.SETTER),
    ("Rita Kanelli", "aegean", Role.REP),
    ("Nikos Dimou", "aegean", Role.REP),
    ("Mia Fox", "aegean", Role.MARKETING),
    ("Mo Haddad", "aegean", Role.MANAGER),
    ("Alex Stone", "aegean", Role.ACCOUNT_MANAGER),
    ("Ada Byrne", "aegean", Role.ADMINISTRATOR),
    ("Oscar Finn", "harbourlight", Role.SETTER),
    ("Oren Blum", "harbourlight", Role.REP),
    ("Olga Petri", "harbourlight", Role.MARKETING),
    ("Otto Lang", "harbourlight", Role.MANAGER),
    ("Vic Moss", "harbourlight", Role.VIEWER),
)
MORNING, NOON, AFTER, EVENING = time(9), time(13), time(14), time(18)


@dataclass(frozen=True)
class House:
    """Clients by slug, people by first name."""

    clients: dict[str, Client]
    people: dict[str, User]

    @classmethod
    def build(cls) -> "House":
        """Open both clients and let everybody in. The password is hashed once: a good hash is slow."""
        clients = {slug: Client.open(slug=slug, at=clock.now(), **about) for slug, about in CLIENTS.items()}
        password = make_password(settings.DEMO_PASSWORD)
        people = {}
        for name, slug, role in PEOPLE:
            first = name.split()[0].lower()
            people[first] = _join(name, clients[slug], role, password)
        house = cls(clients, people)
        for rep in house.holding(Role.REP):
            week = [(day, starts, ends) for day in range(5) for starts, ends in ((MORNING, NOON), (AFTER, EVENING))]
            Availability.set_week(rep, week, by=rep)
        return house

    def holding(self, role: Role, slug: str = "") -> list[User]:
        """The people with a role, of one client or of both."""
        return [self.people[name.split()[0].lower()] for name, at, has in PEOPLE if has == role and slug in ("", at)]

    def one(self, role: Role, slug: str) -> User:
        return self.holding(role, slug)[0]


def _join(name: str, client: Client, role: Role, password: str) -> User:
    first, host = name.split()[0].lower(), "demo.test" if client.slug == "aegean" else "other.test"
    runs_the_house = role == Role.ADMINISTRATOR
    user = User(
        email=f"{first}@{host}",
        name=name,
        zone=client.zone,
        is_demo=True,
        is_staff=runs_the_house,
        is_superuser=runs_the_house,
        password=password,
        joined_at=clock.now(),
    )
    user.save()
    user.join(client, role)
    return user
