"""Every URL × method × kind of visitor × own or other client's object, as tests/doors.toml says.

After each refusal the database is as before: nothing was inserted, updated or deleted on the way to it.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import URLPattern, get_resolver, reverse

from office import isolation
from office.models import ApiToken, Role
from tests import world
from tests.sampling import picked, some

TABLE = tomllib.loads((Path(__file__).parent / "doors.toml").read_text())
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
EVERYONE = {str(role) for role in Role}
GROUPS = {"everyone": EVERYONE, "staff": EVERYONE - {"viewer"}, "public": EVERYONE | {"logged_out"}}
WELL = {"GET": {200}, "POST": {200, 204, 302, 422}}
LOG_IN = "/accounts/login/"
SHARED = {"token"}  # objects whose very knowledge opens the door
SHARED |= {"register", "extract", "rule_file"}  # the whole agency's: they belong to no client


class Door(NamedTuple):
    """A URL, and for each method that it knows: who may, and the statuses they get."""

    name: str
    kwargs: tuple[str, ...]
    rules: dict[str, tuple[set[str], set[int]]]
    writers: set[str]


def patterns(found: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every URL of the house by its full name."""
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern.url_patterns, inner)


URLS = {name: pattern for name, pattern in patterns() if not name.startswith("admin:")}


def read(name: str, row: str) -> Door:
    """`GET POST: manager = 302; PUT: setter` → Door."""
    rules, writers = {}, set()
    for part in row.split(";"):
        methods, rest = part.split(":")
        who, _, status = rest.partition("=")
        words = who.split()
        may = {person for word in words if word != "writes" for person in GROUPS.get(word, {word})}
        unknown = may - GROUPS["public"]
        assert not unknown, f"{name}: {unknown}"
        for method in methods.split():
            rules[method] = (may, {int(code) for code in status.split()} or WELL[method])
            if "writes" in words:
                writers.add(method)
    kwargs = tuple(URLS[name].pattern.converters) if name in URLS else ()
    return Door(name, kwargs, rules, writers)


DOORS = [read(name, row) for name, row in TABLE["doors"].items()]


def test_the_table_knows_every_url_and_no_other():
    assert set(TABLE["doors"]) | set(TABLE["brought"]) | set(TABLE["api"]) == set(URLS)


def test_every_view_carries_the_guard_of_its_row():
    for door in DOORS:
        may = set().union(*(people for people, _codes in door.rules.values()))
        guard = {str(role) for role in URLS[door.name].callback.door}
        assert may == (guard or GROUPS["public"]), door.name


def touched() -> int:
    """How many rows this transaction has written so far, sessions left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables "
            "WHERE relname NOT IN ('django_session', 'usersessions_usersession')"
        )
        return int(cursor.fetchone()[0])


def knock(browser: Browser, method: str, url: str) -> tuple[int, str, int]:
    """The status, where it sends one, and how many rows were written; whatever happened is taken back."""
    with transaction.atomic(), isolation.seeing([]):
        before = touched()
        answer = browser.generic(method, url, content_type="application/x-www-form-urlencoded")
        if answer.streaming:
            b"".join(answer.streaming_content)
        written = touched() - before
        transaction.set_rollback(True)
    return answer.status_code, answer.headers.get("Location", ""), written


def expected(door: Door, method: str, visitor: str, own: bool) -> tuple[set[int], bool]:
    """The statuses that are right, and whether this is a refusal."""
    people = set().union(*(who for who, _codes in door.rules.values()))
    if visitor not in people:
        return ({302} if visitor == "logged_out" else {404}), True
    if method not in door.rules:
        return {405}, True
    may, codes = door.rules[method]
    if visitor not in may or (not own and set(door.kwargs) - SHARED):
        return {404}, True
    return codes, False


def judge(door: Door, method: str, visitor: str, own: bool, told: tuple[int, str, int]) -> str:
    """What is wrong with an answer; empty when all is well."""
    (status, location, written), (right, refused) = told, expected(door, method, visitor, own)
    case = f"{method} {door.name} as {visitor}, {'own' if own else 'other'}: "
    if status not in right:
        return f"{case}{status} instead of {sorted(right)}"
    if refused and written:
        return f"{case}refused, but {written} rows were written"
    if refused and status == 302 and not location.startswith(LOG_IN):
        return f"{case}sent to {location}"
    if method == "GET" and written and method not in door.writers:
        return f"{case}looking wrote {written} rows"
    return ""


def thing(objects: dict[str, Any], door: str, name: str) -> Any:
    """The object of a URL: made for this door (`calls:log.lead`), for its app (`calls.pk`), or for its name."""
    app = door.partition(":")[0]
    return next(objects[key] for key in (f"{door}.{name}", f"{app}.{name}", name) if key in objects)


@pytest.fixture
def sides(cast: SimpleNamespace) -> tuple[SimpleNamespace, dict[str, Any], dict[str, Any]]:
    mine, theirs = world.sides(cast)
    return mine, world.things(mine), world.things(theirs)


def who(door: Door) -> set[str]:
    """Who knocks in the sample: nobody's log-in, one of those whom each method lets in, one of those whom it does not.
    The door's name picks them, so that over all doors every role comes as both."""
    chosen = {"logged_out"}
    for method, (may, _codes) in door.rules.items():
        for side in (may, EVERYONE - may):
            chosen |= {picked(f"{door.name} {method}", sorted(side))} if side else set()
    return chosen


def knocks(door: Door, visitor: str, whole: bool) -> Iterator[tuple[str, bool]]:
    """Which methods a visitor tries on a door, and whether on an own object. The sample asks some of the visitors, each
    for every method that somebody may use, on both sides, and for one of the others, which the door's name picks."""
    if not whole and visitor not in who(door):
        return
    closed = [method for method in METHODS if method not in door.rules]
    sample = closed[len(door.name) % len(closed) :][:1]
    for own in (True, False) if door.kwargs else (True,):
        for method in [*door.rules, *(closed if whole else sample if own else ())]:
            yield method, own


def test_the_sample_leaves_nobody_out():
    """Each door is tried by somebody it lets in and by somebody it does not, and each role is both somewhere."""
    let_in, kept_out = set(), set()
    for door in DOORS:
        people, chosen = set().union(*(may for may, _codes in door.rules.values())), who(door)
        assert people & chosen and "logged_out" in chosen, door.name
        assert people >= EVERYONE or chosen - people - {"logged_out"}, door.name
        let_in |= people & chosen
        kept_out |= chosen - people
    assert let_in >= EVERYONE and kept_out >= EVERYONE


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.full)])
@pytest.mark.parametrize("visitor", [*sorted(EVERYONE), "logged_out"])
def test_every_door_opens_to_those_of_the_table_and_to_nobody_else(sides, visitor, whole):
    people, mine, theirs = sides
    browser = Browser(raise_request_exception=False)
    if visitor != "logged_out":
        browser.force_login(getattr(people, visitor))
    wrong = []
    for door in DOORS:
        for method, own in knocks(door, visitor, whole):
            objects = mine if own else theirs
            url = reverse(door.name, kwargs={name: thing(objects, door.name, name) for name in door.kwargs})
            wrong.append(judge(door, method, visitor, own, knock(browser, method, url)))
    assert not any(wrong), "\n".join(filter(None, wrong))


def ask(browser: Browser, method: str, url: str, signs: str | None) -> tuple[int, int]:
    """The status that a program gets, and how many rows were written; whatever happened is taken back."""
    headers = {"Idempotency-Key": "key"} | ({"Authorization": f"Bearer {signs}"} if signs is not None else {})
    with transaction.atomic(), isolation.seeing([]):
        before = touched()
        answer = browser.generic(method, url, content_type="application/json", headers=headers)
        written = touched() - before
        transaction.set_rollback(True)
    if answer.status_code != 405:
        assert answer["Content-Type"].startswith("application/json"), (method, url)
    return answer.status_code, written


@pytest.mark.parametrize("visitor", ["no token", "a log-in", "wrong", "revoked", "own", "other"])
def test_the_doors_of_programs_open_to_a_token_in_force_and_to_nobody_else(sides, visitor):
    people, mine, theirs = sides
    browser = Browser(raise_request_exception=False)
    if visitor == "a log-in":
        browser.force_login(people.administrator)
    if visitor == "revoked":
        ApiToken.objects.get(pk=mine["api_token"]).revoke(by=people.administrator)
    shown = {"wrong": "sd_nonsense", "own": mine["signs"], "revoked": mine["signs"], "other": theirs["signs"]}.get(
        visitor
    )
    for name, row in sorted(TABLE["api"].items()):
        method_right, _, code = row.partition(": ")
        kwargs = {key: thing(mine, name, key) for key in URLS[name].pattern.converters}
        for method in METHODS:
            status, written = ask(browser, method, reverse(name, kwargs=kwargs), shown)
            right = 401 if visitor not in ("own", "other") else 405 if method != method_right else int(code)
            assert status == (404 if right == 200 and visitor == "other" else right), (method, name, visitor)
            assert written == 0, (method, name, visitor)


def test_the_guard_of_a_programs_door_is_its_token():
    assert {URLS[name].callback.door for name in TABLE["api"]} == {("token",)}


def test_the_counter_sees_a_write(cast):
    """A battery that cannot fail proves nothing."""
    before = touched()
    cast.sam.introduce(name="Sam", language="en", zone="UTC")
    assert touched() > before


def test_a_door_without_a_guard_is_an_error(cast, rf):
    from office.access import DoorMiddleware

    def view(request):
        raise AssertionError

    with pytest.raises(RuntimeError, match="neither @role nor @public"):
        DoorMiddleware(view).process_view(rf.get("/"), view, (), {})


@pytest.mark.parametrize("name", sorted(TABLE["brought"]))
def test_the_doors_of_libraries_bring_their_guard(cast, name):
    kwargs = {"key": "abc", "uidb36": "1"}
    wanted = {key: kwargs[key] for key in URLS[name].pattern.regex.groupindex}
    status, location, _written = knock(Browser(), "GET", reverse(name, kwargs=wanted))
    if TABLE["brought"][name] == "login":
        assert (status, location.split("?")[0]) == (302, LOG_IN)
    else:
        assert status in {200, 302}


def admin_pages() -> list[str]:
    found = dict(patterns())
    return sorted(name for name in found if name.startswith("admin:") and name not in {"admin:None", "admin:jsi18n"})


def admin_kwargs(name: str) -> dict[str, str]:
    pattern = dict(patterns())[name].pattern
    wanted = {*pattern.regex.groupindex, *pattern.converters}
    return {key: "leads" if key == "app_label" else "1" for key in wanted}


@pytest.mark.parametrize("visitor", ["setter", "administrator", "logged_out"])
def test_the_back_office_is_for_staff_only(sides, visitor):
    people, _mine, _theirs = sides
    browser = Browser(raise_request_exception=False)
    if visitor != "logged_out":
        browser.force_login(getattr(people, visitor))
    for name in some(visitor, admin_pages(), one_in=3):
        url = reverse(name, kwargs=admin_kwargs(name))
        status, location, written = knock(browser, "GET", url)
        assert status in {302, 403, 404, 405}, name
        assert not location or location.startswith((LOG_IN, "/admin/")), (name, location)
        assert written == 0
