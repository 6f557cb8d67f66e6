"""Somebody is invited by mail, and joins by the link."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser

from office import clock, isolation
from office.models import Invitation, Membership, Message, Notice, Refused, Role, User
from tests import factories

NEW = {"name": "Nina New", "password": "seven-cold-stores"}


@pytest.fixture
def invited(cast):
    """An open invitation for nina@new.test as setter of client a, and its link."""
    invitation, token = Invitation.send(client=cast.a, email="Nina@New.test", name="Nina", role="setter", by=cast.ada)
    return invitation, f"/invitation/{token}/"


def open_link(link, browser=None, **body):
    """As in the product: a visitor of a public page sees no client's rows."""
    with isolation.seeing([]):
        browser = browser or Browser()
        return browser.post(link, body) if body else browser.get(link)


def test_the_form_sends_a_mail_with_the_link(as_, cast):
    answer = as_("ada").post("/people/invite/", {"name": "Nina", "email": "nina@new.test", "role": "setter"})
    assert answer.status_code == 302
    Message.objects.sweep()
    assert mail.outbox[0].to == ["nina@new.test"]
    link = re.search(r"/invitation/\S+/", mail.outbox[0].body)[0]
    assert open_link(link).status_code == 200


def test_a_sent_mail_keeps_no_link(cast, invited):
    assert "/invitation/" in Message.objects.get().body
    Message.objects.sweep()
    assert Message.objects.get().body == ""
    assert len(mail.outbox) == 1


def test_the_token_is_not_stored(invited):
    invitation, link = invited
    token = link.removeprefix("/invitation/").rstrip("/")
    assert len(token) > 30
    assert token not in str(vars(invitation))


def test_looking_changes_nothing(invited):
    """Mail scanners follow links."""
    invitation, link = invited
    assert open_link(link).status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not User.objects.called("nina@new.test").exists()


def test_a_newcomer_joins_and_is_logged_in(cast, invited):
    _invitation, link = invited
    browser = Browser()
    assert open_link(link, browser, **NEW).status_code == 302
    nina = User.objects.called("nina@new.test").get()
    assert nina.name == "Nina New"
    assert nina.check_password(NEW["password"])
    assert [m.role for m in Membership.objects.of(nina)] == ["setter"]
    assert browser.get("/me/").status_code == 200


def test_the_inviter_hears_of_it(cast, invited):
    open_link(invited[1], **NEW)
    assert Notice.objects.to(cast.ada).get().text == "Nina has accepted your invitation."


@pytest.mark.parametrize("password", ["short", "nina@new.test", "password123", ""])
def test_a_weak_password_is_refused(invited, password):
    answer = open_link(invited[1], name="Nina New", password=password)
    assert answer.status_code == 422
    assert not User.objects.called("nina@new.test").exists()


def close_used(invitation, cast):
    invitation.welcome(name="Nina", password=NEW["password"], language="en")


def close_withdrawn(invitation, cast):
    invitation.revoke(by=cast.ada)


def close_expired(invitation, cast):
    clock.advance(timedelta(days=8))


def close_sent_again(invitation, cast):
    Invitation.send(client=cast.a, email="nina@new.test", name="Nina", role="setter", by=cast.ada)


@pytest.mark.parametrize("close", [close_used, close_withdrawn, close_expired, close_sent_again])
def test_a_closed_link_says_so_and_does_nothing(cast, invited, close):
    invitation, link = invited
    close(invitation, cast)
    people = User.objects.count()
    for answer in (open_link(link), open_link(link, **NEW)):
        assert answer.status_code == 410
        assert "Ask the person who invited you for a new one" in answer.content.decode()
    assert User.objects.count() == people


def test_an_unknown_link_says_the_same(db, cast):
    assert open_link("/invitation/never-given/").status_code == 410


def test_a_known_person_must_be_logged_in(cast):
    _invitation, token = Invitation.send(
        client=cast.a, email="OTTO@other.test", name="Otto", role="setter", by=cast.ada
    )
    link = f"/invitation/{token}/"
    page = open_link(link).content.decode()
    assert "/accounts/login/?next=/invitation/" in page
    assert 'name="password"' not in page
    assert open_link(link, name="Taken over", password=NEW["password"]).status_code == 422
    cast.otto.refresh_from_db()
    assert cast.otto.name == "Otto"
    assert cast.otto.check_password("correct-horse-battery")
    assert len(cast.otto.roles) == 1


def test_a_known_person_joins_with_one_press(as_, cast):
    _invitation, token = Invitation.send(
        client=cast.a, email="otto@other.test", name="Otto", role="setter", by=cast.ada
    )
    browser = as_("otto")
    assert open_link(f"/invitation/{token}/", browser, csrf="none").status_code == 302
    assert set(Membership.objects.of(cast.otto).values_list("client", "role")) == {
        (cast.b.pk, "manager"),
        (cast.a.pk, "setter"),
    }
    assert browser.get("/me/").status_code == 200


def test_somebody_else_cannot_use_the_link(as_, invited, cast):
    invitation, link = invited
    browser = as_("otto")
    assert "Log out first" in open_link(link, browser).content.decode()
    assert open_link(link, browser, **NEW).status_code == 422
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert len(Membership.objects.of(cast.otto)) == 1


def test_only_an_administrator_invites(cast):
    with pytest.raises(Refused):
        Invitation.send(client=cast.a, email="x@new.test", name="X", role="administrator", by=cast.mo)
    with pytest.raises(Refused):
        Invitation.send(client=cast.b, email="x@new.test", name="X", role="setter", by=cast.ada)
    assert Invitation.objects.count() == 0


def test_a_role_that_is_held_needs_no_invitation(as_, cast):
    answer = as_("ada").post("/people/invite/", {"name": "Sam", "email": "SAM@demo.test", "role": "setter"})
    assert answer.status_code == 422
    assert "has that role already" in answer.content.decode()


def test_inviting_tells_nothing_about_who_has_an_account(as_, cast):
    """The administrator reads the same for an address of another client as for a new one."""
    ada = as_("ada")
    answers = [
        ada.post("/people/invite/", {"name": "N", "email": email, "role": "setter"}, follow=True)
        for email in ("otto@other.test", "nobody@other.test")
    ]
    assert [answer.redirect_chain for answer in answers] == [[("/people/", 302)]] * 2
    assert Invitation.objects.open().count() == 2


def test_an_invitation_is_withdrawn(as_, cast, invited):
    invitation, link = invited
    assert as_("ada").post(f"/people/invitations/{invitation.pk}/revoke/").status_code == 302
    assert open_link(link).status_code == 410


def test_another_clients_invitation_is_not_there(as_, cast, invited):
    invitation, _link = invited
    cast.bea = factories.person("Bea", (cast.b, Role.ADMINISTRATOR))
    bea = as_("bea")
    assert "nina@new.test" not in bea.get("/people/").content.decode()
    assert bea.post(f"/people/invitations/{invitation.pk}/revoke/").status_code == 404
    invitation.refresh_from_db()
    assert invitation.revoked_at is None
