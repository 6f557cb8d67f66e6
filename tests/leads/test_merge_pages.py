"""Where people decide who is one person: the pairs, the comparison, the lead's page, the way back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls import queue
from leads.models import Lead, LeadMerge, LeadPhone, PerhapsSame, SharedNumber
from office import clock
from tests import factories

N1, N2 = "+306900000001", "+306900000002"


def url(name, *args):
    return reverse(f"leads:{name}", args=args)


@pytest.fixture
def two(cast):
    company = factories.company(cast.a, "Acme")
    one = factories.lead(
        cast.a,
        cast.mia,
        N1,
        first_name="Helen",
        last_name="Papa",
        email="h@x.org",
        company=company,
        custom={"size": "3"},
    )
    other = factories.lead(
        cast.a,
        cast.mia,
        N2,
        first_name="Eleni",
        last_name="Papa",
        email="e@x.org",
        notes="Mornings",
        custom={"size": "9"},
    )
    return one, other


@pytest.fixture
def pair(cast, two):
    reasons = [["email", "k@x.org"], ["name_like", ""], ["number_other", ""]]
    return PerhapsSame.objects.create(client=cast.a, left=two[0], right=two[1], score=70, reasons=reasons)


def said(answer):
    return answer.content.decode()


def test_a_pair_stands_there_with_its_reasons_and_what_differs(as_, pair):
    page = said(as_("mia").get(url("duplicates")))
    for words in (
        "Helen Papa and Eleni Papa",
        "The same e-mail address",
        "Very like names",
        "Different mobile numbers",
    ):
        assert words in page, words
    assert page.count("(differs)") >= 3
    assert page.count("sd-differs") == page.count("(differs)")


def test_nothing_to_decide_says_why(as_, cast):
    assert "Nothing to decide" in said(as_("mia").get(url("duplicates")))
    assert "No shared numbers" in said(as_("mia").get(url("shared_numbers")))


def test_the_surest_come_first_page_by_page(as_, cast):
    made = [factories.lead(cast.a, cast.mia) for _ in range(24)]
    for turn in range(23):
        score = 50 if turn % 2 else 60
        PerhapsSame.objects.create(client=cast.a, left=made[turn], right=made[turn + 1], score=score)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        first = as_("mia").get(url("duplicates"))
    assert len(asked) < 65, "each pair asks for the passes of both, and for nothing else"
    second = as_("mia").get(url("duplicates") + f"?after={first.context['last'].mark}")
    shown = [*first.context["pairs"], *second.context["pairs"]]
    assert len(first.context["pairs"]) == 20 and second.context["last"] is None
    assert [row.score for row in shown] == [60] * 12 + [50] * 11
    assert len({row.pk for row in shown}) == 23
    for nonsense in ("x", "1-", "9999-1", f"50-{'9' * 30}"):
        assert len(as_("mia").get(url("duplicates") + f"?after={nonsense}").context["pairs"]) == 20


@pytest.mark.parametrize(("side", "kept"), [("left", 0), ("right", 1)])
def test_keep_one_of_a_pair(as_, two, pair, side, kept):
    answer = as_("mia").post(url("keep", pair.pk), {"kept": side}, follow=True)
    assert "They are one lead now" in said(answer)
    assert Lead.objects.get(pk=two[1 - kept].pk).merged_into == two[kept]
    assert PerhapsSame.objects.get().state == "merged"
    assert as_("mia").post(url("keep", pair.pk), {"kept": side}).status_code == 404


def test_keep_neither_is_no_answer(as_, two, pair):
    as_("mia").post(url("keep", pair.pk), {"kept": "both"})
    assert LeadMerge.objects.count() == 0


def test_different_people(as_, pair):
    answer = as_("mia").post(url("different", pair.pk), follow=True)
    assert "not proposed again" in said(answer) and "Helen Papa" not in said(answer)
    assert as_("mia").post(url("different", pair.pk)).status_code == 404


def test_what_cannot_be_merged_just_now_says_so(as_, cast, campaign, two, pair):
    two[0].enroll(campaign, by=cast.mia)
    queue.claim(cast.sam)
    for answer in (
        as_("mia").post(url("keep", pair.pk), {"kept": "left"}, follow=True),
        as_("mia").post(url("merge", two[0].pk, two[1].pk), {"email": "kept"}),
    ):
        assert "called or worked on just now" in said(answer)
    assert answer.status_code == 422
    assert LeadMerge.objects.count() == 0


def test_choose_line_by_line(as_, two):
    page = said(as_("mia").get(url("merge", two[0].pk, two[1].pk)))
    for name in ("first_name", "email", "phone", "custom.size"):
        assert page.count(f'name="{name}"') == 2, name
    for name in ("last_name", "company", "notes"):  # alike, or only one says something
        assert f'name="{name}"' not in page, name
    chosen = {"first_name": "other", "email": "kept", "custom.size": "other", "phone": "other", "last_name": "nobody"}
    answer = as_("mia").post(url("merge", two[0].pk, two[1].pk), chosen)
    assert answer.url == url("lead", two[0].pk)
    kept = Lead.objects.get(pk=two[0].pk)
    assert (kept.first_name, kept.email, kept.custom, kept.notes) == ("Eleni", "h@x.org", {"size": "9"}, "Mornings")
    assert kept.phone == N2


def test_a_refused_choice_is_kept_in_the_form(as_, cast, campaign, two):
    two[0].enroll(campaign, by=cast.mia)
    queue.claim(cast.sam)
    page = said(as_("mia").post(url("merge", two[0].pk, two[1].pk), {"first_name": "other"}))
    assert 'name="first_name" value="other" checked' in " ".join(page.split())


def test_only_leads_that_stand_can_be_compared(as_, cast, two):
    theirs = factories.lead(cast.b, cast.olga)
    merged = factories.lead(cast.a, cast.mia)
    LeadMerge.make(two[0], merged, by=cast.mia)
    for other in (two[0].pk, merged.pk, theirs.pk, 0):
        assert as_("mia").get(url("merge", two[0].pk, other)).status_code == 404


def test_merge_with_finds_the_other_by_its_words(as_, cast, two, pair):
    page = said(as_("mia").get(url("merge_with", two[0].pk)))
    assert url("merge", two[0].pk, two[1].pk) in page and "Very like names" in page
    page = said(as_("mia").get(url("merge_with", two[0].pk) + "?q=eleni"))
    assert url("merge", two[0].pk, two[1].pk) in page
    page = said(as_("mia").get(url("merge_with", two[0].pk) + "?q=helen"))
    assert "No other lead is like that" in page, "not itself"
    assert as_("mia").get(url("merge_with", two[0].pk) + "?q=%00").status_code == 200


def test_the_address_of_a_merged_lead_leads_to_the_kept_one(as_, cast, two):
    LeadMerge.make(two[0], two[1], by=cast.mia)
    for name in ("mia", "sam", "rita"):
        assert as_(name).get(url("lead", two[1].pk)).url == url("lead", two[0].pk)
    assert as_("olga").get(url("lead", two[1].pk)).status_code == 404
    for door in ("edit", "suppress", "merges", "merge_with"):
        assert as_("mia").get(url(door, two[1].pk)).status_code == 404, door


def test_a_merged_lead_is_not_in_the_list_nor_found(as_, cast, two):
    LeadMerge.make(two[0], two[1], by=cast.mia)
    page = as_("mia").get(url("list"))
    assert page.context["total"] == 1
    assert as_("mia").get(url("list") + "?q=eleni").context["total"] == 0
    assert as_("mia").get(url("list") + f"?q={N2}").context["page"].leads == [two[0]]


def test_the_kept_lead_can_be_edited_with_all_its_numbers(as_, cast, two):
    Lead.objects.filter(pk=two[1].pk).update(external_id="X2")
    shared = LeadPhone.objects.create(client=cast.a, lead=two[1], number=N1, position=2)
    two[1].refresh_from_db()
    LeadMerge.make(two[0], two[1], by=cast.mia)
    shared.refresh_from_db()
    assert shared.lead == two[1], "the kept lead had it already"
    told = {"first_name": "Helen", "last_name": "Papa", "numbers": f"{N1}\n{N2}", "external_id": "X2", "country": "GR"}
    assert as_("mia").post(url("edit", two[0].pk), told).status_code == 302


def test_the_lead_s_page_tells_of_its_merges_and_takes_the_last_apart(as_, cast, two, pair):
    third = factories.lead(cast.a, cast.mia, first_name="Elena")
    first = LeadMerge.make(two[0], two[1], by=cast.mia)
    LeadMerge.make(two[0], third, by=cast.mo)
    page = said(as_("mia").get(url("merges", two[0].pk)))
    assert page.count("Take apart") == 1 and "Take the later merge apart first." in page
    assert "No other lead looks like this person." in page
    answer = as_("mia").post(url("split", first.pk), HTTP_REFERER="http://testserver" + url("lead", two[0].pk))
    assert answer.url.endswith(url("lead", two[0].pk))
    assert LeadMerge.objects.standing().count() == 2
    answer = as_("mia").post(url("split", LeadMerge.objects.latest("pk").pk), follow=True)
    assert "They are two leads again." in said(answer)
    page = said(as_("mia").get(url("merges", two[0].pk)))
    assert page.count("Take apart") == 1 and "taken apart on" in page


def test_what_could_not_be_put_back_is_said(as_, cast, two):
    merge = LeadMerge.make(two[0], two[1], by=cast.mia, choices={"email": "other"})
    kept = Lead.objects.get(pk=two[0].pk)
    kept.correct(by=cast.mia, phones=(LeadPhone(number=N1),), zones=("Europe/Athens",), email="new@x.org")
    page = said(as_("mia").post(url("split", merge.pk), follow=True))
    assert "Changed since, so it stays: e-mail." in page
    assert "Taken away since: 1 row (numbers)." in page
    assert "Changed since, so it stays: e-mail." in said(as_("mia").get(url("merges", two[0].pk)))


def test_both_timelines_tell_it(as_, cast, two):
    merge = LeadMerge.make(two[0], two[1], by=cast.mia)
    assert "Eleni Papa was merged into this lead" in said(as_("mia").get(url("lead", two[0].pk)))
    merge.split(by=cast.mia)
    page = said(as_("mia").get(url("lead", two[1].pk)))
    assert "Was merged into Helen Papa" in page and "The merge with Helen Papa was taken apart" in page


def test_merging_is_not_for_setters(as_, two, pair):
    page = said(as_("sam").get(url("lead", two[0].pk)))
    assert url("merges", two[0].pk) not in page
    assert url("merges", two[0].pk) in said(as_("mo").get(url("lead", two[0].pk)))


def test_a_shared_number_is_decided(as_, cast):
    company = factories.company(cast.a, "Acme")
    for name in ("Costas", "Vitalis", "Petros"):
        factories.lead(cast.a, cast.mia, "+302101234567", first_name=name, last_name=name, company=company)
    PerhapsSame.look_at(cast.a.pk, list(Lead.objects.values_list("pk", flat=True)))
    row = SharedNumber.objects.get()
    page = said(as_("mia").get(url("shared_numbers")))
    assert "The switchboard of Acme" in page and "3 people" in page and "Petros Petros" in page
    assert "switchboard" in said(as_("mia").post(url("switchboard", row.pk), follow=True))
    company.refresh_from_db()
    assert (company.switchboard, SharedNumber.objects.get().decided_at) == ("+302101234567", clock.now())
    again = as_("mia").post(url("one_person", row.pk), HTTP_REFERER="http://testserver" + url("shared_numbers"))
    assert again.status_code == 302 and SharedNumber.objects.get().state == "switchboard"


def test_one_person_s_own_number_brings_the_pairs(as_, cast):
    for name in ("Costas", "Vitalis", "Petros"):
        factories.lead(cast.a, cast.mia, "+302101234567", first_name=name, last_name=name)
    PerhapsSame.look_at(cast.a.pk, list(Lead.objects.values_list("pk", flat=True)))
    as_("mia").post(url("one_person", SharedNumber.objects.get().pk))
    assert PerhapsSame.objects.open().count() == 3
