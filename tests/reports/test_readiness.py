"""Who is ready for a sales role: by the client's own criteria, each figure equal to its rows, few cases said."""

from datetime import timedelta

import pytest

from appointments.models import Appointment, Feedback
from calls import queue
from calls.models import CallAttempt, Disposition, Review, Scorecard
from calls.scoring import Criterion
from office import clock
from office.models import Refused, Role
from reports.figures.readiness import Readiness, answers, rows
from reports.models import ReadinessCriterion
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture
def ask(cast):
    def ask(figure, at_least, **details):
        return ReadinessCriterion.ask(cast.a, by=cast.mo, figure=figure, at_least=at_least, **details)

    return ask


@pytest.fixture
def met(cast, campaign):
    """A meeting of sam that took place an hour ago, with its feedback."""
    kind = factories.bookable(campaign, cast.rita, starts="00:00", ends="00:00", notice=0)

    def met(result="held", by=None, ago=timedelta(hours=1), **words):
        enrollment = factories.enrolled(campaign, cast.mia)
        meeting = factories.booked(enrollment, kind, by or cast.sam)
        start = clock.now() - ago
        Appointment.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + timedelta(minutes=30))
        meeting.refresh_from_db()
        if result:
            Feedback.give(meeting, result, by=cast.rita, **words)
        return meeting

    return met


@pytest.fixture
def called(cast, campaign):
    def called(code, by=None, **told):
        factories.enrolled(campaign, cast.mia)
        setter = by or cast.sam
        attempt = CallAttempt.dial(queue.claim(setter), by=setter)
        attempt.log({each.code: each for each in Disposition.lay(campaign)}[code], by=setter, **told)
        clock.advance(timedelta(minutes=2))
        return attempt

    return called


def figure_of(criterion, cast, person=None):
    cast.mo.forget_roles()
    found = answers(criterion, user=cast.mo, now=clock.now())
    return found.get((person or cast.sam).pk)


def count_of(criterion, cast):
    return rows(criterion, cast.sam, user=cast.mo, now=clock.now())[1].count()


def test_meetings_held_are_counted(cast, ask, met):
    held = ask("held", 2)
    met()
    met("no_show")
    met(by=cast.sue)
    met(ago=100 * DAY)
    assert figure_of(held, cast) == (1, 1) and count_of(held, cast) == 1
    assert figure_of(held, cast, cast.sue) == (1, 1)


def test_the_show_rate_is_held_of_due(cast, ask, met):
    rate = ask("show_rate", 70)
    for result in ("held", "held", "no_show", "", ""):
        met(result)
    assert figure_of(rate, cast) == (40, 5) and count_of(rate, cast) == 5


def test_truly_qualified_is_what_the_reps_say(cast, ask, met):
    truly = ask("truly", 60)
    met("won", value=1)
    met("unqualified", reason="Does not own it")
    met("held")
    met("no_show")
    assert figure_of(truly, cast) == (pytest.approx(100 / 3), 3) and count_of(truly, cast) == 3


def test_conversations_are_those_with_the_decision_maker(cast, ask, called):
    talks = ask("conversations", 100)
    called("not-interested", reason="No need")
    called("no-answer")
    called("wrong-number")
    called("not-interested", by=cast.sue, reason="No need")
    assert figure_of(talks, cast) == (1, 1) and count_of(talks, cast) == 1


def test_the_review_score_is_the_mean_of_the_last_versions(cast, ask, called):
    score = ask("reviews", 80)
    card = Scorecard.write(cast.a, [Criterion("", "Opening")], by=cast.mo, name="Card")
    first, second = called("no-answer"), called("no-answer")
    Review.give(first, card, {"c1": 1}, by=cast.mo)
    Review.give(first, card, {"c1": 5}, by=cast.mo, after=1)
    Review.give(second, card, {"c1": 3}, by=cast.mo)
    assert figure_of(score, cast) == (75, 2) and count_of(score, cast) == 2


def test_weeks_begin_with_the_first_call(cast, ask, called):
    weeks = ask("weeks", 4)
    first = called("no-answer")
    CallAttempt.objects.filter(pk=first.pk).update(started_at=clock.now() - 20 * DAY)
    called("no-answer")
    assert figure_of(weeks, cast) == (2, 2)
    assert [row.pk for row in rows(weeks, cast.sam, user=cast.mo, now=clock.now())[1]] == [first.pk]
    assert figure_of(weeks, cast, cast.sue) is None


def test_few_cases_are_said_and_not_judged(cast, ask, met):
    ask("show_rate", 50, least_n=3)
    met()
    met()
    answer = team(cast)[cast.sam].answers[0]
    assert (answer.value, answer.n, answer.is_told, answer.is_met) == (100, 2, False, False)
    assert team(cast)[cast.sam].untold == 1 and not team(cast)[cast.sam].is_ready
    met()
    assert team(cast)[cast.sam].answers[0].is_met and team(cast)[cast.sam].is_ready


def test_a_count_needs_no_least_number(cast, ask, met):
    ask("held", 1, least_n=50)
    met()
    assert team(cast)[cast.sam].answers[0].is_met
    assert team(cast)[cast.sue].answers[0].value == 0


def team(cast, reader=None):
    reader = reader or cast.mo
    reader.look_as([Role.SETTER, Role.MANAGER])
    return {
        standing.person: standing
        for part in Readiness.of(reader, now=clock.now())
        for standing in part.people
    }  # fmt: skip


def test_a_manager_sees_the_team_and_a_setter_oneself(cast, ask, met):
    ask("held", 1)
    met(by=cast.sue)
    assert set(team(cast)) == {cast.sam, cast.sue}
    assert list(team(cast)) == [cast.sue, cast.sam], "who meets most stands first"
    assert set(team(cast, cast.sam)) == {cast.sam}
    assert set(team(cast, cast.otto)) == {cast.oscar}
    assert team(cast, cast.oscar)[cast.oscar].answers == ()


def test_another_clients_rows_do_not_count(cast, ask, met):
    held = ask("held", 1)
    met()
    cast.otto.look_as([Role.MANAGER])
    assert answers(held, user=cast.otto, now=clock.now()) == {}


def test_a_figure_is_asked_for_once(cast, ask):
    first = ask("held", 1)
    with pytest.raises(Refused, match="already"):
        ask("held", 2)
    first.retire(by=cast.mo)
    assert ask("held", 2).pk != first.pk
    assert [each.at_least for each in ReadinessCriterion.objects.in_force()] == [2]


def test_a_change_is_kept_beside_what_was(cast, ask):
    criterion = ask("held", 1)
    criterion.change(by=cast.mo, at_least=5, days=30)
    criterion.refresh_from_db()
    assert (criterion.at_least, criterion.days) == (5, 30)
    with clock.frozen(clock.now()):
        history = [event.at_least for event in criterion.events.order_by("pgh_id")]
    assert history == [1, 5]


def test_the_team_costs_the_same_whatever_its_size(cast, ask, met, django_assert_num_queries):
    ask("held", 1)
    ask("show_rate", 50)
    team(cast)
    with django_assert_num_queries(5) as first:
        team(cast)
    for n in range(6):
        factories.person(f"more{n}", (cast.a, Role.SETTER))
    with django_assert_num_queries(len(first)):
        team(cast)


def test_every_figure_has_its_definition():
    for figure in ReadinessCriterion.Figure:
        assert ReadinessCriterion(figure=figure).definition
