"""M: an approved mail with merge fields, and a callback, in one act."""

from datetime import timedelta

import pytest
from django.urls import reverse

from calls.models import Callback, InfoMail, MailTemplate
from leads.models import Activity, MailBar, MailLink, Suppression
from office import clock
from office.models import Message, Refused
from tests import factories

WORDS = {"name": "Brochure", "subject": "For {name}", "body": "Dear {first_name},\n\n{setter} calls on {callback}."}


@pytest.fixture
def template(cast, campaign):
    return factories.info_mail(campaign, cast.mo, **WORDS)


@pytest.fixture
def attempt(enrolled, dialled, dispositions):
    enrolled(email="helen@aegean.example", last_name="Papadaki")
    return dialled()


@pytest.fixture
def send(cast, attempt, dispositions, template):
    def send(**told):
        said = {"callback_at": clock.now() + timedelta(hours=3), "mail": template.pk, **told}
        attempt.log(dispositions["call-back"], by=cast.sam, **said)
        return InfoMail.objects.of_lead(attempt.lead).get()

    return send


def test_the_mail_and_the_callback_are_one_act(send, attempt):
    mail = send()
    message = Message.objects.about(f"infomail:{mail.pk}").get()
    assert (message.to, message.subject) == ("helen@aegean.example", "For Helen Papadaki")
    assert "Dear Helen," in message.body and "Sam calls on Monday 23 November, 15:00." in message.body
    assert Callback.objects.of_pass(attempt.enrollment).open().get().at == clock.now() + timedelta(hours=3)


def test_it_leaves_after_a_minute_and_not_before(send, mailoutbox):
    send()
    clock.advance(timedelta(seconds=59))
    Message.objects.sweep()
    assert mailoutbox == []
    clock.advance(timedelta(seconds=1))
    Message.objects.sweep()
    assert mailoutbox[0].to == ["helen@aegean.example"]


def test_the_timeline_tells(send, attempt, as_):
    send()
    line = Activity.objects.of_lead(attempt.lead).get(kind="mail")
    assert (line.details["what"], line.details["address"]) == ("info", "helen@aegean.example")
    page = as_("sam").get(reverse("leads:lead", args=[attempt.lead_id])).content.decode()
    assert "Information by mail to helen@aegean.example" in page


def test_the_foot_says_who_writes_and_the_way_out(send, attempt):
    message = Message.objects.about(f"infomail:{send().pk}").get()
    assert "Aegean Cold Stores" in message.body and "{link}" in message.body
    assert "List-Unsubscribe" in message.headers and message.link
    assert MailLink.objects.of_matter("infomail:" + message.key.split(":")[1]).get().address == attempt.lead.email


def test_an_address_said_on_the_call_goes_to_the_lead(send, attempt):
    assert send(mail_to=" Maria@Aegean.example ").to == "maria@aegean.example"
    attempt.lead.refresh_from_db()
    assert attempt.lead.email == "maria@aegean.example"
    line = Activity.objects.of_lead(attempt.lead).get(kind="updated")
    assert line.details["changed"] == {"email": ["helen@aegean.example", "maria@aegean.example"]}


@pytest.mark.parametrize(
    ("typed", "words"), [("maria(at)aegean", "is no e-mail address"), ("@", "is no e-mail address")]
)
def test_what_is_no_address(send, typed, words):
    with pytest.raises(Refused, match=words):
        send(mail_to=typed)
    assert not Callback.objects.open().exists() and not Message.objects.exists()


def test_without_an_address_it_is_asked_for(cast, send, attempt):
    attempt.lead.email = ""
    attempt.lead.save()
    with pytest.raises(Refused, match="Ask for the e-mail address"):
        send()


@pytest.mark.parametrize("value", ["helen@aegean.example", "@aegean.example"])
def test_who_must_not_be_written_to(cast, send, value):
    Suppression.put(value, client=cast.a, source="letter", by=cast.mo)
    with pytest.raises(Refused, match="do-not-contact"):
        send()
    assert not Message.objects.exists()


def test_who_wants_no_mail(cast, send):
    MailBar.put("helen@aegean.example", client=cast.a, why="asked", evidence="By letter")
    with pytest.raises(Refused, match="wants no mail"):
        send()


def test_a_suppression_put_within_the_minute_calls_it_off(cast, send, mailoutbox):
    send()
    Suppression.put("helen@aegean.example", client=cast.a, source="letter", by=cast.mo)
    clock.advance(timedelta(minutes=5))
    Message.objects.sweep()
    assert mailoutbox == []


def test_words_that_nobody_approved_do_not_go_out(cast, send, template):
    template.change(by=cast.mo, body="Other words")
    with pytest.raises(Refused, match="not approved"):
        send()


def test_nor_retired_ones_nor_another_campaigns(cast, send, template):
    other = factories.info_mail(factories.campaign(cast.a, cast.mo, name="Other"), cast.mo)
    with pytest.raises(Refused, match="not approved"):
        send(mail=other.pk)
    template.retire(by=cast.mo)
    with pytest.raises(Refused, match="not approved"):
        send()


def test_nor_another_clients(cast, send, other_campaign):
    with pytest.raises(Refused, match="not approved"):
        send(mail=factories.info_mail(other_campaign, cast.otto).pk)


def test_what_was_sent_stays_as_it_was_sent(cast, send, template):
    mail = send()
    template.change(by=cast.mo, subject="Another")
    assert Message.objects.about(f"infomail:{mail.pk}").get().subject == "For Helen Papadaki"


def test_greek_words_in_a_greek_mail(cast, send, template):
    MailTemplate.objects.filter(pk=template.pk).update(language="el")
    body = Message.objects.about(f"infomail:{send().pk}").get().body
    assert "Δευτέρα 23 Νοεμβρίου" in body


@pytest.mark.parametrize("text", ["Hello {nobody}", "Hello {first_name", "{% now %}}"])
def test_merge_fields_are_checked_at_save(cast, campaign, text):
    with pytest.raises(Refused, match="is no merge field"):
        MailTemplate.write(campaign, by=cast.mo, name="x", subject="x", body=text)


@pytest.mark.parametrize("told", [{"subject": " "}, {"body": "\n"}])
def test_a_mail_needs_words(cast, campaign, told):
    with pytest.raises(Refused, match="needs a subject and a text"):
        MailTemplate.write(campaign, by=cast.mo, **{"name": "x", "subject": "x", "body": "x", **told})


class TestDesk:
    @pytest.fixture
    def post(self, as_, attempt, template):
        def post(**said):
            told = {"disposition": "call-back", "mail": template.pk, "when": "2", **said}
            url = reverse("calls:log", args=[attempt.pk])
            return as_("sam").post(url, told, headers={"HX-Request": "true"})

        return post

    def test_m_offers_the_approved_mails(self, as_, cast, campaign, attempt, template):
        MailTemplate.write(campaign, by=cast.mo, **WORDS | {"name": "Unapproved"})
        page = as_("sam").get(reverse("calls:desk")).content.decode()
        assert 'id="mail-dialog"' in page and "Brochure – For {name}" in page and "Unapproved" not in page

    def test_without_a_mail_it_says_so(self, as_, attempt):
        assert "No mail of this campaign is approved" in as_("sam").get(reverse("calls:desk")).content.decode()

    def test_a_digit_sends_and_promises(self, post, attempt):
        assert post(mail_to="helen@aegean.example").status_code == 200
        assert InfoMail.objects.of_lead(attempt.lead).get().to == "helen@aegean.example"
        assert Callback.objects.of_pass(attempt.enrollment).open().exists()

    def test_a_refusal_is_said_and_the_call_is_still_mine(self, post, attempt):
        answer = post(mail_to="nonsense")
        assert answer.status_code == 422 and "is no e-mail address" in answer.content.decode()
        attempt.refresh_from_db()
        assert attempt.disposition is None

    def test_a_callback_without_a_mail_sends_none(self, post):
        post(mail="")
        assert not InfoMail.objects.exists()


class TestPages:
    def test_write_approve_change_retire(self, as_, campaign):
        mia, mo, url = as_("mia"), as_("mo"), reverse("calls:info_mails", args=[campaign.pk])
        told = WORDS | {"language": "en"}
        assert mia.post(reverse("calls:info_mail_new", args=[campaign.pk]), told).status_code == 302
        made = MailTemplate.objects.of_campaign(campaign).get()
        assert "waits for approval" in mia.get(url).content.decode()
        assert reverse("calls:approve_mail", args=[made.pk]) not in mia.get(url).content.decode()
        assert mia.post(reverse("calls:approve_mail", args=[made.pk])).status_code == 404
        mo.post(reverse("calls:approve_mail", args=[made.pk]))
        assert "approved by Mo" in mo.get(url).content.decode()
        mia.post(reverse("calls:info_mail", args=[made.pk]), told | {"body": "Other"})
        made.refresh_from_db()
        assert (made.body, made.approved_at) == ("Other", None)
        mia.post(reverse("calls:retire_mail", args=[made.pk]))
        assert not MailTemplate.objects.of_campaign(campaign).exists()

    def test_a_strange_field_is_said(self, as_, campaign):
        told = WORDS | {"language": "en", "body": "{nobody}"}
        answer = as_("mia").post(reverse("calls:info_mail_new", args=[campaign.pk]), told)
        assert answer.status_code == 422 and "is no merge field" in answer.content.decode()
