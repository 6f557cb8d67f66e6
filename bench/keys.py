"""What a setter feels: from an outcome's key to the next lead on the screen, in headless Chromium, at 100,000 leads.

Gunicorn serves as in bin/up; the page is the desk with all it loads. Measured inside the page, from the key's own time
stamp to after the frame in which the next lead was painted. Then 200 keys without any pause: each dial and each outcome
must be found in the database.
"""

import os
import statistics
from collections.abc import Iterator
from shutil import which

from django.conf import settings
from playwright.sync_api import Page, sync_playwright

from bench import frame, shift
from bench.desk import visitor
from bench.floor import Floor
from calls.models import CallAttempt
from office import isolation

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop lives in this thread
TURNS, RAPID = 100, 200
REST = 50  # tenths of a second without any effect
WATCH = """
performance.setResourceTimingBufferSize(100000);
window.bench = [];
let pressed = 0;
addEventListener("keydown", (event) => { if (event.key === "1") pressed = event.timeStamp; }, true);
document.addEventListener("htmx:after:swap", (event) => {
  if (!pressed || event.detail.ctx.target?.id !== "desk") return;
  const began = pressed;
  pressed = 0;
  const asked = performance.getEntriesByType("resource").findLast((entry) => entry.name.endsWith("/log/"));
  requestAnimationFrame(() => setTimeout(() =>
    window.bench.push([performance.now() - began, asked.responseEnd - asked.startTime])));
});
"""
AT_REST = """() => {
  const last = performance.getEntriesByType("resource").at(-1)?.responseEnd ?? 0;
  return performance.now() - last > 800 && !document.querySelector(".htmx-request, .sd-skeleton");
}"""
LEAD = "#desk:not([data-lead=''])[data-lead]"


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=1)
    floor.fill(rows)
    session = visitor(floor.setters[0]).cookies[settings.SESSION_COOKIE_NAME].value
    with shift.served("application", SETTERDESK_DIALER="simulator") as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium-headless-shell") or which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}", viewport={"width": 1440, "height": 900})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": f"http://127.0.0.1:{port}"}]
        )
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto("/desk/")
        page.locator("#desk [data-key=c]").wait_for()
        painted, server = (sorted(times) for times in felt(page, rested=True))
        hurried, _server = (sorted(times) for times in felt(page, rested=False))
        lost = rapid(page, floor.client.pk)
        browser.close()
    yield frame.Row.cost("key to next lead painted, p50, beside 150 ms", ours=statistics.median(painted), limit=150,
                         unit="ms", goal=1)  # fmt: skip
    yield frame.Row.cost(
        "key to next lead painted, p95, beside 150 ms", ours=late(painted), limit=150, unit="ms", goal=1
    )
    yield frame.Row.cost("of which waiting for the server, p95, beside 80 ms", ours=late(server), limit=80, unit="ms",
                         goal=1)  # fmt: skip
    yield frame.Row.cost(
        "the same on the heels of the dial, p95, beside 150 ms", ours=late(hurried), limit=150, unit="ms", goal=1
    )
    yield frame.Row.cost(f"keys lost of {RAPID} pressed without a pause", ours=lost, limit=1, unit="", goal=0)


def late(times: list[float]) -> float:
    return times[int(len(times) * 0.95)]


def felt(page: Page, *, rested: bool) -> tuple[list[float], list[float]]:
    """Dial, say “no answer”, so many times: ms until the next lead is painted, and ms of that for the server. `rested`:
    as in a real call, when all that the page fetches beside the lead has come by then."""
    page.evaluate("window.bench = []")
    if not page.locator(LEAD).count():
        page.keyboard.press("c")
    page.wait_for_selector(LEAD)
    for turn in range(1, TURNS + 1):
        page.keyboard.press("c")
        page.wait_for_selector("sd-call")
        if rested:
            page.wait_for_function(AT_REST)
        page.keyboard.press("1")
        page.wait_for_function("turn => window.bench.length >= turn", arg=turn)
    told = page.evaluate("window.bench")
    return [row[0] for row in told], [row[1] for row in told]


def rapid(page: Page, client: int) -> int:
    """Keys one on the heels of the other: how many of them had no effect once all is at rest."""
    with isolation.seeing([client]):
        before = _effects()
        for _turn in range(RAPID // 2):
            page.keyboard.press("c")
            page.keyboard.press("1")
        seen, still = before, 0
        while seen - before < RAPID and still < REST:
            page.wait_for_timeout(100)
            now = _effects()
            seen, still = now, still + 1 if now == seen else 0
        return RAPID - (seen - before)


def _effects() -> int:
    """Dials and outcomes in the database."""
    return CallAttempt.objects.count() + CallAttempt.objects.exclude(disposition=None).count()


if __name__ == "__main__":
    frame.run("keys", measure, rows=100_000)
