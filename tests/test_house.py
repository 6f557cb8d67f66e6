"""What a machine can see of the house's habits. The reasons stand in docs/decisions and in CONTRIBUTING's words.

Each budget has its short list of exceptions, with the reason: a way to notice a missing noun, not a limit to game.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from office.models import ClientOwned
from tests import test_doors

ROOT = Path(__file__).resolve().parent.parent
APPS = ("office", "leads", "appointments", "calls", "reports")
CODE = ("setterdesk", *APPS)
FORBIDDEN = {"utils", "helpers", "common", "core", "services", "signals", "managers"}

# file, lines at most, why
LONG_FILES: dict[str, tuple[int, str]] = {}
# function, lines at most, why
LONG_FUNCTIONS: dict[str, tuple[int, str]] = {}
# template, lines at most, why
LONG_TEMPLATES: dict[str, tuple[int, str]] = {}
# Tables without a client. Nothing of a client stands in them; they are asked by named questions only.
AGENCY = {
    "office_client", "office_invitation", "office_membership", "office_pulse", "office_user",
    "office_user_groups", "office_user_user_permissions",
    "office_clientevent", "office_membershipevent", "office_userevent",
    "appointments_availability", "appointments_calendarblock", "appointments_timeoff", "appointments_calendarfeed",
    "leads_windowclass", "calls_presence",
    "leads_register", "leads_registerevent", "leads_registerextract", "leads_registerfile", "leads_registernumber",
    "calls_ruleapproval", "calls_ruleapprovalevent",
    "appointments_availabilityevent", "appointments_timeoffevent",
    "appointments_holidayregion", "appointments_holidayregionevent", "appointments_override",
    "appointments_overrideevent", "appointments_othercalendar", "appointments_busyexternal",
}  # fmt: skip
# Where the word `.filter(` or `.exclude(` is not a query of ours.
OTHER_FILTERS: dict[str, str] = {}
# Templates that a library finds by their name.
FOUND_BY_NAME = ("account/", "allauth/", "mfa/", "usersessions/", "bootstrap5/", "403", "404.html", "500.html")


@cache
def sources(*folders: str) -> dict[str, str]:
    """Python files by their path, migrations left out."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {str(path.relative_to(ROOT)): path.read_text() for path in found if "migrations" not in path.parts}


@cache
def templates() -> dict[str, str]:
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.*")) if path.is_file()}


def functions() -> Iterator[tuple[str, int]]:
    for path, text in sources(*CODE).items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                yield f"{path}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def over(sizes: dict[str, int], most: int, exceptions: dict[str, tuple[int, str]]) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > exceptions.get(name, (most, ""))[0]}


def grep(pattern: str, *folders: str) -> list[str]:
    """`file:line: text` of the code lines that match; comments are not code."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in sources(*folders).items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line) and not line.lstrip().startswith("#")
    ]


def test_files_are_short():
    sizes = {path: len(text.splitlines()) for path, text in sources(*CODE, "tests", "bench").items()}
    assert over({p: n for p, n in sizes.items() if not p.startswith("tests/")}, 250, LONG_FILES) == {}


def test_functions_are_short():
    sizes = dict(functions())
    assert over(sizes, 30, LONG_FUNCTIONS) == {}
    assert statistics.median(sizes.values()) <= 6


def test_views_are_shorter_still():
    """A view is fetch, ask, answer: at most 15 lines, its docstring and decorators left out."""
    long = {}
    for name, pattern in test_doors.URLS.items():
        view = pattern.callback
        if hasattr(view, "door") and view.__module__.startswith(APPS):
            code = view.__wrapped__.__code__ if hasattr(view, "__wrapped__") else view.__code__
            lines = {line for _start, _end, line in code.co_lines() if line}
            if len(lines) > 15:
                long[name] = len(lines)
    assert long == {}


def test_templates_are_short():
    sizes = {name: len(text.splitlines()) for name, text in templates().items()}
    assert over(sizes, 80, LONG_TEMPLATES) == {}


def test_every_exception_is_still_needed():
    sizes = {path: len(text.splitlines()) for path, text in sources(*CODE).items()}
    assert all(sizes.get(path, 0) > 250 and why for path, (_most, why) in LONG_FILES.items())
    assert all(dict(functions()).get(name, 0) > 30 and why for name, (_most, why) in LONG_FUNCTIONS.items())
    pages = {name: len(text.splitlines()) for name, text in templates().items()}
    assert all(pages.get(name, 0) > 80 and why for name, (_most, why) in LONG_TEMPLATES.items())


def test_there_is_no_junk_drawer():
    names = {part.removesuffix(".py") for path in sources(*CODE) for part in Path(path).parts}
    assert names & FORBIDDEN == set()


def test_nobody_receives_signals_but_the_frame():
    assert grep(r"@receiver\b|\bSignal\(|signals\b|_signal\b", *APPS) == []


def test_every_query_has_a_name():
    """`.filter(` stands in QuerySets only, beside the noun they ask for."""
    outside = [
        line
        for line in grep(r"\.(filter|exclude)\(", *APPS, "setterdesk")
        if "/models/" not in line and not line.startswith(tuple(OTHER_FILTERS))
    ]
    assert outside == []


def test_only_become_writes_the_stage():
    found = grep(r"\.stage\s*=[^=]|\.update\([^)]*\bstage\s*=", *CODE)
    assert [line.split(":")[0] for line in found] == ["leads/models/enrollment.py"]


def test_the_clock_is_asked_in_one_place():
    found = grep(r"timezone\.now|datetime\.(now|utcnow|today)|date\.today|\btime\.time\(|Now\(\)", *APPS)
    assert [line.split(":")[0] for line in found] == ["office/clock.py"]


def test_sql_is_told_the_time_and_does_not_ask_for_it():
    asked = grep(r"(?i)(?<!clock\.)\bnow\(\)|current_timestamp|clock_timestamp|\bcurrent_date\b", *APPS)
    assert [line for line in asked if not line.startswith("office/clock.py")] == []


def test_every_template_is_used():
    """By its name, or by its folder where a name is put together: `f"appointments/letters/{kind}.txt"`."""
    text = "\n".join([*sources(*CODE).values(), *templates().values()])
    named = {name for name in templates() if name in text or f"{name.rpartition('/')[0]}/{{" in text}
    unused = [name for name in templates() if name not in named and not name.startswith(FOUND_BY_NAME)]
    assert not unused, ", ".join(unused)


def test_no_page_carries_style_or_script_of_its_own():
    """The content security policy would drop it, silently."""
    wrong = re.compile(r"\sstyle=|\son[a-z]+=\"|<style\b|<script(?![^>]*\ssrc=)[^>]*>|javascript:")
    assert [name for name, page in templates().items() if name.endswith(".html") and wrong.search(page)] == []


BARE = re.compile(r">([^<>{}]*[^\W\d_]{2,}[^<>{}]*)<")
SAID = re.compile(
    r"{%\s*blocktrans.*?{%\s*endblocktrans\s*%}|{%.*?%}|{{.*?}}|{#.*?#}|<(script|style|svg|kbd|code)\b.*?</\1>", re.S
)
SPOKEN = re.compile(r'\s(?:title|alt|placeholder|aria-label)="([^"{}]*[^\W\d_]{2,}[^"{}]*)"')
NAMES = re.compile(r"(· )?SetterDesk|\S+@\S+|\w+=\S*|&\w+;")  # names, addresses, a query of a URL, an entity


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_word_in_a_template_is_translated(name):
    page = SAID.sub("", templates()[name])
    bare = [*BARE.findall(f">{page}<" if name.endswith(".html") else ""), *SPOKEN.findall(templates()[name])]
    assert [word.strip() for word in bare if not NAMES.fullmatch(word.strip())] == []


def test_every_view_is_guarded():
    ours = {name: p.callback for name, p in test_doors.URLS.items() if p.callback.__module__.startswith(CODE)}
    assert [name for name, view in ours.items() if not hasattr(view, "door")] == []
    assert len(ours) > 20


def tables() -> dict[str, type]:
    return {model._meta.db_table: model for label in APPS for model in apps.get_app_config(label).get_models()}


def test_a_table_is_a_clients_or_on_the_short_list():
    loose = {
        table
        for table, model in tables().items()
        if not issubclass(model, ClientOwned) and not has_client(model) and table not in AGENCY
    }
    assert loose == set()
    assert {table for table in AGENCY if table in tables()} >= {"office_user", "appointments_calendarblock"}


def has_client(model: type) -> bool:
    return any(field.column == "client_id" for field in model._meta.concrete_fields)


def clients_tables() -> list[str]:
    return sorted(table for table, model in tables().items() if has_client(model) and table not in AGENCY)


def ask(question: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return set(cursor.fetchall())


def test_every_clients_table_and_its_history_stand_behind_a_row_policy(db):
    forced = {name for (name,) in ask("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")}
    policies = ask("SELECT tablename, qual, with_check FROM pg_policies WHERE 'setterdesk_app' = ANY (roles)")
    guarded = {table for table, reads, writes in policies if "sd_clients()" in reads and "sd_clients()" in writes}
    assert set(clients_tables()) - forced == set()
    assert set(clients_tables()) - guarded == set()
    assert len(clients_tables()) > 40


def test_no_policy_opens_more_than_its_client(db):
    reads = {reads for _table, reads in ask("SELECT tablename, qual FROM pg_policies WHERE policyname = 'client_rows'")}
    assert len(reads) == 2, "the plain one, and the one that also reads agency-wide rows"


def test_the_app_is_not_the_owner_of_its_tables(db):
    assert ask("SELECT current_user::text") == {("setterdesk_app",)}
    assert ask("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == {(False, False)}
    assert ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == set()


def test_a_key_between_clients_tables_carries_the_client(db):
    """Every foreign key from a client's table to a client's table is (client_id, x_id), so none can leave it."""
    keys = ask(
        "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2] "
        "WHERE c.contype = 'f' AND cardinality(c.conkey) = 2"
    )
    mine = set(clients_tables())
    missing = {
        (table, field.column)
        for table, model in tables().items()
        if table in mine
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.db_table in mine and not field.name.startswith("pgh_")
    }
    said_by_another = {("leads_listing", "lead_import_id"), ("leads_importrow", "lead_id")}  # docs/decisions/0006
    assert {key for key in missing - keys if not key[0].endswith("event")} == said_by_another
    assert len(keys) > 30


def test_the_example_of_the_environment_names_every_variable():
    told = set(re.findall(r"^#?\s*([A-Z][A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.M))
    read = {"SETTERDESK_DATA"}  # setterdesk/embedded asks for it before the settings can
    read |= set(re.findall(r"env\.\w+\(\s*\"([A-Z][A-Z_0-9]+)\"", (ROOT / "setterdesk" / "settings.py").read_text()))
    assert told == read


def test_no_machine_stands_in_a_file():
    """No path of somebody's machine, no host of a registry."""
    hosts = r"pypi\.org|files\.pythonhosted|registry\.npmjs|registry\.yarnpkg"
    found = grep(rf"/(root|home|work)/\w+|{hosts}", *CODE, "tests", "bench")
    assert [line for line in found if "test_house.py" not in line] == []


def test_the_tests_keep_up_with_the_code():
    """2-house wants 1.2 lines of tests for a line of code; we stand at 0.64. This floor is raised, never lowered."""

    def count(*folders: str) -> int:
        return sum(1 for text in sources(*folders).values() for line in text.splitlines() if line.strip())

    assert count("tests") >= 0.63 * count(*CODE)
