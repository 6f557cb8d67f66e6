"""CalDAV two ways against a real Radicale: what is busy there is read; our meetings stand there as they stand here,
each once, whatever dies, and whatever somebody does there meanwhile."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from icalendar import Calendar

from appointments import caldavs
from appointments.models import BusyExternal, CalendarCopy, OtherCalendar
from appointments.models.moving import move, rewind, standing
from appointments.models.passing import reassign
from appointments.models.relocating import relocate
from appointments.walltime import moment
from office import clock
from office.models import Notice, Refused
from tests import factories
from tests.appointments.test_busyreading import calendar as ics
from tests.radicale import PASSWORDS, Radicale


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    radicale = Radicale(tmp_path_factory.mktemp("radicale"))
    radicale.start()
    yield radicale
    radicale.stop()


@pytest.fixture(autouse=True)
def let_in(settings):
    settings.OUTSIDE_HTTP, settings.OUTSIDE_NETWORKS = True, ["127.0.0.0/8"]


class Signpost(BaseHTTPRequestHandler):
    """A host that has no calendars at its own door, and says where they are."""

    def do_GET(self):
        known = self.path == "/.well-known/caldav"
        self.send_response(301 if known else 404)
        if known:
            self.send_header("Location", self.server.there)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_PROPFIND(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *said):
        """Nothing."""


@pytest.fixture
def signpost(server):
    door = ThreadingHTTPServer(("127.0.0.1", 0), Signpost)
    door.there, door.url = server.url, f"http://127.0.0.1:{door.server_port}/"
    Thread(target=door.serve_forever, daemon=True).start()
    yield door
    door.shutdown()
    door.server_close()


class Theirs:
    """A rep's calendars on the server, and what is to be seen there."""

    def __init__(self, server, person, user):
        self.server, self.person, self.user = server, person, user
        self.work, self.private = (server.calendar(user, name) for name in ("Work", "Private"))
        self.row = OtherCalendar.connect(
            by=person, name=user, address=server.url, username=user, password=PASSWORDS[user]
        )

    def choose(self, reads, writes):
        self.row.refresh_from_db()
        self.row.choose(reads=reads, writes=writes, by=self.person)

    @property
    def texts(self):
        return self.server.texts(self.user, self.work)

    @property
    def events(self):
        found = [Calendar.from_ical(text).walk("VEVENT")[0] for text in self.texts.values()]
        return sorted((str(e["uid"]), e["dtstart"].dt, int(e.get("sequence", 0))) for e in found)

    def change(self, old, new):
        [(address, text)] = self.texts.items()
        assert old in text
        self.server.put(self.user, address, text.replace(old, new))

    def delete(self):
        [address] = self.texts
        self.server.remove(self.user, address)


def person_there(server, person, user):
    theirs = Theirs(server, person, user)
    read()
    theirs.choose(theirs.work, theirs.work)
    read()
    return theirs


@pytest.fixture
def rita(cast, server):
    theirs = person_there(server, cast.rita, "rita")
    yield theirs
    for url in (theirs.work, theirs.private):
        server.ask("rita", "DELETE", url)


def read(later=timedelta(0)):
    clock.advance(later)
    return OtherCalendar.objects.sweep()


def write(later=timedelta(minutes=1)):
    clock.advance(later)
    return CalendarCopy.objects.sweep()


def told(person):
    return [notice.text for notice in Notice.objects.to(person).order_by("pk")]


def stands(meeting):
    meeting.refresh_from_db()
    return [(meeting.uid, meeting.starts_at, meeting.sequence)]


def later_hold(meeting, cast, days=3):
    kind = factories.bookable(meeting.enrollment.campaign, cast.rita, notice=days * 24 * 60, name=f"In {days} days")
    return factories.held(meeting.enrollment, kind, cast.sam).token


class TestReading:
    def test_the_server_tells_which_calendars_there_are(self, rita):
        rita.row.refresh_from_db()
        assert sorted(rita.row.names.values()) == ["Private", "Work"]

    def test_what_stands_there_is_busy(self, cast, server, rita):
        server.put("rita", f"{rita.work}one.ics", ics(("DTSTART:20261124T100000Z", "DURATION:PT1H")).decode())
        weekly = ("DTSTART;TZID=Europe/Athens:20260105T090000", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;BYDAY=TH")
        server.put("rita", f"{rita.work}two.ics", ics(weekly).replace(b"one@", b"two@").decode())
        read(timedelta(minutes=10))
        found = [row.blocked.lower for row in BusyExternal.objects.order_by("blocked")[:2]]
        assert [f"{start:%d %H:%M}" for start in found] == ["24 10:00", "26 07:00"]
        assert BusyExternal.objects.count() > 50

    def test_only_the_calendar_that_was_chosen_is_read(self, server, rita):
        server.put("rita", f"{rita.private}one.ics", ics(("DTSTART:20261124T100000Z", "DURATION:PT1H")).decode())
        read(timedelta(minutes=10))
        assert not BusyExternal.objects.exists()
        rita.choose(rita.private, rita.work)
        read()
        assert BusyExternal.objects.count() == 1

    def test_our_own_meetings_there_are_not_busy_elsewhere(self, rita, ahead):
        write()
        read(timedelta(minutes=10))
        assert rita.events == stands(ahead)
        assert not BusyExternal.objects.exists()

    def test_a_wrong_password_is_told_once_and_not_tried_again(self, cast, server, rita, ahead):
        server.users({**PASSWORDS, "rita": "another"})
        try:
            read(timedelta(minutes=10))
            rita.row.refresh_from_db()
            assert (rita.row.trouble, rita.row.state) == ("password", "failed")
            assert told(cast.rita) == [
                "Your calendar “rita” can no longer be read: It does not accept the user name and the password."
            ]
            assert read(timedelta(days=2)) == 0
            before = server.log.read_text().count("Failed login")
            assert write() == 1 and server.log.read_text().count("Failed login") == before
        finally:
            server.users(PASSWORDS)
        rita.row.change_password(PASSWORDS["rita"], by=cast.rita)
        read()
        rita.row.refresh_from_db()
        assert (rita.row.trouble, rita.row.state) == ("", "due")

    def test_the_password_is_sealed(self, rita):
        assert PASSWORDS["rita"] not in str(OtherCalendar.objects.values().get())

    def test_what_is_no_calendar_server_is_told(self, cast, server):
        row = OtherCalendar.connect(by=cast.rita, name="x", address=f"{server.url}rob/", username="rita", password="no")
        read()
        row.refresh_from_db()
        assert row.trouble == "password"

    def test_the_hosts_own_word_is_followed(self, cast, server, signpost):
        server.calendar("rob", "Work")
        row = OtherCalendar.connect(
            by=cast.rita, name="x", address=signpost.url, username="rob", password=PASSWORDS["rob"]
        )
        read()
        row.refresh_from_db()
        assert row.trouble == "" and "Work" in row.names.values()

    def test_but_not_to_another_host(self, cast, server, signpost):
        signpost.there = server.url.replace("127.0.0.1", "localhost")
        row = OtherCalendar.connect(
            by=cast.rita, name="x", address=signpost.url, username="rob", password=PASSWORDS["rob"]
        )
        read()
        row.refresh_from_db()
        assert row.trouble == "404"

    def test_of_a_persons_calendars_one_is_written_to(self, cast, server, rita):
        other = Theirs(server, cast.rita, "rob")
        read()
        with pytest.raises(Refused, match="written to “rita” already"):
            other.choose(other.work, other.work)
        with pytest.raises(Refused, match="not there any more"):
            other.choose(rita.work, "")


class TestWriting:
    def test_it_stands_with_those_who_come_along_too(self, cast, campaign, server, rita):
        tom = factories.person("tom", (cast.a, "rep"))
        his = person_there(server, tom, "rob")
        kind = factories.bookable(campaign, cast.rita, tom, companions=[tom.pk], name="Audit")
        campaign.pool.get(person=tom).delete()
        enrollment = factories.enrolled(campaign, cast.sam, email="helen@fresh.example")
        meeting = factories.booked(enrollment, kind, cast.sam)
        write()
        assert rita.events == his.events == stands(meeting)
        meeting.cancel(by=cast.rita)
        write()
        assert rita.events == his.events == []

    def test_a_meeting_stands_there_when_it_can_no_longer_be_undone(self, rita, ahead):
        assert CalendarCopy.objects.sweep() == 0
        assert write() == 1
        assert rita.events == stands(ahead)
        [text] = rita.texts.values()
        assert "METHOD" not in text and "+3069" not in text and "helen@" not in text

    def test_one_that_was_undone_was_never_there(self, cast, rita, ahead):
        ahead.unbook(by=cast.sam)
        write()
        assert rita.events == [] and CalendarCopy.objects.get().state == "done"

    def test_moved_there_as_here(self, cast, rita, ahead):
        write()
        move(ahead, hold=later_hold(ahead, cast), by=cast.sam, due_at=clock.now())
        assert write(timedelta(0)) == 1
        assert rita.events == stands(ahead) and ahead.sequence == 1

    def test_said_where_there_too(self, cast, rita, ahead):
        write()
        relocate(ahead, "https://meet.example/1", by=cast.sam)
        write(timedelta(0))
        assert "https://meet.example/1" in "".join(rita.texts.values()).replace("\r\n ", "")

    def test_called_off_it_is_gone(self, cast, rita, ahead):
        write()
        ahead.cancel(by=cast.rita, reason="ill")
        write(timedelta(0))
        assert rita.events == [] and told(cast.rita) == []

    def test_given_to_a_colleague_it_is_in_the_colleagues_and_no_longer_in_mine(
        self, cast, server, campaign, rita, ahead
    ):
        rob = factories.person("rob", (cast.a, "rep"))
        factories.bookable(campaign, rob, name="Of Rob")
        robs = person_there(server, rob, "rob")
        write()
        reassign(ahead, to=rob, by=cast.mo)
        write()
        assert rita.events == [] and robs.events == stands(ahead)

    def test_a_move_taken_back_is_taken_back_there(self, cast, rita, ahead):
        write()
        stood = standing(ahead)
        move(ahead, hold=later_hold(ahead, cast), by=cast.sam, due_at=clock.now() + timedelta(minutes=1))
        write(timedelta(0))
        rewind(stood)
        write(timedelta(0))
        assert rita.events == stands(ahead)

    def test_meetings_that_stand_already_are_written_when_a_calendar_is_chosen(self, cast, server, ahead):
        theirs = person_there(server, cast.rita, "rita")
        write(timedelta(0))
        assert theirs.events == stands(ahead)
        theirs.choose(theirs.work, theirs.private)
        write(timedelta(0))
        assert theirs.events == []
        assert len(server.texts("rita", theirs.private)) == 1
        theirs.choose(theirs.work, "")
        write(timedelta(0))
        assert server.texts("rita", theirs.private) == {}

    def test_nothing_is_written_for_who_has_no_calendar_for_it(self, cast, ahead):
        assert not CalendarCopy.objects.exists()

    def test_booked_and_called_off_before_it_was_written_nothing_is_there(self, cast, rita, ahead):
        clock.advance(timedelta(minutes=5))
        ahead.cancel(by=cast.rita)
        write()
        assert rita.events == []


class TestSomebodyElseWritesThere:
    def test_an_event_that_was_moved_there_is_told_and_set_right(self, cast, rita, ahead):
        write()
        start = ahead.starts_at
        rita.change(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTSTART:{start - timedelta(hours=3):%Y%m%dT%H%M%SZ}")
        read(timedelta(minutes=10))
        assert write(timedelta(0)) == 1
        assert rita.events == stands(ahead)
        [text] = told(cast.rita)
        assert "at Wed 25 Nov, 09:00. It stands at Wed 25 Nov, 12:00" in text
        assert write() == 0 and read(timedelta(minutes=10)) == 1 and write() == 0, "and it is told once"

    def test_one_that_was_deleted_there_is_told_and_is_there_again(self, cast, rita, ahead):
        write()
        rita.delete()
        read(timedelta(minutes=10))
        write(timedelta(0))
        assert rita.events == stands(ahead)
        assert "was deleted in your calendar" in told(cast.rita)[0]

    def test_other_words_are_told(self, cast, rita, ahead):
        write()
        rita.change("SUMMARY:", "SUMMARY:My own title ")
        read(timedelta(minutes=10))
        write(timedelta(0))
        assert "was changed in your calendar" in told(cast.rita)[0]
        assert "My own title" not in "".join(rita.texts.values())

    def test_an_alarm_of_the_reps_own_is_left_alone_and_not_told(self, cast, rita, ahead):
        write()
        alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\nEND:VEVENT"
        rita.change("END:VEVENT", alarm)
        read(timedelta(minutes=10))
        write(timedelta(0))
        assert "TRIGGER:-PT10M" in "".join(rita.texts.values()) and told(cast.rita) == []
        move(ahead, hold=later_hold(ahead, cast), by=cast.sam, due_at=clock.now())
        write(timedelta(0))
        assert rita.events == stands(ahead)
        assert "TRIGGER:-PT10M" in "".join(rita.texts.values()), "it moves along"

    def test_moved_there_and_here_at_once_ours_stands(self, cast, rita, ahead):
        write()
        rita.change("SUMMARY:", "SUMMARY:Mine ")
        move(ahead, hold=later_hold(ahead, cast), by=cast.sam, due_at=clock.now())
        write(timedelta(0))
        assert rita.events == stands(ahead) and len(told(cast.rita)) == 1

    def test_deleted_there_and_called_off_here_is_no_news(self, cast, rita, ahead):
        write()
        rita.delete()
        ahead.cancel(by=cast.rita)
        write(timedelta(0))
        assert rita.events == [] and told(cast.rita) == []

    def test_changed_there_and_called_off_here_is_told_and_gone(self, cast, rita, ahead):
        write()
        rita.change("SUMMARY:", "SUMMARY:Mine ")
        ahead.cancel(by=cast.rita)
        write(timedelta(0))
        assert rita.events == [] and "is gone there" in told(cast.rita)[0]

    def test_an_invitation_that_their_mail_program_put_there_is_taken_over(self, cast, server, rita, ahead):
        """The same UID at another address: a second one is not allowed, so it is written there."""
        text = ics((f"DTSTART:{ahead.starts_at:%Y%m%dT%H%M%SZ}", "DURATION:PT5M")).decode()
        server.put("rita", f"{rita.work}invited.ics", text.replace("one@example.com", ahead.uid))
        write()
        assert list(rita.texts) == [f"{rita.work}invited.ics"]
        assert rita.events == stands(ahead) and told(cast.rita) == []


class TestFaults:
    def test_a_server_that_is_away_is_tried_again_and_gets_all_when_it_is_back(self, cast, server, rita, ahead):
        server.stop()
        try:
            assert write() == 1
            read(timedelta(minutes=10))
            rita.row.refresh_from_db()
            assert rita.row.trouble == "away"
            move(ahead, hold=later_hold(ahead, cast), by=cast.sam, due_at=clock.now())
            write(timedelta(minutes=5))
            assert CalendarCopy.objects.get().error == "away"
        finally:
            server.start()
        read(timedelta(minutes=20))
        assert write(timedelta(0)) == 1, "what waited for the server does not wait longer"
        assert rita.events == stands(ahead) and told(cast.rita) == []
        rita.row.refresh_from_db()
        assert rita.row.trouble == ""

    def test_nothing_is_tried_for_ever(self, cast, server, rita, ahead):
        CalendarCopy.objects.update(collection="http://127.0.0.1:9/rita/")
        write()
        clock.advance(ahead.ends_at - clock.now() + timedelta(hours=2))
        write()
        assert CalendarCopy.objects.get().state == "void"

    @pytest.mark.parametrize("at", ["before", "after"])
    def test_a_worker_that_dies_about_the_write_leaves_one_event_and_no_news(self, cast, rita, ahead, monkeypatch, at):
        dies(monkeypatch, "put", at)
        with pytest.raises(KeyboardInterrupt):
            write()
        monkeypatch.undo()
        assert write(timedelta(minutes=2)) == 1
        assert rita.events == stands(ahead) and told(cast.rita) == []

    @pytest.mark.parametrize("at", ["before", "after"])
    def test_and_one_that_dies_about_a_change(self, cast, rita, ahead, monkeypatch, at):
        """Dead with the first move in hand, and moved once more before anybody looks."""
        write()
        move(ahead, hold=later_hold(ahead, cast), by=cast.sam, due_at=clock.now())
        dies(monkeypatch, "put", at)
        with pytest.raises(KeyboardInterrupt):
            write(timedelta(0))
        monkeypatch.undo()
        move(ahead, hold=later_hold(ahead, cast, 5), by=cast.sam, due_at=clock.now())
        write(timedelta(minutes=2))
        assert rita.events == stands(ahead) and ahead.sequence == 2 and told(cast.rita) == []

    @pytest.mark.parametrize("at", ["before", "after"])
    def test_and_one_that_dies_about_the_removal(self, cast, rita, ahead, monkeypatch, at):
        write()
        ahead.cancel(by=cast.rita)
        dies(monkeypatch, "delete", at)
        with pytest.raises(KeyboardInterrupt):
            write(timedelta(0))
        monkeypatch.undo()
        assert write(timedelta(minutes=2)) == 1
        assert rita.events == [] and told(cast.rita) == []

    def test_a_worker_that_is_overtaken_writes_nothing_over_the_newer(self, cast, rita, ahead, monkeypatch):
        """While it carries the first time there, the meeting is moved: it loses its lease, the next one carries on."""
        token = later_hold(ahead, cast)
        put = caldavs.Remote.put

        def overtaken(self, *args, **kwargs):
            monkeypatch.undo()
            etag = put(self, *args, **kwargs)
            move(ahead, hold=token, by=cast.sam, due_at=clock.now())
            return etag

        monkeypatch.setattr(caldavs.Remote, "put", overtaken)
        write()
        assert CalendarCopy.objects.get().state == "due"
        write(timedelta(0))
        assert rita.events == stands(ahead) and told(cast.rita) == []

    def test_what_was_written_late_after_the_removal_is_found_and_taken_away(self, cast, rita, ahead):
        write()
        [(address, text)] = rita.texts.items()
        ahead.cancel(by=cast.rita)
        write(timedelta(0))
        rita.server.put("rita", address, text)
        read(timedelta(minutes=10))
        write(timedelta(0))
        assert rita.events == []


def dies(monkeypatch, name, at):
    """The worker dies just before, or just after, it has asked the server."""
    real = getattr(caldavs.Remote, name)

    def dying(self, *args, **kwargs):
        if at == "after":
            real(self, *args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(caldavs.Remote, name, dying)


def test_a_time_that_is_busy_there_is_not_offered(cast, server, rita, enrollment, kind):
    from appointments.models import Picker

    first = moment(Picker(enrollment.lead, kind, by=cast.sam).offers[0].start)
    server.put("rita", f"{rita.work}one.ics", ics((f"DTSTART:{first:%Y%m%dT%H%M%SZ}", "DURATION:PT45M")).decode())
    read(timedelta(minutes=10))
    assert first not in [moment(offer.start) for offer in Picker(enrollment.lead, kind, by=cast.sam).offers]
