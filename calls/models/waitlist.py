"""Who waits for a time is put into the queue when one has come free: the oldest wish first, each time for one wish.

The sweep compares what is free with what is wanted; nothing tells it what has happened. Each wish has a transaction of
its own: a worker that dies leaves nothing half done, two at once do nothing twice.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appointments.models import FreeTimes, Wish
from appointments.walltime import instant
from calls.gate import lawful_from
from leads.models import Enrollment, Priority
from leads.states import CALLABLE
from office import clock
from office.models import Client, Notice

if TYPE_CHECKING:
    from office.models import User

# Groups in which nobody promised a call: a time that came free may go before what they wait for.
UNPROMISED = (Priority.ASIDE, Priority.RETRY, Priority.NEW, Priority.REST)
LAPSED = _("{lead} waited for a time until {until}, and none came free. It is back in the queue.")


def sweep_waitlist() -> int:
    """Offer what has come free, take back what is gone, end what is past. Returns how many times were offered."""
    return Client.objects.walk(_sweep)


def _sweep(client: int) -> int:
    mine, now = Wish.objects.of_client(client), clock.now()
    for stray in mine.astray():
        _settle(stray.enrollment_id)
    waiting = list(mine.open().settled(now).in_running_campaigns().shown().oldest_first())
    if not waiting:
        return 0
    free = FreeTimes()
    return sum(_look_at(wish, free, now) for wish in waiting)


def _look_at(wish: Wish, free: FreeTimes, now: datetime) -> bool:
    """True when a time was offered."""
    if wish.enrollment.ended_at:
        return _leave(wish.pk)
    if wish.is_past(now):
        return _lapse(wish)
    if wish.state == Wish.State.OFFERED and not _is_off(wish, free):
        return False
    if wish.state == Wish.State.OFFERED:
        _withdraw(wish.pk, free)
    return next(free.for_wish(wish), None) is not None and _offer(wish.pk, free, now)


def _is_off(wish: Wish, free: FreeTimes) -> bool:
    """Nobody has the lead before them, and the time is gone, or the pass has gone elsewhere."""
    passed_on = wish.enrollment.priority != Priority.FREED
    return wish.enrollment.claimed_by_id is None and (passed_on or not free.still(wish))


@transaction.atomic
def _withdraw(pk: int, free: FreeTimes) -> None:
    enrollment = Enrollment.objects.locked(Wish.objects.values_list("enrollment", flat=True).get(pk=pk))
    found = Wish.objects.locked(pk)
    found.enrollment = enrollment
    if found.state != Wish.State.OFFERED or not _is_off(found, free):
        return
    found.withdraw()
    if enrollment.priority == Priority.FREED and enrollment.ended_at is None:
        enrollment.queue_for(Priority.ASIDE, clock.now())


@transaction.atomic
def _offer(pk: int, free: FreeTimes, now: datetime) -> bool:
    """Put the lead into the queue for a time that it would take: for the setter who put it on the list, from the first
    moment on at which it may be called."""
    enrollment = Enrollment.objects.locked(Wish.objects.values_list("enrollment", flat=True).get(pk=pk))
    found = Wish.objects.locked(pk)
    if found.state != Wish.State.WAITING or not _may_wait(enrollment, now):
        return False
    at = lawful_from(enrollment, now)
    if at is None:
        return False
    times = free.for_wish(found, after=instant(at) + found.kind.terms.notice)
    if not found.offer(times, now=now):
        return False
    enrollment.queue_for(Priority.FREED, at, reserved_for=_first(found.setter))
    found.tell("freed", by=None)
    return True


def _first(setter: "User") -> "User | None":
    return setter if setter.is_active else None


def _may_wait(enrollment: Enrollment, now: datetime) -> bool:
    """It waits for nothing that was promised, nobody has it, and it can be dialled."""
    free = enrollment.ended_at is None and enrollment.claimed_by_id is None and enrollment.stage in CALLABLE
    return free and enrollment.priority in UNPROMISED and enrollment.call_after <= now and bool(enrollment.next_number)


@transaction.atomic
def _leave(pk: int) -> bool:
    """The pass is over: nobody waits any more."""
    found = Wish.objects.locked(pk)
    if found.is_open and found.enrollment.ended_at:
        found.close(Wish.State.LEFT, by=None)
    return False


@transaction.atomic
def _lapse(wish: Wish) -> bool:
    """Past its last day: the lead goes back into the queue, and the setter is told. Not while somebody has it."""
    enrollment = Enrollment.objects.locked(wish.enrollment_id)
    if enrollment.claimed_by_id is None and Wish.objects.open().numbered(wish.pk).exists():
        wish.end(by=None, state=Wish.State.LAPSED)
        words = format_lazy(LAPSED, lead=str(wish.lead), until=f"{wish.until:%d.%m.%Y}")
        Notice.tell(wish.setter, words, client=wish.lead.client, url=f"/leads/{wish.lead_id}/")
    return False


@transaction.atomic
def _settle(pass_id: int) -> None:
    """A pass that stands in the queue for a time that is offered no more: aside while its lead waits for another one,
    else to be called as usual."""
    enrollment = Enrollment.objects.locked(pass_id)
    if enrollment.priority != Priority.FREED or enrollment.claimed_by_id or enrollment.ended_at:
        return
    mine = Wish.objects.of_pass(enrollment).open()
    if mine.offered().exists():
        return
    enrollment.queue_for(Priority.ASIDE if mine.exists() else Priority.RETRY, clock.now())
