"""The first minute of an empty house."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client as Browser

from office.models import Client, Membership, Refused, User

FIRST = {
    "company": "Aegean Cold Stores",
    "country": "GR",
    "zone": "Europe/Athens",
    "name": "Ada First",
    "email": "ada@first.test",
    "password": "seven-cold-stores",
}


@pytest.mark.parametrize("page", ["/", "/accounts/login/", "/people/", "/admin/", "/no-such-invitation", "/me/"])
def test_every_page_of_an_empty_house_leads_to_the_beginning(db, page):
    answer = Browser().get(page)
    if page == "/no-such-invitation":
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer["Location"]) == (302, "/begin/")


def test_health_is_told_all_the_same(db):
    assert Browser().get("/healthz")["Content-Type"] == "application/json"


def test_the_first_person_is_the_administrator_and_logged_in(db):
    browser = Browser()
    assert browser.get("/begin/").status_code == 200
    assert browser.post("/begin/", FIRST)["Location"] == "/people/"
    ada = User.objects.get()
    assert (ada.email, ada.name, ada.zone, ada.is_staff) == ("ada@first.test", "Ada First", "Europe/Athens", True)
    client = Client.objects.get()
    assert (client.name, client.slug, client.country) == ("Aegean Cold Stores", "aegean-cold-stores", "GR")
    assert Membership.objects.get().role == "administrator"
    assert "Ada First" in browser.get("/people/").content.decode()
    assert "127.0.0.1" in browser.get("/accounts/sessions/").content.decode()


def test_a_name_in_greek_letters_gets_a_short_name_too(db):
    Browser().post("/begin/", {**FIRST, "company": "Ψυγεία Αιγαίου"})
    assert Client.objects.get().slug == "company"


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"password": "ada@first.test"}, {"email": "ada"}, {"zone": "Mars/Base"}]
)
def test_what_is_wrong_is_said_and_nothing_is_made(db, wrong):
    assert Browser().post("/begin/", {**FIRST, **wrong}).status_code == 422
    assert not User.objects.exists()
    assert not Client.objects.exists()


def test_with_somebody_here_there_is_no_beginning(cast):
    assert Browser().get("/begin/").status_code == 404
    answer = Browser().post("/begin/", FIRST)
    assert answer.status_code == 422
    assert "already set up" in answer.content.decode()
    assert not User.objects.called(FIRST["email"]).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_clock")
def test_of_eight_who_begin_at_once_one_is_the_first():
    def begin(number):
        try:
            User.begin(
                name="A", email=f"a{number}@first.test", password="seven-cold-stores", language="en",
                company="Company", country="GR", zone="UTC",
            )  # fmt: skip
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "first"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(begin, range(8)))
    assert sorted(told) == ["first"] + ["refused"] * 7
    assert User.objects.count() == Client.objects.count() == 1
