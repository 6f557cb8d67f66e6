"""A client's own reasons for a return: laid, matched, reworded, retired; and its rules for coming back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leads.models import HandOff, ReturnReason, ReturnRules
from leads.models.returnreason import USUAL, Kind, Offered
from leads.states import Stage
from office import clock
from office.models import Refused, Role
from tests import factories


def words(client, kind=Kind.PERMANENT):
    return [reason.label for reason in ReturnReason.lay(client) if reason.kind == kind and not reason.retired_at]


def given(campaign, by, **told):
    enrollment = factories.enrolled(campaign, by, queue={"attempts": 1})
    told = {"stage": Stage.DISQUALIFIED, "reason": "permanent", "by": by} | told
    return HandOff.give_back(enrollment, **told)


def named(client, label):
    return next(reason for reason in ReturnReason.lay(client) if reason.label == label)


def test_the_usual_reasons_are_laid_once_in_the_language_of_the_client(cast):
    cast.b.language = "el"
    cast.b.save()
    assert len(ReturnReason.lay(cast.a)) == len(ReturnReason.lay(cast.a)) == len(USUAL)
    assert words(cast.a)[:2] == ["No need", "Too expensive"]
    assert words(cast.b)[1] != "Too expensive" and len(words(cast.b)) == len(words(cast.a))
    assert {reason.kind for reason in ReturnReason.lay(cast.a)} == set(Kind)


def test_a_list_that_was_emptied_by_retiring_is_not_laid_again(cast):
    for reason in ReturnReason.lay(cast.a):
        reason.retire(by=cast.mia)
    assert words(cast.a) == [] and len(ReturnReason.lay(cast.a)) == len(USUAL)


@pytest.mark.parametrize("said", ["Too expensive", "too EXPENSIVE", " Too  expensive "])
def test_a_return_finds_the_clients_reason_by_its_words(cast, campaign, said):
    back = given(campaign, cast.sam, label=said)
    assert (back.why, back.label) == (named(cast.a, "Too expensive"), said)


def test_words_of_nobodys_list_are_kept_as_they_were_said(cast, campaign):
    back = given(campaign, cast.sam, label="My brother sells these")
    assert (back.why, back.label, back.reason) == (None, "My brother sells these", "permanent")


def test_the_same_words_under_another_kind_are_another_reason(cast, campaign):
    assert given(campaign, cast.sam, reason="data", label="Too expensive").why is None


def test_a_reason_of_the_house_is_found_by_its_code_whatever_the_language_of_the_setter(cast, campaign):
    reason = named(cast.a, "Not reached")
    reason.reword(by=cast.mia, label="Never picks up")
    back = given(campaign, None, stage=Stage.EXHAUSTED, label="Δεν απάντησε", code="not-reached")
    assert (back.why, back.label) == (reason, "Never picks up")


def test_old_returns_keep_the_old_words_and_stay_counted(cast, campaign):
    old = given(campaign, cast.sam, label="No need")
    named(cast.a, "No need").reword(by=cast.mia, label="Sees no use")
    new, by_old_words = (given(campaign, cast.sam, label=label) for label in ("Sees no use", "No need"))
    old.refresh_from_db()
    assert [each.label for each in (old, new, by_old_words)] == ["No need", "Sees no use", "No need"]
    assert {each.why for each in (old, new, by_old_words)} == {named(cast.a, "Sees no use")}


def test_a_retired_reason_is_not_matched_but_what_was_given_stays(cast, campaign):
    old = given(campaign, cast.sam, label="No need")
    named(cast.a, "No need").retire(by=cast.mia)
    assert given(campaign, cast.sam, label="No need").why is None
    old.refresh_from_db()
    assert old.why.label == "No need"


def test_two_of_the_same_words_are_refused_also_by_the_database(cast):
    with pytest.raises(Refused, match="these words already"):
        ReturnReason.add(cast.a, by=cast.mia, kind="permanent", label="no NEED")
    with pytest.raises(Refused, match="these words already"):
        named(cast.a, "No need").reword(by=cast.mia, label="Too expensive")
    with pytest.raises(IntegrityError, match="reason_once"), transaction.atomic():
        ReturnReason.objects.create(client=cast.a, kind="permanent", label="No NEED")
    ReturnReason.add(cast.a, by=cast.mia, kind="temporary", label="No need")
    ReturnReason.add(cast.b, by=cast.olga, kind="permanent", label="Only here")


def test_a_reason_that_needs_a_note_is_refused_without_one(cast, campaign):
    ReturnReason.add(cast.a, by=cast.mia, kind="permanent", label="Bad fit", needs_note=True)
    with pytest.raises(Refused, match="word of explanation"):
        given(campaign, cast.sam, label="bad fit")
    assert given(campaign, cast.sam, label="bad fit", note="Two employees").why.label == "Bad fit"


def test_what_the_house_sets_by_itself_never_needs_a_note(cast):
    reason = named(cast.a, "Not reached")
    with pytest.raises(IntegrityError, match="note_only_where_offered"), transaction.atomic():
        ReturnReason.objects.filter(pk=reason.pk).update(needs_note=True)


# --- The page -----------------------------------------------------------------------------------


def test_marketing_adds_a_reason(as_, cast):
    told = {"client": cast.a.pk, "kind": "temporary", "label": "Moves house", "offered": "call", "position": 3}
    mia = as_("mia")
    assert mia.post(reverse("leads:reasons"), told).status_code == 302
    assert "Moves house" in mia.get(reverse("leads:reasons")).content.decode()
    again = mia.post(reverse("leads:reasons"), told)
    assert again.status_code == 422 and "these words already" in again.content.decode()


def test_a_reason_that_nobody_chooses_cannot_ask_for_a_note(as_, cast):
    told = {"client": cast.a.pk, "kind": "data", "label": "By itself", "offered": "", "position": 1, "needs_note": "on"}
    answer = as_("mia").post(reverse("leads:reasons"), told)
    assert answer.status_code == 422 and "cannot ask for a note" in answer.content.decode()


def test_no_reason_for_another_client(as_, cast):
    told = {"client": cast.b.pk, "kind": "data", "label": "Smuggled", "offered": "call", "position": 1}
    assert as_("mia").post(reverse("leads:reasons"), told).status_code == 422
    assert not ReturnReason.objects.filter(label="Smuggled").exists()


def test_marketing_rewords_and_retires(as_, cast):
    reason, mia = named(cast.a, "No need"), as_("mia")
    page = reverse("leads:reason", args=[reason.pk])
    assert "No need" in mia.get(page).content.decode()
    told = {"label": "Sees no use", "offered": "call", "position": 9}
    assert mia.post(page, told).status_code == 302
    refused = mia.post(page, {**told, "label": "Too expensive"})
    assert refused.status_code == 422 and "these words already" in refused.content.decode()
    reason.refresh_from_db()
    assert (reason.label, reason.formerly, reason.position) == ("Sees no use", ["No need"], 9)
    mia.post(reverse("leads:retire_reason", args=[reason.pk]))
    assert "Sees no use" not in words(cast.a)
    assert mia.get(page).status_code == 404


# --- The rules ----------------------------------------------------------------------------------


def test_a_client_without_rules_lets_leads_come_back_at_once(cast, campaign):
    rules, ended = ReturnRules.of(cast.a), factories.enrolled(campaign, cast.sam)
    ended.number = 99
    assert not rules.is_spent(ended) and rules.first_day(ended) == clock.today("Europe/Athens")


def test_the_rest_is_counted_in_days_of_the_campaigns_clock(cast, campaign):
    ended = factories.enrolled(campaign, cast.sam)
    ended.ended_at = clock.now().replace(hour=23)  # the next day in Athens
    assert ReturnRules(client=cast.a, cool_down=7).first_day(ended) == clock.today("UTC") + timedelta(days=8)


def test_a_manager_sets_the_rules_and_an_administrator_sees_them(as_, cast):
    page = reverse("leads:return_rules", args=[cast.a.pk])
    mo = as_("mo")
    assert mo.post(page, {"max_passes": 3, "cool_down": 30}).status_code == 302
    assert mo.post(page, {"max_passes": "", "cool_down": 14}).status_code == 302
    rules = ReturnRules.objects.get()
    assert (rules.max_passes, rules.cool_down, rules.client) == (None, 14, cast.a)
    assert 'value="14"' in as_("ada").get(page).content.decode()


@pytest.mark.parametrize("told", [{"max_passes": 0, "cool_down": 1}, {"max_passes": 3, "cool_down": -1}])
def test_rules_that_make_no_sense_are_said_at_their_field(as_, cast, told):
    assert as_("mo").post(reverse("leads:return_rules", args=[cast.a.pk]), told).status_code == 422
    assert not ReturnRules.objects.exists()


def test_nobody_sets_the_rules_of_another_client(as_, cast):
    page = reverse("leads:return_rules", args=[cast.b.pk])
    assert as_("mo").post(page, {"max_passes": 1, "cool_down": 0}).status_code == 404
    cast.mo.join(cast.b, Role.SETTER)
    assert as_("mo").get(page).status_code == 404


@pytest.mark.parametrize("offered", list(Offered))
def test_each_usual_reason_is_offered_somewhere_or_set_by_the_house(cast, offered):
    found = ReturnReason.objects.of_client(cast.a)
    ReturnReason.lay(cast.a)
    assert found.offered_on(offered).exists()
