"""A client's own words for its letters, in each language; the manager's pages for them and for the reminders."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from appointments.models import LetterPlan, LetterText
from appointments.models.relocating import relocate
from office import clock, sms
from office.models import Message, Refused
from tests import factories
from tests.appointments.test_reminders import USUAL

OWN = "Hello {first_name},\n\n{rep} meets you on {when}.\nWhere: {where}\n\n{link}"


def word(cast, letter="confirmation", language="en", **said):
    LetterText.word(cast.a, letter, language, by=cast.mo, **{"subject": "With {rep}", "body": OWN, **said})


def booked(cast, campaign, **lead):
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60, name=f"Kind {clock.now():%H%M%S}")
    told = {"email": "helen@fresh.example", "first_name": "Helen", "language": "en", **lead}
    return factories.booked(factories.enrolled(campaign, cast.sam, **told), kind, cast.sam, place="video")


def to_lead(meeting, what="confirmation"):
    return Message.objects.about(meeting.matter).get(key__contains=f":{what}", key__endswith=":lead")


def url(cast, letter="reminder", language="en", name="letter"):
    return reverse(f"appointments:{name}", args=[cast.a.pk, letter, language])


# --- Words -----------------------------------------------------------------------------------------


def test_the_clients_own_words_are_said_to_the_lead(cast, campaign):
    word(cast)
    meeting = booked(cast, campaign)
    message = to_lead(meeting)
    assert message.subject == "With Rita"
    assert message.body.startswith("Hello Helen,\n\nRita meets you on Wednesday 25 November, 12:00 (Athens).")
    assert "Where: Video call" in message.body
    assert "Rita meets you" not in Message.objects.get(to="rita@demo.test", key__contains=":confirmation:").body


def test_the_link_is_put_in_as_it_leaves(cast, campaign):
    word(cast)
    meeting = booked(cast, campaign)
    clock.advance(timedelta(minutes=1))
    Message.objects.sweep()
    [sent] = [each for each in mail.outbox if each.to == ["helen@fresh.example"]]
    assert "{link}" not in sent.body and f"/m/{cast.a.pk}-{meeting.pk}." in sent.body


@pytest.mark.parametrize("letter", ["confirmation", "reminder", "change"])
def test_words_without_the_link_get_it_at_their_foot(cast, campaign, letter):
    word(cast, letter, subject="Hello", body="See you.")
    meeting = booked(cast, campaign)
    if letter == "change":
        clock.advance(timedelta(minutes=1))
        Message.objects.sweep()
        relocate(meeting, "Room 4", by=cast.rita)
    message = to_lead(meeting, {"reminder": "reminder-1h"}.get(letter, letter))
    assert message.body == "See you.\n\nConfirm, move or call off the meeting: {link}\n"


def test_each_language_has_its_own_and_ours_where_there_is_none(cast, campaign):
    word(cast, language="el", subject="Με {rep}", body="Γεια σας {first_name}")
    greek = booked(cast, campaign, language="el")
    clock.advance(timedelta(seconds=1))
    english = booked(cast, campaign, email="ann@fresh.example")
    assert to_lead(greek).subject == "Με Rita" and "Γεια σας Helen" in to_lead(greek).body
    assert to_lead(english).subject.startswith("Meeting on")


def test_a_lead_whose_language_we_do_not_speak_reads_the_clients(cast, campaign):
    cast.a.language = "el"
    cast.a.save()
    word(cast, language="el", subject="Με {rep}", body="Γεια σας")
    assert to_lead(booked(cast, campaign, language="de")).subject == "Με Rita"


def test_another_clients_words_are_not_said(cast, other_campaign):
    word(cast)
    kind = factories.bookable(other_campaign, cast.oren, notice=48 * 60)
    enrollment = factories.enrolled(other_campaign, cast.oscar, email="helen@fresh.example")
    assert to_lead(factories.booked(enrollment, kind, cast.oscar)).subject.startswith("Meeting on")


def test_a_name_with_braces_is_letters_only(cast, campaign):
    word(cast, body="Hello {first_name}, {when} {link}")
    assert "{city}" in to_lead(booked(cast, campaign, first_name="{city}")).body


def test_a_cancellation_in_own_words_has_no_page(cast, campaign):
    word(cast, "cancellation", subject="Off", body="We are sorry, {first_name}.")
    meeting = booked(cast, campaign)
    clock.advance(timedelta(minutes=1))
    Message.objects.sweep()
    meeting.cancel(by=cast.rita)
    message = to_lead(meeting, "cancellation")
    assert (message.subject, message.body, message.link) == ("Off", "We are sorry, Helen.\n", "")


def test_an_sms_in_own_words(cast, campaign, settings):
    settings.SMS = "memory"
    sms.outbox.clear()
    word(cast, "sms", subject="", body="{client}: {when}")
    meeting = booked(cast, campaign)
    clock.advance(meeting.starts_at - timedelta(hours=1) - clock.now())
    Message.objects.sweep()
    assert sms.outbox[-1][1].startswith("Aegean Cold Stores: Wednesday 25 November, 12:00 (Athens) http")


@pytest.mark.parametrize(
    ("letter", "said", "sentence"),
    [
        ("reminder", {"subject": "Hi", "body": "Dear {frist_name}"}, "“{frist_name}” is no merge field"),
        ("reminder", {"subject": "{callback}", "body": "x"}, "“{callback}” is no merge field"),
        ("reminder", {"subject": "Hi", "body": "{ first_name }"}, "is no merge field"),
        ("reminder", {"subject": "", "body": "x"}, "needs a subject and a text"),
        ("reminder", {"subject": "Hi", "body": " "}, "needs a subject and a text"),
        ("reminder", {"subject": "{link}", "body": "x"}, "not in the subject"),
        ("cancellation", {"subject": "Off", "body": "{link}"}, "leave {link} out"),
        ("sms", {"body": ""}, "needs a subject and a text"),
    ],
)
def test_words_that_cannot_be_said_are_refused(cast, letter, said, sentence):
    with pytest.raises(Refused) as refusal:
        LetterText.word(cast.a, letter, "en", by=cast.mo, **said)
    assert sentence in refusal.value.sentence
    assert not LetterText.objects.exists()


# --- The pages -------------------------------------------------------------------------------------


def test_a_manager_words_a_letter(cast, as_):
    mo = as_("mo")
    assert "usual words" in mo.get(reverse("appointments:letters")).content.decode()
    page = mo.post(url(cast), {"subject": "Soon", "body": "See you, {first_name}"}, follow=True).content.decode()
    assert "It is said so from now on." in page and "See you, Helen" in page
    assert "own words" in mo.get(reverse("appointments:letters")).content.decode()
    assert LetterText.objects.get().by == cast.mo


def test_a_look_saves_nothing(cast, as_):
    page = as_("mo").post(url(cast), {"subject": "Soon", "body": "See you, {first_name}", "look": "1"})
    assert page.status_code == 200
    assert "See you, Helen" in page.content.decode() and "/m/…/" in page.content.decode()
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("look", [{}, {"look": "1"}])
def test_an_unknown_field_is_a_sentence_and_what_was_typed_stays(cast, as_, look):
    page = as_("mo").post(url(cast), {"subject": "Soon", "body": "Dear {frist_name}", **look})
    assert page.status_code == 422
    text = page.content.decode()
    assert "is no merge field" in text and "Dear {frist_name}</textarea>" in text
    assert not LetterText.objects.exists()


def test_the_usual_words_are_said_again(cast, as_):
    word(cast, "reminder")
    as_("mo").post(url(cast, name="letter_usual"))
    assert not LetterText.objects.exists()
    assert LetterText.pgh_event_model.objects.count() == 2


@pytest.mark.parametrize(("letter", "language"), [("nonsense", "en"), ("reminder", "de")])
def test_what_is_no_letter_is_not_there(cast, as_, letter, language):
    assert as_("mo").get(url(cast, letter, language)).status_code == 404


def test_an_sms_has_no_subject(cast, as_):
    assert 'name="subject"' not in as_("mo").get(url(cast, "sms")).content.decode()
    assert as_("mo").post(url(cast, "sms"), {"body": "Soon {link}"}).status_code == 302


def test_a_manager_says_when_leads_are_reminded(cast, as_, campaign):
    mo, address = as_("mo"), reverse("appointments:letter_plan", args=[cast.a.pk])
    said = {
        "first_on": "on",
        "first_minutes": 2880,
        "second_minutes": 30,
        "by_mail": "on",
        "moves": 1,
        "move_notice": 60,
    }
    assert mo.post(address, said).status_code == 302
    plan = LetterPlan.of(campaign.pk, client=cast.a.pk)
    assert (plan.first_minutes, plan.second_on, plan.by_sms, plan.moves) == (2880, False, False, 1)
    assert "48 h before" in mo.get(reverse("appointments:letters")).content.decode()


def test_a_campaign_does_it_its_own_way_and_again_as_its_client(cast, as_, campaign):
    mo, address = as_("mo"), reverse("appointments:campaign_plan", args=[campaign.pk])
    assert "as the client does" in mo.get(address).content.decode()
    assert (
        mo.post(address, {"first_minutes": 100, "second_minutes": 10, "moves": 0, "move_notice": 0}).status_code == 302
    )
    assert LetterPlan.of(campaign.pk, client=cast.a.pk).moves == 0
    mo.post(reverse("appointments:campaign_plan_usual", args=[campaign.pk]))
    assert LetterPlan.of(campaign.pk, client=cast.a.pk).moves == 2


@pytest.mark.parametrize(
    "wrong", [{"first_minutes": 10}, {"first_minutes": 99_999}, {"second_minutes": 1}, {"moves": -1}]
)
def test_a_plan_that_cannot_be_is_a_sentence(cast, as_, wrong):
    said = {name: value for name, value in (USUAL | wrong).items() if value is not False}
    page = as_("mo").post(reverse("appointments:letter_plan", args=[cast.a.pk]), said)
    assert page.status_code == 422 and not LetterPlan.objects.exists()
