"""One lead: what its page tells, the timeline in sentences, corrections, notes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.models import Activity, Company, Enquiry, Enrollment, HandOff, Lead, LeadPhone
from leads.states import Stage
from leads.telling import ICONS, Line, sentence
from office import clock
from tests import factories

LINES = 30


@pytest.fixture
def enrollment(cast, campaign):
    company = Company.named("Aegean Foods", client=cast.a)
    details = {"first_name": "Helen", "last_name": "Papa", "email": "helen@example.com", "company": company}
    return factories.enrolled(campaign, cast.sam, "+302101234567", "+306900000001", **details, custom={"size": "12"})


@pytest.fixture
def lead(enrollment):
    return enrollment.lead


def page(browser, lead):
    return browser.get(reverse("leads:lead", args=[lead.pk]))


def details(lead, **changes):
    """What the edit form holds, with changes."""
    told = {"first_name": lead.first_name, "last_name": lead.last_name, "company_name": "Aegean Foods"}
    told |= {"email": lead.email, "numbers": "+302101234567\n+306900000001", "country": "GR"}
    return {**told, **changes}


def edit(browser, lead, **changes):
    return browser.post(reverse("leads:edit", args=[lead.pk]), details(lead, **changes))


@pytest.mark.parametrize("name", ["sam", "rita", "mia", "mo", "alex", "ada"])
def test_everyone_at_work_sees_a_lead(as_, lead, name):
    content = page(as_(name), lead).content.decode()
    for words in ("Helen Papa", "Aegean Foods", '<bdi dir="ltr">+30 21 0123 4567</bdi>', "helen@example.com", "size"):
        assert words in content, words
    assert (reverse("leads:edit", args=[lead.pk]) in content) == (name not in ("rita", "alex"))


def test_the_two_times_are_the_lead_s_and_mine(as_, cast, campaign):
    lead = factories.lead(cast.a, cast.sam, zones=("Europe/London",))
    content = page(as_("sam"), lead).content.decode()
    assert "London" in content and "10:00" in content and "12:00" in content and "Athens" in content


def test_passes_tell_stage_and_reason(as_, cast, campaign, enrollment):
    HandOff.give_back(enrollment, stage=Stage.DISQUALIFIED, reason="permanent", label="Too small", by=cast.sam)
    enrollment.lead.enroll(campaign, by=cast.mia)
    content = page(as_("mia"), enrollment.lead).content.decode()
    assert "1. Cold-store audit" in content and "2. Cold-store audit" in content and "Too small" in content


def test_what_the_lead_asked_and_what_upper_apps_know(as_, cast, enrollment):
    Enquiry.ask(enrollment, "Does it work at minus thirty?", by=cast.sam)
    content = page(as_("sam"), enrollment.lead).content.decode()
    assert "Does it work at minus thirty?" in content and "not answered yet" in content
    assert f'hx-get="{reverse("appointments:of_lead", args=[enrollment.lead_id])}"' in content


def test_the_timeline_goes_back_in_pages_and_shows_each_line_once(as_, lead):
    for turn in range(LINES * 2):
        clock.advance(timedelta(seconds=turn % 2))  # pairs of lines at the same instant
        lead.note(f"<{turn}>", by=None)
    sam, seen = as_("sam"), []
    answer = page(sam, lead)
    while True:
        timeline = answer.context["timeline"]
        seen += [line.pk for line in timeline.lines]
        if timeline.before is None:
            break
        answer = sam.get(reverse("leads:older", args=[lead.pk, timeline.before.pk]))
        assert b"<html" not in answer.content and b"<0>" not in answer.content
    assert seen == list(Activity.objects.of_lead(lead).order_by("-at", "-pk").values_list("pk", flat=True))


def test_another_lead_s_line_is_no_mark(as_, cast, lead):
    other = factories.lead(cast.a, cast.sam)
    line = Activity.objects.of_lead(other).newest()[0]
    assert as_("sam").get(reverse("leads:older", args=[lead.pk, line.pk])).status_code == 404


@pytest.mark.parametrize("kind", Activity.Kind.values)
def test_every_kind_has_words_even_without_details(cast, lead, kind):
    line = Line.of(lead.record(kind, by=cast.sam), cast.sam)
    assert line.sentence and line.by == "Sam"
    assert sentence(kind, {"unknown": "thing", "what": "?", "reason": "?"}, "UTC") is not None


def test_every_kind_of_the_timeline_has_its_icon():
    assert set(ICONS) >= set(Activity.Kind) - {"skipped"}


@pytest.mark.parametrize(
    ("kind", "told", "words"),
    [
        ("called", {"disposition": "No answer"}, "Called: No answer"),
        ("callback", {"at": "2026-11-24T08:00:00+00:00"}, "Promised to call back on Tue 24 Nov, 10:00 Athens"),
        ("callback", {"at": "soon"}, "Promised to call back on soon"),
        (
            "returned",
            {"reason": "temporary", "return_on": "2026-12-23"},
            "Back to marketing until 23 Dec 2026: Not now",
        ),
        ("returned", {"reason": "permanent", "label": "Too small"}, "Back to marketing: Too small"),
        ("booked", {"rep": "Rita"}, "Meeting booked with Rita"),
        ("meeting", {"what": "no_show"}, "The lead did not come to the meeting"),
        ("enrolled", {"campaign": "Audit", "number": 2}, "Joined the queue of “Audit”, pass 2"),
        ("qualified", {"knocked_out_by": ["Decides? No"]}, "The answers speak against a meeting: Decides? No"),
        ("qualified", {"may_book": True}, "The answers allow a meeting"),
        ("updated", {"fields": ["e-mail", "city"]}, "Details changed: e-mail, city"),
    ],
)
def test_a_line_is_told_in_a_sentence(kind, told, words):
    assert sentence(kind, told, "Europe/Athens") == words


def test_a_note_is_written_and_an_empty_one_is_not(as_, lead):
    sam = as_("sam")
    assert sam.post(reverse("leads:note", args=[lead.pk]), {"text": "Prefers mornings"}).status_code == 302
    assert sam.post(reverse("leads:note", args=[lead.pk]), {"text": "  "}).status_code == 422
    assert Activity.objects.of_lead(lead).newest()[0].details == {"text": "Prefers mornings"}
    assert "Prefers mornings" in page(sam, lead).content.decode()


def test_a_correction_keeps_what_was_before(as_, cast, lead):
    assert edit(as_("sam"), lead, email="Helen.P@Example.com", city="Πάτρα").status_code == 302
    lead.refresh_from_db()
    assert (lead.email, lead.city) == ("helen.p@example.com", "Πάτρα")
    assert Lead.objects.matching("πατρα helen.p").get() == lead
    kept = Lead.pgh_event_model.objects.filter(pgh_obj_id=lead.pk).order_by("pk").values_list("email", "city")
    assert list(kept) == [("helen@example.com", "")]
    assert Activity.objects.of_lead(lead).newest()[0].details["fields"] == ["e-mail", "city"]


def test_saving_without_a_change_leaves_no_line(as_, lead):
    edit(as_("sam"), lead)
    before = Activity.objects.of_lead(lead).count()
    edit(as_("sam"), lead)
    assert Activity.objects.of_lead(lead).count() == before


def test_new_numbers_are_dialled_and_what_is_known_of_old_ones_stays(as_, lead, enrollment):
    LeadPhone.objects.filter(lead=lead, number="+306900000001").update(is_wrong=True)
    edit(as_("sam"), lead, numbers="694 000 0002\n6900000001 x7")
    numbers = list(LeadPhone.objects.of_lead(lead).in_order().values_list("number", "is_wrong"))
    assert numbers == [("+306940000002", False), ("+306900000001", True)]
    enrollment.refresh_from_db()
    assert enrollment.next_number == "+306940000002"


def test_a_claimed_lead_keeps_the_number_that_is_on_the_line(as_, cast, lead, enrollment):
    Enrollment.objects.filter(pk=enrollment.pk).update(claimed_by=cast.sue)
    edit(as_("sam"), lead, numbers="6940000002")
    enrollment.refresh_from_db()
    assert enrollment.next_number == "+302101234567"


def test_another_zone_changes_the_hours_of_the_queue(as_, lead, enrollment):
    edit(as_("sam"), lead, zone="america/new_york")
    lead.refresh_from_db()
    enrollment.refresh_from_db()
    assert (lead.zones, lead.zone_source) == (["America/New_York"], "told")
    assert enrollment.window_class == lead.window_class and lead.window_class.zones == ["America/New_York"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"numbers": "12"}, "too short"),
        ({"country": "Atlantis"}, "No country is called"),
        ({"zone": "Europe/Nowhere"}, "There is no time zone"),
        ({"email": "not an address"}, "valid email"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_field(as_, lead, changes, words):
    answer = edit(as_("sam"), lead, **changes)
    assert answer.status_code == 422 and words in answer.content.decode()
    lead.refresh_from_db()
    assert lead.email == "helen@example.com"


def test_a_number_of_another_lead_is_not_taken(as_, cast, lead):
    factories.lead(cast.a, cast.sam, "+306900099999", first_name="Paul", last_name="Known")
    answer = edit(as_("sam"), lead, numbers="6900099999")
    assert answer.status_code == 422 and "Paul Known" in answer.content.decode()
