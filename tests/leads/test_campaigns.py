"""Campaigns, lists, questions and prepared answers, as marketing and managers write them."""

import pytest
from django.urls import reverse

from leads.models import Answer, Campaign, LeadList, ProductAnswer, Question
from leads.states import Stage
from office.models import Role
from tests import factories

WHOLE = {"name": "Winter", "product": "Audit", "zone": "europe/athens", "country": "Greece", "max_attempts": 4}
WHOLE |= {"daily_target": 3, "is_running": "on"}
CHOICE = {"area": "ability", "kind": "choice", "text": "Who decides?", "position": 1, "is_required": "on"}


def test_a_campaign_is_opened(as_, cast):
    answer = as_("mo").post(reverse("leads:campaign_new"), {**WHOLE, "client": cast.a.pk})
    made = Campaign.objects.get()
    assert answer.url == reverse("leads:campaign", args=[made.pk])
    assert (made.client, made.zone, made.country, made.max_attempts) == (cast.a, "Europe/Athens", "GR", 4)


def test_a_campaign_is_changed_and_the_history_keeps_both(as_, campaign):
    url = reverse("leads:campaign", args=[campaign.pk])
    assert as_("mo").post(url, {**WHOLE, "name": campaign.name, "is_running": ""}).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.max_attempts, campaign.is_running) == (4, False)
    kept = Campaign.pgh_event_model.objects.filter(pgh_obj_id=campaign.pk).values_list("max_attempts", flat=True)
    assert set(kept) == {6, 4}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Mars/Base"}, "no such time zone"),
        ({"country": "Atlantis"}, "no such country"),
        ({"max_attempts": "0"}, "Between 1 and 50"),
        ({"name": ""}, "required"),
        ({"name": "Cold-store audit"}, "already"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(as_, cast, campaign, changes, words):
    answer = as_("mo").post(reverse("leads:campaign_new"), {**WHOLE, "client": cast.a.pk, **changes})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert Campaign.objects.of_client(cast.a).count() == 1


def test_nobody_opens_a_campaign_for_another_client(as_, cast):
    assert as_("mo").post(reverse("leads:campaign_new"), {**WHOLE, "client": cast.b.pk}).status_code == 422


def test_with_one_client_only_nobody_is_asked_which(as_, cast):
    assert "For whom" not in as_("mo").get(reverse("leads:campaign_new")).content.decode()
    cast.mo.join(cast.b, Role.MANAGER)
    assert "For whom" in as_("mo").get(reverse("leads:campaign_new")).content.decode()


def test_a_question_with_points_and_a_knock_out(as_, campaign):
    told = {**CHOICE, "choices": "Decides = 10\n  Shares  =5 \nNo = 0 !\nSomebody else!"}
    assert as_("mo").post(reverse("leads:question_new", args=[campaign.pk]), told).status_code == 302
    assert Question.objects.get().options == [
        {"label": "Decides", "points": 10, "knocks_out": False},
        {"label": "Shares", "points": 5, "knocks_out": False},
        {"label": "No", "points": 0, "knocks_out": True},
        {"label": "Somebody else", "points": 0, "knocks_out": True},
    ]


def test_what_was_written_is_what_is_edited(as_, campaign):
    mo, told = as_("mo"), {**CHOICE, "choices": "Decides = 10\nNo !"}
    mo.post(reverse("leads:question_new", args=[campaign.pk]), told)
    url = reverse("leads:question", args=[Question.objects.get().pk])
    before = Question.objects.get().options
    assert mo.get(url).context["form"]["choices"].value() == "Decides = 10\nNo !"
    mo.post(url, {**told, "text": "Who signs?"})
    now = Question.objects.asked_in(campaign).get()
    assert (now.text, now.options, now.version) == ("Who signs?", before, 2)


@pytest.mark.parametrize(("choices", "words"), [("Yes", "at least two"), ("Yes\nYes = 3", "the same")])
def test_answers_to_choose_from_must_be_several_and_different(as_, campaign, choices, words):
    answer = as_("mo").post(reverse("leads:question_new", args=[campaign.pk]), {**CHOICE, "choices": choices})
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_retired_question_is_asked_no_more_and_its_answers_stay(as_, cast, campaign):
    question = factories.question(campaign)
    enrollment = factories.enrolled(campaign, cast.sam)
    Answer.give(enrollment, question, "Yes", by=cast.sam)
    mo = as_("mo")
    assert mo.post(reverse("leads:retire", args=[question.pk])).status_code == 302
    assert not Question.objects.asked_in(campaign).exists()
    assert Answer.objects.of_lead(enrollment.lead).get().value == "Yes"
    assert mo.post(reverse("leads:retire", args=[question.pk])).status_code == 404


def test_product_answers(as_, campaign):
    mo = as_("mo")
    mo.post(reverse("leads:answer_new", args=[campaign.pk]), {"question": "How cold?", "answer": "-40"})
    made = ProductAnswer.objects.get()
    mo.post(reverse("leads:answer", args=[made.pk]), {"question": "How cold?", "answer": "-60"})
    made.refresh_from_db()
    assert made.answer == "-60"
    assert "How cold?" in mo.get(reverse("leads:campaign", args=[campaign.pk])).content.decode()


def test_a_list_is_begun_once_in_its_campaign(as_, campaign):
    told = {"campaign": campaign.pk, "name": "Fair", "source": "fair", "supplier": "Acme", "cost": "120.50"}
    mia = as_("mia")
    assert mia.post(reverse("leads:list_new"), told).status_code == 302
    assert mia.post(reverse("leads:list_new"), told).status_code == 422
    assert LeadList.objects.get().supplier.name == "Acme"


def test_marketing_s_home_counts_each_list_by_stage(as_, cast, campaign):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    for turn in range(3):
        made = factories.enrolled(campaign, cast.mia, lead_list=lead_list)
        made.lead.listed_on(lead_list, by=cast.mia)
        if turn == 0:
            made.become(Stage.NURTURE)
            made.lead.enroll(campaign, by=cast.mia, lead_list=lead_list).become(Stage.WORKING)
    page = as_("mia").get(reverse("leads:lists"))
    assert page.context["rows"] == [(lead_list, 3, {"new": 2, "working": 1})]
    content = page.content.decode()
    assert "never" in content and reverse("leads:upload") in content


def test_campaigns_tell_what_waits_in_their_queues(as_, cast, campaign):
    factories.question(campaign)
    factories.enrolled(campaign, cast.mia)
    factories.enrolled(campaign, cast.mia).become(Stage.DISQUALIFIED)
    page = as_("mia").get(reverse("leads:campaigns"))
    ((row, queued),) = page.context["rows"]
    assert (row, queued, row.question_count, row.list_count) == (campaign, 1, 1, 0)
    assert reverse("leads:campaign", args=[campaign.pk]) not in page.content.decode()
