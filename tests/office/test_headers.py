"""What every answer carries, and what a house in production refuses to start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client as Browser

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "a-long-and-random-value-that-stands-here-for-the-test-0123456789"
MINE = ["/me/", "/people/", "/people/999999/", "/notices/bell/", "/accounts/sessions/", "/admin/"]
PAGES = ["/accounts/login/", "/begin/", "/invitation/nobody/", "/no-such-page", "/people/", "/healthz"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_before_the_log_in(cast, page):
    check(Browser().get(page))


@pytest.mark.parametrize(
    "page", ["/me/", "/people/", "/people/999999/", "/notices/bell/", "/accounts/sessions/", "/admin/"]
)
def test_a_page_behind_it(as_, page):
    check(as_("ada").get(page))


def check(answer):
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}
    assert policy["default-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_pages_cookies_are_out_of_reach_of_scripts(cast):
    browser = Browser()
    browser.post("/accounts/login/", {"login": "sam@demo.test", "password": "correct-horse-battery"})
    browser.get("/accounts/login/")
    assert browser.cookies["sessionid"]["httponly"]
    assert browser.cookies["sessionid"]["samesite"] == "Lax"


def test_a_post_without_the_token_is_refused(cast):
    browser = Browser(enforce_csrf_checks=True)
    assert browser.post("/accounts/login/", {"login": "sam@demo.test", "password": "x"}).status_code == 403


def in_production(*command, **environment):
    """A manage.py of its own, as production would start it."""
    known = {key: value for key, value in os.environ.items() if key in {"PATH", "DATABASE_URL", "REDIS_URL", "HOME"}}
    production = {"SETTERDESK_PRODUCTION": "1", "SECRET_KEY": SECRET, "ALLOWED_HOSTS": "desk.example.com"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**known, **production, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_production_that_is_set_right_has_nothing_to_warn_of():
    told = in_production("check", "--deploy", "--fail-level", "WARNING")
    assert told.returncode == 0, told.stderr
    assert "no issues" in told.stdout


@pytest.mark.parametrize(("wrong", "name"), [
    ({"SECRET_KEY": ""}, "SECRET_KEY"),
    ({"DEBUG": "1"}, "DEBUG"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ({"SETTERDESK_DEMO": "1"}, "SETTERDESK_DEMO"),
])  # fmt: skip
def test_a_production_that_is_set_wrong_does_not_start(wrong, name):
    told = in_production("check", **wrong)
    assert told.returncode != 0
    assert name in told.stderr


def test_the_cookies_of_production_are_bound_to_the_host():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    told = in_production("shell", "--no-imports", "-c", code)
    assert told.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "True"], told.stderr
