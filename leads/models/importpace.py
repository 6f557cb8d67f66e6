"""How fast a load goes: as fast as it can; while somebody calls, a few rows at a time with rests between, since whoever
is on the phone must not wait for a file."""

from time import monotonic, sleep

from leads.models.enrollment import Enrollment
from office import clock, isolation
from office.models import Client

CHUNK = 2_000  # rows that are loaded, and can be lost, in one transaction: a sign of life each second
FEW = 250  # of the first one, for an early sign, and of each while somebody calls
STEP = 500  # more in each chunk than in the one before: what is asked for the first time takes longer
REST = 2  # how many times as long as it worked, while somebody calls
LONGEST = 2.0  # seconds


def few() -> int:
    """The rows of a small chunk."""
    return min(FEW, CHUNK)


class Pace:
    """The pace of one load, asked between its chunks."""

    def __init__(self) -> None:
        self.calling, self._rows = False, 0
        self._since = monotonic()

    def rows(self) -> int:
        """How many the next chunk has."""
        self._rows = few() if self.calling or not self._rows else min(self._rows + STEP, CHUNK)
        return self._rows

    def look(self) -> bool:
        """Whether any client's lead is on a setter's desk just now."""
        with isolation.seeing(Client.objects.values_list("pk", flat=True)):
            self.calling = Enrollment.objects.on_desks(clock.now()).exists()
        return self.calling

    def rest(self) -> None:
        """Leave the machine to those who call."""
        sleep(min(REST * (monotonic() - self._since), LONGEST))

    def goes_on(self) -> None:
        """A chunk begins."""
        self._since = monotonic()
