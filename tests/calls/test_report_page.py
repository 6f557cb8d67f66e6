"""The page where results are keyed in: codes, keys, what an outcome needs, errors at the field, undo."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from calls.models import CallAttempt, Callback, Disposition
from leads.models import Answer, HandOff
from office import clock
from tests import factories

ATHENS = ZoneInfo("Europe/Athens")


@pytest.fixture
def row(enrolled, printed):
    enrolled(first_name="Helen", last_name="Papadaki", zones=("Europe/London",), country="GB")
    made = printed().rows.get()
    clock.advance(timedelta(hours=2))
    return made


@pytest.fixture
def key_in(as_, row):
    def keyed(outcome, who="sam", code=None, **said):
        return as_(who).post(reverse("calls:report"), {"code": code or row.code, "outcome": outcome, **said})

    return keyed


def errors(answer):
    assert answer.status_code == 422
    return {name: str(said[0]) for name, said in answer.context["form"].errors.items()}


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("key", "said", "outcome"),
    [
        ("1", {}, "no-answer"),
        ("2", {}, "voicemail"),
        ("3", {}, "busy"),
        ("4", {"when": "25/11 10:30"}, "call-back"),
        ("5", {"reason": "2"}, "not-interested"),
        ("6", {}, "wrong-number"),
        ("7", {}, "do-not-call"),
        ("8", {"return_on": "3"}, "not-now"),
        ("b", {"notes": "Wed 10:30"}, "call-back"),
        ("B", {}, "call-back"),
        ("β", {}, "call-back"),
    ],
)
def test_every_key(row, key_in, key, said, outcome):
    answer = key_in(key, **said)
    assert answer.status_code == 302 and answer.url == reverse("calls:report")
    row.refresh_from_db()
    assert row.attempt.disposition.code == outcome


def test_a_callback_is_on_the_leads_clock(key_in):
    key_in("4", when="25/11 10:30")
    assert Callback.objects.open().get().at == datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("Europe/London"))


def test_a_bare_hour_is_the_first_one_after_the_call(key_in):
    key_in("4", when="17:00", called_at="12:20")
    assert Callback.objects.open().get().at == datetime(2026, 11, 23, 17, 0, tzinfo=ZoneInfo("Europe/London"))


def test_a_day_or_months_to_come_back(row, key_in):
    key_in("8", return_on="3")
    assert HandOff.objects.of_lead(row.lead).get().return_on == date(2027, 2, 23)


@pytest.mark.parametrize(
    ("typed", "kept"), [("2", "Too expensive"), ("Their brother sells it", "Their brother sells it")]
)
def test_a_reason_by_its_number_or_in_words(row, key_in, typed, kept):
    key_in("5", reason=typed)
    row.refresh_from_db()
    assert row.attempt.reason == kept


def test_the_time_is_on_the_setters_clock(row, key_in):
    key_in("1", called_at="1215")
    row.refresh_from_db()
    assert row.attempt.started_at == datetime(2026, 11, 23, 12, 15, tzinfo=ATHENS)


def test_ticks_are_answers(campaign, row, key_in):
    factories.question(campaign, "Decides?", asked_from=row.sheet.made_at)
    factories.question(
        campaign,
        "Problem?",
        options=[{"label": "Bill", "points": 1}, {"label": "Failures", "points": 2}],
        asked_from=row.sheet.made_at,
    )
    factories.question(campaign, "Sites?", kind="number", options=[], asked_from=row.sheet.made_at)
    factories.question(campaign, "Budget?", asked_from=row.sheet.made_at)
    key_in("1", answers="-2 - 1")
    given = {str(answer.question): answer.value for answer in Answer.objects.of_pass(row.enrollment)}
    assert given == {"Problem?": "Failures", "Budget?": "Yes"}
    assert Answer.objects.of_pass(row.enrollment)[0].by == row.sheet.setter


def test_the_undo_takes_ticks_back_to_what_was_answered_before(cast, campaign, row, key_in, as_):
    known, new = (
        factories.question(campaign, "Decides?", asked_from=row.sheet.made_at),
        factories.question(campaign, "Budget?", asked_from=row.sheet.made_at),
    )
    Answer.give(row.enrollment, known, "No", by=cast.sam)
    key_in("1", answers="11")
    row.refresh_from_db()
    as_("sam").post(reverse("calls:unreport", args=[row.attempt_id]))
    assert {a.question: a.value for a in Answer.objects.of_pass(row.enrollment)} == {known: "No"}
    assert new.answers.count() == 0


@pytest.mark.parametrize(
    ("field", "said", "sentence"),
    [
        ("code", {"code": "47-12X"}, "not the code of a row"),
        ("code", {"code": "hello"}, "not the code of a row"),
        ("outcome", {"outcome": "0"}, "No outcome has this key. There are: 1 No answer, 2 Voicemail"),
        ("outcome", {"outcome": ""}, "This field is required"),
        ("when", {"outcome": "4"}, "Say when to call back"),
        ("when", {"outcome": "4", "when": "soon"}, "This was not understood: “soon”"),
        ("when", {"outcome": "4", "when": "32/11 10:00"}, "This was not understood"),
        ("reason", {"outcome": "5"}, "Say the reason"),
        ("reason", {"outcome": "5", "reason": "9"}, "This was not understood"),
        ("return_on", {"outcome": "8"}, "Say when the lead comes back"),
        ("return_on", {"outcome": "8", "return_on": "soon"}, "This was not understood"),
        ("called_at", {"called_at": "25:00"}, "This was not understood"),
        ("called_at", {"called_at": "23:59"}, "still to come"),
        ("called_at", {"called_at": "11:00"}, "not made yet"),
        ("answers", {"answers": "7"}, "This was not understood"),
        ("answers", {"answers": "x"}, "This was not understood"),
        ("answers", {"answers": "11"}, "There is only 1 question"),
        ("__all__", {"outcome": "8", "return_on": "2026-11-23"}, "must be in the future"),
    ],
)  # fmt: skip
def test_an_error_stands_at_its_field_and_nothing_is_written(campaign, row, as_, field, said, sentence):
    factories.question(campaign, "Decides?", asked_from=row.sheet.made_at)
    answer = as_("sam").post(reverse("calls:report"), {"code": row.code, "outcome": "1", **said})
    told = errors(answer)
    assert list(told) == [field] and sentence in told[field]
    assert not CallAttempt.objects.exists()
    for name, text in said.items():
        assert not text or f'value="{text}"' in answer.content.decode(), f"{name} is kept"


def test_keyed_in_twice(row, key_in):
    key_in("1")
    clock.advance(timedelta(minutes=1))
    assert "keyed in already: No answer, by Sam at 14:00" in errors(key_in("3"))["code"]
    assert CallAttempt.objects.count() == 1


def test_only_ones_own_rows_and_a_managers(row, key_in):
    assert errors(key_in("1", who="sue")) == {"code": "No row of yours has this code."}
    assert key_in("1", who="mo").status_code == 302
    row.refresh_from_db()
    assert (row.attempt.setter.name, row.reported_by.name) == ("Sam", "Mo")


def test_a_row_of_another_client_is_none(cast, other_campaign, key_in):
    factories.enrolled(other_campaign, cast.olga)
    sheet = other_campaign.call_sheets.model.print(
        other_campaign, setter=cast.oscar, by=cast.oscar, day=date(2026, 11, 23), count=1
    )
    theirs = sheet.rows.get()
    for who in ("sam", "mo"):
        assert errors(key_in("1", who=who, code=theirs.code)) == {"code": "No row of yours has this code."}
    theirs.refresh_from_db()
    assert theirs.attempt is None


@pytest.mark.parametrize("who", ["mia", "rita", "vic", "ada"])
def test_not_for_others(key_in, who):
    assert key_in("1", who=who).status_code == 404


# --- what the code shows ------------------------------------------------------------------------


def echo(as_, code, who="sam"):
    return words(as_(who).get(reverse("calls:row"), {"code": code}))


def test_the_lead_is_shown_as_soon_as_its_code_is_typed(campaign, row, as_):
    factories.question(campaign, "Decides?", asked_from=row.sheet.made_at)
    shown = echo(as_, row.code.lower().replace("-", ""))
    for told in ("Helen Papadaki", "London", "No answer", "1. Decides?", 'data-outcome="4" data-needs="when"'):
        assert told in shown, told


def test_what_is_wrong_with_a_code_is_said_at_once(row, key_in, as_):
    assert "not the code of a row" in echo(as_, "47-12X")
    assert "No row of yours" in echo(as_, row.code, who="sue")
    key_in("1")
    assert "Keyed in already: No answer, by Sam at 14:00" in echo(as_, row.code)


def test_it_shows_the_keys_of_that_rows_campaign(campaign, row, as_):
    Disposition.objects.of_campaign(campaign).filter(code="busy").update(key="y", label="Line engaged")
    assert "Line engaged" in echo(as_, row.code) and 'data-outcome="y"' in echo(as_, row.code)


# --- what was keyed in last, and the way back -----------------------------------------------------


def test_the_last_ones_are_shown_with_their_undo_for_a_minute(row, key_in, as_):
    key_in("1")
    browser = as_("sam")
    shown = words(browser.get(reverse("calls:report")))
    assert row.code in shown and "Helen Papadaki" in shown and "Next try" in shown
    row.refresh_from_db()
    undo = reverse("calls:unreport", args=[row.attempt_id])
    assert undo in shown
    clock.advance(timedelta(seconds=61))
    assert undo not in words(browser.get(reverse("calls:report")))
    assert "minute is over" in words(browser.post(undo, follow=True))
    assert CallAttempt.objects.count() == 1


def test_undo(row, key_in, as_):
    key_in("7")
    row.refresh_from_db()
    browser = as_("sam")
    answer = browser.post(reverse("calls:unreport", args=[row.attempt_id]), follow=True)
    assert answer.status_code == 200 and "Keyed in last" not in words(answer)
    row.refresh_from_db()
    assert row.attempt is None and not CallAttempt.objects.exists()


def test_nobody_elses_undo(row, key_in, as_):
    key_in("1")
    row.refresh_from_db()
    for who in ("mo", "sue", "otto"):
        assert as_(who).post(reverse("calls:unreport", args=[row.attempt_id])).status_code == 404
    assert CallAttempt.objects.count() == 1


def test_the_desks_own_undo_also_takes_it_back(row, key_in, as_):
    """Who goes to the desk within the minute sees the toast of the last outcome: it must work, and open nothing."""
    key_in("1")
    row.refresh_from_db()
    browser = as_("sam")
    browser.post(reverse("calls:undo", args=[row.attempt_id]))
    assert not CallAttempt.objects.exists()
    assert browser.get(reverse("calls:desk")).context["desk"].card is None


def test_what_happened_meanwhile_is_said(cast, row, key_in, as_):
    row.enrollment.refresh_from_db()
    row.enrollment.become("nurture")
    key_in("1")
    assert "has moved on meanwhile" in words(as_("sam").get(reverse("calls:report")))


def test_a_call_outside_the_hours_is_said(row, key_in, as_):
    clock.advance(timedelta(hours=9))
    key_in("1", called_at="23:00")
    assert "the managers are told" in words(as_("sam").get(reverse("calls:report")))


def test_as_a_fragment_where_scripts_run(row, as_):
    saved = as_("sam").post(reverse("calls:report"), {"code": row.code, "outcome": "1"}, headers={"HX-Request": "true"})
    assert saved.status_code == 200 and "<html" not in saved.content.decode()
    assert "Keyed in last" in words(saved) and f'value="{row.code}"' not in words(saved)


def test_names_and_notes_are_text(row, key_in, as_):
    key_in("1", notes="<script>alert(1)</script>")
    assert "<script>alert" not in words(as_("sam").get(reverse("calls:report")))
