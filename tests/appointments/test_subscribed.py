"""Calendars that a rep subscribes to: read by the sweep, kept as busy and nothing more, and told when they fail."""

from datetime import timedelta

import pytest

from appointments.models import BusyExternal, OtherCalendar, othercalendar
from appointments.walltime import instant
from office import clock
from office.models import Notice, Refused
from tests import factories
from tests.appointments.test_busyreading import calendar
from tests.sites import serving

ONE = ("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", "SUMMARY:Dentist")


@pytest.fixture(autouse=True)
def let_in(settings):
    settings.OUTSIDE_HTTP, settings.OUTSIDE_NETWORKS = True, ["127.0.0.0/8"]


class Site:
    """What stands at the address; `status` other than 200 is a fault."""

    def __init__(self):
        self.body, self.status, self.etag = calendar(ONE), 200, '"1"'

    def __call__(self, path, headers):
        if self.status != 200:
            return self.status, {}, b""
        if headers.get("if-none-match") == self.etag:
            return 304, {}, b""
        return 200, {"ETag": self.etag}, self.body


@pytest.fixture
def site():
    at = Site()
    with serving(at) as served:
        at.url, at.asked = f"{served.url}/secret-word/basic.ics", served.asked
        yield at


@pytest.fixture
def subscribed(cast, site):
    return OtherCalendar.subscribe(by=cast.rita, name="Private", address=site.url)


def sweep(later=timedelta(0)):
    clock.advance(later)
    return OtherCalendar.objects.sweep()


def busy(person):
    rows = BusyExternal.objects.filter(person=person).order_by("blocked")
    return [(f"{row.blocked.lower:%d %H:%M}", f"{row.blocked.upper:%H:%M}") for row in rows]


def test_what_it_says_is_busy_and_nothing_more_is_kept(cast, site, subscribed):
    assert sweep() == 1
    subscribed.refresh_from_db()
    assert busy(cast.rita) == [("24 10:00", "11:00")]
    assert (subscribed.read_at, subscribed.trouble, subscribed.unread) == (clock.now(), "", 0)
    kept = {field.name: getattr(BusyExternal.objects.get(), field.name) for field in BusyExternal._meta.fields}
    assert "Dentist" not in str(kept)


def test_the_address_is_sealed_and_only_its_server_is_shown(subscribed):
    row = OtherCalendar.objects.values().get()
    assert "secret-word" not in str(row)
    assert subscribed.address == "127.0.0.1"
    assert subscribed.unsealed().endswith("/secret-word/basic.ics")


def test_it_is_read_every_ten_minutes_and_only_when_it_has_changed(cast, site, subscribed):
    sweep()
    assert sweep(timedelta(minutes=9)) == 0
    assert sweep(timedelta(minutes=1)) == 1
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert busy(cast.rita) == [("24 10:00", "11:00")]
    site.body, site.etag = calendar(("DTSTART:20261125T100000Z", "DURATION:PT2H")), '"2"'
    sweep(timedelta(minutes=10))
    assert busy(cast.rita) == [("25 10:00", "12:00")]


def test_once_a_day_it_is_read_whole_for_the_days_move_on(cast, site, subscribed):
    sweep()
    sweep(timedelta(days=1))
    assert "if-none-match" not in site.asked[-1][1]


def test_what_lies_far_ahead_comes_in_sight(cast, site, subscribed):
    site.body = calendar(("DTSTART:20201201T100000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"))
    sweep()
    assert [row.blocked.lower.year for row in BusyExternal.objects.order_by("blocked")] == [2026, 2027]
    sweep(timedelta(days=40))
    assert [row.blocked.lower.year for row in BusyExternal.objects.all()] == [2027]


@pytest.mark.parametrize(
    ("status", "trouble"), [(404, "404"), (403, "403"), (500, "other"), (401, "other"), (410, "other")]
)
def test_a_fault_is_told_and_what_was_known_still_counts(cast, site, subscribed, status, trouble):
    sweep()
    site.status = status
    sweep(timedelta(minutes=10))
    subscribed.refresh_from_db()
    assert (subscribed.trouble, subscribed.state) == (trouble, "due")
    assert busy(cast.rita) == [("24 10:00", "11:00")]


def test_after_each_fault_it_waits_longer_and_after_none_no_longer(cast, site, subscribed):
    site.status = 500
    waits = []
    for _n in range(8):
        assert sweep() == 1
        subscribed.refresh_from_db()
        waits.append(subscribed.due_at - clock.now())
        clock.advance(waits[-1])
    assert waits[:3] == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert waits[-1] == othercalendar.LONGEST
    site.status = 200
    sweep()
    subscribed.refresh_from_db()
    assert (subscribed.due_at - clock.now(), subscribed.faults) == (othercalendar.EVERY, 0)


@pytest.mark.parametrize(
    ("body", "trouble"),
    [(b"<html>Log in</html>", "no_calendar"), (calendar(ONE)[:90], "cut_off"), (b"", "no_calendar")],
)
def test_what_is_no_calendar_empties_nothing(cast, site, subscribed, body, trouble):
    sweep()
    site.body, site.etag = body, '"2"'
    sweep(timedelta(minutes=10))
    subscribed.refresh_from_db()
    assert subscribed.trouble == trouble
    assert busy(cast.rita) == [("24 10:00", "11:00")]


def test_entries_that_cannot_be_read_are_counted(cast, site, subscribed):
    site.body = calendar(ONE, ("DTSTART:never",))
    sweep()
    subscribed.refresh_from_db()
    assert (subscribed.unread, busy(cast.rita)) == (1, [("24 10:00", "11:00")])


def test_our_own_meetings_come_back_are_not_busy(cast, site, subscribed, meeting):
    when = f"DTSTART:{meeting.starts_at:%Y%m%dT%H%M%SZ}", f"DTEND:{meeting.ends_at:%Y%m%dT%H%M%SZ}"
    strange = (*when, "UID:0b6f9fd0-6ad0-4c1e-8d86-2ff9b1a4ee0a@setterdesk")
    site.body = calendar(when).replace(b"one@example.com", meeting.uid.encode()) + calendar(strange)
    sweep()
    [kept] = BusyExternal.objects.all()
    assert kept.uid == strange[-1].removeprefix("UID:"), "another house's meeting is somebody else's time"
    assert instant(kept.blocked.lower) == instant(meeting.starts_at)


def test_what_i_have_declined_is_free(cast, site, subscribed):
    site.body = calendar((*ONE, "ATTENDEE;PARTSTAT=DECLINED:mailto:rita@demo.test"))
    sweep()
    assert busy(cast.rita) == []


def test_an_address_inside_is_refused_with_a_sentence(cast, settings):
    settings.OUTSIDE_NETWORKS = []
    with pytest.raises(Refused, match="lies inside a network"):
        OtherCalendar.subscribe(by=cast.rita, name="In", address="http://127.0.0.1/x.ics")
    settings.OUTSIDE_HTTP = False
    with pytest.raises(Refused, match="https://"):
        OtherCalendar.subscribe(by=cast.rita, name="In", address="http://8.8.8.8/x.ics")
    assert not OtherCalendar.objects.exists()


def test_an_address_that_has_come_to_lie_inside_is_not_called(cast, site, subscribed, settings):
    settings.OUTSIDE_NETWORKS = []
    sweep()
    subscribed.refresh_from_db()
    assert (subscribed.trouble, site.asked) == ("inside", [])


def test_an_address_that_can_no_longer_be_opened_is_told(cast, subscribed, settings):
    settings.SECRET_KEY = "another key altogether"
    sweep()
    subscribed.refresh_from_db()
    assert (subscribed.trouble, subscribed.state) == ("sealed", "failed")
    assert "Private" in Notice.objects.to(cast.rita).get().text


def test_ten_calendars_are_enough(cast):
    for n in range(10):
        OtherCalendar.subscribe(by=cast.rita, name=str(n), address="https://8.8.8.8/x.ics")
    with pytest.raises(Refused, match="10 calendars"):
        OtherCalendar.subscribe(by=cast.rita, name="one more", address="https://8.8.8.8/x.ics")


def test_removed_it_says_nothing_any_more(cast, subscribed):
    sweep()
    subscribed.remove(by=cast.rita)
    assert not BusyExternal.objects.exists()


def test_a_worker_that_dies_in_the_middle_leaves_what_was_known(cast, site, subscribed, monkeypatch):
    sweep()

    def die(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(BusyExternal.objects.__class__, "bulk_create", die)
    site.etag = '"2"'
    with pytest.raises(KeyboardInterrupt):
        sweep(timedelta(minutes=10))
    assert busy(cast.rita) == [("24 10:00", "11:00")]
    monkeypatch.undo()
    assert sweep(timedelta(minutes=2)) == 1, "its lease has run out"
    assert busy(cast.rita) == [("24 10:00", "11:00")]


def test_of_two_calendars_one_that_fails_does_not_keep_the_other_waiting(cast, site, subscribed):
    OtherCalendar.subscribe(by=cast.rita, name="Gone", address="http://127.0.0.1:9/x.ics")
    assert sweep() == 2
    assert busy(cast.rita) == [("24 10:00", "11:00")]


def test_whole_days_are_the_reps_own(cast, campaign, site):
    yuki = factories.person("yuki", (cast.a, "rep"), zone="Asia/Tokyo")
    OtherCalendar.subscribe(by=yuki, name="Holiday", address=site.url)
    site.body = calendar(("DTSTART;VALUE=DATE:20261125",))
    sweep()
    assert busy(yuki) == [("24 15:00", "15:00")]
