"""The pages of what leads ask, of questions in versions, and of the verdict tried out."""

import pytest
from django.urls import reverse

from leads.models import Enquiry, ProductAnswer, Qualifying, Question
from tests import factories

NUMBER = {"area": "ability", "kind": "number", "text": "How many sites?", "position": 1, "is_required": "on"}


@pytest.fixture
def mo(as_):
    return as_("mo")


@pytest.fixture
def enquiry(cast, campaign):
    return Enquiry.ask(factories.enrolled(campaign, cast.mia), "Does it freeze?", by=cast.sam)


def test_an_open_question_is_answered_for_everybody(mo, campaign, enquiry):
    listed = reverse("leads:enquiries", args=[campaign.pk])
    assert "Does it freeze?" in mo.get(listed).content.decode()
    url = reverse("leads:enquiry", args=[enquiry.pk])
    assert 'value="Does it freeze?"' in mo.get(url).content.decode()
    assert mo.post(url, {"question": "Does it freeze?", "answer": ""}).status_code == 422
    assert mo.post(url, {"question": "Does it freeze?", "answer": "Never."}).url == listed
    assert mo.get(url).status_code == 404
    shown = mo.get(listed)
    assert shown.context["count"] == 0 and "Does it freeze?" in shown.content.decode()


def test_it_is_linked_to_an_answer_that_is_there(mo, cast, campaign, enquiry):
    known = ProductAnswer.write(campaign, by=cast.mo, question="Frost?", answer="Never.")
    assert mo.post(reverse("leads:enquiry", args=[enquiry.pk]), {"known": known.pk}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.answer == known and ProductAnswer.objects.count() == 1


def test_it_is_set_aside_once(mo, enquiry):
    url = reverse("leads:set_aside", args=[enquiry.pk])
    assert mo.post(url).status_code == 302
    assert "dealt with" in mo.post(url, follow=True).content.decode()
    assert not Enquiry.objects.open().exists()


def test_what_a_colleague_answered_meanwhile_is_said(mo, cast, enquiry, monkeypatch):
    def late(form, **_by):
        enquiry.set_aside(by=cast.ada)
        enquiry.reply(by=cast.mo, question="?", answer="!")

    monkeypatch.setattr("leads.forms.enquiries.EnquiryForm.act", late)
    answer = mo.post(reverse("leads:enquiry", args=[enquiry.pk]), {"question": "?", "answer": "!"})
    assert answer.status_code == 422 and "dealt with" in answer.content.decode()


def test_the_bands_of_a_number(mo, campaign):
    url = reverse("leads:question_new", args=[campaign.pk])
    told = {**NUMBER, "choices": "0-4 = 0 !\n5-20 = 5\n21+ = 10"}
    assert mo.post(url, told).status_code == 302
    made = Question.objects.asked_in(campaign).get()
    assert [(band["least"], band["most"], band["points"]) for band in made.options] == [
        (0, 4, 0), (5, 20, 5), (21, None, 10),
    ]  # fmt: skip
    answer = mo.post(url, {**NUMBER, "choices": "few = 3"})
    assert answer.status_code == 422 and "is no band" in answer.content.decode()
    assert mo.post(url, {**NUMBER, "choices": ""}).status_code == 302


def test_yes_and_no_need_not_be_written(mo, campaign):
    told = {**NUMBER, "kind": "yes_no", "choices": ""}
    assert mo.post(reverse("leads:question_new", args=[campaign.pk]), told).status_code == 302
    assert Question.objects.asked_in(campaign).get().labels == ["Yes", "No"]


def test_a_change_that_comes_too_late_is_said(mo, cast, campaign, monkeypatch):
    made = factories.question(campaign)
    url = reverse("leads:question", args=[made.pk])
    from leads.models import question as room

    change = room.Question.change

    def late(self, *, by, **details):
        Question.objects.get(pk=self.pk).retire(by=cast.ada)
        return change(self, by=by, **details)

    monkeypatch.setattr(room.Question, "change", late)
    answer = mo.post(url, {**NUMBER, "kind": "text"})
    assert answer.status_code == 422 and "changed this question meanwhile" in answer.content.decode()


def test_questions_change_places_by_buttons(mo, campaign):
    first, second = factories.question(campaign, "A", position=1), factories.question(campaign, "B", position=2)
    mo.post(reverse("leads:move_question", args=[second.pk]), {"places": "-1"})
    assert list(Question.objects.asked_in(campaign)) == [second, first]
    mo.post(reverse("leads:move_question", args=[second.pk]), {"places": "1"})
    assert list(Question.objects.asked_in(campaign)) == [first, second]


def test_the_verdict_is_tried_out_and_nothing_is_kept(mo, campaign):
    asked = factories.question(campaign, "Who decides?")
    number = factories.question(campaign, "How many?", kind="number", options=[], is_required=False)
    url = reverse("leads:verdict", args=[campaign.pk])
    page = mo.get(url, {f"q{asked.pk}": "No", f"q{number.pk}": "many"})
    assert page.context["verdict"].knocked_out_by == ("Who decides? No",) and "not a fit" in page.content.decode()
    assert mo.get(url, {f"q{asked.pk}": "Nonsense"}).context["verdict"].missing == ("Who decides?",)
    assert mo.post(url, {"points_needed": "20", "may_overrule": ""}).status_code == 302
    rules = Qualifying.of(campaign)
    assert (rules.points_needed, rules.may_overrule) == (20, False)
    page = mo.get(url, {f"q{asked.pk}": "Yes"})
    assert "10 of 20 points" in page.content.decode() and not page.context["verdict"].may_book
    assert mo.post(url, {"points_needed": "-1"}).status_code == 422


@pytest.mark.parametrize("name", ["sam", "mia", "rita", "vic", "otto"])
def test_these_are_the_managers(as_, campaign, name):
    for page in ("leads:verdict", "leads:enquiries", "calls:scripts", "calls:objections", "calls:variants"):
        assert as_(name).get(reverse(page, args=[campaign.pk])).status_code == 404
