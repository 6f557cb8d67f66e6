"""The desk as a page: claim, dial, outcome, undo, skip, over HTTP, with and without scripts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt, Callback, Script, ScriptStep
from leads.models import Enquiry, Enrollment, HandOff, ProductAnswer
from office import clock
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sam(as_):
    return as_("sam")


@pytest.fixture
def script(campaign):
    made = Script.objects.create(client=campaign.client, campaign=campaign, state=Script.State.APPROVED)
    say = "Hi, is that {first_name}? It's {setter}.\n\nYou run {sites} sites."
    ScriptStep.objects.create(client=campaign.client, script=made, title="Open", say=say, hint="Smile", position=1)
    ScriptStep.objects.create(client=campaign.client, script=made, title="Close", say="Thanks.", position=2)
    return made


def post(browser, name, *args, **data):
    return browser.post(reverse(f"calls:{name}", args=args), data, headers=HTMX)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("when", {"disposition": "call-back", "when": "2026-11-20T10:00"}),
        ("when", {"disposition": "call-back", "when": "soon"}),
        ("number", {"disposition": "wrong-number", "number": "12"}),
        ("person_number", {"disposition": "right-person", "person_name": "Xenia Xenou", "person_number": "12"}),
        ("person_email", {"disposition": "right-person", "person_name": "Xenia Xenou", "person_email": "x"}),
        ("mail_to", {"disposition": "call-back", "when": "1", "mail": "1", "mail_to": "x"}),
        ("", {"disposition": "booked"}),
    ],
)
def test_a_refusal_names_its_field(sam, enrolled, dialled, dispositions, field, said):
    enrolled(email="h@fresh.example")
    answer = post(sam, "log", dialled().pk, **said)
    assert answer.status_code == 422 and f'sd-refused" role="alert" data-at="{field}"' in answer.content.decode()


def test_looking_claims_nothing(sam, enrolled, cast):
    made = enrolled()
    page = sam.get(reverse("calls:desk"))
    assert page.status_code == 200 and "Next lead" in page.content.decode()
    made.refresh_from_db()
    assert made.claimed_by is None


def test_the_next_lead_with_all_that_the_call_needs(sam, cast, campaign, enrolled, script):
    factories.question(campaign)
    made = enrolled(custom={"sites": "14"}, job_title="Operations director", city="Piraeus")
    shown = post(sam, "claim").content.decode()
    for words in (made.lead.name, "Operations director", "Takes part in the decision?", "open until 21:00", "1 of 6"):
        assert words in shown
    assert f"<mark>{made.lead.first_name}</mark>" in shown and "<mark>14</mark>" in shown
    assert '<bdi dir="ltr">+30 690' in shown
    made.refresh_from_db()
    assert made.claimed_by == cast.sam


def test_a_reload_shows_the_same_lead_and_owes_its_outcome(sam, cast, enrolled, dialled):
    made = enrolled()
    dialled()
    page = sam.get(reverse("calls:desk")).content.decode()
    assert made.lead.name in page and "sd-call" in page
    assert queue.claim(cast.sam) == made


def test_dial_writes_the_row(sam, cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    assert post(sam, "dial", made.pk).status_code == 200
    assert CallAttempt.objects.of_pass(made).get().number == made.next_number


def test_a_refused_dial_says_why_and_when(sam, cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    with clock.frozen(clock.now().replace(hour=19)):
        answer = post(sam, "dial", made.pk)
    assert answer.status_code == 422 and "they open" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_an_outcome_answers_with_the_next_lead_and_an_undo(sam, cast, enrolled, dialled, dispositions):
    first, second = enrolled(), enrolled()
    attempt = dialled()
    shown = post(sam, "log", attempt.pk, disposition="no-answer", notes="Rang").content.decode()
    assert second.lead.name in shown and f"No answer – {first.lead.name}" in shown
    assert reverse("calls:undo", args=[attempt.pk]) in shown
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.notes) == ("not_reached", "Rang")


def test_outcome_to_next_lead_in_twelve_queries(sam, cast, campaign, enrolled, dialled, dispositions, script):
    """Statements that ask or write; the frame of a transaction (SAVEPOINT, here for BEGIN) is not one."""
    for position in range(5):
        factories.question(campaign, text=f"Question {position}?", position=position)
    made = [enrolled(email="a@b.example", custom={"sites": "3"}) for _ in range(3)]
    for turn in range(2):
        attempt = dialled()
        with CaptureQueriesContext(connection) as asked:
            answer = post(sam, "log", attempt.pk, disposition="no-answer", notes="x")
        assert made[turn + 1].lead.name in answer.content.decode()
    statements = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12, "\n".join(statements)


@pytest.mark.parametrize(
    ("code", "told", "outcome"),
    [
        ("voicemail", {}, "not_reached"),
        ("busy", {}, "not_reached"),
        ("call-back", {"when": "2"}, "call_back"),
        ("call-back", {"when": "2026-11-24T11:30", "anyone": "1"}, "call_back"),
        ("not-interested", {"reason": "No need"}, "not_a_fit"),
        ("wrong-number", {}, "bad_number"),
        ("do-not-call", {}, "do_not_call"),
        ("not-now", {"months": "3"}, "not_now"),
        ("not-now", {"return_on": "2027-01-15"}, "not_now"),
    ],
)
def test_every_outcome_by_its_form(sam, enrolled, dialled, dispositions, code, told, outcome):
    enrolled()
    attempt = dialled()
    assert post(sam, "log", attempt.pk, disposition=code, **told).status_code == 200
    attempt.refresh_from_db()
    assert attempt.outcome == outcome


def test_a_typed_time_is_read_on_the_leads_clock(sam, cast, enrolled, dialled, dispositions):
    made = enrolled(zones=("Europe/London",), country="GB")
    post(sam, "log", dialled().pk, disposition="call-back", when="2026-11-24T11:30")
    assert Callback.objects.of_pass(made).get().at == clock.now().replace(day=24, hour=11, minute=30)


def test_a_date_months_ahead(sam, enrolled, dialled, dispositions):
    enrolled()
    attempt = dialled()
    post(sam, "log", attempt.pk, disposition="not-now", months="3")
    assert str(HandOff.objects.of_lead(attempt.lead).get().return_on) == "2027-02-23"


def test_booking_by_the_desks_form(sam, cast, enrolled, dialled, dispositions, held):
    enrolled(email="helen@fresh.example")
    attempt = dialled()
    block = held(attempt)
    answer = post(
        sam, "log", attempt.pk, disposition="booked", hold=block.token, place="video", email="helen@fresh.example"
    )
    assert answer.status_code == 200
    assert attempt.enrollment.appointments.get().rep == cast.rita


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"disposition": "not-interested"}, "reason"),
        ({"disposition": "call-back", "when": "nonsense"}, "not a time"),
        ({"disposition": "booked"}, "Choose a time"),
        ({"disposition": "nothing"}, "no such outcome"),
    ],
)
def test_a_refused_outcome_keeps_the_lead_and_says_why(sam, cast, enrolled, dialled, dispositions, told, words):
    made = enrolled()
    attempt = dialled()
    answer = post(sam, "log", attempt.pk, **told)
    assert answer.status_code == 422
    assert words in answer.content.decode() and made.lead.name in answer.content.decode()


def test_undo_brings_the_lead_back(sam, cast, enrolled, dialled, dispositions):
    made, other = enrolled(), enrolled()
    attempt = dialled()
    post(sam, "log", attempt.pk, disposition="do-not-call")
    shown = post(sam, "undo", attempt.pk).content.decode()
    assert made.lead.name in shown and other.lead.name not in shown
    assert Enrollment.objects.claimed_by(cast.sam).get() == made


def test_undo_too_late_says_so(sam, enrolled, dialled, dispositions):
    enrolled()
    attempt = dialled()
    post(sam, "log", attempt.pk, disposition="busy")
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        answer = post(sam, "undo", attempt.pk)
    assert answer.status_code == 422 and "minute is over" in answer.content.decode()


def test_the_undo_survives_a_reload(sam, enrolled, dialled, dispositions):
    enrolled()
    attempt = dialled()
    post(sam, "log", attempt.pk, disposition="busy")
    assert reverse("calls:undo", args=[attempt.pk]) in sam.get(reverse("calls:desk")).content.decode()
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        assert reverse("calls:undo", args=[attempt.pk]) not in sam.get(reverse("calls:desk")).content.decode()


def test_skip_with_a_reason_shows_the_next(sam, cast, enrolled):
    first, second = enrolled(), enrolled()
    queue.claim(cast.sam)
    assert second.lead.name in post(sam, "skip", first.pk, reason="known").content.decode()
    line = first.lead.activities.newest().first()
    assert line.kind == "skipped" and line.details["reason"] == "known"
    assert queue.claim(cast.sue) is None


@pytest.mark.parametrize("reason", ["", "because"])
def test_no_skip_without_a_reason(sam, cast, enrolled, reason):
    made = enrolled()
    queue.claim(cast.sam)
    assert post(sam, "skip", made.pk, reason=reason).status_code == 422
    assert queue.claim(cast.sam) == made


def test_what_was_dialled_cannot_be_skipped(sam, enrolled, dialled):
    made = enrolled()
    dialled()
    assert post(sam, "skip", made.pk, reason="known").status_code == 422


def test_an_empty_queue_says_why(sam, enrolled):
    enrolled(zones=("America/Los_Angeles",), country="US")
    shown = post(sam, "claim").content.decode()
    assert "1 is outside its calling hours" in shown and "the next opens" in shown


def test_events_of_the_provider(sam, enrolled, dialled):
    enrolled()
    attempt = dialled()
    for kind in ("answer", "ring", "end", "end"):
        assert post(sam, "event", attempt.pk, kind=kind).status_code == 204
    attempt.refresh_from_db()
    assert attempt.state == "ended" and attempt.answered_at
    assert post(sam, "event", attempt.pk, kind="explode").status_code == 422


def test_answers_and_their_verdict(sam, cast, campaign, enrolled):
    asked = factories.question(campaign)
    made = enrolled()
    queue.claim(cast.sam)
    assert "can be booked" in post(sam, "answer", made.pk, question=asked.pk, value="Yes").content.decode()
    assert "not a fit" in post(sam, "answer", made.pk, question=asked.pk, value="No").content.decode()
    assert "0 of 1" in post(sam, "answer", made.pk, question=asked.pk, value="").content.decode()
    assert post(sam, "answer", made.pk, question=asked.pk, value="Perhaps").status_code == 422


def test_what_the_lead_asked(sam, cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    assert "What does it cost?" in post(sam, "ask", made.pk, text="What does it cost?").content.decode()
    assert Enquiry.objects.of_lead(made.lead).get().by == cast.sam


def test_the_queue_beside_it(sam, cast, enrolled):
    made = enrolled()
    promised = enrolled()
    with clock.frozen(clock.now() - timedelta(hours=1)):
        Callback.promise(promised, at=clock.now() + timedelta(minutes=58), by=cast.sam)
    shown = sam.get(reverse("calls:queue")).content.decode()
    assert shown.index(promised.lead.name) < shown.index(made.lead.name)
    assert "Promised for 11:58 by you" in shown


def test_my_callbacks(sam, cast, enrolled):
    mine, hers = enrolled(), enrolled()
    promise = Callback.promise(mine, at=clock.now() + timedelta(hours=2), by=cast.sam, note="After lunch")
    Callback.promise(hers, at=clock.now() + timedelta(hours=2), by=cast.sue)
    shown = sam.get(reverse("calls:callbacks")).content.decode()
    assert mine.lead.name in shown and "After lunch" in shown and hers.lead.name not in shown
    assert sam.post(reverse("calls:take", args=[promise.pk])).status_code == 302
    assert queue.claim(cast.sam) == mine


@pytest.mark.parametrize("act", ["claim", "dial", "log", "undo", "skip"])
def test_without_scripts_every_act_leads_back_to_the_desk(sam, cast, enrolled, dispositions, act):
    made, _other = enrolled(), enrolled()
    queue.claim(cast.sam)
    told = {"skip": {"reason": "other"}, "log": {"disposition": "busy"}}.get(act, {})
    pk = made.pk
    if act in ("log", "undo"):
        attempt = CallAttempt.dial(made, by=cast.sam)
        pk = attempt.pk
        if act == "undo":
            attempt.log(dispositions["busy"], by=cast.sam)
    answer = sam.post(reverse(f"calls:{act}", args=[pk] if act != "claim" else []), told)
    assert answer.status_code == 302 and answer.url == reverse("calls:desk")


def test_the_heartbeat_and_a_lead_that_is_gone(sam, cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    assert post(sam, "beat").status_code == 204
    Enrollment.objects.claimed_by(cast.sam).released()
    assert queue.claim(cast.sue) == made
    assert post(sam, "beat").status_code == 410


@pytest.mark.parametrize("name", ["dial", "skip", "draft", "answer", "ask"])
def test_a_colleagues_lead_is_not_there(as_, cast, enrolled, name):
    made = enrolled()
    queue.claim(cast.sam)
    assert post(as_("sue"), name, made.pk).status_code == 404


@pytest.mark.parametrize("name", ["log", "undo", "event"])
def test_a_colleagues_call_is_not_there(as_, enrolled, dialled, name):
    enrolled()
    assert post(as_("sue"), name, dialled().pk).status_code == 404


@pytest.mark.parametrize("person", ["rita", "mia", "mo", "vic", "otto"])
def test_the_desk_is_the_setters(as_, person):
    assert as_(person).get(reverse("calls:desk")).status_code == 404


def test_the_campaigns_prepared_answers_are_at_hand_and_no_other_campaigns(sam, cast, campaign, enrolled):
    other = factories.campaign(cast.a, cast.mo, "Other")
    ProductAnswer.write(campaign, by=cast.mo, question="What does it cost?", answer="From 49 pounds.")
    ProductAnswer.write(other, by=cast.mo, question="Is it blue?", answer="No.")
    enrolled()
    shown = post(sam, "claim").content.decode()
    assert "What does it cost?" in shown and "From 49 pounds." in shown
    assert "Is it blue?" not in shown
