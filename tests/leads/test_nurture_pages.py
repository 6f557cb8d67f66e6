"""Marketing's pages of nurture tracks, the way in and out on a lead's page, the mails that a person must look at."""

from datetime import time, timedelta
from unittest import mock

import pytest
from django.urls import reverse

from leads.mailreading import Letter
from leads.models import HandOff, InboundMail, MailBar, NurtureStep, NurtureTrack, Nurturing, SendingHours
from leads.models.nurturings import End
from office import clock
from office.models import Role
from tests import factories


@pytest.fixture
def track(cast):
    return factories.track(cast.a, cast.mia, "Hello {first_name}", "Still there?")


@pytest.fixture
def handoff(cast, campaign):
    return factories.returned(campaign, cast.sam, first_name="Helen", email="helen@example.com")


@pytest.fixture
def mia(as_):
    with mock.patch("office.nudge._publish"):
        yield as_("mia")


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def url(name, *args):
    return reverse(f"leads:{name}", args=args)


def test_the_page_of_tracks_tells_how_many_are_in_each_and_who_waits(mia, cast, campaign, track, handoff):
    inside = factories.returned(campaign, cast.sam)
    Nurturing.put_in([inside], track, by=cast.mia)
    silent = factories.returned(campaign, cast.sam, email="")
    barred = factories.returned(campaign, cast.sam, email="no@example.com")
    MailBar.put("no@example.com", client=cast.a, why="asked", evidence="x")
    shown = mia.get(url("tracks")).context
    assert [(each.name, each.step_count, each.inside) for each in shown["tracks"]] == [(track.name, 2, 1)]
    assert [row.pk for row in shown["rows"]] == [handoff.pk]
    assert silent and barred


def test_the_way_of_a_track_from_its_name_to_its_first_mail(mia, cast):
    told = {"client": cast.a.pk, "name": "Spring", "language": "el", "at_end": "reenter", "end_days": 7, "is_on": "on"}
    answer = mia.post(url("track_new"), told)
    made = NurtureTrack.objects.get()
    assert answer.url == url("track", made.pk) and made.language == "el"
    again = mia.post(url("track_new"), told)
    assert again.status_code == 422 and "of this name" in again.content.decode()
    mail = {"position": 1, "wait_days": 3, "subject": "Hello {first_name}", "body": "At {company}"}
    assert mia.post(url("step_new", made.pk), mail).url == url("track", made.pk)
    wrong = mia.post(url("step_new", made.pk), {**mail, "body": "Hello {firstname}"})
    assert wrong.status_code == 422 and "{firstname}" in wrong.content.decode()
    assert NurtureStep.objects.get().wait_days == 3


@pytest.mark.parametrize(
    ("field", "value"), [("wait_days", "366"), ("wait_days", "-1"), ("subject", ""), ("body", " ")]
)
def test_a_mail_that_makes_no_sense_is_refused_at_its_field(mia, track, field, value):
    mail = {"position": 1, "wait_days": 3, "subject": "Hello", "body": "You", field: value}
    assert mia.post(url("step", track.steps.first().pk), mail).status_code == 422
    assert track.steps.first().subject == "Hello {first_name}"


def test_a_mail_is_changed_and_retired(mia, track):
    first = track.steps.standing()[0]
    mia.post(url("step", first.pk), {"position": 1, "wait_days": 1, "subject": "New", "body": "You"})
    mia.post(url("step_retire", track.steps.standing()[1].pk))
    assert [step.subject for step in track.steps.standing()] == ["New"]
    assert mia.get(url("step", track.steps.last().pk)).status_code == 404


def test_a_track_is_changed_and_shown_as_it_is_kept_when_refused(mia, cast, track):
    other = factories.track(cast.a, cast.mia)
    told = {"name": other.name, "language": "en", "at_end": "stay", "end_days": 7}
    answer = mia.post(url("track", track.pk), told)
    assert answer.status_code == 422 and answer.context["track"].name == track.name
    assert mia.post(url("track", track.pk), {**told, "name": "Autumn"}).status_code == 302
    track.refresh_from_db()
    assert (track.name, track.is_on, track.at_end) == ("Autumn", False, "stay")


def test_the_mails_are_shown_as_a_real_lead_reads_them(mia, cast, campaign, track, handoff):
    evil = factories.returned(campaign, cast.sam, first_name="<b>{product}</b>")
    page = mia.get(url("track", track.pk), {"reader": handoff.pk}).content.decode()
    assert "Hello Helen" in page and "company" in page
    page = mia.get(url("track", track.pk), {"reader": evil.pk}).content.decode()
    assert "Hello &lt;b&gt;{product}&lt;/b&gt;" in page
    assert mia.get(url("track", track.pk), {"reader": "nonsense"}).status_code == 200


def test_nobody_reads_with_another_client_s_lead(mia, cast, other_campaign, track):
    theirs = factories.returned(other_campaign, cast.oscar, first_name="Secret")
    page = mia.get(url("track", track.pk), {"reader": theirs.pk})
    assert "Secret" not in page.content.decode() and page.context["sheet"].reader is None


def test_the_sheet_counts_who_waits_and_what_became_of_the_rest(mia, cast, track, handoff):
    Nurturing.put_in([handoff], track, by=cast.mia)
    sheet = mia.get(url("track", track.pk)).context["sheet"]
    assert [mail.waiting for mail in sheet.mails] == [1, 0] and sheet.told["inside"] == 1
    Nurturing.lift_out(handoff.lead, End.CALL)
    sheet = mia.get(url("track", track.pk)).context["sheet"]
    assert [(str(words), count) for words, count in sheet.ends] == [("called us", 1), ("then agreed to a meeting", 0)]


# --- In and out ----------------------------------------------------------------------------------


def test_the_chosen_returns_are_put_in(mia, cast, campaign, track, handoff):
    more = factories.returned(campaign, cast.sam)
    answer = mia.post(url("nurture"), {"handoffs": [handoff.pk, more.pk], "track": track.pk}, follow=True)
    assert "2 leads are in the track." in said(answer)
    assert Nurturing.objects.in_track(track).count() == 2


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({}, "/nurture/"),
        ({"back": "reason=data&state="}, "/returns/?reason=data&state="),
        ({"back": "//evil.example"}, "/returns/?"),
        ({"lead": "7"}, "/leads/7/"),
        ({"lead": "//evil.example"}, "/nurture/"),
    ],
)
def test_the_way_back_leads_to_where_they_were_chosen(mia, track, handoff, told, where):
    answer = mia.post(url("nurture"), {"handoffs": handoff.pk, "track": track.pk, **told})
    assert answer.url.startswith(where)


def test_refusals_are_said_and_nobody_is_put_in(mia, cast, campaign, track, handoff):
    silent = factories.returned(campaign, cast.sam, email="")
    for told, words in (
        ({"track": track.pk}, "Choose at least one lead"),
        ({"handoffs": handoff.pk}, "Choose a track"),
        ({"handoffs": handoff.pk, "track": 10**9}, "Choose a track"),
        ({"handoffs": [handoff.pk, silent.pk], "track": track.pk}, "no e-mail address"),
    ):
        assert words in said(mia.post(url("nurture"), told, follow=True))
    assert not Nurturing.objects.exists()


def test_nobody_puts_in_another_client_s_lead_nor_uses_its_track(as_, cast, track, handoff):
    theirs = factories.track(cast.b, cast.olga, "Hi")
    for person, told in (("olga", theirs), ("olga", track), ("mia", theirs)):
        as_(person).post(url("nurture"), {"handoffs": handoff.pk, "track": told.pk})
    assert not Nurturing.objects.exists()


def test_who_works_for_both_cannot_mix_them(cast, as_, handoff):
    cast.mia.join(cast.b, Role.MARKETING)
    theirs = factories.track(cast.b, cast.olga, "Hi")
    answer = as_("mia").post(url("nurture"), {"handoffs": handoff.pk, "track": theirs.pk}, follow=True)
    assert "another client" in said(answer) and not Nurturing.objects.exists()


def test_the_lead_s_page_offers_the_way_in_and_out(mia, cast, track, handoff):
    lead = handoff.lead_id
    assert url("nurture_of_lead", lead) in mia.get(url("lead", lead)).content.decode()
    page = mia.get(url("nurture_of_lead", lead)).content.decode()
    assert "In no track so far" in page and "Put into track" in page
    mia.post(url("nurture"), {"handoffs": handoff.pk, "track": track.pk, "lead": lead})
    page = mia.get(url("nurture_of_lead", lead)).content.decode()
    assert "in it now" in page and "Put into track" not in page
    answer = mia.post(url("nurture_stop", lead), follow=True)
    assert "no more mails" in said(answer) and Nurturing.objects.get().end == End.BY_HAND
    assert said(mia.post(url("nurture_stop", lead), follow=True)) == ""
    timeline = mia.get(url("lead", lead)).content.decode()
    assert "Put into" in timeline and "taken out by a colleague" in timeline


def test_a_setter_is_shown_nothing_of_it(as_, handoff):
    assert url("nurture_of_lead", handoff.lead_id) not in as_("sam").get(url("lead", handoff.lead_id)).content.decode()


def test_an_address_without_mail_is_told_and_allowed_again_by_a_manager(mia, as_, cast, handoff):
    MailBar.put("helen@example.com", client=cast.a, why="bounced", evidence="550 no such user")
    bar = MailBar.objects.get()
    page = mia.get(url("nurture_of_lead", handoff.lead_id)).content.decode()
    assert "the address takes no mail" in page and url("mail_allow", bar.pk) not in page
    mo = as_("mo")
    assert url("mail_allow", bar.pk) in mo.get(url("nurture_of_lead", handoff.lead_id)).content.decode()
    assert "550 no such user" in mo.get(url("mail_allow", bar.pk)).content.decode()
    assert mo.post(url("mail_allow", bar.pk), {"evidence": " "}).status_code == 422
    assert mo.post(url("mail_allow", bar.pk), {"evidence": "Helen called"}).status_code == 302
    bar.refresh_from_db()
    assert (bar.lifted_by, bar.lift_evidence) == (cast.mo, "Helen called")


def test_the_hours_in_which_mail_may_leave(mia, cast):
    assert mia.get(url("sending_hours")).context["form"].initial["days"] == [0, 1, 2, 3, 4]
    told = {"client": cast.a.pk, "days": ["0", "5"], "opens": "09:30", "closes": "12:00"}
    assert mia.post(url("sending_hours"), told).status_code == 302
    assert (SendingHours.of(cast.a).days, SendingHours.of(cast.a).opens) == ((0, 5), time(9, 30))
    wrong = mia.post(url("sending_hours"), {**told, "closes": "09:00"})
    assert wrong.status_code == 422 and "later than" in wrong.content.decode()
    assert mia.post(url("sending_hours"), {**told, "days": []}).status_code == 422
    assert SendingHours.of(cast.b).days == (0, 1, 2, 3, 4)


# --- Mail to look at -----------------------------------------------------------------------------


def arrives(client, number, **told):
    letter = Letter(**{"sender": "x@example.com", "subject": f"Mail {number}", "text": "Hm <b>\n> quoted", **told})
    return InboundMail.receive(letter, client=client, key=str(number), source="Test")


def test_what_nobody_knows_is_listed_and_settled(mia, cast, campaign):
    made = [arrives(cast.a, number) for number in range(2)]
    arrives(cast.b, 9)
    InboundMail.objects.sweep()
    page = mia.get(url("mails"))
    assert [row.subject for row in page.context["rows"]] == ["Mail 1", "Mail 0"]
    assert "Hm &lt;b&gt;" in page.content.decode() and "quoted" not in page.content.decode()
    assert mia.get(url("tracks")).context["unmatched"] == 2
    mia.post(url("mail_settle", made[0].pk))
    made[0].refresh_from_db()
    assert made[0].read_by == cast.mia and mia.get(url("mails")).context["total"] == 1
    assert mia.post(url("mail_settle", made[0].pk)).status_code == 404


def test_many_mails_are_turned_page_by_page(mia, cast):
    for number in range(35):
        arrives(cast.a, number)
    InboundMail.objects.sweep()
    first = mia.get(url("mails"))
    assert (len(first.context["rows"]), first.context["total"]) == (30, 35)
    second = mia.get(url("mails"), {"before": first.context["last"].pk})
    assert [row.subject for row in second.context["rows"]] == [f"Mail {number}" for number in (4, 3, 2, 1, 0)]


def test_a_mail_that_could_not_be_sorted_is_shown_and_tried_again(mia, cast):
    made = arrives(cast.a, 1)
    with mock.patch.object(InboundMail, "_act", side_effect=RuntimeError("broken")):
        for _attempt in range(5):
            InboundMail.objects.sweep()
            clock.advance(timedelta(minutes=10))
    assert "Something went wrong five times" in mia.get(url("mails")).content.decode()
    mia.post(url("mail_retry", made.pk))
    InboundMail.objects.sweep()
    made.refresh_from_db()
    assert made.kind == "other"


def test_an_empty_house_says_what_next(mia):
    page = mia.get(url("tracks")).content.decode()
    assert "No tracks yet" in page and "Nobody waits" in page
    assert "Nothing to look at" in mia.get(url("mails")).content.decode()


def test_a_return_for_reasons_of_the_law_is_never_offered(mia, handoff):
    HandOff.objects.update(reason="compliance")
    assert not mia.get(url("tracks")).context["rows"]
