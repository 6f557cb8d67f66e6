"""Mail that came in, sorted: an answer lifts out, a bounce bars the address, a wish for no more is granted."""

import pytest
from django.core import mail

from leads.mailreading import Letter
from leads.models import Activity, Enrollment, InboundMail, MailBar, Nurturing, Priority
from leads.models.addressee import addressee
from leads.models.nurturings import End
from office import clock, isolation
from office.models import Client, Job, Message, Notice
from tests import factories
from tests.leads.test_nurture import TUESDAY, run

HELEN = "helen@example.com"


@pytest.fixture
def nurturing(cast, campaign):
    """Helen has had the first mail of a track of client a."""
    track = factories.track(cast.a, cast.mia, "First", "Second")
    handoff = factories.returned(campaign, cast.sam, first_name="Helen", email=HELEN)
    made = Nurturing.put_in([handoff], track, by=cast.mia)[0]
    run(TUESDAY)
    return made


def the_id():
    return Message.objects.get().message_id


def arrives(client, text="Yes, call me", key="1", report="", **told):
    letter = Letter(**{"sender": HELEN, "subject": "Re: First", "text": text, **told})
    with clock.frozen(TUESDAY):
        made = InboundMail.receive(letter, client=client, key=key, source="Test", report=report)
        InboundMail.objects.sweep()
    made.refresh_from_db()
    return made


def hot(lead):
    return Enrollment.objects.of_lead(lead).current().get().priority == Priority.HOT


# --- Answers -------------------------------------------------------------------------------------


def test_an_answer_lifts_out_and_makes_hot(cast, nurturing):
    found = arrives(cast.a, refs=("<old@x>", the_id()), text="Yes!\n\nOn Tue, Acme <a@example.com> wrote:\n> First")
    nurturing.refresh_from_db()
    assert (found.kind, found.lead, found.state) == ("reply", nurturing.lead, Job.State.DONE)
    assert nurturing.end == End.REPLY and hot(nurturing.lead)
    line = Activity.objects.of_lead(nurturing.lead).get(kind="mail")
    assert line.details == {"what": "reply", "text": "Yes!", "sender": HELEN}
    assert "answered" in Notice.objects.get(user=cast.mia).text


@pytest.mark.parametrize("by", ["message", "plus", "sender"])
def test_it_is_found_by_the_mail_it_answers_by_the_plus_address_or_by_its_sender(cast, nurturing, by):
    word = the_id().strip("<>").split("@")[0]
    told = {
        "message": {"refs": (the_id(),), "sender": "assistant@example.com"},
        "plus": {"recipients": (f"in+{word}@mail.example.com".upper(),), "sender": "assistant@example.com"},
        "sender": {},
    }
    assert arrives(cast.a, **told[by]).kind == "reply"
    nurturing.refresh_from_db()
    assert nurturing.end == End.REPLY


def test_the_same_delivery_twice_is_one_answer(cast, nurturing):
    first, again = arrives(cast.a, refs=(the_id(),)), arrives(cast.a, refs=(the_id(),), text="changed")
    assert first.pk == again.pk and first.text == again.text
    assert Enrollment.objects.of_lead(nurturing.lead).count() == 2
    assert Notice.objects.to(cast.mia).count() == 1


def test_a_second_answer_is_told_and_opens_no_second_pass(cast, nurturing):
    arrives(cast.a, refs=(the_id(),))
    arrives(cast.a, refs=(the_id(),), key="2", text="And by the way")
    assert Enrollment.objects.of_lead(nurturing.lead).count() == 2
    assert Activity.objects.of_lead(nurturing.lead).filter(kind="mail").count() == 2


def test_an_answer_after_the_track_still_warms_what_waits_at_marketing(cast, nurturing):
    nurturing.track.change(by=cast.mia, at_end="stay", end_days=0)
    for day in range(2, 6):
        run(factories.MONDAY + (TUESDAY - factories.MONDAY) * day)
    nurturing.refresh_from_db()
    assert nurturing.end == End.STAYED
    first = Message.objects.order_by("pk")[0]
    arrives(cast.a, refs=(first.message_id,))
    assert hot(nurturing.lead)


@pytest.mark.parametrize(
    "told",
    [{"marks": {"Auto-Submitted": "auto-replied"}}, {"subject": "Out of office: First"}, {"failed_status": "4.2.2"}],
)
def test_a_machine_s_answer_lifts_nobody_out(cast, nurturing, told):
    assert arrives(cast.a, refs=(the_id(),), **told).kind == "auto"
    nurturing.refresh_from_db()
    assert nurturing.ended_at is None


def test_what_nobody_knows_waits_for_a_person(cast, nurturing):
    found = arrives(cast.a, sender="stranger@example.com", refs=("<1.00000000000000000000000000000000@x>",))
    assert found.kind == "other" and list(InboundMail.objects.unmatched()) == [found]
    nurturing.refresh_from_db()
    assert nurturing.ended_at is None
    found.settle(by=cast.mia)
    assert not InboundMail.objects.unmatched().exists()


def test_a_known_lead_in_no_track_is_shown_with_its_mail(cast, campaign):
    lead = factories.lead(cast.a, cast.mia, email=HELEN)
    found = arrives(cast.a)
    assert (found.kind, found.lead) == ("other", lead)


# --- No more -------------------------------------------------------------------------------------


def test_a_wish_for_no_more_mail_is_granted(cast, nurturing):
    found = arrives(cast.a, refs=(the_id(),), text="Διαγραφή.", sender="other@example.com")
    nurturing.refresh_from_db()
    bar = MailBar.objects.get()
    assert (found.kind, nurturing.end, bar.address, bar.why) == ("unsubscribe", End.UNSUBSCRIBED, HELEN, "asked")
    assert "Διαγραφή." in bar.evidence and not hot(nurturing.lead)
    run(TUESDAY + (TUESDAY - factories.MONDAY))
    assert len(mail.outbox) == 1


def test_the_mail_program_s_own_mail_of_no_more(cast, nurturing):
    word = the_id().strip("<>").split("@")[0]
    found = arrives(cast.a, recipients=(f"in+{word}@x.example",), subject="unsubscribe", text="")
    assert found.kind == "unsubscribe" and MailBar.objects.get().address == HELEN


# --- Bounces -------------------------------------------------------------------------------------


def test_a_bounce_bars_the_address_ends_the_track_and_tells_setter_and_marketing(cast, nurturing):
    lead = nurturing.lead
    lead.owner = cast.rita
    lead.save()
    found = arrives(cast.a, sender="mailer-daemon@x", refs=(the_id(),), failed_to=HELEN, failed_status="5.1.1")
    nurturing.refresh_from_db()
    assert (found.kind, nurturing.end) == ("bounce", End.BOUNCED)
    assert MailBar.objects.get().why == "bounced" and "5.1.1" in MailBar.objects.get().evidence
    for person in (cast.sam, cast.rita, cast.mia):
        assert "was not delivered" in Notice.objects.get(user=person).text
    assert not Notice.objects.to(cast.otto).exists()


def test_who_no_longer_works_for_the_client_is_not_told(cast, nurturing):
    cast.sam.memberships.all().delete()
    arrives(cast.a, refs=(the_id(),), failed_to=HELEN, failed_status="5.1.1")
    assert not Notice.objects.to(cast.sam).exists() and Notice.objects.to(cast.mia).exists()


@pytest.mark.parametrize("refs", [(), ("<9.00000000000000000000000000000000@x>",), ("<other@x>",)])
def test_a_report_that_names_no_mail_of_ours_is_not_believed(cast, nurturing, refs):
    """Anybody can write one: it must not silence another's address."""
    assert arrives(cast.a, sender="mailer-daemon@x", refs=refs, failed_to=HELEN, failed_status="5.1.1").kind == "other"
    nurturing.refresh_from_db()
    assert nurturing.ended_at is None and not MailBar.objects.exists()


def test_a_report_that_names_our_mail_bars_the_address_it_went_to_and_no_other(cast, campaign, nurturing):
    factories.lead(cast.a, cast.mia, email="victim@example.com")
    arrives(cast.a, refs=(the_id(),), failed_to="victim@example.com", failed_status="5.1.1")
    assert [bar.address for bar in MailBar.objects.all()] == [HELEN]


@pytest.mark.parametrize(
    ("report", "why", "end"),
    [
        ("bounced", "bounced", End.BOUNCED),
        ("complained", "complained", End.UNSUBSCRIBED),
        ("unsubscribed", "asked", End.UNSUBSCRIBED),
    ],
)
def test_the_provider_s_own_report_needs_no_proof(cast, nurturing, report, why, end):
    arrives(cast.a, "", report=report, sender="", failed_to=HELEN, subject="550 no such user")
    nurturing.refresh_from_db()
    assert (MailBar.objects.get().why, nurturing.end) == (why, end)


def test_a_bounce_twice_is_told_once(cast, nurturing):
    for key in "12":
        arrives(cast.a, refs=(the_id(),), failed_to=HELEN, failed_status="5.1.1", key=key)
    assert Notice.objects.to(cast.sam).count() == 1


# --- For which client ----------------------------------------------------------------------------


def found(**told):
    """As the public door asks: with no client's rows in sight."""
    with isolation.seeing([]):
        return addressee(Letter(**told))


def test_the_client_is_the_one_whose_mail_is_answered(cast, nurturing):
    word = the_id().strip("<>").split("@")[0]
    assert found(refs=(the_id(),), sender="x@example.com") == cast.a
    assert found(recipients=(f"in+{word}@x.example",), sender="x@example.com") == cast.a


def test_a_forged_word_opens_no_client(cast, nurturing):
    word = the_id().strip("<>").split("@")[0].split(".")[1]
    a, b = cast.a.pk, cast.b.pk
    forged = [f"<{b}.{word}@x>", f"<{a}.{'0' * 32}@x>", f"<999999999.{word}@x>", f"<{a}.%@x>", f"<{a}.{word[:-1]}%@x>"]
    assert found(refs=tuple(forged), sender="stranger@example.com") is None
    assert found(refs=(f"<{cast.a.pk}.@x>",), sender="stranger@example.com") is None


def test_another_client_s_address_reaches_that_client_s_list_and_touches_nothing_here(cast, nurturing):
    assert found(recipients=("in+other@x.example",), sender=HELEN) == cast.b
    arrives(cast.b, recipients=("in+other@x.example",), text="stop")
    nurturing.refresh_from_db()
    assert nurturing.ended_at is None and MailBar.objects.get().client == cast.b


def test_another_client_s_row_cannot_be_reached_by_our_word(cast, nurturing):
    """A mail kept for client b that names a mail of client a is nothing that b knows."""
    assert arrives(cast.b, refs=(the_id(),), sender="x@example.com").kind == "other"
    nurturing.refresh_from_db()
    assert nurturing.ended_at is None


def test_the_sender_tells_where_one_client_knows_them(cast, nurturing, other_campaign):
    assert found(sender=HELEN) == cast.a
    factories.lead(cast.b, cast.olga, email=HELEN)
    assert found(sender=HELEN) == cast.a, "the one that has her in a track"
    Nurturing.lift_out(nurturing.lead, End.CALL)
    assert found(sender=HELEN) is None


def test_mail_for_nobody_goes_to_the_only_client_or_to_the_one_of_the_settings(cast, settings):
    assert found(sender="stranger@example.com") is None
    settings.INBOUND_CLIENT = "other"
    assert found(sender="stranger@example.com") == cast.b
    settings.INBOUND_CLIENT = "nobody"
    assert found(sender="stranger@example.com") is None


def test_with_one_client_there_is_no_question(client_a):
    assert found(sender="stranger@example.com") == client_a
    assert Client.objects.count() == 1


def test_a_fault_is_tried_again_and_loses_nothing(cast, nurturing, monkeypatch):
    monkeypatch.setattr(InboundMail, "_act", lambda *_told: 1 / 0)
    found = arrives(cast.a, refs=(the_id(),))
    assert (found.state, found.kind) == (Job.State.DUE, ""), "nothing of it is kept by halves"
    monkeypatch.undo()
    with clock.frozen(TUESDAY + (TUESDAY - factories.MONDAY)):
        InboundMail.objects.sweep()
    found.refresh_from_db()
    assert found.kind == "reply"
