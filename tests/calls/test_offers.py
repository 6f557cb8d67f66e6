"""The reasons that the desk offers: the client's own list, in its order, and what only the campaign asks."""

import pytest

from calls.card import Desk
from leads.models import HandOff, ReturnReason
from office import clock
from tests.leads.test_reasons import named


@pytest.fixture
def offered(cast, enrolled, dialled):
    """What sam's desk offers for an outcome."""

    def look(code):
        card = Desk.of(cast.sam).card
        return next(each.offers for each in card.dispositions if each.code == code)

    enrolled()
    dialled()
    return look


USUAL = ["No need", "Too expensive", "Has a supplier", "No time for this", "Does not decide"]


def test_before_the_client_has_a_list_the_campaigns_own_stands(dispositions, offered):
    assert offered("not-interested") == USUAL and offered("not-now") == []


def test_the_clients_list_is_offered_in_its_order(cast, dispositions, offered):
    ReturnReason.add(cast.a, by=cast.mia, kind="permanent", label="Too small", position=0)
    assert offered("not-interested") == ["Too small", *USUAL]
    assert offered("not-now") == ["No budget yet", "A contract still runs", "Decides later"]


def test_what_is_retired_or_said_otherwise_now_is_not_offered_in_its_old_words(cast, dispositions, offered):
    named(cast.a, "No need").retire(by=cast.mia)
    named(cast.a, "Too expensive").reword(by=cast.mia, label="Over budget")
    assert offered("not-interested") == ["Over budget", *USUAL[2:]]


def test_what_only_the_campaign_asks_stays(cast, dispositions, offered):
    dispositions["not-interested"].reasons += ["Only cold rooms"]
    dispositions["not-interested"].save()
    ReturnReason.lay(cast.a)
    assert offered("not-interested") == [*USUAL, "Only cold rooms"]


def test_not_now_keeps_the_reason_that_was_chosen(as_, cast, dispositions, enrolled, dialled):
    ReturnReason.lay(cast.a)
    enrolled()
    attempt = dialled()
    told = {"disposition": "not-now", "months": "3", "reason": "No budget yet"}
    sam = as_("sam")
    assert "No budget yet" in sam.get("/desk/").content.decode()
    sam.post(f"/desk/calls/{attempt.pk}/log/", told)
    back = HandOff.objects.get()
    assert (back.why, back.label) == (named(cast.a, "No budget yet"), "No budget yet")
    assert (back.return_on - clock.today("Europe/Athens")).days == 92


def test_not_now_without_one_is_the_usual_not_now(cast, dispositions, enrolled, dialled):
    enrolled()
    day = clock.today("Europe/Athens").replace(month=12)
    dialled().log(dispositions["not-now"], by=cast.sam, return_on=day)
    assert HandOff.objects.get().why == named(cast.a, "Not now")


@pytest.mark.parametrize(
    ("code", "label"), [("wrong-number", "Wrong number"), ("do-not-call", "Do not call")]
)  # fmt: skip
def test_what_needs_no_choice_finds_its_reason(cast, dispositions, enrolled, dialled, code, label):
    enrolled()
    dialled().log(dispositions[code], by=cast.sam)
    assert HandOff.objects.get().why == named(cast.a, label)


def test_a_reason_that_needs_a_note_is_said_on_the_desk(as_, cast, dispositions, enrolled, dialled):
    named(cast.a, "No need").reword(by=cast.mia, label="No need", needs_note=True)
    enrolled()
    attempt = dialled()
    told = {"disposition": "not-interested", "reason": "No need", "notes": ""}
    answer = as_("sam").post(f"/desk/calls/{attempt.pk}/log/", told, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "word of explanation" in answer.content.decode()
    assert not HandOff.objects.exists()
