"""Undo and the sweeps at the same instant, each on a connection of its own: one of them wins, and the other knows."""

from datetime import timedelta

import pytest

from calls import queue
from calls.models import CallAttempt, Callback, Disposition, InfoMail
from leads.models import HandOff, Lead
from office import clock
from office.models import Message, Refused
from tests import factories
from tests.test_races import together  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 12


@pytest.fixture
def scene(cast, campaign):
    """A call that sam has just logged, with a mail and a callback; its mail is due now, as at the end of the minute."""
    laid = {made.code: made for made in Disposition.lay(campaign)}
    template = factories.info_mail(campaign, cast.mo)

    def log(code="call-back", **told):
        factories.enrolled(campaign, cast.mia, email="helen@aegean.example")
        attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
        if code == "call-back":
            told = {"callback_at": clock.now() + timedelta(hours=2), "mail": template.pk}
        attempt.log(laid[code], by=cast.sam, **told)
        Message.objects.about("infomail").unsent().update(due_at=clock.now())
        HandOff.objects.of_lead(attempt.lead).update(due_at=clock.now())
        return attempt

    return log


def end(attempt):
    """Free the desk for the next turn."""
    attempt.refresh_from_db()
    Callback.objects.of_pass(attempt.enrollment).open().void()
    enrollment = type(attempt.enrollment).objects.get(pk=attempt.enrollment_id)
    if attempt.disposition is None:
        attempt.log(
            Disposition.objects.get(campaign=enrollment.campaign, code="not-interested"), by=attempt.setter, reason="x"
        )
    elif enrollment.ended_at is None:
        enrollment.become("disqualified")


def test_the_mail_leaves_or_the_outcome_is_undone_never_both(cast, scene, together, mailoutbox):  # noqa: F811
    undone = 0
    for _turn in range(TURNS):
        attempt = scene()
        mailoutbox.clear()

        def race(who, attempt=attempt):
            if who == "sweep":
                return Message.objects.sweep()
            try:
                attempt.undo(by=cast.sam)
            except Refused:
                return "stands"
            return "undone"

        _swept, said = together(race, ["sweep", "undo"])
        attempt.refresh_from_db()
        mail = InfoMail.objects.of_lead(attempt.lead).get()
        assert len(mailoutbox) == (said == "stands")
        assert (mail.undone_at is not None) == (said == "undone") == (attempt.disposition is None)
        undone += said == "undone"
        end(attempt)
    assert 0 <= undone <= TURNS


def test_a_return_is_carried_or_called_off_never_both(cast, scene, together):  # noqa: F811
    for _turn in range(TURNS):
        attempt = scene("not-interested", reason="No need")

        def race(who, attempt=attempt):
            if who == "sweep":
                return HandOff.objects.sweep()
            try:
                attempt.undo(by=cast.sam)
            except Refused:
                return "stands"
            return "undone"

        _swept, said = together(race, ["sweep", "undo"])
        back = HandOff.objects.of_lead(attempt.lead).latest("pk")
        assert (back.carried_at is not None) == (said == "stands")
        assert (back.state == "void") == (said == "undone")
        end(attempt)


def test_pressed_twice_at_once_it_is_undone_once(cast, scene, together):  # noqa: F811
    attempt = scene()

    def undo(_turn):
        try:
            CallAttempt.objects.get(pk=attempt.pk).undo(by=cast.sam)
        except Refused as refusal:
            return refusal.sentence
        return ""

    said = together(undo, range(3))
    assert sorted(said)[0] == "" and all("minute is over" in sentence for sentence in sorted(said)[1:])
    assert CallAttempt.objects.owed().get() == attempt


def test_two_setters_name_the_same_right_person(cast, campaign, together):  # noqa: F811
    """Each makes or finds a lead; nobody is called by two."""
    from calls.models import Person

    laid = {made.code: made for made in Disposition.lay(campaign)}
    calls = []
    for setter in (cast.sam, cast.sue):
        factories.enrolled(campaign, cast.mia)
        calls.append(CallAttempt.dial(queue.claim(setter), by=setter))

    def say(attempt):
        attempt.log(laid["right-person"], by=attempt.setter, person=Person("Xenia", "Xenou", "+306912345678"))

    together(say, calls)
    held = {queue.claim(setter) and queue.claim(setter).next_number for setter in (cast.sam, cast.sue)}
    assert "+306912345678" in held and (None in held or len(held) == 1)
    assert Lead.objects.filter(last_name="Xenou").count() in (1, 2)
