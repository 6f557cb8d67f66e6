"""Questions in versions, what their answers count, and the verdict that explains itself."""

import pytest

from appointments.models import Appointment
from leads.models import Answer, Qualifying, Question, judged, qualify
from leads.numbers import band_of, number_of
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories

SITES = {
    "kind": Question.Kind.NUMBER,
    "options": [
        {"label": "0-4", "least": 0, "most": 4, "points": 0, "knocks_out": True},
        {"label": "5-20", "least": 5, "most": 20, "points": 5, "knocks_out": False},
        {"label": "21+", "least": 21, "most": None, "points": 15, "knocks_out": False},
    ],
}


@pytest.fixture
def asked(campaign):
    return factories.question(campaign, "Who decides?")


@pytest.fixture
def enrollment(cast, campaign):
    return factories.enrolled(campaign, cast.mia)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("12.5", 12.5), ("12,5", 12.5), ("1 200", 1200), ("1.200", 1200), ("1,200", 1200), ("-3", -3),
     ("", None), ("many", None), ("12 sites", None), ("1,200,5", 1200.5)],
)  # fmt: skip
def test_numbers_as_people_say_them(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "band"), [("5-20", (5, 20)), ("5 – 20", (5, 20)), ("21+", (21, None)), ("0", (0, 0)), ("20-5", None),
                       ("", None), ("some", None)],
)  # fmt: skip
def test_bands(text, band):
    assert band_of(text) == band


def test_a_change_is_a_new_version_and_old_answers_keep_theirs(cast, campaign, asked, enrollment):
    answer = Answer.give(enrollment, asked, "Yes", by=cast.sam)
    new = asked.change(by=cast.mo, options=[{"label": "Yes", "points": 1}, {"label": "Not I", "points": 0}])
    assert (new.version, new.lineage, new.pk != asked.pk) == (2, asked.lineage, True)
    answer.refresh_from_db()
    assert answer.question == asked and asked.option("Yes")["points"] == 10
    assert list(Question.objects.asked_in(campaign)) == [new]
    assert [version.version for version in Question.objects.versions_of(new)] == [2, 1]
    assert judged(enrollment).points == 10, "the lead was asked the first version"


def test_the_figures_of_an_old_pass_stay(cast, campaign, asked, enrollment):
    Answer.give(enrollment, asked, "Yes", by=cast.sam)
    factories.question(campaign, "Dropped later?", is_required=True)
    enrollment.become(Stage.DISQUALIFIED)
    before = judged(enrollment)
    with clock.frozen(clock.now().replace(day=24)):
        asked.change(
            by=cast.mo, text="Who signs?", options=[{"label": "Yes", "points": 99}, {"label": "No", "points": 0}]
        )
        Question.objects.asked_in(campaign).last().retire(by=cast.mo)
        factories.question(campaign, "New one?")
        assert judged(enrollment) == before and before.missing == ("Dropped later?",)
        assert judged(factories.enrolled(campaign, cast.mia)).asked == 2


def test_only_another_place_is_no_new_version(cast, campaign, asked):
    assert asked.change(by=cast.mo, text=asked.text, options=asked.options, position=4) == asked
    assert Question.objects.get().position == 4


def test_a_colleagues_change_is_not_overwritten(cast, asked):
    asked.change(by=cast.mo, text="Who signs?")
    with pytest.raises(Refused, match="changed this question meanwhile"):
        asked.change(by=cast.ada, text="Who pays?")


def test_an_answer_to_the_version_that_was_just_asked_is_not_lost(cast, campaign, asked, enrollment):
    new = asked.change(by=cast.mo, text="Who signs?")
    Answer.give(enrollment, asked, "Yes", by=cast.sam)
    assert Answer.objects.of_pass(enrollment).get().question == asked
    Answer.give(enrollment, new, "No", by=cast.sam)
    assert Answer.objects.of_pass(enrollment).get().question == new, "once per question and pass"
    assert asked in Question.objects.answerable_in(campaign.pk)
    new.retire(by=cast.mo)
    assert asked not in Question.objects.answerable_in(campaign.pk)


def test_questions_change_places(cast, campaign):
    made = [Question.ask(campaign, by=cast.mo, text=text, area="interest", kind="text") for text in "ABC"]
    made[2].move(-2, by=cast.mo)
    assert [question.text for question in Question.objects.asked_in(campaign)] == ["C", "A", "B"]
    made[0].retire(by=cast.mo)
    made[0].move(1, by=cast.mo)
    assert [question.text for question in Question.objects.asked_in(campaign)] == ["C", "B"]


@pytest.mark.parametrize(("value", "points", "out"), [("3", 0, True), ("5", 5, False), ("1.000", 15, False)])
def test_a_number_counts_by_its_band(cast, campaign, enrollment, value, points, out):
    question = factories.question(campaign, "How many sites?", **SITES)
    Answer.give(enrollment, question, value, by=cast.sam)
    verdict = judged(enrollment)
    assert (verdict.points, bool(verdict.knocked_out_by)) == (points, out)


@pytest.mark.parametrize(
    ("kind", "value", "words"), [("number", "many", "not a number"), ("choice", "Maybe", "not one")]
)
def test_what_cannot_be_an_answer(cast, campaign, enrollment, kind, value, words):
    with pytest.raises(Refused, match=words):
        Answer.give(enrollment, factories.question(campaign, kind=kind), value, by=cast.sam)


def test_the_verdict_names_the_answers_that_decided(cast, campaign, asked, enrollment):
    when = factories.question(
        campaign, "When?", area="readiness", options=[{"label": "Now", "points": 4}, {"label": "Later", "points": 1}]
    )
    assert judged(enrollment).because == ["Who decides?", "When?"]
    Answer.give(enrollment, asked, "No", by=cast.sam)
    assert judged(enrollment).because == ["Who decides? No"], "a knock-out decides whatever is missing"
    Answer.give(enrollment, asked, "Yes", by=cast.sam)
    Answer.give(enrollment, when, "Later", by=cast.sam)
    verdict = judged(enrollment)
    assert verdict.may_book and verdict.because == ["11 points", "Who decides? Yes (+10)", "When? Later (+1)"]
    assert verdict.areas == [("Ability to buy", 10), ("Readiness", 1)]
    Qualifying.of(campaign).set(by=cast.mo, points_needed=12)
    verdict = judged(enrollment)
    assert not verdict.may_book and verdict.because[0] == "11 of 12 points"


def test_booking_asks_what_is_needed_and_the_setter_overrules_where_that_is_allowed(cast, campaign, asked, enrollment):
    kind = factories.bookable(campaign, cast.rita)
    block = factories.held(enrollment, kind, cast.sam)
    with pytest.raises(Refused, match="Before a meeting can be booked: Who decides?"):
        Appointment.book(enrollment, by=cast.sam, hold=block.token)
    Qualifying.of(campaign).set(by=cast.mo, may_overrule=False)
    with pytest.raises(Refused, match="does not allow booking against the verdict"):
        Appointment.book(enrollment, by=cast.sam, hold=block.token, overrule="I heard it")
    assert not Appointment.objects.exists()
    Qualifying.of(campaign).set(by=cast.mo, may_overrule=True)
    Appointment.book(enrollment, by=cast.sam, hold=block.token, overrule="I heard it")
    line = enrollment.lead.activities.filter(kind="qualified").get()
    assert line.details["overrule"] == "I heard it" and line.details["because"] == ["Who decides?"]


def test_the_verdict_is_kept_with_its_reasons(cast, asked, enrollment):
    Answer.give(enrollment, asked, "No", by=cast.sam)
    assert not qualify(enrollment, by=cast.sam).may_book
    assert enrollment.lead.activities.newest().first().details["because"] == ["Who decides? No"]
