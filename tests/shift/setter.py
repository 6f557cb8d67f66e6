"""A simulated setter: a browser over HTTP that dials, books, logs, skips, undoes, and breaks in every way that browsers
do."""

import http.client
import re
import socket
from collections import Counter
from random import Random
from urllib.parse import urlencode

LEAD = re.compile(r'id="desk" data-lead="(\d*)"')
CALL = re.compile(r'hx-post="/desk/calls/(\d+)/log/"')
SLOTS = re.compile(r'hx-get="(/leads/\d+/)slots/"')
TIME = re.compile(r'name="start" value="(\d+)"')
PICKED = re.compile(r'<input type="hidden" name="(kind|rep|day)" value="([^"]*)"')
HELD = re.compile(r'name="hold" value="([0-9a-f-]{36})"')
OUTCOMES = {
    "no-answer": 40, "voicemail": 10, "busy": 8, "call-back": 8, "not-interested": 10, "wrong-number": 3,
    "do-not-call": 5, "not-now": 5, "qualified": 4,
}  # fmt: skip
TOLD = {
    "call-back": {"when": "1", "anyone": "on"},
    "not-interested": {"reason": "No need"},
    "not-now": {"months": "3"},
    "qualified": {"when": "2"},
}
TOKEN = "c" * 32


class Cut(ConnectionError):
    """The browser broke off before it read the answer."""


class Setter:
    """One act a round. What the server said is kept: `dialled` {call: lead} and `said` {call: outcome}; `unsure` are
    the calls whose outcome's answer was lost on the way, `undone` those that ever were; `hold` is the token of the time
    that is on hold."""

    def __init__(self, number, name, session, port):
        self.dice, self.name, self.port = Random(number), name, port
        self.cookies = f"{session}; csrftoken={TOKEN}"
        self.lead = self.call = self.sending = self.last = self.slots = self.hold = None
        self.away = 0  # rounds in which nothing is heard of this browser
        self.stale = False  # what is on the screen is older than the server's view
        self.shown = None
        self.dialled, self.said, self.unsure, self.undone = {}, {}, set(), set()
        self.counted, self.wrong = Counter(), []

    def act(self):
        """One step; returns the lead that the server has just shown as this setter's, if any."""
        if self.away:
            self.away -= 1
            return None
        self.shown = None
        try:
            self._act()
        except (ConnectionError, http.client.HTTPException, TimeoutError):
            self.stale, self.shown = True, None
            self.counted["answers lost"] += 1
        return self.shown

    def _act(self):
        if self.sending:
            self._send()
        elif self.stale:
            self._look()
        elif self.call and self.hold:
            self._holding()
        elif self.call:
            self._on_a_call()
        elif self.lead:
            self._offered()
        else:
            self._post("/desk/claim/")

    def _offered(self):
        match self._one_of(dial=70, skip=6, wait=6, leave=4, freeze=4, vanish=5, look=3, twice=2):
            case "dial":
                self._dial()
            case "skip":
                self._post(f"/desk/leads/{self.lead}/skip/", reason="known")
            case "wait":
                self._beat()
            case "leave":
                self._ask("POST", "/desk/leave/")
                self.stale, self.away = True, self.dice.randrange(6)
            case "freeze":  # and goes on with what it shows
                self.away = self.dice.randrange(1, 9)
            case "vanish":
                self._vanish()
            case "look":
                self._look()
            case "twice":
                self._dial(), self._dial()

    def _on_a_call(self):
        match self._one_of(say=54, hold=20, wait=12, cut=6, vanish=5, freeze=4, look=3):
            case "say":
                self._choose()
                self._say()
            case "hold":
                self._take_a_time()
            case "wait":
                self._beat()
            case "cut":
                self._choose()
                self._send(cut=True)
            case "vanish":
                self._vanish()
            case "freeze":
                self.away = self.dice.randrange(1, 9)
            case "look":
                self._look()

    def _holding(self):
        """A time is on hold: book it; or the browser dies, or hangs up, between the two."""
        match self._one_of(confirm=40, die=18, hang_up=24, renew=8, change=6, say=6, sleep=6):
            case "confirm":
                self._confirm()
                self._say()
            case "die":
                self._vanish()
            case "hang_up":
                self._confirm()
                self._send(cut=True)
            case "renew":
                self._ask("POST", f"{self.slots}renew/", hold=self.hold)
            case "change":
                self._take_a_time()
            case "say":  # something else came of the call
                self._choose()
                self._say()
            case "sleep":  # until the hold has run out, perhaps
                self.away = self.dice.randrange(2, 12)

    def _take_a_time(self):
        """Look at the free times and put one on hold."""
        status, page = self._ask("GET", f"{self.slots}slots/")
        times = TIME.findall(page)
        if status != 200 or not times:
            self.counted["no time"] += 1
            return
        picked = {name: value for name, value in PICKED.findall(page) if value}
        status, page = self._ask("POST", f"{self.slots}hold/", **picked, start=self.dice.choice(times))
        found = HELD.search(page)
        self.counted["held" if found and status == 200 else "taken by another"] += 1
        self.hold = found and found[1]
        if status not in (200, 422):
            self.wrong.append((status, page[:400]))

    def _confirm(self):
        self.sending = (self.call, "booked", {"hold": self.hold})
        self.hold = None

    def _one_of(self, **weights):
        (found,) = self.dice.choices(list(weights), list(weights.values()))
        self.counted[found] += 1
        return found

    def _vanish(self):
        """The browser is killed: whatever was not sent is forgotten."""
        self.lead = self.call = self.last = self.sending = self.hold = None
        self.stale, self.away = True, self.dice.randrange(1, 12)

    def _look(self):
        """Load the page anew. That keeps no lease: what it shows may be another's a moment later."""
        self._read(*self._ask("GET", "/desk/"))
        self.shown = None

    def _beat(self):
        status, _page = self._ask("POST", "/desk/beat/", lead=self.lead)
        self.stale = status == 410

    def _dial(self):
        if not self.lead:
            return
        lead = self.lead
        self._post(f"/desk/leads/{lead}/dial/")
        if self.call and self.lead == lead:
            self.dialled[self.call] = lead

    def _choose(self):
        (code,) = self.dice.choices(list(OUTCOMES), list(OUTCOMES.values()))
        self.sending = (self.call, code, TOLD.get(code, {}))
        self.hold = None

    def _say(self):
        self._send(twice=self.dice.random() < 0.1)
        if self.last and self.dice.random() < 0.15:
            self._undo()

    def _send(self, *, cut=False, twice=False):
        """As the outbox of the page does: the same words, until there is an answer."""
        call, code, told = self.sending
        path, words = f"/desk/calls/{call}/log/", {"disposition": code, **told}
        self.unsure.add(call)
        if cut:
            self._break_off(path, words)
        for _turn in range(2 if twice else 1):
            status, page = self._ask("POST", path, **words)
            if status == 200:
                self.said[call], self.last = code, call
        self.counted["booked" if status == 200 else "too late"] += code == "booked"
        self.unsure.discard(call)
        self.sending = None
        self._read(status, page)

    def _undo(self):
        call = self.last
        self.undone.add(call)
        status, page = self._ask("POST", f"/desk/calls/{call}/undo/")
        if status == 200:
            del self.said[call]
            self.last = None
        self._read(status, page)

    def _post(self, path, **fields):
        self._read(*self._ask("POST", path, **fields))

    def _read(self, status, page):
        """Take over what the answer shows."""
        if status in (404, 410):  # no longer this setter's
            self.stale = True
            return
        if status not in (200, 422):
            self.wrong.append((status, page[:400]))
            return
        self.counted["refused"] += status == 422
        found, call = LEAD.search(page), CALL.search(page)
        if not found:
            self.wrong.append((status, page[:400]))
            return
        if (call and call[1]) != self.call:
            self.hold = None
        slots = SLOTS.search(page)
        self.stale, self.lead, self.call, self.slots = False, found[1] or None, call and call[1], slots and slots[1]
        self.shown = self.lead

    def _ask(self, method, path, **fields):
        """Return the status and the page. Each request has a connection of its own: a server may hang up on an idle
        one, and that is no storm."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request(method, path, urlencode(fields), self._head())
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def _break_off(self, path, fields):
        """Send all of a request and hang up."""
        body = urlencode(fields)
        lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{key}: {value}" for key, value in self._head().items()]
        with socket.create_connection(("127.0.0.1", self.port), 30) as door:
            door.sendall("\r\n".join([*lines, "", body]).encode())
        raise Cut

    def _head(self):
        form = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return {**form, "Cookie": self.cookies, "X-CSRFToken": TOKEN}
