"""An administrator gives roles, takes them away, and shuts people out."""

import pytest

from office.models import Membership, Refused, Role, User
from tests import factories


def roles(user):
    return sorted(Membership.objects.of(user).values_list("role", flat=True))


def test_the_page_shows_my_people_only(as_, cast):
    page = as_("ada").get("/people/").content.decode()
    assert "sam@demo.test" in page
    assert "otto@other.test" not in page


def test_a_role_is_given(as_, cast):
    as_("ada").post(f"/people/{cast.sam.pk}/assign/", {"role": "rep"})
    assert roles(cast.sam) == ["rep", "setter"]


def test_with_one_client_nobody_is_asked_which(as_, cast):
    page = as_("ada").get(f"/people/{cast.sam.pk}/").content.decode()
    assert 'type="hidden" name="client"' in page
    assert "Client" not in page


def test_a_role_at_another_client_cannot_be_given_by_a_foreign_id(as_, cast):
    factories.person("Ann", (cast.a, Role.ADMINISTRATOR), (cast.b, Role.MANAGER))
    cast.ann = User.objects.get(name="Ann")
    answer = as_("ann").post(f"/people/{cast.sam.pk}/assign/", {"role": "rep", "client": cast.b.pk})
    assert answer.status_code == 422
    assert roles(cast.sam) == ["setter"]


def test_only_who_runs_the_client_gives_and_takes_roles(cast):
    with pytest.raises(Refused):
        cast.sam.assign(cast.a, Role.ADMINISTRATOR, by=cast.mo)
    with pytest.raises(Refused):
        Membership.objects.of(cast.sam).get().unassign(by=cast.mo)
    assert roles(cast.sam) == ["setter"]


def test_a_role_is_taken_away(as_, cast):
    held = Membership.objects.of(cast.sam).get()
    as_("ada").post(f"/people/roles/{held.pk}/unassign/")
    assert roles(cast.sam) == []
    assert as_("sam").get("/me/").status_code == 404


def test_the_last_administrator_stays(as_, cast):
    held = Membership.objects.of(cast.ada).get()
    page = as_("ada").post(f"/people/roles/{held.pk}/unassign/", follow=True).content.decode()
    assert "Somebody has to be the administrator" in page
    assert roles(cast.ada) == ["administrator"]


def test_an_administrator_who_is_shut_out_does_not_count(cast):
    second = factories.person("Ben", (cast.a, Role.ADMINISTRATOR))
    second.disable(by=cast.ada)
    with pytest.raises(Refused):
        Membership.objects.of(cast.ada).get().unassign(by=cast.ada)


def test_shutting_out_ends_every_session_for_good(as_, cast):
    sams = as_("sam")
    assert sams.get("/me/").status_code == 200
    as_("ada").post(f"/people/{cast.sam.pk}/disable/")
    assert sams.get("/me/").status_code == 302
    as_("ada").post(f"/people/{cast.sam.pk}/enable/")
    assert sams.get("/me/").status_code == 302, "the old session must not live again"
    cast.sam.refresh_from_db()
    assert cast.sam.is_active
    assert as_("sam").get("/me/").status_code == 200


def test_nobody_shuts_themselves_out(as_, cast):
    page = as_("ada").post(f"/people/{cast.ada.pk}/disable/", follow=True).content.decode()
    assert "You cannot shut yourself out" in page
    cast.ada.refresh_from_db()
    assert cast.ada.is_active


def test_who_also_works_for_others_is_not_shut_out_here(cast):
    both = factories.person("Bo", (cast.a, Role.SETTER), (cast.b, Role.SETTER))
    with pytest.raises(Refused, match="also works for others"):
        both.disable(by=cast.ada)
    both.refresh_from_db()
    assert both.is_active


def test_a_person_without_roles_here_is_not_shut_out_here(cast):
    """A superuser of the house, or somebody of another client: not in the administrator's hands."""
    root = User.objects.create_superuser("root@demo.test", "correct-horse-battery", name="Root")
    root.join(cast.a, Role.MANAGER)
    with pytest.raises(Refused):
        root.disable(by=cast.ada)


def test_another_clients_person_is_not_there(as_, cast):
    held = Membership.objects.of(cast.otto).get()
    ada = as_("ada")
    assert ada.get(f"/people/{cast.otto.pk}/").status_code == 404
    for act in (
        f"/people/{cast.otto.pk}/disable/",
        f"/people/{cast.otto.pk}/assign/",
        f"/people/roles/{held.pk}/unassign/",
    ):
        assert ada.post(act, {"role": "rep"}).status_code == 404
    cast.otto.refresh_from_db()
    assert cast.otto.is_active
    assert roles(cast.otto) == ["manager"]


def test_names_are_shown_as_text(as_, cast):
    User.objects.filter(pk=cast.sam.pk).update(name="<script>alert(1)</script>")
    page = as_("ada").get("/people/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
