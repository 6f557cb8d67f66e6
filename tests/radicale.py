"""A real calendar server (Radicale) on loopback, as a process of its own, and a hand that changes things there."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

PASSWORDS = {"rita": "secret of rita", "rob": "secret of rob"}


class Radicale:
    """`start()`, `stop()`; everything it keeps stays in its folder. What it says of itself goes to `log`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "log"
        self.users(PASSWORDS)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.process: subprocess.Popen[str] | None = None

    def users(self, passwords: dict[str, str]) -> None:
        (self.folder / "users").write_text("".join(f"{name}:{word}\n" for name, word in passwords.items()))

    def start(self) -> None:
        """Return when it listens."""
        told = {
            "config": "", "server-hosts": f"127.0.0.1:{self.port}", "auth-type": "htpasswd", "auth-delay": "0",
            "auth-htpasswd-filename": str(self.folder / "users"), "auth-htpasswd-encryption": "plain",
            "storage-filesystem-folder": str(self.folder / "kept"), "web-type": "none",
        }  # fmt: skip
        options = [word for name, value in told.items() for word in (f"--{name}", value)]
        command = [sys.executable, "-m", "radicale", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        said = []
        for line in self.process.stderr:
            said.append(line)
            if "server ready" in line:
                break
        else:
            raise RuntimeError("".join(said))
        # from here on it writes where nobody reads: a pipe would fill
        self._drain = subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=self.log.open("w"))

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()
            assert self.process.stderr
            self.process.stderr.close()
            self._drain.wait()
            self.process = None

    def calendar(self, user: str, name: str) -> str:
        """A new calendar of a user; returns its address."""
        url = f"{self.url}{user}/{uuid4()}/"
        body = (
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
        )
        assert self.ask(user, "MKCALENDAR", url, data=body).status_code == 201
        return url

    def ask(self, user: str, method: str, url: str, **more: Any) -> requests.Response:
        return requests.request(method, url, auth=(user, PASSWORDS[user]), timeout=10, **more)

    def texts(self, user: str, calendar: str) -> dict[str, str]:
        """{address: text} of what lies in a calendar, by somebody who knows nothing of us."""
        answer = self.ask(user, "PROPFIND", calendar, headers={"Depth": "1"})
        hrefs = [part.split("<")[0] for part in answer.text.split("href>")[1:]]
        addresses = sorted({f"{self.url}{href.lstrip('/')}" for href in hrefs if href.endswith(".ics")})
        return {address: self.ask(user, "GET", address).text for address in addresses}

    def put(self, user: str, address: str, text: str) -> None:
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        assert self.ask(user, "PUT", address, data=text.encode(), headers=headers).status_code in (201, 204)

    def remove(self, user: str, address: str) -> None:
        assert self.ask(user, "DELETE", address).status_code == 200
