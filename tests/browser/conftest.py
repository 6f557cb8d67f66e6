"""A real Chromium against a live server on a real Postgres. A console error or a CSP report fails the test."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client as Visitor
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from calls.models import Disposition, Script, ScriptStep
from leads.models import Company
from tests import factories
from tests.sampling import WHOLE, picked

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop lives in the tests' thread

AXE = Path(settings.BASE_DIR) / "static" / "vendor" / "dev" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWPORTS = {"desk": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}
LOOKS = [("desk", "light"), ("desk", "dark"), ("phone", "light"), ("phone", "dark")]
FACES = [("desk", "dark"), ("phone", "light"), ("narrow", "light"), ("desk", "light")]
READ = [FACES[:1], FACES[2:3], FACES[3:]]  # in which of them axe reads a page: in one, with --full in all
EITHER = pytest.mark.parametrize("viewport", ["desk", "phone"])  # of tests that act: a finger acts as a mouse does
EXPECTED = ("status of 422", "status of 404")  # the server's own answers, told in words on the page

REPORT_CSP = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`));
"""


# What is half under the bar at the top is no small target; only what is wrong is put into words, which takes axe long.
READ_BY_AXE = """async (rules) => {
  scrollTo(0, 0);
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${html.slice(0, 160)} | ${failureSummary}`));
}"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Each test is tried in one of its looks; the others are for `bin/test --full`."""
    looks: dict[str, list[pytest.Function]] = {}
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            given = getattr(item, "callspec", None)
            told = (
                {name: said for name, said in given.params.items() if name not in ("viewport", "look")} if given else {}
            )
            looks.setdefault(f"{item.path.name} {item.originalname} {told}", []).append(item)
    for name, same in looks.items():
        for item in same:
            if item is not picked(name, same):
                item.add_marker(pytest.mark.full)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium-headless-shell") or which("chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`open_page(path, viewport="phone", look="dark", cookies=…, forgive=("status of 500",))`: it tells on itself."""
    complaints: list[str] = []
    contexts = []

    forgiven = [*EXPECTED]

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in forgiven):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def opened(path: str = "", *, viewport: str = "desk", look: str = "light", **options: Any) -> Page:
        width, height = VIEWPORTS[viewport]
        cookies = options.pop("cookies", [])
        forgiven.extend(options.pop("forgive", ()))
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=look,
            reduced_motion="reduce",
            **{"locale": "en-GB", **options},
        )
        contexts.append(context)
        context.add_cookies([{**cookie, "url": live_server.url} for cookie in cookies])
        context.add_init_script(REPORT_CSP)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if path:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def page_for(open_page: Callable[..., Page], cast: Any) -> Callable[..., Page]:
    """`page_for("sam", "/calls/")`: a page in which that person of the cast is logged in already."""

    def opened(person: str, path: str = "", **options: Any) -> Page:
        visitor = Visitor()
        visitor.force_login(getattr(cast, person))
        session = visitor.cookies[settings.SESSION_COOKIE_NAME].value
        return open_page(path, cookies=[{"name": settings.SESSION_COOKIE_NAME, "value": session}], **options)

    return opened


@pytest.fixture
def shift(cast, campaign, settings, always_open):
    """A desk with a simulated telephone, a script, two questions, a rep, and leads that all answer."""
    settings.DIALER = "simulator"
    script = Script.objects.create(client=campaign.client, campaign=campaign, state=Script.State.APPROVED)
    for position, (title, say) in enumerate([("Open", "Hi, is that {first_name}?"), ("Close", "Thank you.")]):
        ScriptStep.objects.create(client=campaign.client, script=script, title=title, say=say, position=position)
    factories.question(campaign, "Runs more than 5 sites?", position=1)
    factories.question(campaign, "Takes part in the decision?", position=2)
    factories.bookable(campaign, cast.rita)
    Disposition.lay(campaign)
    company = Company.named("Aegean Fresh Foods", client=campaign.client)

    def leads(count, ends="9"):
        return [
            factories.enrolled(campaign, cast.mia, f"+306900{n:05}{ends}", company=company, email=f"h{n}@fresh.example")
            for n in range(count)
        ]

    return leads


@pytest.fixture
def keys(page_for):
    """Sit down as sam; `press("c", "1")` presses keys with nothing waited for between them."""

    def sit(**options):
        page = page_for("sam", "/desk/", **options)
        page.wait_for_selector("#desk [data-key=c]")
        page.press_all = lambda *pressed: [page.keyboard.press(key) for key in pressed]
        return page

    return sit


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands: one line each, empty when nothing."""
    return _found(page, AXE_TAGS)


def faults(page: Page) -> list[str]:
    """What is wrong with the page in any of its faces: axe-core's findings and what is too wide.

    A page that stands as on a desk is looked at from there to the narrowest phone, light and dark, is loaded once and
    ends as it began; in the dark only colours are looked at anew, and between the two phones only the width differs.
    In the ordinary run axe reads it in the dark, on the narrowest phone or as it stands: test, address and turn pick. A
    page on a phone is looked at there, in the dark and as it stands.
    """
    size = page.viewport_size
    here = next(name for name, (width, _height) in VIEWPORTS.items() if size and width == size["width"])
    faces = FACES if here == "desk" else [(here, "dark"), (here, "light")]
    read = faces if WHOLE or here != "desk" else picked(_turn(page), READ)
    wrong = []
    for viewport, look in faces:
        width, height = VIEWPORTS[viewport]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=look)
        found = [f"{wide} pixels too wide"] if (wide := overflows(page)) > 0 else []
        if (viewport, look) in read and (viewport != "phone" or here == "phone"):
            found += _found(page, ["color-contrast"] if look == "dark" else AXE_TAGS)
        wrong += [f"{viewport}, {look}: {each}" for each in found]
    return wrong


def _turn(page: Page) -> str:
    """Which look at which address of which test this is, whatever the objects' numbers are."""
    turns: Counter[str] = Counter(getattr(page, "turns", {}))
    where = f"{os.environ['PYTEST_CURRENT_TEST']} {re.sub(r'[0-9]+', '', urlsplit(page.url).path)}"
    turns[where] += 1
    page.turns = turns  # type: ignore[attr-defined]
    return f"{where} {turns[where]}"


def _found(page: Page, rules: list[str]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(READ_BY_AXE, rules)
    return found


def overflows(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
