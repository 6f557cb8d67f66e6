"""The first minute of a house, an invitation from mail to desk, and the office's pages."""

import re

from django.core import mail

from office import isolation
from office.models import Invitation, Message, Notice, User
from tests.browser.conftest import axe, faults, overflows

PAGES = ["/people/", "/people/invite/", "/clients/", "/clients/new/", "/me/", "/notices/"]


def test_a_new_house_is_begun_on_its_first_page(open_page, transactional_db):
    page = open_page("/")
    assert page.url.endswith("/begin/")
    assert axe(page) == []
    page.get_by_label("Your company").fill("Aegean Cold Stores")
    page.get_by_label("Your name").fill("Ada First")
    page.get_by_label("E-mail").fill("ada@first.test")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Begin").click()
    page.locator(".invalid-feedback").first.wait_for()
    assert axe(page) == []
    page.get_by_label("Password").fill("seven-cold-stores")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/people/")
    assert page.get_by_role("link", name="Ada First").is_visible()
    assert User.objects.get().email == "ada@first.test"


def test_somebody_is_invited_and_joins(page_for, open_page, cast):
    ada = page_for("ada", "/people/")
    ada.get_by_role("link", name="Invite").click()
    ada.get_by_label("Name").fill("Nina New")
    ada.get_by_label("E-mail").fill("nina@new.test")
    ada.get_by_label("Role").select_option("setter")
    ada.get_by_role("button", name="Send the invitation").click()
    ada.get_by_role("cell", name="nina@new.test", exact=True).wait_for()

    with isolation.seeing([]):
        Message.objects.sweep()
    link = re.search(r"/invitation/\S+", mail.outbox[0].body)[0]
    nina = open_page(link)
    assert axe(nina) == []
    nina.get_by_label("Password").fill("seven-cold-stores")
    nina.get_by_role("button", name="Join").click()
    nina.wait_for_url(lambda url: "/invitation/" not in url)
    nina.get_by_role("button", name="Nina New").wait_for()

    again = open_page(link, forgive=("status of 410",))
    assert again.get_by_role("heading", name="This invitation is no longer good").is_visible()
    assert axe(again) == []

    ada.reload()
    ada.get_by_role("link", name="new notices").click()
    ada.get_by_text("Nina New has accepted your invitation.").wait_for()
    ada.get_by_role("button", name="I have read them").click()
    ada.get_by_role("link", name="new notices").wait_for(state="detached")


def test_shutting_somebody_out_throws_them_out_at_once(page_for, cast):
    sam, ada = page_for("sam", "/me/"), page_for("ada", "/people/")
    ada.get_by_role("link", name="Sam", exact=True).click()
    ada.get_by_role("button", name="Shut out").click()
    ada.get_by_role("button", name="Let in again").wait_for()
    assert axe(ada) == []
    sam.reload()
    assert "/accounts/login/" in sam.url


def test_a_refusal_is_said_on_the_page_one_came_from(page_for, cast):
    page = page_for("ada", f"/people/{cast.ada.pk}/")
    page.get_by_role("button", name="Shut out").click()
    page.get_by_text("You cannot shut yourself out.").wait_for()
    assert page.url.endswith(f"/people/{cast.ada.pk}/")


def test_the_language_changes_at_once(page_for, cast):
    page = page_for("sam", "/me/")
    page.get_by_label("Language").select_option("el")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Οι ρυθμίσεις μου", level=1).wait_for()
    assert page.locator("html").get_attribute("lang") == "el"
    assert axe(page) == []


def test_axe_finds_nothing_on_the_offices_pages(page_for, cast):
    Invitation.send(client=cast.a, email="nina@new.test", name="Nina", role="setter", by=cast.ada)
    Notice.tell(cast.ada, "Look at this", client=cast.a, url="/me/")
    page = page_for("ada", "")
    for path in [*PAGES, f"/people/{cast.sam.pk}/", f"/clients/{cast.a.pk}/"]:
        page.goto(path)
        assert (path, faults(page)) == (path, [])


def test_nothing_moves_sideways_on_a_narrow_phone(page_for, cast):
    page = page_for("ada", "", viewport="narrow")
    for path in [*PAGES, f"/people/{cast.sam.pk}/"]:
        page.goto(path)
        assert (path, overflows(page)) == (path, 0)
