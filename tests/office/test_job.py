"""Work in the background: the row is the truth. Tried on HandOff, one of the three jobs."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from leads.models import Activity, HandOff
from leads.states import Stage
from leads.tasks import carry
from office import clock, isolation
from office.models import Job, LostLease, Refused
from office.models.job import LEASE, MAX_ATTEMPTS, MAX_DEATHS
from office.nudge import nudge
from tests import factories


def returned(campaign, by):
    enrollment = factories.enrolled(campaign, by)
    return HandOff.give_back(
        enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=by, label="No need", due_at=clock.now()
    )


@pytest.fixture
def job(cast, campaign):
    return returned(campaign, cast.sam)


def lines(job):
    return Activity.objects.of_lead(job.lead).filter(kind=Activity.Kind.RETURNED).count()


def test_a_sweep_does_what_is_due_and_nothing_twice(job):
    assert HandOff.objects.sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, lines(job)) == (Job.State.DONE, 1, 1)
    assert HandOff.objects.sweep() == 0
    assert lines(job) == 1


def test_what_is_not_due_waits(job):
    HandOff.objects.filter(pk=job.pk).update(due_at=clock.now() + timedelta(seconds=1))
    assert HandOff.objects.sweep() == 0
    clock.advance(timedelta(seconds=1))
    assert HandOff.objects.sweep() == 1


def test_only_one_worker_holds_the_lease(job):
    assert HandOff.objects.take(job.pk).fence == 1
    assert HandOff.objects.take(job.pk) is None
    clock.advance(LEASE + timedelta(seconds=1))
    assert HandOff.objects.take(job.pk).fence == 2


def test_a_worker_that_lost_its_lease_writes_nothing(job):
    slow = HandOff.objects.take(job.pk)
    clock.advance(LEASE + timedelta(seconds=1))
    quick = HandOff.objects.take(job.pk)
    slow.run()
    assert lines(job) == 0
    quick.run()
    slow.run()
    job.refresh_from_db()
    assert (job.state, job.fence, lines(job)) == (Job.State.DONE, 2, 1)
    with pytest.raises(LostLease), slow.fenced():
        pytest.fail("the slow worker came in")


@pytest.mark.parametrize("fault", [Refused("It may not be."), ValueError("broken")])
def test_a_fault_after_the_lease_is_lost_is_not_written_either(job, fault):
    slow = HandOff.objects.take(job.pk)
    clock.advance(LEASE + timedelta(seconds=1))
    HandOff.objects.take(job.pk)
    with mock.patch.object(HandOff, "perform", side_effect=fault):
        slow.run()
    job.refresh_from_db()
    assert (job.state, job.error, job.fence) == (Job.State.RUNNING, "", 2)


def test_a_fault_takes_back_what_its_step_had_written_and_waits_longer_each_time(job):
    def half(self):
        with self.fenced():
            self.lead.record(Activity.Kind.RETURNED, by=None)
            raise ValueError("the middle of it")

    waits = []
    with mock.patch.object(HandOff, "perform", half):
        for _attempt in range(MAX_ATTEMPTS - 1):
            assert HandOff.objects.sweep() == 1
            job.refresh_from_db()
            assert (job.state, job.error, lines(job)) == (Job.State.DUE, "the middle of it", 0)
            waits.append(job.due_at - clock.now())
            clock.advance(waits[-1])
    assert waits == sorted(waits) and waits[0] < waits[-1]


def test_the_fifth_fault_is_final_says_so_and_can_be_tried_again(job):
    with mock.patch.object(HandOff, "perform", side_effect=ValueError("broken")):
        for _attempt in range(MAX_ATTEMPTS):
            assert HandOff.objects.sweep() == 1
            clock.advance(timedelta(minutes=10))
        assert HandOff.objects.sweep() == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "five times" in job.error and "Traceback" not in job.error
    job.retry()
    assert HandOff.objects.sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.error, lines(job)) == (Job.State.DONE, "", 1)


def test_retry_is_for_what_failed_only(job):
    HandOff.objects.sweep()
    job.refresh_from_db()
    job.retry()
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_refusal_is_final_at_once_in_its_own_words(job):
    with mock.patch.object(HandOff, "perform", side_effect=Refused("The list is closed.")):
        HandOff.objects.sweep()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "The list is closed.")


def test_a_job_that_kills_every_worker_ends_with_a_sentence(job):
    for _death in range(MAX_DEATHS):
        assert HandOff.objects.take(job.pk) is not None
        clock.advance(LEASE + timedelta(seconds=1))
    assert HandOff.objects.sweep() == 1
    job.refresh_from_db()
    assert (job.state, lines(job)) == (Job.State.FAILED, 0)
    assert "cut off" in job.error


def test_one_bad_job_does_not_hold_up_the_others(cast, campaign, job):
    good = returned(campaign, cast.sam)

    def perform(self):
        if self.pk == job.pk:
            raise ValueError("broken")
        with self.fenced():
            self.finish()

    with mock.patch.object(HandOff, "perform", perform):
        assert HandOff.objects.sweep() == 2
    good.refresh_from_db()
    assert good.state == Job.State.DONE


def test_a_sweep_works_each_job_under_its_own_client_only(cast, campaign, other_campaign):
    returned(campaign, cast.sam)
    returned(other_campaign, cast.oscar)
    seen = []

    def perform(self):
        seen.append((self.client_id, isolation.clients_seen(), HandOff.objects.count()))
        with self.fenced():
            self.finish()

    with mock.patch.object(HandOff, "perform", perform), isolation.seeing([]):
        assert HandOff.objects.sweep() == 2
        assert HandOff.objects.count() == 0
    assert sorted(seen) == sorted([(cast.a.pk, (cast.a.pk,), 1), (cast.b.pk, (cast.b.pk,), 1)])


def test_a_job_cannot_write_for_another_client(cast, campaign, other_campaign, job):
    theirs = factories.lead(cast.b, cast.oscar)

    def perform(self):
        with self.fenced():
            Activity.objects.create(client=cast.b, lead=theirs, kind="note")

    with mock.patch.object(HandOff, "perform", perform), isolation.seeing([]):
        HandOff.objects.sweep()
    job.refresh_from_db()
    assert job.state == Job.State.DUE and "row-level security" in job.error


def test_a_lost_message_costs_nothing(job, django_capture_on_commit_callbacks):
    with (
        mock.patch.object(carry, "apply_async", side_effect=OSError("the broker is away")) as publish,
        django_capture_on_commit_callbacks(execute=True),
    ):
        nudge(carry)
    assert publish.called
    carry()  # the clock asks by itself
    assert lines(job) == 1


def test_the_lease_is_taken_by_one_statement(job):
    with mock.patch.object(CursorWrapper, "execute", autospec=True, side_effect=CursorWrapper.execute) as asked:
        HandOff.objects.take(job.pk)
    assert asked.call_count == 1


def test_the_due_question_is_the_only_way_to_see_over_all_clients(cast, campaign, job):
    with isolation.seeing([]), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sd_due('leads_handoff', %s, 10)", [clock.now()])
        assert cursor.fetchall() == [(cast.a.pk, job.pk)]
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT * FROM sd_due('leads_handoff; DROP TABLE x', %s, 10)", [clock.now()])
