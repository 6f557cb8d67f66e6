"""The companies that we call for; with one of them the word Client is nowhere."""

import re

import pytest

from office.models import Client, Refused, Role
from tests import factories

NEW = {"name": "Borealis Heat Pumps", "slug": "", "country": "GB", "zone": "Europe/London", "language": "en"}


def test_who_makes_a_client_runs_it(as_, cast):
    assert as_("ada").post("/clients/new/", NEW).status_code == 302
    made = Client.objects.slugged("borealis-heat-pumps").get()
    assert (made.name, made.country, made.zone) == ("Borealis Heat Pumps", "GB", "Europe/London")
    cast.ada.forget_roles()
    assert cast.ada.runs(made)
    assert not cast.mo.runs(made)


def test_a_short_name_is_taken_once(as_, cast):
    answer = as_("ada").post("/clients/new/", {**NEW, "slug": "other"})
    assert answer.status_code == 422
    assert "is taken" in answer.content.decode()
    assert Client.objects.count() == 2


def test_a_name_without_latin_letters_needs_a_short_name(as_, cast):
    assert as_("ada").post("/clients/new/", {**NEW, "name": "Ψυγεία"}).status_code == 422
    assert as_("ada").post("/clients/new/", {**NEW, "name": "Ψυγεία", "slug": "psygeia"}).status_code == 302


def test_a_client_is_corrected(as_, cast):
    told = {"name": "Aegean Stores", "country": "CY", "zone": "Asia/Nicosia", "language": "el"}
    assert as_("ada").post(f"/clients/{cast.a.pk}/", told).status_code == 302
    cast.a.refresh_from_db()
    assert (cast.a.name, cast.a.country, cast.a.zone, cast.a.language) == ("Aegean Stores", "CY", "Asia/Nicosia", "el")


def test_another_client_is_not_there(as_, cast):
    ada = as_("ada")
    assert "Other Works" not in ada.get("/clients/").content.decode()
    assert ada.get(f"/clients/{cast.b.pk}/").status_code == 404
    assert ada.post(f"/clients/{cast.b.pk}/", NEW).status_code == 404
    cast.b.refresh_from_db()
    assert cast.b.name == "Other Works"


def test_who_is_only_a_manager_there_does_not_correct_it(as_, cast):
    cast.ann = factories.person("Ann", (cast.a, Role.ADMINISTRATOR), (cast.b, Role.MANAGER))
    assert as_("ann").post(f"/clients/{cast.b.pk}/", NEW).status_code == 404
    with pytest.raises(Refused):
        cast.b.correct(by=cast.ann, name="x", country="GR", zone="UTC", language="en")


@pytest.mark.parametrize("page", ["/people/", "/people/invite/", "/clients/", "/clients/new/", "/me/", "/notices/"])
def test_with_one_client_the_word_is_nowhere(as_, cast, page):
    seen = re.sub(r"<[^>]*>", " ", as_("ada").get(page).content.decode())
    assert "client" not in seen.lower()


@pytest.mark.parametrize("page", ["/people/invite/", "/clients/", "/clients/new/"])
def test_with_two_it_is_said(as_, cast, page):
    cast.ada.join(cast.b, Role.ADMINISTRATOR)
    assert "Client" in as_("ada").get(page).content.decode().replace("New client", "New Client")
