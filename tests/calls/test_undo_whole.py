"""Undo, measured: every row of every table stands after it as it stood before the outcome, but for the history.

What an outcome wrote is never deleted where it tells a story: it stays, called off. So each table says what a row looks
like that does nothing any more, and every row that came since must look like that.
"""

from datetime import date, timedelta
from functools import cache

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from pghistory.models import Event

from appointments.models import Wish
from appointments.wanted import Stretch
from calls import queue
from calls.models import CadencePlan, CallAttempt, Callback, MailTemplate, Person
from calls.models.waitlist import sweep_waitlist
from leads.models import Activity, Enrollment, HandOff, Lead, Priority, ReturnReason, Suppression
from leads.states import Stage
from office import clock
from office.models import Message, Refused
from tests import factories

HISTORY = {"leads.Activity", "pghistory.Context", "pghistory.Events"}
HISTORY |= {"appointments.FairnessEntry"}  # append-only: what is undone gets a contrary line (test_fairness)
# What the call itself leaves, whatever is undone: it took place, and it says when its outcome was taken back.
OF_THE_CALL = {"undone_at", "ended_at", "state"}
DEAD = {
    "calls.Callback": {"state": "void"},
    "calls.InfoMail": {"undone_at": lambda value: value is not None},
    "leads.HandOff": {"state": "void"},
    "leads.Suppression": {"lifted_at": lambda value: value is not None},
    "leads.MailLink": {"expires_at": lambda value: value <= clock.now()},
    "office.Message": {"state": "void"},
    "appointments.Appointment": {"state": "cancelled"},
    "appointments.CalendarBlock": {"state": "released"},
    "appointments.Wish": {"state": "undone"},
    "appointments.Assignment": {"ended_at": lambda value: value is not None},
}
SOON, NEXT_WEEK = factories.MONDAY + timedelta(hours=2), factories.MONDAY + timedelta(days=7)
OUTCOMES = {
    "no-answer": {},
    "voicemail": {},
    "busy": {},
    "call-back": {"callback_at": SOON, "tolerance": 15},
    "qualified": {"callback_at": SOON},
    "not-interested": {"reason": "No need"},
    "wrong-number": {},
    "do-not-call": {},
    "not-now": {"return_on": date(2027, 2, 23)},
    "booked": {},
    "waitlist": {},
    "right-person": {"person": Person("Xenia", "Xenou", "+306911111111", "Buyer", "xenia@aegean.example")},
}
MORE = {
    "a vague callback": ("call-back", {"slots": ((NEXT_WEEK, NEXT_WEEK + timedelta(hours=2)),)}),
    "a mail": ("call-back", {"callback_at": SOON, "mail": True}),
    "a mail to another address": ("call-back", {"callback_at": SOON, "mail": True, "mail_to": "new@aegean.example"}),
    "the right number": ("wrong-number", {"number": "+30 691 222 2222"}),
    "the same number for the right person": ("right-person", {"person": Person("Xenia", "Xenou")}),
}  # fmt: skip


@cache
def ours() -> dict[str, type[Model]]:
    """Every table of ours without the history, and its model."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if model._meta.app_label in ("office", "leads", "appointments", "calls", "reports")
        and not issubclass(model, Event)
        and model._meta.label not in HISTORY
        and model._meta.managed
    }


def rows() -> dict[str, dict[int, dict[str, object]]]:
    """Every row of ours, by model and primary key; without the history. One question finds the tables that hold any."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in ours()))
        filled = {table for (table,) in cursor.fetchall()}
    found: dict[str, dict[int, dict[str, object]]] = {model._meta.label: {} for model in ours().values()}
    for model in (model for table, model in ours().items() if table in filled):
        values = model._base_manager.values(*(field.attname for field in model._meta.concrete_fields))
        found[model._meta.label] = {row[model._meta.pk.attname]: row for row in values}
    return found


def must_be_whole(before, attempt):
    """Nothing that stood before is gone or different; nothing that came since does anything."""
    for label, now in rows().items():
        was = before[label]
        if label == "calls.Draft":
            continue  # its text is asked for by itself
        assert set(was) - set(now) == set(), f"{label}: rows are gone"
        for pk, row in now.items():
            if pk not in was:
                assert label in DEAD, f"{label} {row}: came and stayed"
                for name, dead in DEAD[label].items():
                    assert dead(row[name]) if callable(dead) else row[name] == dead, f"{label} {row}"
                continue
            changed = {name for name in row if row[name] != was[pk][name]}
            allowed = OF_THE_CALL if label == "calls.CallAttempt" and pk == attempt.pk else set()
            if label == "appointments.CalendarBlock" and row["state"] == "released":
                allowed = {"state", "hold_until", "appointment"}  # the setter's own hold: the time is free again
            assert changed <= allowed, f"{label}: {[(name, was[pk][name], row[name]) for name in changed]}"


@pytest.fixture
def template(cast, campaign):
    made = MailTemplate.write(campaign, by=cast.mo, name="Brochure", subject="For {name}", body="Hello {first_name}.")
    made.approve(by=cast.mo)
    return made


@pytest.fixture
def scene(cast, campaign, enrolled, dialled, dispositions, held, template):
    """A lead with much about it: two numbers, an address, a kept promise, a track of mails, a colleague with the same
    number, a suppression that ends. Dialled, and about to get its outcome."""

    def stage(code, told):
        ReturnReason.lay(cast.a)
        company = factories.company(cast.a, "Aegean Cold")
        made = enrolled("+306900000001", "+306900000002", email="helen@aegean.example", company=company)
        twin = enrolled("+306900000002", "+306900000003")
        with clock.frozen(clock.now() - timedelta(hours=1)):
            Callback.promise(made, at=factories.MONDAY, by=cast.sam, note="as promised")
        Suppression.put(
            "+306900000002", client=cast.a, source="letter", by=cast.mo, until=clock.now() + timedelta(days=9)
        )
        Enrollment.objects.filter(pk=twin.pk).update(next_number="+306900000002")
        Message.write(
            client=cast.a, key="nurture:77:mail", to="helen@aegean.example", subject="x", body="x", due_at=clock.now()
        )
        attempt = dialled()
        assert attempt.enrollment == made
        told = dict(told)
        if code == "booked":
            told["hold"] = held(attempt).token
        if code == "waitlist":
            kind = campaign.meeting_kinds.first()
            told["wish"] = {"kind": kind, "windows": [Stretch((3,), 540, 1080)], "until": date(2026, 12, 31)}
        if told.get("mail"):
            told["mail"] = template.pk
        return attempt, told

    return stage


def outcomes():
    yield from ((code, code, told) for code, told in OUTCOMES.items())
    yield from ((name, code, told) for name, (code, told) in MORE.items())


CASES = [pytest.param(code, told, id=name) for name, code, told in outcomes()]


@pytest.mark.parametrize(("code", "told"), CASES)
def test_all_rows_stand_as_they_stood(cast, scene, dispositions, code, told):
    attempt, told = scene(code, told)
    before, lines = rows(), Activity.objects.count()
    attempt.log(dispositions[code], by=cast.sam, notes="What I heard", **told)
    assert rows() != before
    clock.advance(timedelta(seconds=30))
    attempt.undo(by=cast.sam)
    must_be_whole(before, attempt)
    assert Activity.objects.count() >= lines or code == "right-person"
    assert CallAttempt.objects.owed().get() == attempt


@pytest.mark.parametrize(("code", "told"), CASES)
def test_twice_given_and_twice_undone(cast, scene, dispositions, held, code, told):
    attempt, told = scene(code, told)
    before = rows()
    for _turn in range(2):
        if code == "booked":
            told["hold"] = factories.held(
                attempt.enrollment, attempt.enrollment.campaign.meeting_kinds.first(), cast.sam
            ).token
        attempt.log(dispositions[code], by=cast.sam, **told)
        attempt.undo(by=cast.sam)
    with pytest.raises(Refused, match="minute is over"):
        attempt.undo(by=cast.sam)
    if code != "booked":
        must_be_whole(before, attempt)
    assert not Message.objects.unsent().exclude(key="nurture:77:mail").exists()


@pytest.mark.parametrize(("code", "told"), CASES)
def test_nothing_happens_to_the_outside_before_the_minute_is_over(cast, scene, dispositions, mailoutbox, code, told):
    attempt, told = scene(code, told)
    Message.objects.about("nurture").void()
    attempt.log(dispositions[code], by=cast.sam, **told)
    clock.advance(timedelta(seconds=59))
    Message.objects.sweep()
    HandOff.objects.sweep()
    assert mailoutbox == []
    assert not HandOff.objects.carried().to_team("marketing").exists()
    assert attempt.may_undo
    offered = queue.claim(cast.sue)
    assert offered is None or offered.lead != attempt.lead
    attempt.undo(by=cast.sam)
    clock.advance(timedelta(minutes=5))
    Message.objects.sweep()
    assert mailoutbox == []


@pytest.fixture
def freed(cast, campaign, enrolled, dialled, dispositions):
    """On the line with a lead for whom a time came free."""
    ReturnReason.lay(cast.a)
    kind = factories.bookable(campaign, cast.rita)
    factories.wish(enrolled(), kind, cast.sam)
    Wish.objects.update(passed=[])
    clock.advance(timedelta(minutes=2))
    assert sweep_waitlist() == 1
    return dialled(), kind


@pytest.mark.parametrize("code", [*OUTCOMES])
def test_a_wish_that_is_offered_a_time_stands_as_it_stood(cast, freed, dispositions, code):
    attempt, kind = freed
    told = dict(OUTCOMES[code])
    if code == "booked":
        told["hold"] = factories.held(attempt.enrollment, kind, cast.sam).token
    if code == "waitlist":
        told["wish"] = {"kind": kind, "windows": [Stretch((3,), 540, 1080)], "until": date(2026, 12, 31)}
    before = rows()
    attempt.log(dispositions[code], by=cast.sam, **told)
    assert not Wish.objects.offered().exists()
    attempt.undo(by=cast.sam)
    must_be_whole(before, attempt)
    assert Wish.objects.offered().count() == 1


def test_after_the_minute_everything_goes_out(cast, scene, dispositions, mailoutbox):
    attempt, told = scene("call-back", {"callback_at": SOON, "mail": True})
    Message.objects.about("nurture").void()
    attempt.log(dispositions["call-back"], by=cast.sam, **told)
    clock.advance(timedelta(seconds=60))
    assert not attempt.may_undo
    Message.objects.sweep()
    assert [mail.to for mail in mailoutbox] == [["helen@aegean.example"]]
    with pytest.raises(Refused, match="minute is over"):
        attempt.undo(by=cast.sam)


def test_a_mail_that_is_just_leaving_makes_the_outcome_stand(cast, scene, dispositions):
    """The sweep was first: then nothing at all is undone, not even what still could be."""
    attempt, told = scene("call-back", {"callback_at": SOON, "mail": True})
    attempt.log(dispositions["call-back"], by=cast.sam, **told)
    before = rows()
    mail = Message.objects.about("infomail").get()
    Message.objects.filter(pk=mail.pk).update(sent_at=clock.now(), state="running")
    with pytest.raises(Refused, match="has left already"):
        attempt.undo(by=cast.sam)
    Message.objects.filter(pk=mail.pk).update(sent_at=None, state="due")
    assert rows() == before


def test_a_worker_that_took_the_mail_a_moment_ago_does_not_send_it(cast, scene, dispositions, mailoutbox):
    attempt, told = scene("call-back", {"callback_at": SOON, "mail": True})
    attempt.log(dispositions["call-back"], by=cast.sam, **told)
    mail = Message.objects.about("infomail").get()
    Message.objects.filter(pk=mail.pk).update(due_at=clock.now())
    taken = Message.objects.all().take(mail.pk)
    attempt.undo(by=cast.sam)
    taken.run()
    assert mailoutbox == []
    assert Message.objects.get(pk=mail.pk).state == "void"


def test_nobody_else_undoes_it(cast, scene, dispositions):
    attempt, told = scene("do-not-call", {})
    attempt.log(dispositions["do-not-call"], by=cast.sam)
    before = rows()
    with pytest.raises(Refused, match="minute is over"):
        attempt.undo(by=cast.sue)
    assert rows() == before


def test_a_lead_that_was_taken_up_again_stays_so(cast, campaign, scene, dispositions):
    attempt, told = scene("not-interested", {"reason": "No need"})
    attempt.log(dispositions["not-interested"], by=cast.sam, **told)
    attempt.lead.enroll(campaign, by=cast.mo)
    with pytest.raises(Refused, match="taken up again"):
        attempt.undo(by=cast.sam)


def test_a_lead_that_a_colleague_has_by_now_stays_theirs(cast, scene, dispositions):
    attempt, told = scene("busy", {})
    attempt.log(dispositions["busy"], by=cast.sam)
    Enrollment.objects.locked(attempt.enrollment_id).hold(cast.sue)
    with pytest.raises(Refused, match="colleague has this lead"):
        attempt.undo(by=cast.sam)


def test_the_right_person_who_was_called_already_stays(cast, scene, dispositions):
    attempt, told = scene("right-person", OUTCOMES["right-person"])
    attempt.log(dispositions["right-person"], by=cast.sam, **told)
    other = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    assert other.lead.last_name == "Xenou"
    with pytest.raises(Refused, match="was called already"):
        attempt.undo(by=cast.sam)
    attempt.refresh_from_db()
    assert attempt.outcome == "right_person"


def test_undo_closes_the_right_person_who_was_offered(cast, scene, dispositions):
    attempt, told = scene("right-person", OUTCOMES["right-person"])
    leads = Lead.objects.count()
    attempt.log(dispositions["right-person"], by=cast.sam, **told)
    assert queue.claim(cast.sam).lead.last_name == "Xenou"
    attempt.undo(by=cast.sam)
    assert queue.claim(cast.sam) == attempt.enrollment
    assert Lead.objects.count() == leads


@pytest.mark.parametrize(
    ("first", "then"), [("no-answer", "do-not-call"), ("do-not-call", "busy"), ("not-interested", "call-back")]
)
def test_during_the_next_call_the_outcome_is_said_anew(cast, scene, dispositions, first, then):
    attempt, _told = scene(first, {})
    attempt.log(dispositions[first], by=cast.sam, notes="Hm", **OUTCOMES[first])
    clock.advance(timedelta(seconds=61))
    clock.advance(timedelta(seconds=-30))
    factories.enrolled(attempt.enrollment.campaign, cast.mia)
    on_call = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    attempt.amend(dispositions[then], by=cast.sam, **OUTCOMES[then])
    assert (attempt.disposition, attempt.notes) == (dispositions[then], "Hm")
    assert queue.claim(cast.sam) == on_call.enrollment
    listed = Suppression.objects.in_force(clock.now()).against(["+306900000001"]).exists()
    assert listed == (then == "do-not-call")
    assert attempt.may_undo


def test_said_anew_is_refused_whole(cast, scene, dispositions):
    attempt, _told = scene("no-answer", {})
    attempt.log(dispositions["no-answer"], by=cast.sam)
    before = rows()
    with pytest.raises(Refused, match="Say when"):
        attempt.amend(dispositions["call-back"], by=cast.sam)
    assert rows() == before


def test_a_minute_counts_from_before_what_the_outcome_wrote(cast, scene, dispositions):
    """Nothing that an outcome posts is due while it can still be undone."""
    attempt, told = scene("call-back", {"callback_at": SOON, "mail": True})
    attempt.log(dispositions["call-back"], by=cast.sam, **told)
    assert Message.objects.about("infomail").get().due_at >= attempt.logged_at + timedelta(seconds=60)


def test_the_lead_is_kept_from_others_for_the_minute(cast, campaign, scene, dispositions):
    """However short the campaign's waits are, and although the promise is anyone's in half a minute."""
    CadencePlan.set(campaign, by=cast.mo, max_attempts=9, minimum_gap=0, otherwise=0)
    dispositions["busy"].change(by=cast.mo, waits=[0])
    attempt, _told = scene("busy", {})
    soon = {"callback_at": clock.now() + timedelta(seconds=20), "anyone": True}
    for code, told in (("busy", {}), ("call-back", soon)):
        attempt.log(dispositions[code], by=cast.sam, **told)
        attempt.enrollment.refresh_from_db()
        assert attempt.enrollment.call_after >= attempt.logged_at + timedelta(seconds=60)
        assert not Callback.objects.open().of(cast.sue).exists()
        attempt.undo(by=cast.sam)


def test_the_measure_would_notice(cast, scene, dispositions):
    """A test that cannot fail is none: one row that stays is found."""
    attempt, _told = scene("no-answer", {})
    before = rows()
    attempt.log(dispositions["no-answer"], by=cast.sam)
    attempt.undo(by=cast.sam)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_enrollment SET rank = 7 WHERE id = %s", [attempt.enrollment_id])
    with pytest.raises(AssertionError, match="rank"):
        must_be_whole(before, attempt)


def test_stage_and_priority_are_the_usual_words(scene, dispositions, cast):
    attempt, told = scene("qualified", OUTCOMES["qualified"])
    attempt.log(dispositions["qualified"], by=cast.sam, **told)
    attempt.enrollment.refresh_from_db()
    assert (attempt.enrollment.stage, attempt.enrollment.priority) == (Stage.QUALIFIED, Priority.CALLBACK)
