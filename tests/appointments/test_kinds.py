"""A campaign's kinds of meeting: the manager's pages, and what they change in the picker."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments.models import Appointment, MeetingKind, Picker
from office.models import Refused
from tests import factories

TOLD = {
    "name": "Site visit", "place": "theirs", "minutes": 60, "step": 30, "before": 0, "after": 15, "travel": 45,
    "notice": 240, "horizon": 30, "cap": "",
}  # fmt: skip


@pytest.fixture
def urls(campaign):
    return reverse("appointments:kinds", args=[campaign.pk]), reverse("appointments:kind_new", args=[campaign.pk])


def page_of(kind):
    return reverse("appointments:kind", args=[kind.pk])


def test_a_new_kind_is_offered_last(cast, as_, campaign, kind, urls):
    listed, new = urls
    answer = as_("mo").post(new, {**TOLD, "cap": 3, "companions": [cast.rita.pk]})
    assert answer.headers["Location"] == listed
    made = MeetingKind.objects.of_campaign(campaign).last()
    assert {name: getattr(made, name) for name in TOLD} == {**TOLD, "cap": 3}
    assert (made.companions, made.client, made.position) == ([cast.rita.pk], cast.a, 2)
    text = as_("mo").get(listed).content.decode()
    for words in ("Site visit", "45 minutes there", "3 meetings of a rep at most", "240 minutes from now", "Rita"):
        assert words in text


def test_an_empty_campaign_says_what_to_do(as_, urls):
    assert "Nothing can be booked yet" in as_("mo").get(urls[0]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"minutes": 0}, "greater than or equal to 5"),
        ({"minutes": 99_999}, "less than or equal to 720"),
        ({"cap": 0}, "greater than or equal to 1"),
        ({"horizon": 999}, "less than or equal to 180"),
        ({"place": "moon"}, "Select a valid choice."),
        ({"place": "video"}, "There is a way to go only to the lead’s place."),
        ({"name": "first MEETING"}, "has that name already"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(as_, campaign, kind, urls, wrong, words):
    answer = as_("mo").post(urls[1], {**TOLD, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert MeetingKind.objects.of_campaign(campaign).get() == kind


def test_only_reps_of_the_client_can_be_asked_along(cast, as_, urls):
    for stranger in (cast.oren, cast.sam):
        answer = as_("mo").post(urls[1], {**TOLD, "companions": [stranger.pk]})
        assert answer.status_code == 422
    assert "Select a valid choice." in answer.content.decode()


def test_a_change_holds_for_what_is_booked_from_now_on(cast, as_, kind, meeting):
    ends = meeting.ends_at
    answer = as_("mo").post(page_of(kind), {**TOLD, "travel": 0, "place": "video", "name": kind.name})
    assert answer.status_code == 302
    kind.refresh_from_db()
    meeting.refresh_from_db()
    assert (kind.minutes, meeting.ends_at) == (60, ends)


def test_a_retired_kind_is_offered_no_more_and_its_meetings_keep_it(cast, as_, campaign, kind, meeting, urls):
    retire = reverse("appointments:retire_kind", args=[kind.pk])
    assert as_("mo").post(retire).status_code == 302
    assert not MeetingKind.objects.of_campaign(campaign).exists()
    meeting.refresh_from_db()
    assert meeting.kind == kind
    text = as_("mo").get(urls[0]).content.decode()
    assert "Bring back" in text
    slots = reverse("appointments:slots", args=[factories.enrolled(campaign, cast.sam).lead_id])
    assert "Nothing can be booked" in as_("sam").get(slots).content.decode()
    as_("mo").post(retire)
    assert MeetingKind.objects.of_campaign(campaign).get() == kind


def test_what_was_held_before_a_kind_retired_is_booked(cast, enrollment, kind):
    hold = factories.held(enrollment, kind, cast.sam).token
    kind.retire(by=cast.mo)
    assert Appointment.book(enrollment, by=cast.sam, hold=hold).kind == kind


def test_the_page_warns_when_somebody_left(cast, as_, kind, urls):
    kind.change(by=cast.mo, companions=[cast.rita.pk])
    assert "somebody left" not in as_("mo").get(urls[0]).content.decode()
    cast.rita.is_active = False
    cast.rita.save()
    assert "somebody left" in as_("mo").get(urls[0]).content.decode()


class TestWay:
    def test_only_to_the_leads_place_there_is_a_way(self, cast, campaign):
        start = factories.MONDAY
        kinds = {
            place: factories.bookable(campaign, name=place, place=place, travel=60, after=15)
            for place in ("video", "phone", "ours", "theirs")
        }
        taken = {place: kind.blocks(start) for place, kind in kinds.items()}
        for place in ("video", "phone", "ours"):
            assert taken[place] == (start, start + timedelta(minutes=60)), place
        assert taken["theirs"] == (start - timedelta(minutes=60), start + timedelta(minutes=120))

    def test_the_picker_and_the_block_agree_on_it(self, cast, campaign, enrollment):
        kind = factories.bookable(campaign, cast.rita, place="theirs", travel=60, after=0, step=60, minutes=60)
        first = factories.booked(enrollment, kind, cast.sam)
        lead = factories.enrolled(campaign, cast.sam).lead
        today, tomorrow = (first.starts_at.date() + timedelta(days=n) for n in (0, 1))
        assert Picker(lead, kind, by=cast.sam, day=today).times == []
        assert len(Picker(lead, kind, by=cast.sam, day=tomorrow).times) == 8

    def test_a_call_is_not_moved_to_the_leads_place_without_a_way(self, cast, enrollment, kind):
        hold = factories.held(enrollment, kind, cast.sam).token
        with pytest.raises(Refused, match="keeps no time free for the way"):
            Appointment.book(enrollment, by=cast.sam, hold=hold, place="theirs")
        assert Appointment.book(enrollment, by=cast.sam, hold=hold, place="phone").place == "phone"

    def test_the_form_offers_only_where_there_is_a_way(self, cast, as_, campaign, kind):
        lead = factories.enrolled(campaign, cast.sam).lead
        visit = factories.bookable(campaign, name="Visit", place="theirs", travel=30)
        for shown, there in ((kind, False), (visit, True)):
            url = reverse("appointments:slots", args=[lead.pk])
            book = as_("sam").get(url, {"kind": shown.pk}).context["book"]
            assert ("theirs" in dict(book.fields["place"].choices)) == there

    def test_a_visit_may_become_a_call(self, cast, campaign, enrollment):
        kind = factories.bookable(campaign, cast.rita, place="theirs", travel=30)
        assert factories.booked(enrollment, kind, cast.sam).place == "theirs"
        other = factories.enrolled(campaign, cast.sam)
        assert factories.booked(other, kind, cast.sam, place="video").place == "video"


def names(campaign):
    return [kind.name for kind in MeetingKind.objects.of_campaign(campaign)]


def test_another_order_is_the_pickers_too(cast, as_, campaign, kind, enrollment):
    for name in ("Site visit", "Call"):
        MeetingKind.add(campaign, by=cast.mo, name=name)
    last = MeetingKind.objects.of_campaign(campaign).last()
    answer = as_("mo").post(reverse("appointments:move_kind", args=[last.pk]), {"to": "up"})
    assert answer.headers["Location"] == reverse("appointments:kinds", args=[campaign.pk])
    assert names(campaign) == ["First meeting", "Call", "Site visit"]
    for _once_more in range(2):  # the first stays the first
        as_("mo").post(reverse("appointments:move_kind", args=[last.pk]), {"to": "up"})
    assert names(campaign) == ["Call", "First meeting", "Site visit"]
    page = as_("sam").get(reverse("appointments:slots", args=[enrollment.lead_id]))
    assert [each.name for each in page.context["form"].kinds] == names(campaign)
    assert page.context["picker"].kind == last
    as_("mo").post(reverse("appointments:move_kind", args=[last.pk]), {"to": "down"})
    assert names(campaign) == ["First meeting", "Call", "Site visit"]


def test_a_retired_kind_has_no_place_in_the_order(cast, as_, campaign, kind):
    other = MeetingKind.add(campaign, by=cast.mo, name="Call")
    kind.retire(by=cast.mo)
    with pytest.raises(Refused, match="has no place"):
        kind.move(1, by=cast.mo)
    answer = as_("mo").post(reverse("appointments:move_kind", args=[kind.pk]), {"to": "down"}, follow=True)
    assert "has no place in the order" in answer.content.decode()
    assert names(campaign) == [other.name]
