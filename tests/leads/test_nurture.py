"""A lead in a nurture track: a mail when its day and hour have come, never twice, out at once, and back at the end."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from leads.models import (
    Activity,
    Enrollment,
    HandOff,
    LeadList,
    MailBar,
    NurtureStep,
    NurtureTrack,
    Nurturing,
    Priority,
    SendingHours,
    Suppression,
)  # fmt: skip
from leads.models.nurturings import End
from leads.states import Stage
from office import clock
from office.models import Job, Message, Notice, Refused
from tests import factories

TUESDAY = factories.MONDAY + timedelta(days=1)


@pytest.fixture
def track(cast):
    return factories.track(cast.a, cast.mia, "First {first_name}", "Second", end_days=3)


@pytest.fixture
def handoff(cast, campaign):
    company = factories.company(cast.a, "Aegean Foods")
    return factories.returned(campaign, cast.sam, first_name="Helen", email="helen@example.com", company=company)


@pytest.fixture
def nurturing(cast, track, handoff):
    return Nurturing.put_in([handoff], track, by=cast.mia)[0]


def run(at=None):
    """All sweeps at an instant."""
    with clock.frozen(at or clock.now()):
        Nurturing.objects.sweep()
        Message.objects.sweep()


def subjects():
    return [each.subject for each in mail.outbox]


def days(count):
    return factories.MONDAY + timedelta(days=count)


def lines(lead, what):
    told = Activity.objects.of_lead(lead).filter(kind="nurtured").order_by("pk")
    return [each.details for each in told if each.details["what"] == what]


# --- The mails -----------------------------------------------------------------------------------


def test_each_mail_leaves_on_its_day_once(nurturing):
    run()
    assert subjects() == []
    for day in (1, 1, 2, 2, 3):
        run(days(day))
    assert subjects() == ["First Helen", "Second"]
    assert mail.outbox[0].to == ["helen@example.com"]
    assert mail.outbox[0].body.startswith("Hello Helen,\n\nhow is Aegean Foods?\n\n-- \nAegean Cold Stores\n")
    nurturing.refresh_from_db()
    assert (nurturing.mails, nurturing.step.subject, nurturing.ended_at) == (2, "Second", None)
    assert [each["subject"] for each in lines(nurturing.lead, "sent")] == ["First Helen", "Second"]


def test_the_mail_carries_the_ways_out_and_the_ways_to_answer(nurturing, settings):
    settings.INBOUND_ADDRESS = "in@mail.example.com"
    run(TUESDAY)
    sent = mail.outbox[0].message()
    link = sent["List-Unsubscribe"].split(">")[0].strip("<")
    word = sent["Message-ID"].strip("<>").split("@")[0]
    assert link.startswith("http://127.0.0.1:8000/u/") and link in mail.outbox[0].body
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Reply-To"] == f"in+{word}@mail.example.com"
    assert f"<mailto:in+{word}@mail.example.com?subject=unsubscribe>" in sent["List-Unsubscribe"]
    kept = Message.objects.get()
    assert kept.message_id == sent["Message-ID"] and word.startswith(f"{kept.client_id}.")
    assert link not in kept.body + kept.link + str(kept.headers), "the way out is kept by its hash only"


def test_without_an_address_for_answers_there_is_still_the_way_out(nurturing):
    run(TUESDAY)
    sent = mail.outbox[0].message()
    assert sent["Reply-To"] is None and "mailto" not in sent["List-Unsubscribe"]


def test_a_mail_waits_for_the_hours_of_the_reader(cast, campaign, track):
    handoff = factories.returned(campaign, cast.sam, zones=("America/New_York",))
    Nurturing.put_in([handoff], track, by=cast.mia)
    run(TUESDAY)
    assert subjects() == []
    run(datetime(2026, 11, 24, 12, 59, tzinfo=UTC))
    assert subjects() == []
    run(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))  # eight in New York
    assert len(subjects()) == 1


def test_a_client_has_its_own_hours(cast, nurturing):
    SendingHours.keep(client=cast.a, days=[6], opens=time(10), closes=time(11), by=cast.mia)
    run(days(5))
    assert subjects() == []
    run(datetime(2026, 11, 29, 8, 30, tzinfo=UTC))
    assert len(subjects()) == 1


@pytest.mark.parametrize(("days", "opens", "closes"), [([], 8, 18), ([7], 8, 18), ([0], 18, 8), ([0], 8, 8)])
def test_hours_that_never_come_are_refused(cast, days, opens, closes):
    with pytest.raises(Refused):
        SendingHours.keep(client=cast.a, days=days, opens=time(opens), closes=time(closes), by=cast.mia)


def test_a_lead_without_a_word_gets_no_gap(cast, campaign, track):
    Nurturing.put_in([factories.returned(campaign, cast.sam, first_name="")], track, by=cast.mia)
    run(TUESDAY)
    assert subjects() == ["First"] and "Hello,\n\nhow is?" in mail.outbox[0].body


def test_a_lead_s_name_is_text_and_no_header(cast, campaign, track):
    evil = "Helen\r\nBcc: all@example.com {company}"
    Nurturing.put_in([factories.returned(campaign, cast.sam, first_name=evil)], track, by=cast.mia)
    run(TUESDAY)
    sent = mail.outbox[0].message()
    assert sent["Bcc"] is None and sent["Subject"] == "First Helen Bcc: all@example.com {company}"


# --- Who may be put in ---------------------------------------------------------------------------


def test_many_are_put_in_together(cast, campaign, track):
    chosen = [factories.returned(campaign, cast.sam) for _each in range(3)]
    assert len(Nurturing.put_in(chosen, track, by=cast.mia)) == 3
    assert {each.by for each in Nurturing.objects.all()} == {cast.mia}


def test_all_or_none(cast, campaign, track, handoff):
    silent = factories.returned(campaign, cast.sam, email="")
    with pytest.raises(Refused, match="no e-mail address"):
        Nurturing.put_in([handoff, silent], track, by=cast.mia)
    assert not Nurturing.objects.exists()


def test_once_at_a_time(cast, nurturing, track):
    with pytest.raises(Refused, match="in a track already"):
        Nurturing.put_in([nurturing.handoff], track, by=cast.mia)
    told = {"lead": nurturing.lead, "track": track, "handoff": nurturing.handoff, "client": cast.a}
    with pytest.raises(IntegrityError, match="one_open_nurturing"), transaction.atomic():
        Nurturing.objects.create(by=cast.mia, **told)


def test_not_into_a_track_without_mails_or_one_that_is_off(cast, handoff, track):
    with pytest.raises(Refused, match="no mails"):
        Nurturing.put_in([handoff], factories.track(cast.a, cast.mia), by=cast.mia)
    track.change(by=cast.mia, is_on=False)
    with pytest.raises(Refused, match="off"):
        Nurturing.put_in([handoff], track, by=cast.mia)


def test_not_into_another_client_s_track(cast, handoff):
    with pytest.raises(Refused, match="another client"):
        Nurturing.put_in([handoff], factories.track(cast.b, cast.olga, "Hi"), by=cast.mia)


@pytest.mark.parametrize(
    "how", ["suppressed", "unsubscribed", "bounced", "compliance", "brought back", "closed", "worked"]
)
def test_who_may_not_get_mail_is_not_put_in(cast, campaign, track, handoff, how):
    lead = handoff.lead
    match how:
        case "suppressed":
            Suppression.put(lead.email, client=cast.a, source="asked", by=cast.mo)
        case "unsubscribed":
            MailBar.put(lead.email.upper(), client=cast.a, why="asked", evidence="x")
        case "bounced":
            MailBar.put(lead.email, client=cast.a, why="bounced", evidence="x")
        case "compliance":
            HandOff.objects.update(reason="compliance")
        case "brought back":
            handoff.bring_back(by=cast.mia)
        case "closed":
            handoff.close(by=cast.mia)
        case "worked":
            lead.enroll(campaign, by=cast.mia)
    with pytest.raises(Refused):
        Nurturing.put_in([HandOff.objects.get()], track, by=cast.mia)
    assert not Nurturing.objects.exists()


def test_a_no_to_another_client_is_no_no_to_this_one(cast, handoff, track):
    MailBar.put(handoff.lead.email, client=cast.b, why="asked", evidence="x")
    assert Nurturing.put_in([handoff], track, by=cast.mia)


# --- Out at once ---------------------------------------------------------------------------------


@pytest.mark.parametrize("why", [End.FORM, End.CALL, End.BY_HAND])
def test_out_at_once_and_what_is_unsent_is_called_off(cast, nurturing, why):
    with clock.frozen(TUESDAY):
        Nurturing.objects.sweep()
        assert Nurturing.lift_out(nurturing.lead, why, by=cast.sam)
        assert not Nurturing.lift_out(nurturing.lead, why), "twice is once"
    run(days(1))
    run(days(9))
    assert subjects() == [] and Message.objects.get().state == Job.State.VOID
    nurturing.refresh_from_db()
    assert (nurturing.end, nurturing.state) == (why, Job.State.VOID)
    assert [each["why"] for each in lines(nurturing.lead, "ended")] == [why]


def test_a_reply_makes_the_lead_hot_and_tells_marketing(cast, nurturing):
    Nurturing.lift_out(nurturing.lead, End.REPLY)
    current = Enrollment.objects.of_lead(nurturing.lead).current().get()
    assert (current.number, current.priority, current.stage) == (2, Priority.HOT, Stage.NEW)
    told = Notice.objects.get(user=cast.mia)
    assert "answered" in told.text and "among the first" in told.text
    assert not Notice.objects.to(cast.olga).exists(), "another client's marketing"


def test_a_reply_after_marketing_closed_the_return_only_tells(cast, nurturing):
    nurturing.handoff.close(by=cast.mia)
    Nurturing.lift_out(nurturing.lead, End.REPLY)
    assert Enrollment.objects.of_lead(nurturing.lead).count() == 1
    assert "queue" not in Notice.objects.get(user=cast.mia).text


@pytest.mark.parametrize("door", ["marketing", "verb", "list"])
def test_a_new_pass_by_any_door_ends_it(cast, campaign, nurturing, door):
    match door:
        case "marketing":
            nurturing.handoff.bring_back(by=cast.mia)
        case "verb":
            nurturing.lead.enroll(campaign, by=cast.sam)
        case "list":
            nurturing.lead.listed_on(LeadList.open(campaign=campaign, name="New", by=cast.mia), by=cast.mia)
    nurturing.refresh_from_db()
    assert nurturing.end == End.NEW_PASS
    run(days(3))
    assert subjects() == []


def test_the_return_s_own_day_ends_it(cast, campaign, track):
    enrollment = factories.enrolled(campaign, cast.sam, email="dora@example.com")
    day = clock.today("Europe/Athens") + timedelta(days=1)
    told = {"stage": Stage.NURTURE, "reason": "temporary", "return_on": day, "due_at": clock.now()}
    handoff = HandOff.give_back(enrollment, by=cast.sam, **told)
    HandOff.objects.sweep()
    handoff.refresh_from_db()
    made = Nurturing.put_in([handoff], track, by=cast.mia)[0]
    with clock.frozen(TUESDAY - timedelta(hours=3)):
        HandOff.objects.sweep()
    made.refresh_from_db()
    assert made.end == End.NEW_PASS


def test_a_pass_that_an_import_wrote_by_sql_ends_it_at_the_next_look(cast, campaign, nurturing):
    old = Enrollment.objects.of_lead(nurturing.lead)
    old.update(is_latest=False)
    Enrollment.objects.bulk_create(
        [
            Enrollment(
                client=cast.a,
                lead=nurturing.lead,
                campaign=campaign,
                number=2,
                window_class=nurturing.lead.window_class,
            )
        ]
    )
    run(TUESDAY)
    nurturing.refresh_from_db()
    assert subjects() == [] and (nurturing.end, nurturing.state) == (End.NEW_PASS, Job.State.DONE)


@pytest.mark.parametrize(
    ("how", "end"),
    [
        ("suppressed", End.SUPPRESSED),
        ("unsubscribed", End.UNSUBSCRIBED),
        ("bounced", End.BOUNCED),
        ("person", End.SUPPRESSED),
        ("no address", End.NO_ADDRESS),
    ],
)
def test_none_after_a_no(cast, nurturing, how, end):
    lead = nurturing.lead
    match how:
        case "suppressed":
            Suppression.put(lead.email, client=cast.a, source="asked", by=cast.mo)
        case "unsubscribed" | "bounced":
            MailBar.put(lead.email, client=cast.a, why="asked" if how == "unsubscribed" else "bounced", evidence="x")
        case "person":
            lead.suppress(by=cast.mo, source="asked", evidence="by letter")
        case "no address":
            lead.email = ""
            lead.save()
    run(TUESDAY)
    nurturing.refresh_from_db()
    assert subjects() == [] and nurturing.end == end


@pytest.mark.parametrize("how", ["suppressed", "unsubscribed", "person"])
def test_a_no_calls_off_the_mail_that_is_written_and_not_sent(cast, nurturing, how):
    with clock.frozen(TUESDAY):
        Nurturing.objects.sweep()
        assert Message.objects.get().state == Job.State.DUE
        match how:
            case "suppressed":
                Suppression.put(nurturing.lead.email, client=cast.a, source="asked", by=cast.mo)
            case "unsubscribed":
                MailBar.put(nurturing.lead.email, client=cast.a, why="asked", evidence="x")
            case "person":
                nurturing.lead.suppress(by=cast.mo, source="asked", evidence="by letter")
        Message.objects.sweep()
    assert subjects() == []


def test_a_suppression_of_another_client_leaves_the_mail_alone(cast, nurturing):
    with clock.frozen(TUESDAY):
        Nurturing.objects.sweep()
        Suppression.put(nurturing.lead.email, client=cast.b, source="asked", by=cast.otto)
        MailBar.put(nurturing.lead.email, client=cast.b, why="asked", evidence="x")
        Message.objects.sweep()
    assert len(subjects()) == 1


def test_a_no_to_mail_does_not_forbid_the_telephone(cast, campaign):
    from calls.gate import may_call

    enrollment = factories.enrolled(campaign, cast.sam, email="helen@example.com")
    MailBar.put("helen@example.com", client=cast.a, why="asked", evidence="x")
    assert may_call(enrollment, clock.now()).allowed
    Suppression.put("helen@example.com", client=cast.a, source="asked", by=cast.mo)
    assert not may_call(enrollment, clock.now()).allowed


def test_mail_is_allowed_again_with_evidence(cast, nurturing, track):
    lead = nurturing.lead
    MailBar.put(lead.email, client=cast.a, why="asked", evidence="x")
    bar = MailBar.objects.get()
    with pytest.raises(Refused, match="who allowed"):
        bar.lift(by=cast.mo, evidence="  ")
    bar.lift(by=cast.mo, evidence="Helen, by telephone")
    assert Nurturing.put_in([nurturing.handoff], track, by=cast.mia)
    assert Activity.objects.of_lead(lead).filter(kind="mail").newest()[0].details["what"] == "allowed"
    MailBar.put(lead.email, client=cast.a, why="asked", evidence="again")
    assert MailBar.objects.in_force().count() == 1


# --- The end -------------------------------------------------------------------------------------


def through():
    for day in range(1, 8):
        run(days(day))


@pytest.mark.parametrize("at_end", NurtureTrack.AtEnd.values)
def test_the_end_is_what_its_maker_wanted(cast, handoff, at_end):
    track = factories.track(cast.a, cast.mia, "Only", at_end=at_end, end_days=3)
    made = Nurturing.put_in([handoff], track, by=cast.mia)[0]
    run(days(1))
    run(days(3))
    assert not Nurturing.objects.get().ended_at, "three days for an answer"
    through()
    made.refresh_from_db()
    handoff.refresh_from_db()
    passes = list(Enrollment.objects.of_lead(handoff.lead).order_by("number").values_list("number", "priority"))
    came_back = (2, Priority.HOT) in passes
    wanted = {"reenter": (End.REENTERED, True), "stay": (End.STAYED, False), "close": (End.CLOSED, False)}
    assert (made.end, came_back) == wanted[at_end]
    assert (made.state, bool(handoff.accepted_at)) == (Job.State.DONE, at_end != "stay")
    assert len(subjects()) == 1 and len(lines(handoff.lead, "ended")) == 1


def test_who_cannot_come_back_stays_and_marketing_hears_why(cast, handoff):
    track = factories.track(cast.a, cast.mia, "Only", end_days=1)
    made = Nurturing.put_in([handoff], track, by=cast.mia)[0]
    run(days(1))
    handoff.close(by=cast.mo)
    through()
    made.refresh_from_db()
    assert made.end == End.STAYED and lines(made.lead, "ended")[0]["note"]
    assert "stays with marketing" in Notice.objects.get(user=cast.mia).text


# --- A track is changed --------------------------------------------------------------------------


def test_a_change_holds_from_the_next_mail_on(cast, nurturing, track):
    run(days(1))
    first, second = track.steps.standing()
    first.change(by=cast.mia, subject="Never seen")
    second.change(by=cast.mia, subject="Changed", wait_days=3)
    run(days(2))
    assert subjects() == ["First Helen"]
    run(days(4))
    assert subjects() == ["First Helen", "Changed"]


def test_a_shorter_wait_holds_at_once(cast, nurturing, track):
    run(days(1))
    track.steps.standing()[1].change(by=cast.mia, wait_days=0)
    run(days(1) + timedelta(minutes=1))
    assert subjects() == ["First Helen", "Second"]


def test_a_new_mail_in_front_is_not_sent_to_who_is_past_it(cast, nurturing, track):
    run(days(1))
    NurtureStep.write(track, by=cast.mia, position=1, wait_days=0, subject="Third", body="x")
    NurtureStep.write(track, by=cast.mia, position=0, wait_days=0, subject="Too late", body="x")
    through()
    assert subjects() == ["First Helen", "Third", "Second"]


def test_a_mail_that_is_retired_is_left_out(cast, nurturing, track):
    track.steps.standing()[0].retire(by=cast.mia)
    through()
    assert subjects() == ["Second"]


def test_a_track_that_is_off_pauses(cast, nurturing, track):
    track.change(by=cast.mia, is_on=False)
    run(days(1))
    assert subjects() == []
    with clock.frozen(days(4)):
        track.change(by=cast.mia, is_on=True)
    run(days(4))
    assert subjects() == ["First Helen"]


@pytest.mark.parametrize("text", ["Hello {firstname}", "{{ first_name }}", "{% now %}", "Hello {first_name", "a } b"])
def test_a_field_that_does_not_exist_is_refused_in_words(cast, track, text):
    with pytest.raises(Refused, match="is no merge field"):
        NurtureStep.write(track, by=cast.mia, subject="Hi", body=text)
    with pytest.raises(Refused, match="is no merge field"):
        track.steps.standing()[0].change(by=cast.mia, subject=text)
    assert track.steps.count() == 2


def test_a_mail_says_something(cast, track):
    with pytest.raises(Refused, match="subject and a text"):
        NurtureStep.write(track, by=cast.mia, subject=" ", body="x")


def test_two_tracks_of_one_name_are_refused(cast, track):
    with pytest.raises(Refused, match="of this name"):
        NurtureTrack.open(client=cast.a, name=track.name, by=cast.mia)
    other = factories.track(cast.a, cast.mia)
    with pytest.raises(Refused, match="of this name"):
        other.change(by=cast.mia, name=track.name)
    assert NurtureTrack.open(client=cast.b, name=track.name, by=cast.olga)


# --- What is counted -----------------------------------------------------------------------------


def test_how_many_wait_where_and_what_became_of_the_others(cast, campaign, track, nurturing):
    more = [factories.returned(campaign, cast.sam) for _each in range(3)]
    Nurturing.put_in(more, track, by=cast.mia)
    run(days(1))
    late = Nurturing.put_in([factories.returned(campaign, cast.sam)], track, by=cast.mia)
    steps, beyond = track.waiting()
    assert ([waits for _step, waits in steps], beyond) == ([1, 4], 0)
    Nurturing.lift_out(more[0].lead, End.REPLY)
    MailBar.put(more[1].lead.email, client=cast.a, why="asked", evidence="x")
    run(days(2))
    steps, beyond = track.waiting()
    assert ([waits for _step, waits in steps], beyond) == ([0, 1], 2)
    assert late[0].track == track
    Enrollment.objects.of_lead(more[0].lead).current().get().become(Stage.APPOINTMENT_SET)
    assert track.told() == {"reply": 1, "unsubscribed": 1, "inside": 3, "met": 1}
