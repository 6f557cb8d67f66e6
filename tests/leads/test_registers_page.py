"""The pages of registers: their age, an extract handed in and watched, and who may do it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.models import Register, RegisterExtract, RegisterFile, registerextract
from office import clock
from office.models import Job
from tests import factories

LIST = "/registers/"


@pytest.fixture
def chief(cast):
    cast.chief = factories.chief()
    return cast.chief


@pytest.fixture
def register(chief):
    return factories.register(chief, "Article 11")


def hand_in(browser, register, content=b"6900000001\n6900000002\n", on="2026-11-20"):
    door = reverse("leads:extract", args=[register.pk])
    return browser.post(door, {"file": SimpleUploadedFile("extract.txt", content), "official_on": on})


def test_an_empty_house_says_what_a_register_is(as_, cast):
    page = as_("mia").get(LIST).content.decode()
    assert "No register yet" in page and reverse("leads:register_new") not in page


def test_begin_one(as_, chief):
    door = reverse("leads:register_new")
    form = as_("chief").get(door).context["form"]
    assert (form["country"].initial, form["max_age_days"].initial) == ("GR", 30)
    assert as_("chief").get(door, {"country": "US"}).context["form"]["max_age_days"].initial == 31
    told = {"name": "National register", "country": "US", "audience": "consumer", "max_age_days": ""}
    answer = as_("chief").post(door, told)
    made = Register.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("leads:register", args=[made.pk]))
    assert (made.max_age_days, made.by) == (31, chief)
    again = as_("chief").post(door, told)
    assert again.status_code == 422 and "There is a register of this name." in again.content.decode()


@pytest.mark.parametrize("days", ["0", "367", "x"])
def test_an_age_that_is_none(as_, chief, days):
    told = {"name": "R", "country": "GR", "audience": "both", "max_age_days": days}
    assert as_("chief").post(reverse("leads:register_new"), told).status_code == 422


def test_change_it(as_, register):
    door = reverse("leads:register_edit", args=[register.pk])
    assert as_("chief").get(door).context["form"]["name"].value() == "Article 11"
    told = {"name": "Article 11 (Vodafone)", "audience": "both", "max_age_days": "20"}
    assert as_("chief").post(door, told).status_code == 302
    register.refresh_from_db()
    assert (register.name, register.country, register.max_age_days) == ("Article 11 (Vodafone)", "GR", 20)


def test_an_administrator_of_one_client_only_reads_why_not(as_, cast, register):
    ada = as_("ada")
    told = {"name": "Mine", "country": "GR", "audience": "both", "max_age_days": "20"}
    for answer in (
        ada.post(reverse("leads:register_new"), told),
        ada.post(reverse("leads:register_edit", args=[register.pk]), told),
        hand_in(ada, register),
    ):
        assert answer.status_code == 422 and "administrator of all of them" in answer.content.decode()
    assert Register.objects.get().name == "Article 11" and not RegisterExtract.objects.exists()
    assert reverse("leads:extract", args=[register.pk]) not in ada.get(LIST).content.decode()


@pytest.mark.parametrize("name", ["mia", "mo", "otto", "sam"])
def test_nobody_else_comes_near_the_forms(as_, cast, register, name):
    assert hand_in(as_(name), register).status_code == 404
    assert as_(name).get(reverse("leads:register_new")).status_code == 404
    assert as_(name).get(LIST).status_code == (404 if name == "sam" else 200)


def test_an_extract_is_handed_in_watched_and_ends_clearly(as_, cast, register, monkeypatch):
    chief, page = as_("chief"), reverse("leads:register", args=[register.pk])
    assert hand_in(chief, register, b"6900000001\n6900000002\nnobody\n6900000001\n").status_code == 302
    waiting = chief.get(page)
    assert waiting.context["working"] and "every 1s" in waiting.content.decode()
    assert "no extract yet" in waiting.content.decode()
    monkeypatch.setattr(registerextract, "CHUNK", 2)
    seen = []
    real = RegisterExtract._take_in

    def look(self, block):
        real(self, block)
        seen.append((as_("mo").get(page, headers={"HX-Request": "true"}).context["extracts"][0]).percent)

    monkeypatch.setattr(RegisterExtract, "_take_in", look)
    RegisterExtract.objects.sweep()
    assert seen == [50, 100]
    done = as_("mia").get(page)
    text = " ".join(done.content.decode().split())
    assert not done.context["working"] and "every 1s" not in text
    assert "4 lines = 2 numbers + 1 repeated + 1 unreadable" in text
    assert "nobody" in text and "3 days old" in text and "Cleo" in text and "20 Nov 2026" in text


def test_a_file_that_cannot_be_read_is_said_at_once(as_, register):
    chief = as_("chief")
    for content, on, words in (
        (b"%PDF-1.4", "2026-11-20", "a PDF document"),
        (b"nobody\n", "2026-11-20", "No phone number"),
        (b"6900000001\n", "2026-11-24", "lie ahead"),
        (b"6900000001\n", "", "required"),
        (b"", "2026-11-20", "empty"),
    ):
        answer = hand_in(chief, register, content, on)
        assert answer.status_code == 422 and words in answer.content.decode(), words
    assert not RegisterFile.objects.exists()


def test_what_is_too_old_is_said_in_words(as_, cast, chief, register):
    factories.extract(register, chief, "6900000001", on=date(2026, 11, 23))
    mo = as_("mo")
    assert "fresh enough" not in mo.get(LIST).content.decode()
    with clock.frozen(clock.now() + timedelta(days=31)):
        page = mo.get(LIST).content.decode()
        assert "fresh enough" in page and "31 days old" in page and "Too old: it is good for 30 days." in page


def test_a_failed_loading_is_tried_again(as_, cast, chief, register):
    made = factories.extract(register, chief, "6900000001", take_in=False)
    RegisterExtract.objects.update(state=Job.State.FAILED, error="Something went wrong five times (OSError).")
    page, door = reverse("leads:register", args=[register.pk]), reverse("leads:extract_retry", args=[made.pk])
    assert "five times" in as_("mo").get(page).content.decode()
    assert door not in as_("mo").get(page).content.decode()
    assert door in as_("chief").get(page).content.decode()
    assert as_("chief").post(door).status_code == 302
    assert as_("chief").post(door).status_code == 404, "it waits already"
    RegisterExtract.objects.sweep()
    made.refresh_from_db()
    assert made.in_force


def test_the_nav_has_both_places(as_, cast):
    for name, shown in (("mia", True), ("mo", True), ("ada", True), ("sam", False), ("rita", False)):
        page = as_(name).get("/leads/").content.decode()
        assert (f'href="{LIST}"' in page, 'href="/suppressions/"' in page) == (shown, shown), name
