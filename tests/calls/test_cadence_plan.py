"""The cadence of a campaign as a manager sets it: waits, times of day, the gap, the most attempts; and its preview."""

from datetime import timedelta

import pytest
from django.urls import reverse

from calls import cadence
from calls.models import CadencePlan, CallAttempt
from leads.models import HandOff, Priority
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories

SAID = {
    "max_attempts": 4, "minimum_gap": 10, "rotate_from": 120, "otherwise": 1440, "edges": "09:00 12:00 15:00 18:00",
    "grace": 20, "tolerance": 15, "confirms": "on",
}  # fmt: skip


@pytest.fixture
def attempt(enrolled, dialled, dispositions):
    enrolled()
    return dialled()


def test_without_a_plan_the_usual_one_holds(cast, campaign, attempt, dispositions):
    attempt.log(dispositions["busy"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.call_after == clock.now() + timedelta(minutes=20)
    assert not CadencePlan.objects.of_campaign(campaign).exists()


def test_an_outcomes_own_waits(cast, campaign, attempt, dispositions):
    dispositions["busy"].change(by=cast.mo, waits=[45, 90])
    attempt.log(dispositions["busy"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.call_after == clock.now() + timedelta(minutes=45)


def test_the_gap_is_the_least(cast, campaign, attempt, dispositions):
    CadencePlan.set(campaign, by=cast.mo, max_attempts=6, minimum_gap=50)
    attempt.log(dispositions["busy"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.call_after == clock.now() + timedelta(minutes=50)


def test_a_new_outcome_without_waits_has_the_plans_own(cast, campaign, attempt, dispositions):
    from calls.models import Disposition

    CadencePlan.set(campaign, by=cast.mo, max_attempts=6, otherwise=90)
    made = Disposition.add(campaign, by=cast.mo, label="Fax", key="y", outcome="not_reached", reached="machine")
    attempt.log(made, by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.call_after == clock.now() + timedelta(minutes=90)


def test_times_of_day_turn_by_the_plans_edges(cast, campaign, attempt, dispositions):
    """Called at noon in Athens, in the second half of a day of two: three hours later is that half still."""
    CadencePlan.set(campaign, by=cast.mo, max_attempts=6, edges=[8 * 60, 12 * 60, 20 * 60])
    attempt.log(dispositions["no-answer"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.call_after == (clock.now() + timedelta(days=1)).replace(hour=7)  # where the hours open


def test_the_most_attempts_then_marketing(cast, campaign, attempt, dispositions):
    CadencePlan.set(campaign, by=cast.mo, max_attempts=1)
    attempt.log(dispositions["no-answer"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.stage == Stage.EXHAUSTED
    assert HandOff.objects.of_lead(attempt.lead).get().to_team == "marketing"


def test_paper_goes_by_the_same_plan(cast, campaign, enrolled, dispositions, printed):
    dispositions["busy"].change(by=cast.mo, waits=[45])
    enrolled()
    sheet = printed()
    kept = CallAttempt.report(sheet.rows.get(), dispositions["busy"], by=cast.sam, at=clock.now())
    assert kept.again_at == clock.now() + timedelta(minutes=45)
    kept.enrollment.refresh_from_db()
    assert kept.enrollment.priority == Priority.RETRY


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"edges": [600]}, "must rise"),
        ({"edges": [720, 600]}, "must rise"),
        ({"edges": [600, 600]}, "must rise"),
        ({"edges": [600, 1441]}, "must rise"),
        ({"max_attempts": 0}, "once at least"),
    ],
)
def test_what_is_no_plan(cast, campaign, told, words):
    with pytest.raises(Refused, match=words):
        CadencePlan.set(campaign, by=cast.mo, **{"max_attempts": 6, **told})


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("20m 2h 1d", [20, 120, 1440]), ("20, 40", [20, 40]), ("", []), ("90d", [129600]), ("1H", [60]), ("0", [0])],
)
def test_waits_are_typed(text, minutes):
    assert cadence.waits_of(text) == minutes


@pytest.mark.parametrize("text", ["soon", "-5", "1w", "91d", "1.5h", "١٢", "999999"])
def test_what_is_no_wait(text):
    with pytest.raises(ValueError, match=text.split()[0][:3]):
        cadence.waits_of(text)


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0m"), (20, "20m"), (90, "90m"), (120, "2h"), (1440, "1d"), (2880, "2d")]
)
def test_waits_are_written_as_they_are_typed(minutes, text):
    assert cadence.written(minutes) == text
    assert cadence.waits_of(text) == [minutes]


def test_the_preview_counts_the_first_call():
    first = factories.MONDAY
    found = cadence.tries(cadence.Cadence(max_attempts=3), "busy", first, "Europe/Athens", lambda at: at)
    assert found == [first, first + timedelta(minutes=20), first + timedelta(minutes=60)]


def test_the_preview_keeps_the_hours():
    found = cadence.tries(
        cadence.Cadence(max_attempts=2), "busy", factories.MONDAY, "Europe/Athens", lambda at: at + timedelta(days=9)
    )
    assert found[1] == factories.MONDAY + timedelta(days=9, minutes=20)


class TestPage:
    def test_it_shows_what_comes_of_the_plan(self, as_, campaign):
        page = as_("mo").get(reverse("calls:cadence", args=[campaign.pk])).content.decode()
        assert "first call Mon 30 Nov, 10:10" in page
        assert "again Mon 30 Nov, 15:00" in page or "again Mon 30 Nov, 13:10" in page
        assert "then back to marketing" in page

    def test_a_look_saves_nothing(self, as_, campaign, dispositions):
        mo, url = as_("mo"), reverse("calls:cadence", args=[campaign.pk])
        waits = {f"waits_{dispositions['busy'].pk}": "33m"}
        answer = mo.post(url, {**SAID, **waits, "look": "1"})
        assert answer.status_code == 200 and "10:43" in answer.content.decode()
        dispositions["busy"].refresh_from_db()
        assert dispositions["busy"].waits == [] and not CadencePlan.objects.of_campaign(campaign).exists()

    def test_saved(self, as_, campaign, dispositions):
        mo, url = as_("mo"), reverse("calls:cadence", args=[campaign.pk])
        waits = {f"waits_{dispositions['busy'].pk}": "33m 2h"}
        assert mo.post(url, {**SAID, **waits}).status_code == 302
        plan = CadencePlan.objects.of_campaign(campaign).get()
        dispositions["busy"].refresh_from_db()
        campaign.refresh_from_db()
        assert (plan.grace, plan.edges, plan.confirms) == (20, [540, 720, 900, 1080], True)
        assert (dispositions["busy"].waits, campaign.max_attempts) == ([33, 120], 4)
        assert 'value="33m 2h"' in mo.get(url).content.decode()

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"edges": "nine"}, "Write the times as"),
            ({"edges": "12:00 09:00"}, "must rise"),
            ({"max_attempts": 0}, "greater"),
        ],
    )
    def test_what_is_wrong_is_said(self, as_, campaign, told, words):
        answer = as_("mo").post(reverse("calls:cadence", args=[campaign.pk]), SAID | told)
        assert answer.status_code == 422 and words in answer.content.decode()

    def test_a_wait_that_is_none_is_said(self, as_, campaign, dispositions):
        waits = {f"waits_{dispositions['busy'].pk}": "soon"}
        answer = as_("mo").post(reverse("calls:cadence", args=[campaign.pk]), {**SAID, **waits})
        assert answer.status_code == 422 and "is no wait" in answer.content.decode()
