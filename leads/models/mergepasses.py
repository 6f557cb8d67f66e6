"""The passes of two leads become those of one, and are taken apart again.

One pass goes on at most: the further one, of two alike the kept lead's. The other ends as “Merged” under its own
campaign and list, so that every figure stays true; what was promised in it goes over (a model says so by `goes_on`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, models
from django.utils.translation import gettext as _t

from leads.models import reparent
from leads.models.activity import Activity
from leads.models.enrollment import Enrollment, Priority
from leads.models.handoff import UNDO
from leads.models.lead import Lead
from leads.states import CALLABLE, Stage
from office import clock
from office.models import Job, Refused

REASON = "merged"  # the end_reason of a pass that a merge ended
MEETING = (Stage.APPOINTMENT_SET, Stage.HANDED_OVER)
FURTHER = (Stage.NEW, Stage.WORKING, Stage.QUALIFIED, *MEETING)
STANDING = ("priority", "call_after", "reserved_for_id", "next_number")
_ASIDE = 10_000  # added to the numbers of passes while they change places

Log = dict[str, Any]


def hold_still(leads: Sequence[Lead]) -> list[Enrollment]:
    """Lock all that works on these leads, or refuse: nobody may be calling one, nor a worker carrying one."""
    try:
        for jobs in reparent.jobs_of(leads):
            _refuse_if(any(job.state == Job.State.RUNNING for job in jobs.select_for_update(nowait=True)))
        passes = list(
            Enrollment.objects.of_leads([lead.pk for lead in leads]).select_for_update(nowait=True).order_by("pk")
        )
    except OperationalError as error:
        raise Refused(_busy()) from error
    just_now = Activity.objects.filter(lead__in=leads, kind=Activity.Kind.CALLED, at__gt=clock.now() - UNDO)
    _refuse_if(any(found.claimed_by_id for found in passes) or just_now.exists())
    return passes


def _refuse_if(busy: bool) -> None:
    if busy:
        raise Refused(_busy())


def _busy() -> str:
    return _t("One of these leads is being called or worked on just now. Try again in a minute.")


def unite(kept: Lead, other: Lead, passes: Sequence[Enrollment], *, silenced: bool) -> Log:
    """End what cannot go on, number the passes in their order. `silenced`: one of the two must not be called."""
    log: Log = {"passes": [_standing(each) for each in passes], "went_on": {}}
    waiting = [each for each in passes if each.ended_at is None]
    going = None if silenced else _going(waiting, passes, kept)
    for each in waiting:
        if each is not going:
            each.become(Stage.DO_NOT_CALL if silenced else Stage.MERGED, reason=REASON)
            if going is not None:
                log["went_on"][str(each.pk)] = _go_on(each, going)
    if going is not None:
        log["going"] = _standing(going)
    _number(_in_order(passes))
    return log


def follow(log: Log, kept: Lead) -> None:
    """The pass that goes on keeps the hours and numbers of the united lead; the log remembers where it stands now."""
    Enrollment.objects.open().of_lead(kept).follow(kept)
    if "going" in log:
        log["going"] = _standing(Enrollment.objects.get(pk=log["going"]["id"]))


def _going(waiting: list[Enrollment], passes: Sequence[Enrollment], kept: Lead) -> Enrollment | None:
    """The pass that goes on: the further one; none where one of the two has been won and nobody meets the other."""
    meetings = [each for each in waiting if each.stage in MEETING]
    if len(meetings) > 1:
        raise Refused(_t("Both have a meeting. Say how one of them went, or call it off, and merge then."))
    if not meetings and any(each.is_latest and each.stage == Stage.WON for each in passes):
        return None
    return max(waiting, key=lambda each: (*_further(each), each.lead_id == kept.pk), default=None)


def _further(each: Enrollment) -> tuple[int, bool]:
    return FURTHER.index(Stage(each.stage)), each.priority == Priority.CALLBACK


def _go_on(ended: Enrollment, going: Enrollment) -> reparent.Rows:
    """What was promised in the pass that ended goes over to the one that goes on."""
    went = {}
    for tie in reparent.ties(Enrollment):
        still = getattr(tie.model, "goes_on", None)
        if isinstance(still, models.Q):
            open_ones = tie.rows_of(ended).filter(still).values_list("pk", flat=True)
            went[tie.name], _stay = tie.move(ended, going, only=list(open_ones))
    if ended.priority == Priority.CALLBACK != going.priority and going.stage in CALLABLE:
        going.queue_for(ended.priority, ended.call_after, reserved_for=ended.reserved_for)
    return {name: ids for name, ids in went.items() if ids}


def _in_order(passes: Sequence[Enrollment]) -> list[Enrollment]:
    """By their beginning; last the one that says where the lead stands: the open one, do not call, won, the newest."""
    last = max(passes, key=lambda each: (_weight(each), each.began_at, each.pk), default=None)
    order = sorted(passes, key=lambda each: (each.began_at, each.pk))
    return [*(each for each in order if each is not last), *([last] if last else [])]


def _weight(each: Enrollment) -> int:
    return 3 if each.ended_at is None else {Stage.DO_NOT_CALL: 2, Stage.WON: 1}.get(Stage(each.stage), 0)


def _number(order: Iterable[Enrollment]) -> None:
    """Number these passes; the last one is the latest. Two steps, since no two may have one number meanwhile."""
    numbered = list(order)
    mine = Enrollment.objects.filter(pk__in=[each.pk for each in numbered])
    mine.update(number=models.F("number") + _ASIDE, is_latest=False)
    for number, each in enumerate(numbered, start=1):
        each.number, each.is_latest = number, each is numbered[-1]
        each.save(update_fields=["number", "is_latest"])


def _standing(each: Enrollment) -> Log:
    names = ("id", "lead_id", "number", "stage", "campaign_id", *STANDING)
    return {name: getattr(each, name) for name in names} | {"open": each.ended_at is None}


def take_apart(log: Log, leads: Sequence[Lead]) -> list[str]:
    """Each lead's passes stand under it again: number them, reopen what the merge ended, put back what was promised.

    Returns the names of the campaigns whose pass stays ended, because something happened since.
    """
    before = {row["id"]: row for row in log["passes"]}
    for lead in leads:
        passes = list(Enrollment.objects.of_lead(lead).order_by("number"))
        _number(sorted(passes, key=lambda each: before.get(each.pk, {"number": _ASIDE + each.number})["number"]))
    stay = [name for row in log["passes"] if row["open"] for name in _reopen(row)]
    for pk, went in log["went_on"].items():
        _come_back(int(pk), log["going"]["id"], went)
    if "going" in log:
        _stand_again(before[log["going"]["id"]], log["going"])
    for lead in leads:
        mine = Enrollment.objects.open().of_lead(lead)
        mine.exclude(next_number="").follow(lead)
        mine.update(window_class=lead.window_class)
    return stay


def _reopen(row: Log) -> list[str]:
    each = Enrollment.objects.select_related("campaign", "lead").get(pk=row["id"])
    if each.ended_at is None or each.end_reason != REASON:
        return []
    others = Enrollment.objects.open().filter(lead_id=each.lead_id)
    if not each.is_latest or others.exists() or (each.stage == Stage.DO_NOT_CALL and not each.lead.number_to_call):
        return [each.campaign.name]
    each.become(row["stage"], undo=True)
    _stand(each, row)
    return []


def _come_back(ended: int, going: int, went: reparent.Rows) -> None:
    """What was promised before the merge belongs to its own pass again."""
    passes = Enrollment.objects.in_bulk([ended, going])
    for tie in reparent.ties(Enrollment):
        if tie.name in went and len(passes) == 2:
            tie.move(passes[going], passes[ended], only=went[tie.name])


def _stand_again(before: Log, after: Log) -> None:
    """Where the pass that went on stood in the queue, unless it was moved since."""
    each = Enrollment.objects.open().unclaimed().filter(pk=before["id"]).first()
    if each and all(str(getattr(each, name)) == str(_read(name, after[name])) for name in STANDING):
        _stand(each, before)


def _stand(each: Enrollment, row: Log) -> None:
    for name in STANDING:
        setattr(each, name, _read(name, row[name]))
    each.save()


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name == "call_after" else value
