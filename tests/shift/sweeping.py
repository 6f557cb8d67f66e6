"""The worker of a simulated shift: the sweeps of the desk, one after the other, until somebody kills it."""

import os
import threading
from pathlib import Path

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402

from calls.tasks import release, ripen, stand_in  # noqa: E402
from leads.tasks import let_go  # noqa: E402
from office import clock  # noqa: E402
from tests.shift.sharedclock import SharedClock  # noqa: E402


def sweep():
    """Each once, at the shift's time."""
    for task in (release, ripen, stand_in, let_go):
        task()


if __name__ == "__main__":
    shift = SharedClock(Path(os.environ["SHIFT_CLOCK"]))
    while True:
        with clock.frozen(shift.now()):
            try:
                sweep()
            except (InterfaceError, OperationalError):
                connection.close()
        threading.Event().wait(0.05)
