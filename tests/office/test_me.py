"""My own settings."""

import pytest
from django.test import Client as Browser

MINE = {"name": "Sam Setter", "language": "el", "zone": "Europe/London"}


def test_what_i_say_is_kept(as_, cast):
    assert as_("sam").post("/me/", MINE).status_code == 302
    cast.sam.refresh_from_db()
    assert (cast.sam.name, cast.sam.language, cast.sam.zone) == ("Sam Setter", "el", "Europe/London")


def test_the_language_changes_at_once_and_at_the_next_log_in_page(as_, cast):
    browser = as_("sam")
    assert browser.get("/me/")["Content-Language"] == "en"
    browser.post("/me/", MINE)
    assert browser.get("/me/")["Content-Language"] == "el"
    browser.post("/accounts/logout/")
    assert browser.get("/accounts/login/")["Content-Language"] == "el"


@pytest.mark.parametrize("wrong", [{"zone": "Mars/Base"}, {"language": "xx"}, {"name": ""}, {"name": "x" * 121}])
def test_what_is_wrong_is_said(as_, cast, wrong):
    assert as_("sam").post("/me/", {**MINE, **wrong}).status_code == 422
    cast.sam.refresh_from_db()
    assert cast.sam.name == "Sam"


def test_nothing_else_can_be_slipped_in(as_, cast):
    as_("sam").post("/me/", {**MINE, "is_staff": "1", "is_superuser": "1", "email": "root@demo.test"})
    cast.sam.refresh_from_db()
    assert not cast.sam.is_staff
    assert not cast.sam.is_superuser
    assert cast.sam.email == "sam@demo.test"


def test_it_asks_for_the_log_in(cast):
    assert Browser().get("/me/")["Location"] == "/accounts/login/?next=/me/"


def test_it_leads_to_password_second_step_and_sessions(as_):
    page = as_("sam").get("/me/").content.decode()
    for link in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/"):
        assert link in page
