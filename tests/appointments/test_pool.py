"""A campaign's pool on its pages: members, terms, the ledger; who may look, and what is refused in words."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from appointments.models import FairnessEntry, PoolMember, PoolTerms, TimeOff
from appointments.models.passing import decline
from office import clock
from tests import factories


@pytest.fixture
def nick(cast):
    return factories.person("nick", (cast.a, "rep"))


@pytest.fixture
def member(cast, kind):
    return PoolMember.objects.get(person=cast.rita)


def of_campaign(name, campaign):
    return reverse(f"appointments:{name}", args=[campaign.pk])


def of_member(name, member):
    return reverse(f"appointments:{name}", args=[member.pk])


CHANGED = {
    "weight": "2",
    "skills": "Ammonia, CO2,ammonia",
    "languages": "el, EN",
    "postal_codes": "10, 11",
    "area_codes": "210",
}


def test_the_next_one_stands_first(cast, as_, campaign, kind, nick):
    factories.bookable(campaign, nick, name="Second")
    FairnessEntry.correct(campaign, cast.rita, 2, by=cast.mo, note="So far")
    page = as_("mo").get(of_campaign("pool", campaign))
    assert [(row.member.person, row.level) for row in page.context["members"]] == [(nick, 0), (cast.rita, 2)]
    assert page.content.decode().count(">next<") == 1


def test_a_pool_of_nobody_says_what_to_do(as_, campaign):
    assert "Nobody takes meetings of this campaign." in as_("mo").get(of_campaign("pool", campaign)).content.decode()


def test_it_is_reached_from_the_campaigns_tabs(as_, campaign):
    page = as_("mo").get(reverse("leads:campaign", args=[campaign.pk])).content.decode()
    assert of_campaign("pool", campaign) in page


def test_a_rep_is_let_in_and_is_offered_no_more(as_, cast, campaign, nick):
    answer = as_("mo").post(of_campaign("join", campaign), {"person": nick.pk, "weight": 2})
    assert answer.status_code == 302
    assert PoolMember.objects.get().weight == 2
    form = as_("mo").get(of_campaign("pool", campaign)).context["join_form"]
    assert [person.name for person in form.fields["person"].queryset] == ["Rita"]


@pytest.mark.parametrize("said", [{"person": "", "weight": 1}, {"person": "rita", "weight": 0}, {"weight": 21}])
def test_nonsense_is_said_at_the_field(as_, cast, campaign, said):
    answer = as_("mo").post(of_campaign("join", campaign), said)
    assert answer.status_code == 422
    assert answer.context["join_form"].errors
    assert not PoolMember.objects.exists()


def test_no_rep_of_another_client_and_no_setter_can_be_chosen(as_, cast, campaign):
    for person in (cast.oren, cast.sam):
        assert as_("mo").post(of_campaign("join", campaign), {"person": person.pk, "weight": 1}).status_code == 422


def test_what_a_member_takes(as_, member):
    said = {**CHANGED, "valid_from": "2026-12-01", "valid_until": "2026-12-31"}
    assert as_("mo").post(of_member("member", member), said).status_code == 302
    member.refresh_from_db()
    assert (member.weight, member.skills, member.languages) == (2, ["Ammonia", "CO2", "ammonia"], ["el", "EN"])
    assert (member.postal_codes, member.area_codes) == (["10", "11"], ["210"])
    assert (member.valid_from, member.valid_until) == (date(2026, 12, 1), date(2026, 12, 31))
    page = as_("mo").get(of_member("member", member)).content.decode()
    assert 'value="10, 11"' in page
    assert "10, 11" in as_("mo").get(of_campaign("pool", member.campaign)).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("languages", "Greek"),
        ("area_codes", "2x"),
        ("postal_codes", "10; <b>"),
        ("skills", "x" * 61),
        ("weight", "0"),
        ("valid_until", "2026-11-30"),
    ],
)
def test_a_wrong_word_is_said_at_its_field_and_the_rest_is_kept(as_, member, name, value):
    said = {**CHANGED, "valid_from": "2026-12-01", name: value}
    answer = as_("mo").post(of_member("member", member), said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert 'value="2026-12-01"' in answer.content.decode()
    member.refresh_from_db()
    assert (member.weight, member.postal_codes) == (1, [])


def test_a_correction_is_a_line_with_its_reason(as_, cast, campaign, member):
    assert as_("mo").post(of_member("correct", member), {"amount": "-3", "note": "Was ill"}).status_code == 302
    page = as_("mo").get(of_member("member", member)).content.decode()
    assert "<b>-3</b>" in page
    assert "“Was ill”" in page
    assert member.level == -3


@pytest.mark.parametrize(
    "said", [{"amount": "0", "note": "x"}, {"amount": "2", "note": ""}, {"amount": "1001", "note": "x"}]
)
def test_a_correction_that_says_nothing_is_refused(as_, member, said):
    answer = as_("mo").post(of_member("correct", member), said)
    assert answer.status_code == 422
    assert answer.context["correct_form"].errors
    assert not FairnessEntry.objects.exists()


def test_the_ledger_names_the_meetings(as_, cast, member, meeting):
    page = as_("mo").get(of_member("member", member)).content.decode()
    assert "Meeting by turn" in page
    assert str(meeting.lead) in page


def test_leaving_keeps_the_ledger(as_, cast, campaign, member, meeting):
    assert as_("mo").post(of_member("leave", member)).status_code == 302
    assert not PoolMember.objects.exists()
    assert FairnessEntry.objects.levels(campaign.pk) == {cast.rita.pk: 1}


def test_the_terms(as_, campaign):
    said = {"accept_within": "60", "skill_column": "Gas", "remind_after": "4", "tell_after": "24"}
    assert as_("mo").post(of_campaign("terms", campaign), said).status_code == 302
    terms = PoolTerms.of(campaign)
    assert (terms.accept_within, terms.skill_column, terms.remind_after, terms.tell_after) == (60, "Gas", 4, 24)
    assert as_("mo").post(of_campaign("terms", campaign), {**said, "accept_within": ""}).status_code == 302
    assert PoolTerms.of(campaign).accept_within is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"accept_within": "4", "remind_after": "2", "tell_after": "48"}, "accept_within"),
        ({"accept_within": "", "remind_after": "5", "tell_after": "4"}, "tell_after"),
        ({"accept_within": "", "remind_after": "", "tell_after": "4"}, "remind_after"),
    ],
)
def test_terms_that_cannot_be(as_, campaign, said, field):
    answer = as_("mo").post(of_campaign("terms", campaign), said)
    assert answer.status_code == 422
    assert list(answer.context["terms_form"].errors) == [field]


def test_meetings_that_nobody_has_taken_stand_above(cast, as_, campaign, enrollment, member, kind):
    PoolTerms.of(campaign).set(by=cast.mo, accept_within=60)
    meeting = factories.booked(enrollment, kind, cast.sam)
    assert "To be accepted by" in as_("mo").get(of_campaign("pool", campaign)).content.decode()
    decline(meeting, by=cast.rita, reason="Ill")
    page = as_("mo").get(of_campaign("pool", campaign))
    assert [held.appointment for held in page.context["waiting"]] == [meeting]
    assert "Nobody else is free" in page.content.decode()
    clock.advance(timedelta(hours=3))
    assert not as_("mo").get(of_campaign("pool", campaign)).context["waiting"]


def test_a_few_queries_whatever_the_number_of_reps(cast, as_, campaign, kind, django_assert_max_num_queries):
    browser = as_("mo")
    browser.get(of_campaign("pool", campaign))
    for n in range(6):
        factories.bookable(campaign, factories.person(f"rep{n}", (cast.a, "rep")), name=f"Kind {n}")
    with django_assert_max_num_queries(16):
        assert len(browser.get(of_campaign("pool", campaign)).context["members"]) == 7


def test_others_find_no_door(as_, campaign, member):
    for name in ("rita", "sam", "mia", "otto", "olga"):
        assert as_(name).get(of_campaign("pool", campaign)).status_code == 404
        assert as_(name).post(of_member("leave", member)).status_code == 404


def test_the_setter_reads_why_at_the_hold_and_the_rep_on_the_card(cast, as_, campaign, enrollment, kind, nick):
    factories.bookable(campaign, nick, name="Second")
    TimeOff.take(nick, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1), by=nick)
    url = reverse("appointments:hold", args=[enrollment.lead_id])
    start = as_("sam").get(reverse("appointments:slots", args=[enrollment.lead_id])).context["picker"].soonest.stamp
    page = as_("sam").post(url, {"kind": kind.pk, "start": start}).content.decode()
    assert "Why Nick?" in page
    assert "0 turns for a weight of 1: the smallest share of 2 reps." in page
