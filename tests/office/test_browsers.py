"""Where I am logged in: browsers in words, and every other session ended."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from office import browsers
from tests import factories

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Chrome on Windows"),
        (f"{WINDOWS} Edg/131.0.0.0", "Edge on Windows"),
        (f"{WINDOWS} OPR/115.0.0.0", "Opera on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 Version/18.1 Safari/605.1.15",
         "Safari on macOS"),
        (PHONE, "Safari on iPhone"),
        (PHONE.replace("Version/18.1", "CriOS/131.0"), "Chrome on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36",
         "Chrome on Android"),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", "<script>alert(1)<"),
        ("x" * 200, "x" * 40),
        ("", "Not known"),
    ],
)  # fmt: skip
def test_a_browser_in_words(agent, words):
    with translation.override("en"):
        assert browsers.told(agent) == words


@pytest.fixture
def log_in(cast):
    def log_in(agent):
        browser = Browser(headers={"user-agent": agent})
        told = {"login": cast.sam.email, "password": factories.PASSWORD}
        assert browser.post("/accounts/login/", told).status_code == 302
        return browser

    return log_in


def test_the_page_names_them_and_ends_the_others(log_in):
    here, phone = log_in(WINDOWS), log_in(PHONE)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Chrome on Windows" in page and "Safari on iPhone" in page and "AppleWebKit" not in page
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert phone.get("/me/").status_code == 302, "thrown out"
    assert here.get("/me/").status_code == 200


def test_a_name_is_text(log_in):
    page = log_in("<b>me</b> Chrome/1 Windows").get(reverse("usersessions_list")).content.decode()
    assert "<b>me" not in page and "Chrome on Windows" in page
