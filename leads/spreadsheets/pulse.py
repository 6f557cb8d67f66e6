"""Does a child that says nothing still work? Its processor time tells."""

from psutil import Error, Process


class Pulse:
    """The processor time of one child, looked at from time to time."""

    def __init__(self, pid: int) -> None:
        self._pid, self._spent = pid, 0.0

    def beats(self) -> bool:
        """It used the processor since it was asked last; never true of one that is gone."""
        try:
            times = Process(self._pid).cpu_times()
        except Error:
            return False
        spent, self._spent = self._spent, times.user + times.system
        return self._spent > spent
