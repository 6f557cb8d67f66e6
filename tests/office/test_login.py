"""Logging in by e-mail; the demo's people only in the demo."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client as Browser

from office.models import User

PASSWORD = "correct-horse-battery"


def log_in(email, password=PASSWORD, **headers):
    browser = Browser(headers=headers or None)
    return browser, browser.post("/accounts/login/", {"login": email, "password": password})


@pytest.mark.parametrize("email", ["sam@demo.test", "SAM@Demo.Test"])
def test_an_address_and_a_password_open_the_door(cast, email):
    browser, answer = log_in(email)
    assert answer["Location"] == "/"
    assert browser.get("/me/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_read_the_same(cast):
    told = []
    for email in ("sam@demo.test", "nobody@demo.test"):
        _browser, answer = log_in(email, "wrong-wrong-wrong")
        assert answer.status_code == 200
        told.append(list(answer.context["form"].non_field_errors()))
    assert told[0] == told[1]
    assert len(told[0]) == 1


def test_the_demos_people_stay_out_of_a_real_house(cast, settings):
    User.objects.filter(pk=cast.sam.pk).update(is_demo=True)
    settings.DEMO = False
    browser, _answer = log_in("sam@demo.test")
    assert browser.get("/me/").status_code == 302


def test_the_demos_people_come_in_during_the_demo(cast, settings):
    User.objects.filter(pk=cast.sam.pk).update(is_demo=True)
    settings.DEMO = True
    browser, _answer = log_in("sam@demo.test")
    assert browser.get("/me/").status_code == 200


def test_a_session_of_the_demo_dies_with_the_demo(cast, settings):
    User.objects.filter(pk=cast.sam.pk).update(is_demo=True)
    settings.DEMO = True
    browser, _answer = log_in("sam@demo.test")
    settings.DEMO = False
    assert browser.get("/me/").status_code == 302


def test_who_is_shut_out_cannot_log_in(cast):
    cast.sam.disable(by=cast.ada)
    browser, _answer = log_in("sam@demo.test")
    assert browser.get("/me/").status_code == 302


def test_nobody_signs_up_uninvited(cast):
    people = User.objects.count()
    Browser().post("/accounts/signup/", {"email": "x@new.test", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == people


def test_the_page_speaks_the_persons_language_from_the_log_in_on(cast):
    User.objects.filter(pk=cast.sam.pk).update(language="el")
    browser, _answer = log_in("sam@demo.test", **{"accept-language": "en"})
    assert browser.get("/me/")["Content-Language"] == "el"


def test_the_log_in_page_listens_to_the_browser(cast):
    assert Browser(headers={"accept-language": "el"}).get("/accounts/login/")["Content-Language"] == "el"
    assert Browser(headers={"accept-language": "fr"}).get("/accounts/login/")["Content-Language"] == "en"


def test_the_products_passwords_are_kept_by_argon2(real_settings_hashers):
    assert real_settings_hashers == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert make_password(PASSWORD, hasher="argon2").startswith("argon2$argon2id$")


@pytest.fixture
def real_settings_hashers():
    """What settings.py itself says (the tests put a fast one in front)."""
    import setterdesk.settings

    return setterdesk.settings.PASSWORD_HASHERS[-1:]


def test_logging_out_needs_a_press(as_):
    browser = as_("sam")
    browser.get("/accounts/logout/")
    assert browser.get("/me/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/me/").status_code == 302
