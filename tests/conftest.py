"""The cast: two clients, their people, a campaign each. Every test stands on a real Postgres, as the app's own role."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client as Browser
from django.test.utils import setup_databases, teardown_databases

from calls import rules
from leads.models import Campaign
from office import clock, isolation
from office.models import Client, Role, User
from tests import emptying, factories
from tests.sampling import WHOLE

END_THE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


FIRST = (
    "test_doors.py", "test_up.py", "browser/test_shift.py", "test_import_faults.py", "shift/test_shift.py",
    "test_quality.py", "test_demo.py", "test_returns.py", "test_scripts.py", "browser/test_leads.py",
)  # fmt: skip
"""The files that take longest: begun last, one of two workers would wait for the other."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The whole of a battery (marked `full`) is for `bin/test --full`; the ordinary run has its fixed-seed sample."""
    items.sort(key=_turn)
    if WHOLE or config.option.markexpr:
        return
    whole = [item for item in items if item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=whole)
    items[:] = [item for item in items if not item.get_closest_marker("full")]


def _turn(item: pytest.Item) -> int:
    file = item.path.as_posix()
    return next((turn for turn, name in enumerate(FIRST) if file.endswith(f"/{name}")), len(FIRST))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database is made by the owner; the tests run as the app's role, under the row policies."""
    options = connections["default"].settings_dict["OPTIONS"]
    role = options.pop("assume_role", None) or settings.DATABASE_ROLE
    keep = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=[])
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE leads_enrollment SET (autovacuum_enabled = off)")  # plans stay
        connection.close()
        options["assume_role"] = role
    emptying.install()
    yield
    with django_db_blocker.unblock():
        options.pop("assume_role", None)
        connection.close()
        if not keep:
            with connection.cursor() as cursor:  # threads of live servers may have left theirs open
                cursor.execute(END_THE_OTHERS)
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """Argon2 is slow on purpose; tests/office/test_login.py proves that the product uses it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def monday_noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is Monday 23 November 2026, 12:00 in Athens, unless a test asks for the real clock (`real_clock`)."""
    if "real_clock" in request.fixturenames or request.node.get_closest_marker("browser"):
        yield
    else:
        with clock.frozen(factories.MONDAY):
            yield


@pytest.fixture
def real_clock() -> None:
    """Ask for the real clock: for tests with threads or other processes."""


@pytest.fixture
def client_a(db: None) -> Client:
    return Client.open(name="Aegean Cold Stores", slug="aegean", at=clock.now())


@pytest.fixture
def client_b(db: None) -> Client:
    return Client.open(name="Other Works", slug="other", at=clock.now())


@pytest.fixture
def cast(client_a: Client, client_b: Client) -> Iterator[SimpleNamespace]:
    """sam, sue (setters), rita (rep), mia (marketing), mo (manager), alex (account manager), ada (administrator),
    vic (client viewer) of client a; otto (manager), oscar (setter), olga (marketing), oren (rep) of client b.
    Within the test both clients' rows are seen."""
    people = factories.staff(client_a, {
        "sam": Role.SETTER, "sue": Role.SETTER, "rita": Role.REP, "mia": Role.MARKETING, "mo": Role.MANAGER,
        "alex": Role.ACCOUNT_MANAGER, "ada": Role.ADMINISTRATOR, "vic": Role.VIEWER,
    })  # fmt: skip
    theirs = {"otto": Role.MANAGER, "oscar": Role.SETTER, "olga": Role.MARKETING, "oren": Role.REP}
    others = factories.staff(client_b, theirs, at="other.test")
    factories.approve_rules(people["ada"])
    with isolation.seeing([client_a.pk, client_b.pk]):
        yield SimpleNamespace(a=client_a, b=client_b, **people, **others)


@pytest.fixture
def campaign(cast: SimpleNamespace) -> Campaign:
    return factories.campaign(cast.a, cast.mo)


@pytest.fixture
def other_campaign(cast: SimpleNamespace) -> Campaign:
    return factories.campaign(cast.b, cast.otto, name="Other campaign")


@pytest.fixture
def as_(cast: SimpleNamespace) -> Any:
    """`as_("sam")`: a test browser in which sam is logged in."""

    def log_in(name: str) -> Browser:
        browser = Browser()
        user: User = getattr(cast, name)
        browser.force_login(user)
        return browser

    return log_in


@pytest.fixture
def always_open(monkeypatch):
    """The hours are lawful whenever the test runs: a browser and a race live on the real clock."""
    everyday = rules.Book(replace(rule, windows=(((0, 24 * 60),),) * 7) for rule in rules.load())
    monkeypatch.setattr(rules, "load", lambda: everyday)
    monkeypatch.setattr(rules, "book", lambda approved, own=(): everyday)
