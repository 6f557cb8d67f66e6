"""Django's admin: staff look things up, of their own clients only, and change nothing."""

import pytest
from django.contrib import admin
from django.urls import reverse

from office.models import Message, User
from tests import factories, world
from tests.sampling import some


@pytest.fixture
def ada(as_, cast):
    """The administrator of client a, who may open the back office; both clients have a world."""
    for side in world.sides(cast):
        world.things(side)
    User.objects.filter(pk=cast.ada.pk).update(is_staff=True)
    return as_("ada")


def page(model, kind="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def nouns(name):
    """A third of all in the ordinary run; what is tried with them picks which."""
    return some(name, sorted(admin.site._registry, key=lambda model: model._meta.label), one_in=3)


def test_every_noun_can_be_looked_at(ada):
    assert len(admin.site._registry) > 40
    for model in nouns("looked at"):
        answer = ada.get(page(model))
        assert answer.status_code == 200, model
        for row in answer.context["cl"].result_list[:1]:
            assert ada.get(page(model, "change", row.pk)).status_code == 200, model


def test_another_clients_rows_are_not_there(ada, cast):
    rows = 0
    for model in nouns("another client's"):
        for row in ada.get(page(model)).context["cl"].queryset:
            rows += 1
            assert getattr(row, "client_id", cast.a.pk) == cast.a.pk, model
    assert rows > 10
    theirs = factories.lead(cast.b, cast.oscar)
    assert ada.get(page(type(theirs), "change", theirs.pk)).status_code == 302
    assert "otto@other.test" not in ada.get(page(User)).content.decode()


def test_staff_find_it_from_the_teams_page_and_others_read_nothing_of_it(ada, cast):
    assert b'href="/admin/"' in ada.get("/people/").content
    User.objects.filter(pk=cast.ada.pk).update(is_staff=False)
    assert b'href="/admin/"' not in ada.get("/people/").content


def test_nothing_can_be_changed(ada, cast):
    for model in nouns("changed"):
        assert ada.get(page(model, "add")).status_code == 403, model
        assert ada.post(page(model), {"action": "delete_selected", "_selected_action": 1}).status_code in {200, 302}
    assert ada.post(page(User, "change", cast.sam.pk), {"name": "Changed"}).status_code == 403
    assert ada.post(page(User, "delete", cast.sam.pk), {"post": "yes"}).status_code == 403
    cast.sam.refresh_from_db()
    assert cast.sam.name == "Sam"


def test_secrets_are_not_shown(ada, cast):
    message = next(each for each in Message.objects.of_client(cast.a) if "/invitation/" in each.body)
    assert (
        message.body.split("/invitation/")[1].split()[0]
        not in ada.get(page(Message, "change", message.pk)).content.decode()
    )
    assert cast.sam.password not in ada.get(page(User, "change", cast.sam.pk)).content.decode()


def test_the_log_in_is_the_houses_own(cast, client):
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")


def test_who_is_not_staff_is_refused(as_, cast):
    assert as_("mo").get(reverse("admin:index")).status_code in {302, 403}
