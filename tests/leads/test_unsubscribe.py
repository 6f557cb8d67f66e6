"""The way out at the foot of a mail: looking changes nothing, the button and the one click act, nobody learns more."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from leads.models import Activity, LeadPhone, MailBar, MailLink, Nurturing, Suppression
from leads.models.nurturings import End
from office import clock, isolation
from office.models import Message, Refused
from tests import factories
from tests.leads.test_nurture import TUESDAY, run

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def fresh_pace():
    cache.clear()


@pytest.fixture
def nurturing(cast, campaign):
    track = factories.track(cast.a, cast.mia, "First", "Second")
    made = Nurturing.put_in([factories.returned(campaign, cast.sam, email="helen@example.com")], track, by=cast.mia)[0]
    run(TUESDAY)
    return made


@pytest.fixture
def path(nurturing):
    return re.search(r"http://127\.0\.0\.1:8000(/u/\S+)", mail.outbox[0].body)[1]


def visit(method, path, **told):
    """A stranger with no cookie, behind whom no client's rows are open."""
    with isolation.seeing([]):
        return getattr(Browser(enforce_csrf_checks=True), method)(path, **told)


def words(answer):
    """The page without what differs from visit to visit: the form's address, the token against forged forms."""
    return re.sub(r'action="[^"]*"|x-csrftoken": "\w*', "", answer.content.decode())


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(nurturing, path, method):
    assert visit(method, path).status_code == 200
    assert not MailBar.objects.exists() and not Nurturing.objects.get().ended_at


@pytest.mark.parametrize("told", [{}, ONE_CLICK])
def test_the_button_and_the_one_click_act_without_a_cookie(cast, nurturing, path, told):
    answer = visit("post", path, data=told)
    bar = MailBar.objects.get()
    assert answer.status_code == 200 and "Location" not in answer.headers
    assert (bar.address, bar.client, bar.why) == ("helen@example.com", cast.a, "asked")
    assert ("One click" in bar.evidence) == bool(told) and f"nurture:{nurturing.pk}:s" in bar.evidence
    nurturing.refresh_from_db()
    assert nurturing.end == End.UNSUBSCRIBED
    assert Activity.objects.of_lead(nurturing.lead).filter(kind="mail").get().details["what"] == "asked"
    for day in range(2, 9):
        run(factories.MONDAY + timedelta(days=day))
    assert len(mail.outbox) == 1


def test_twice_is_once(nurturing, path):
    first = visit("post", path)
    again = visit("post", path)
    assert words(first) == words(again)
    assert MailBar.objects.count() == 1
    assert Activity.objects.of_lead(nurturing.lead).filter(kind="mail").count() == 1


def test_the_telephone_is_not_forbidden(nurturing, path):
    visit("post", path)
    assert not Suppression.objects.exists()
    assert nurturing.lead.number_to_call == LeadPhone.objects.of_lead(nurturing.lead)[0].number


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_token_reads_the_same_calm_page(nurturing, path, method):
    known = words(visit(method, path))
    tokens = ["x", f"{nurturing.client_id}-x", "999999999-x", "0-", "-", "a-b", "9" * 400, "1-é", "١-x", "1-\0"]
    for token in [*tokens, path.split("/")[2][:-1], path.split("/")[2].swapcase()]:
        answer = visit(method, reverse("leads:unsubscribe", args=[token]))
        assert (answer.status_code, words(answer)) == (200, known), token
    assert MailBar.objects.count() == (method == "post")


def test_the_page_names_neither_client_nor_address(nurturing, path):
    page = visit("get", path).content.decode()
    assert "helen" not in page and "Aegean" not in page


def test_the_token_is_kept_by_its_hash_only(nurturing, path):
    token = path.split("/")[2]
    link = MailLink.objects.get()
    assert token not in str([vars(link), *[vars(each) for each in Message.objects.all()]])
    assert len(token.partition("-")[2]) >= 43


def test_a_link_opens_its_own_client_only(cast, path):
    token = path.split("/")[2].partition("-")[2]
    visit("post", reverse("leads:unsubscribe", args=[f"{cast.b.pk}-{token}"]))
    assert not MailBar.objects.exists()


@pytest.mark.parametrize(("days", "works"), [(370, True), (1094, True), (1096, False)])
def test_it_lives_for_years(nurturing, path, days, works):
    with clock.frozen(TUESDAY + timedelta(days=days)):
        visit("post", path)
    assert MailBar.objects.exists() == works


def test_the_address_is_the_one_the_mail_went_to(nurturing, path):
    nurturing.lead.email = "new@example.com"
    nurturing.lead.save()
    visit("post", path)
    assert MailBar.objects.get().address == "helen@example.com"


def test_all_the_client_s_leads_of_the_address_are_out(cast, campaign, nurturing, path):
    twin = factories.returned(campaign, cast.sam, email="helen@example.com")
    other = Nurturing.put_in([twin], nurturing.track, by=cast.mia)[0]
    visit("post", path)
    other.refresh_from_db()
    assert other.end == End.UNSUBSCRIBED


def test_too_often_is_told_so(path, db):
    for _time in range(240):
        visit("head", path)
    answer = visit("post", path)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert not MailBar.objects.exists()
    cache.clear()
    assert visit("post", path).status_code == 200


def test_a_mail_that_marketing_writes_again_after_a_no_is_refused(cast, nurturing, path):
    visit("post", path)
    with pytest.raises(Refused, match="no more mail"):
        Nurturing.put_in([nurturing.handoff], nurturing.track, by=cast.mia)
