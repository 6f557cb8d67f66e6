"""A shift of simulated setters: browsers crash, freeze and hang up, web servers and workers are killed; and nothing is
lost, nobody is called by two, no time is booked twice, and no dial is outside the rules. 200 setters with `--full`, a
sample else."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

import psutil
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from appointments.models import Appointment, CalendarBlock
from calls.models import CallAttempt, Disposition
from leads.models import Enrollment
from office import clock
from office.models import Role
from tests import factories
from tests.calls import oracle
from tests.ground.conftest import ROOT
from tests.shift.setter import Setter
from tests.shift.sharedclock import SharedClock
from tests.shift.sweeping import sweep

BEGIN = datetime(2026, 11, 23, 18, 44, tzinfo=UTC)  # a Monday; at 19:00 the hours end in Greece, France, Germany
PLACES = (
    ("GR", "", "Europe/Athens"), ("FR", "", "Europe/Paris"), ("DE", "", "Europe/Berlin"), ("GB", "", "Europe/London"),
    ("US", "NY", "America/New_York"), ("US", "FL", "America/New_York"), ("AU", "NSW", "Australia/Sydney"),
)  # fmt: skip
AT_ONCE = 12  # setters whose requests are under way at the same time
WEB_DIES, WORKER_DIES = 6, 9  # every so many rounds


class Floor:
    """Two clients, a campaign each, half of the setters at each of them; some numbers are many leads', of both; and
    reps whose times both of them book."""

    def __init__(self, cast, campaign, other_campaign, setters, leads):
        self.campaigns, self.setters = (campaign, other_campaign), []
        both = [(one.client, Role.REP) for one in self.campaigns]
        reps = [factories.person(f"rep{number}", *both) for number in range(1 + setters // 50)]
        for one in self.campaigns:
            Disposition.lay(one)
            factories.bookable(one, *reps)
        for number in range(setters):
            client = self.campaigns[number % 2].client
            self.setters.append(factories.person(f"setter{number}", (client, Role.SETTER)))
        for number in range(leads):
            country, region, zone = PLACES[number % len(PLACES)]
            shared = number % 5 == 0
            phone = f"+3069{number // 10 if shared else number + 1_000_000:08}"
            one = self.campaigns[number % 2]
            factories.enrolled(one, cast.mia, phone, country=country, region=region, zones=(zone,))


class House:
    """The processes: gunicorn with two workers, and a worker for the sweeps."""

    def __init__(self, path):
        self.time = SharedClock(path, at=BEGIN)
        place = urlsplit(os.environ["DATABASE_URL"])
        url = place._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        self.environment = {**os.environ, "DATABASE_URL": url, "SHIFT_CLOCK": str(path)}
        self.web, self.port = self._serve()
        self.worker = self._work()

    def _serve(self):
        command = [sys.executable, "-m", "gunicorn", "tests.shift.served:application", "--bind", "127.0.0.1:0"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
        web = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.PIPE, text=True)
        for line in web.stderr:
            if "Listening at: " in line:
                break
        threading.Thread(target=web.stderr.read, daemon=True).start()
        return web, int(line.split("127.0.0.1:")[1].split()[0])

    def _work(self):
        return subprocess.Popen([sys.executable, "-m", "tests.shift.sweeping"], cwd=ROOT, env=self.environment)

    def kill_web(self, dice):
        """One of the two serving processes: gunicorn starts another."""
        children = psutil.Process(self.web.pid).children()
        if children:
            dice.choice(children).send_signal(signal.SIGKILL)

    def kill_worker(self):
        self.worker.kill()
        self.worker.wait()
        self.worker = self._work()

    def close(self):
        """Twice is once."""
        if self.web.poll() is None:
            for process in (*psutil.Process(self.web.pid).children(), self.web, self.worker):
                process.kill()
        self.web.wait()
        self.worker.wait()


@pytest.fixture
def house(transactional_db, tmp_path):
    standing = House(tmp_path / "clock")
    yield standing
    standing.close()


def seated(floor, port):
    """Every setter with a session of their own."""
    seats = []
    for number, person in enumerate(floor.setters):
        browser = Browser()
        browser.force_login(person)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        seats.append(Setter(number, person.name, f"{settings.SESSION_COOKIE_NAME}={session}", port))
    return seats


def worked(house, seats, rounds):
    """The shift. Returns the leads that two setters were shown in one and the same moment."""
    dice, twice = Random(20261123), []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for turn in range(rounds):
            dice.shuffle(seats)
            futures = [(seat, pool.submit(seat.act)) for seat in seats]
            if turn % WEB_DIES == WEB_DIES - 1:
                futures[len(seats) // 3][1].result()
                house.kill_web(dice)
            if turn % WORKER_DIES == WORKER_DIES - 1:
                house.kill_worker()
            shown = Counter(lead for _seat, future in futures if (lead := future.result()))
            twice += [(turn, lead) for lead, count in shown.items() if count > 1]
            house.time.move(timedelta(seconds=dice.randrange(5, 75)))
    return twice


@pytest.mark.parametrize(
    ("setters", "leads", "rounds"),
    [(20, 160, 40), pytest.param(200, 2_000, 80, marks=pytest.mark.full)],
)
def test_a_shift(house, cast, campaign, other_campaign, setters, leads, rounds):
    with clock.frozen(BEGIN - timedelta(hours=1)):
        floor = Floor(cast, campaign, other_campaign, setters, leads)
    with clock.frozen(BEGIN):
        seats = seated(floor, house.port)
    twice = worked(house, seats, rounds)
    house.close()
    with clock.frozen(house.time.now() + timedelta(minutes=5)):
        sweep()

    counted = sum((seat.counted for seat in seats), Counter())
    assert [wrong for seat in seats for wrong in seat.wrong] == []
    assert twice == []
    assert unlawful() == []
    assert lost(seats) == []
    assert lost_meetings() == []
    assert overlapping(house.time.now() + timedelta(minutes=5)) == []
    assert two_at_once({int(call) for seat in seats for call in seat.undone}) == []
    assert called_after_no() == []
    assert strays() == []
    dials = CallAttempt.objects.count()
    assert dials > leads // 2, counted  # it was a shift, and it was stormy
    storms = ("vanish", "freeze", "cut", "leave", "answers lost", "skip", "booked", "die", "hang_up")
    assert min(counted[each] for each in storms) > 0, counted
    assert places_that_closed(house.time.now()), "no window closed in this shift"


def place_of(lead):
    return (tuple(lead.zones), lead.country, lead.region, "business")


def unlawful():
    """Dials outside the rules, found by the slow oracle, all calls to a number together."""
    dials = defaultdict(list)
    for attempt in CallAttempt.objects.select_related("lead", "disposition").order_by("started_at", "pk"):
        refused = attempt.outcome in ("not_a_fit", "do_not_call")
        dials[attempt.number].append((attempt.lead, (attempt.started_at, refused, False)))
    wrong = []
    for number, rows in dials.items():
        for place in {place_of(lead) for lead, _dial in rows}:
            mine = [dial for lead, dial in rows if place_of(lead) == place]
            wrong += [(number, place, *found) for found in oracle.broken(place, mine)]
    return wrong


def lost(seats):
    """What a setter was told is saved, and is not."""
    stands = {attempt.pk: attempt for attempt in CallAttempt.objects.select_related("disposition")}
    wrong = []
    for seat in seats:
        wrong += [(seat.name, call, "dial") for call in seat.dialled if int(call) not in stands]
        for call, code in seat.said.items():
            found = stands.get(int(call))
            if call not in seat.unsure and (
                found is None or found.disposition is None or found.disposition.code != code
            ):
                wrong.append((seat.name, call, code, found and found.disposition and found.disposition.code))
    return wrong


def lost_meetings():
    """Calls that ended with a booking and do not have their one meeting with its time in the rep's calendar; meetings
    and times that no call stands for (the browser died between the hold and the booking, or it was undone)."""
    booked = set(CallAttempt.objects.filter(outcome="booked").values_list("enrollment_id", flat=True))
    meetings, wrong = list(Appointment.objects.standing()), []
    for enrollment, count in Counter(meeting.enrollment_id for meeting in meetings).items():
        if count > 1 or enrollment not in booked:
            wrong.append((enrollment, count, enrollment in booked))
    wrong += [(enrollment, 0) for enrollment in booked - {meeting.enrollment_id for meeting in meetings}]
    times = {block.appointment: block for block in CalendarBlock.objects.booked()}
    for meeting in meetings:
        block = times.pop(meeting.pk, None)
        kept = block and (block.person_id, block.lead, block.starts_at, block.ends_at)
        if kept != (meeting.rep_id, meeting.lead_id, meeting.starts_at, meeting.ends_at):
            wrong.append((meeting.pk, kept))
    return wrong + [(block.pk, "no meeting") for block in times.values()]


def overlapping(now):
    """Times of one rep that are booked, or on hold, over each other."""
    calendar, wrong = defaultdict(list), []
    for block in CalendarBlock.objects.live(now):
        calendar[block.person_id].append((block.blocked.lower, block.blocked.upper))
    for person, spans in calendar.items():
        spans.sort()
        wrong += [(person, a, b) for a, b in zip(spans, spans[1:], strict=False) if b[0] < a[1]]
    return wrong


def two_at_once(undone):
    """Calls to one number that overlap: from the dial to the outcome, or to the manager who gave it up."""
    calls, wrong = defaultdict(list), []
    for attempt in CallAttempt.objects.exclude(pk__in=undone).order_by("started_at", "pk"):
        calls[attempt.number].append((attempt.started_at, attempt.logged_at or attempt.given_up_at or clock.now()))
    for number, spans in calls.items():
        wrong += [(number, a, b) for a, b in zip(spans, spans[1:], strict=False) if b[0] < a[1]]
    return wrong


def called_after_no():
    """Numbers of a client that were dialled after somebody there had said: do not call."""
    nos = CallAttempt.objects.filter(outcome="do_not_call").values_list("client_id", "number", "logged_at")
    later = CallAttempt.objects.values_list("client_id", "number", "started_at")
    return [
        (number, said, at)
        for client, number, said in nos
        for theirs, dialled, at in later
        if theirs == client and dialled == number and at > said
    ]


def strays():
    """Passes that are neither waiting, nor on a desk that owes their outcome, nor given back with a reason."""
    wrong = []
    for one in Enrollment.objects.all():
        owes = CallAttempt.objects.filter(enrollment=one, disposition=None, given_up_at=None).count()
        if one.ended_at:
            ok = owes == 0 and one.claimed_by_id is None
        elif one.claimed_by_id:
            ok = owes == 1 and one.claimed_until is None
        else:
            ok = owes == 0
        if not ok:
            wrong.append((one.pk, owes, one.claimed_by_id, one.claimed_until))
    return wrong


def places_that_closed(end):
    places = [((zone,), country, region, "business") for country, region, zone in PLACES]
    return [place for place in places if oracle.open_at(place, BEGIN) and not oracle.open_at(place, end)]
