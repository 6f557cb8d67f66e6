"""`manage.py screenshots`: the pictures of the README, taken from a running demo (`bin/up` in another terminal)."""

from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Browser, Page, sync_playwright

WIDE, PHONE = (1440, 900), (390, 844)
ON_A_CALL = ("c", "c")  # take the next lead, dial it


@dataclass(frozen=True)
class Picture:
    """One picture: whose page, its URL name and query, how it is looked at, and the keys pressed before."""

    file: str
    person: str
    page: str
    size: tuple[int, int] = WIDE
    look: str = "light"
    press: tuple[str, ...] = ()
    query: str = ""


PICTURES = (
    Picture("desk", "sam", "calls:desk", press=ON_A_CALL),
    Picture("desk-dark", "sam", "calls:desk", look="dark", press=ON_A_CALL),
    Picture("desk-phone", "sam", "calls:desk", size=PHONE, press=ON_A_CALL),
    Picture("meetings", "rita", "appointments:week"),
    Picture("meetings-phone", "rita", "appointments:week", size=PHONE),
    Picture("imports", "mia", "leads:imports"),
    Picture("returns", "mia", "leads:returns"),
    Picture("leads", "mo", "leads:list"),
    Picture("performance", "mo", "reports:dashboard", query="?period=30d"),
    Picture("performance-dark", "mo", "reports:dashboard", look="dark", query="?period=30d"),
    Picture("customers", "alex", "leads:customers"),
    Picture("team", "ada", "office:people"),
)


class Command(BaseCommand):
    """Take every picture of the list whose page exists; say which page is missing."""

    help = "Take the README's pictures from a running demo into docs/pictures."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", default=settings.BASE_URL, help="Where the demo runs.")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "pictures")
        parser.add_argument("only", nargs="*", help="Names of pictures; all when none is named.")

    def handle(self, *, at: str, to: Path, only: list[str], **options: Any) -> None:
        to.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=which("chromium-headless-shell") or which("chromium"), args=["--no-sandbox"]
            )
            for picture in PICTURES:
                if not only or picture.file in only:
                    self.stdout.write(f"{picture.file}: {taken(browser, picture, at, to)}")
            browser.close()


def taken(browser: Browser, picture: Picture, at: str, to: Path) -> str:
    """Take one picture; the answer says where it is, or why there is none."""
    try:
        path = reverse(picture.page)
    except NoReverseMatch:
        return f"no page is named {picture.page}"
    width, height = picture.size
    context = browser.new_context(
        base_url=at,
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.look == "dark" else "light",
        device_scale_factor=1.5,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    log_in(page, f"{picture.person}@demo.test")
    answer = page.goto(path + picture.query, wait_until="networkidle")
    for key in picture.press:
        page.keyboard.press(key)
        page.wait_for_timeout(4_000)  # the simulated telephone rings and is answered
    page.locator("[data-close-toast]").evaluate_all("crosses => crosses.forEach(cross => cross.click())")
    page.screenshot(path=to / f"{picture.file}.png")
    context.close()
    return str(to / f"{picture.file}.png") if answer and answer.ok else f"{path} could not be read"


def log_in(page: Page, email: str) -> None:
    """Through the front door, as everyone."""
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(settings.DEMO_PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
