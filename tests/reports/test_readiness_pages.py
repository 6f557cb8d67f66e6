"""Readiness over HTTP: the team's and one's own, the rows behind a number, the criteria."""

import pytest
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt, Disposition
from reports.models import ReadinessCriterion
from tests import factories


@pytest.fixture
def talks(cast, campaign):
    """Two conversations of sam, one of sue; three are asked for."""
    outcome = {each.code: each for each in Disposition.lay(campaign)}["not-interested"]
    for setter in (cast.sam, cast.sam, cast.sue):
        factories.enrolled(campaign, cast.mia)
        CallAttempt.dial(queue.claim(setter), by=setter).log(outcome, by=setter, reason="No need")
    return ReadinessCriterion.ask(cast.a, by=cast.mo, figure="conversations", at_least=2, days=30)


def get(browser, name, *args):
    return browser.get(reverse(f"reports:{name}", args=args))


def test_a_manager_sees_the_team(as_, talks):
    text = get(as_("mo"), "readiness").content.decode()
    assert "Sam" in text and "Sue" in text and text.count("not yet") == 1 and "1 of 1" in text and "0 of 1" in text
    assert str(talks.definition) in text


def test_a_setter_sees_oneself(as_, cast, talks):
    answer = get(as_("sam"), "readiness")
    (part,) = answer.context["parts"]
    assert [standing.person for standing in part.people] == [cast.sam]
    assert reverse("reports:criteria") not in answer.content.decode()


def test_a_number_opens_into_as_many_rows(as_, cast, talks):
    answer = get(as_("mo"), "readiness_rows", talks.pk, cast.sam.pk)
    assert "<span data-count>2</span>" in answer.content.decode()
    assert answer.content.decode().count("Not interested") == 2
    assert get(as_("sam"), "readiness_rows", talks.pk, cast.sam.pk).status_code == 200


@pytest.mark.parametrize(
    ("who", "whose"), [("sue", "sam"), ("oscar", "sam"), ("otto", "sam"), ("vic", "sam"), ("mo", "oscar")]
)
def test_nobody_elses_rows(as_, cast, talks, who, whose):
    assert get(as_(who), "readiness_rows", talks.pk, getattr(cast, whose).pk).status_code == 404


def test_a_criterion_is_added_changed_and_retired(as_, cast):
    mo = as_("mo")
    asked = {
        "client": cast.a.pk,
        "figure": "show_rate",
        "at_least": "70",
        "days": "90",
        "least_n": "10",
        "position": "1",
    }
    assert mo.post(reverse("reports:criteria"), asked).status_code == 302
    criterion = ReadinessCriterion.objects.get()
    assert mo.post(reverse("reports:criteria"), asked).status_code == 422, "asked for already"
    changed = {"at_least": "75.5", "days": "60", "least_n": "5", "position": "2"}
    assert mo.post(reverse("reports:criterion", args=[criterion.pk]), changed).status_code == 302
    criterion.refresh_from_db()
    assert (float(criterion.at_least), criterion.days, criterion.least_n) == (75.5, 60, 5)
    mo.post(reverse("reports:retire_criterion", args=[criterion.pk]))
    assert not ReadinessCriterion.objects.in_force().exists()
    assert mo.get(reverse("reports:criterion", args=[criterion.pk])).status_code == 404


@pytest.mark.parametrize("wrong", [{"at_least": "-1"}, {"days": "1"}, {"least_n": "0"}, {"figure": "charm"}])
def test_nonsense_is_refused(as_, cast, wrong):
    asked = {"client": cast.a.pk, "figure": "held", "at_least": "1", "days": "90", "least_n": "1", "position": "1"}
    assert as_("mo").post(reverse("reports:criteria"), {**asked, **wrong}).status_code == 422
    assert not ReadinessCriterion.objects.exists()


def test_a_client_of_somebody_else_cannot_be_given_a_criterion(as_, cast):
    asked = {"client": cast.b.pk, "figure": "held", "at_least": "1", "days": "90", "least_n": "1", "position": "1"}
    assert as_("mo").post(reverse("reports:criteria"), asked).status_code == 422
    assert not ReadinessCriterion.objects.exists()


def test_a_viewer_and_a_setter_set_nothing(as_, talks):
    for who in ("sam", "vic", "otto"):
        assert as_(who).post(reverse("reports:criterion", args=[talks.pk]), {"at_least": "0"}).status_code == 404


def test_few_cases_are_said_on_the_page(as_, cast, campaign):
    ReadinessCriterion.ask(cast.a, by=cast.mo, figure="show_rate", at_least=70, least_n=10)
    text = get(as_("sam"), "readiness").content.decode()
    assert "too few cases" in text and "of 0 cases; judged from 10 on" in text


def test_nothing_asked_for_says_what_to_do(as_, cast):
    assert reverse("reports:criteria") in get(as_("mo"), "readiness").content.decode()
    assert "When a manager sets criteria" in get(as_("sam"), "readiness").content.decode()
