"""A mail: written in the transaction of its cause, sent at most once, called off while it is unsent."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from office import clock
from office.models import Job, Message
from office.models.job import LEASE, MAX_ATTEMPTS
from tests import factories


def write(client, key="appointment:12:v1:confirmation:lead", **more):
    details = {"to": "helen@example.com", "subject": "Your meeting", "body": "On Monday.", "due_at": clock.now()}
    return Message.write(client=client, key=key, **{**details, **more})


def test_the_same_key_twice_is_one_message(cast):
    assert write(cast.a).pk == write(cast.a, subject="Again").pk
    assert Message.objects.count() == 1
    assert Message.objects.get().subject == "Your meeting"


def test_the_key_is_each_client_s_own(cast):
    assert write(cast.a).pk != write(cast.b).pk


def test_it_is_sent_once(cast):
    message = write(cast.a)
    Message.objects.sweep()
    Message.objects.sweep()
    assert [(each.to, each.subject) for each in mail.outbox] == [(["helen@example.com"], "Your meeting")]
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (Job.State.DONE, factories.MONDAY)


def test_not_before_it_is_due(cast):
    write(cast.a, due_at=clock.now() + timedelta(minutes=1))
    Message.objects.sweep()
    assert mail.outbox == []


def test_a_worker_that_died_after_the_mail_does_not_send_it_again(cast):
    message = write(cast.a)
    dying = Message.objects.take(message.pk)
    with dying.fenced():
        dying._write(sent_at=clock.now())
    dying._mail().send()
    clock.advance(LEASE + timedelta(seconds=1))
    assert Message.objects.sweep() == 1
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == Job.State.DONE


def test_a_worker_that_died_before_the_mail_loses_nothing(cast):
    message = write(cast.a)
    Message.objects.take(message.pk)
    clock.advance(LEASE + timedelta(seconds=1))
    Message.objects.sweep()
    assert len(mail.outbox) == 1


def test_a_mail_that_the_server_did_not_take_is_tried_again(cast):
    message = write(cast.a)
    with mock.patch.object(EmailMultiAlternatives, "send", side_effect=ConnectionRefusedError("no server")):
        Message.objects.sweep()
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.error) == (Job.State.DUE, None, "no server")
    clock.advance(timedelta(minutes=1))
    Message.objects.sweep()
    assert len(mail.outbox) == 1


def test_five_refusals_of_the_server_are_final_and_can_be_tried_again(cast):
    message = write(cast.a)
    with mock.patch.object(EmailMultiAlternatives, "send", side_effect=ConnectionRefusedError("no server")):
        for _attempt in range(MAX_ATTEMPTS):
            Message.objects.sweep()
            clock.advance(timedelta(minutes=10))
    message.refresh_from_db()
    assert message.state == Job.State.FAILED
    message.retry()
    Message.objects.sweep()
    assert len(mail.outbox) == 1


def test_what_is_unsent_is_called_off_with_its_matter(cast):
    kept, gone = write(cast.a, key="appointment:123:v1:x:lead"), write(cast.a)
    assert Message.objects.about("appointment:12").void() == 1
    Message.objects.sweep()
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.state, kept.state, len(mail.outbox)) == (Job.State.VOID, Job.State.DONE, 1)


def test_what_is_sent_cannot_be_called_off(cast):
    write(cast.a)
    Message.objects.sweep()
    assert Message.objects.about("appointment:12").void() == 0


def test_an_invitation_goes_as_one_with_its_method(cast):
    write(cast.a, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")
    Message.objects.sweep()
    parts = list(mail.outbox[0].message().walk())
    assert [part.get_param("method") for part in parts if part.get_content_type() == "text/calendar"] == ["REQUEST"]
    assert [part.get_filename() for part in parts if part.get_filename()] == ["invite.ics"]


@pytest.mark.parametrize("subject", ["Two\nlines", "Bcc:\r\n all@example.com"])
def test_a_subject_cannot_add_a_header(cast, subject):
    write(cast.a, subject=subject)
    Message.objects.sweep()
    sent = mail.outbox[0].message()
    assert "\n" not in sent["Subject"] and sent["Bcc"] is None


def test_what_a_dead_worker_had_in_hand_is_called_off_too(cast):
    taken = Message.objects.take(write(cast.a).pk)
    assert Message.objects.about("appointment:12").void() == 1
    taken.run()
    clock.advance(2 * LEASE)
    Message.objects.sweep()
    assert mail.outbox == []


def test_headers_and_the_message_id_go_along(cast):
    write(cast.a, headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}, message_id="<3.abc@example.com>")
    Message.objects.sweep()
    sent = mail.outbox[0].message()
    assert (sent["Message-ID"], sent["List-Unsubscribe-Post"]) == ("<3.abc@example.com>", "List-Unsubscribe=One-Click")
    assert Message.objects.bearing("<3.abc@").get().message_id == "<3.abc@example.com>"
    write(cast.a, key="another:1")
    assert Message.objects.bearing("<").count() == 1, "one without a Message-ID bears none"


def test_a_link_is_put_in_place_and_forgotten(cast):
    message = write(cast.a, body="Out: {link}", headers={"X-Out": "<{link}>"}, link="https://desk.example/u/1")
    Message.objects.sweep()
    message.refresh_from_db()
    assert mail.outbox[0].body == "Out: https://desk.example/u/1"
    assert mail.outbox[0].message()["X-Out"] == "<https://desk.example/u/1>"
    assert (message.body, message.link, message.headers) == ("Out: {link}", "", {"X-Out": "<{link}>"})


def test_a_link_is_kept_for_the_second_try(cast):
    write(cast.a, body="Out: {link}", link="https://desk.example/u/1")
    with mock.patch.object(EmailMultiAlternatives, "send", side_effect=ConnectionRefusedError("no server")):
        Message.objects.sweep()
    clock.advance(timedelta(minutes=1))
    Message.objects.sweep()
    assert mail.outbox[0].body == "Out: https://desk.example/u/1"


def test_a_header_cannot_add_another(cast):
    message = write(cast.a, headers={"X-One": "a\r\nBcc: all@example.com"})
    Message.objects.sweep()
    message.refresh_from_db()
    assert mail.outbox == [] and message.sent_at is None


def test_messages_of_an_address_in_any_case(cast):
    write(cast.a)
    assert Message.objects.to_address("Helen@Example.com").count() == 1
    assert not Message.objects.to_address("elen@example.com").exists()


def test_what_is_called_off_while_it_is_handed_over_is_not_tried_again(cast):
    """The server refuses in the very moment in which somebody calls the matter off."""
    message = write(cast.a)

    def refuse(_mail):
        assert Message.objects.about("appointment:12").void() == 1
        raise ConnectionRefusedError("no server")

    with mock.patch.object(EmailMultiAlternatives, "send", autospec=True, side_effect=refuse):
        Message.objects.sweep()
    clock.advance(timedelta(hours=1))
    assert Message.objects.sweep() == 0
    message.refresh_from_db()
    assert (message.state, mail.outbox) == (Job.State.VOID, [])


def test_what_is_called_off_after_it_was_handed_over_is_known_to_have_gone(cast):
    message = write(cast.a)

    def send(_mail):
        Message.objects.about("appointment:12").void()

    with mock.patch.object(EmailMultiAlternatives, "send", autospec=True, side_effect=send):
        Message.objects.sweep()
    assert Message.objects.about("appointment:12").gone().get() == message
