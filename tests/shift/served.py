"""What gunicorn serves in a simulated shift: SetterDesk, whose clock is the shift's."""

import os
from pathlib import Path

from office import clock
from setterdesk.wsgi import application as setterdesk
from tests.shift.sharedclock import SharedClock

SHIFT = SharedClock(Path(os.environ["SHIFT_CLOCK"]))


def application(environ, start):
    with clock.frozen(SHIFT.now()):
        return setterdesk(environ, start)
