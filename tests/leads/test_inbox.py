"""Marketing's inbox: its filters, the words that were said, the calendar of days, and acts on all that it finds."""

import sys
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections
from django.urls import reverse

from leads.forms import returns as acts
from leads.models import Enrollment, HandOff, LeadList, Supplier
from leads.month import Month
from leads.states import Stage
from office import clock, isolation
from office.models import Refused, Role
from tests import factories
from tests.leads.test_returns import NEXT_MONTH, carried, names, not_now, passes

URL = "/returns/"


def back(campaign, by, first_name, **told):
    """A lead that arrived at marketing, for good unless said otherwise."""
    about = {name: told.pop(name) for name in ("lead_list", "source") if name in told}
    enrollment = factories.enrolled(campaign, by, first_name=first_name, queue={"attempts": 1}, **about)
    given = {"stage": Stage.DISQUALIFIED, "reason": "permanent", "by": by} | told
    return carried(HandOff.give_back(enrollment, **given))


@pytest.fixture
def inbox(cast, campaign):
    """Ann and Bob on Acme's list, Cleo on no list, each for another reason."""
    acme = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Acme")
    later = {"stage": Stage.NURTURE, "reason": "temporary", "return_on": NEXT_MONTH}
    return {
        "Ann": back(campaign, cast.sam, "Ann", lead_list=acme, source="fair", label="No need"),
        "Bob": back(
            campaign, cast.sam, "Bob", lead_list=acme, label="Budget next year", note="Ask Eva\nin May", **later
        ),
        "Cleo": back(campaign, cast.sue, "Cleo", source="web", label="No need"),
    }


def acme():
    """The supplier's id, as it stands in the address."""
    return str(Supplier.objects.called("Acme").get().pk)


# --- Filters in the address -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("supplier=Acme", ["Bob", "Ann"]),
        ("source=web", ["Cleo"]),
        ("source=fair&supplier=Acme", ["Ann"]),
        ("q=no+need", ["Cleo", "Ann"]),
        ("q=ask+eva", ["Bob"]),
        ("number=1", ["Cleo", "Bob", "Ann"]),
        ("number=2", []),
        ("day=2026-12-23", ["Bob"]),
        ("day=2026-12-24", []),
        ("first=2026-11-23", ["Cleo", "Bob", "Ann"]),
        ("last=2026-11-22", []),
        ("first=2026-11-20&last=2026-11-23&reason=temporary", ["Bob"]),
        ("supplier=Nobody", ["Cleo", "Bob", "Ann"]),  # not understood: it narrows nothing
        ("number=-1&day=never&first=9999-12-31", ["Cleo", "Bob", "Ann"]),
    ],
)
def test_it_is_narrowed_by_what_the_address_says(as_, inbox, query, found):
    query = query.replace("Acme", acme())
    assert names(as_("mia").get(f"{URL}?{query}")) == found


def test_it_is_narrowed_to_one_of_the_clients_own_reasons(as_, inbox):
    assert names(as_("mia").get(URL, {"why": inbox["Ann"].why_id})) == ["Cleo", "Ann"]


def test_days_begin_on_each_clients_own_clock(cast, campaign, other_campaign):
    cast.b.zone = "Pacific/Auckland"
    cast.b.save()
    cast.mia.join(cast.b, Role.MARKETING)
    with clock.frozen(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)):  # the 24th in Auckland already
        back(campaign, cast.sam, "Athens")
        back(other_campaign, cast.oscar, "Auckland")
    form = acts.FindReturnsForm({"first": "2026-11-24"}, user=cast.mia)
    assert [each.lead.first_name for each in form.narrow(HandOff.objects.visible_to(cast.mia))] == ["Auckland"]


def test_the_mix_tells_kinds_and_the_clients_own_reasons(as_, inbox):
    groups = {group["name"]: group for group in as_("mia").get(f"{URL}?by=supplier").context["mix"]}
    acme = groups["Acme"]
    assert (acme["total"], dict(acme["counts"])) == (2, {"permanent": 1, "temporary": 1})
    assert [(words, n) for _why, words, n in groups[None]["own"]] == [("No need", 1)]


def test_a_number_of_the_mix_opens_into_as_many_leads(as_, inbox):
    mia = as_("mia")
    page = mia.get(f"{URL}?by=supplier").content.decode()
    assert f"supplier={acme()}&amp;reason=temporary" in page
    assert names(mia.get(f"{URL}?by=supplier&supplier={acme()}&reason=temporary")) == ["Bob"]


def test_the_words_that_were_said_are_counted_and_open_into_their_leads(as_, inbox):
    mia = as_("mia")
    words = mia.get(URL).context["words"]
    assert words[0] == ("No need", 2) and ("Ask Eva\nin May", 1) in words
    for text, n in words:
        assert mia.get(URL, {"q": text}).context["total"] == n, text


def test_another_client_finds_nothing_of_it(as_, inbox):
    page = as_("olga").get(f"{URL}?state=all")
    assert names(page) == [] and page.context["mix"] == [] and page.context["words"] == []


def test_leads_that_said_no_to_everybody_are_told_to_marketing(as_, cast, campaign):
    enrollment = factories.enrolled(campaign, cast.mia)
    enrollment.refused_by = [cast.sam.pk]
    enrollment.save()
    assert as_("mia").get(URL).context["stuck"] == 0
    enrollment.refused_by = sorted([cast.sam.pk, cast.sue.pk])
    enrollment.save()
    assert "said no to every setter who works now" in as_("mia").get(URL).content.decode()
    factories.person("sid", (cast.a, Role.SETTER))
    assert as_("mia").get(URL).context["stuck"] == 0


# --- All that the filters find ----------------------------------------------------------------------


def test_all_that_the_filters_find_are_closed_not_only_the_page(as_, inbox, monkeypatch):
    monkeypatch.setattr(sys.modules["leads.views.returns"], "PAGE", 1)
    assert "All 2 that these filters find" in as_("mia").get(f"{URL}?supplier={acme()}").content.decode()
    as_("mia").post(reverse("leads:close"), {"every": "1", "back": f"supplier={acme()}"})
    closed = {name for name, each in inbox.items() if HandOff.objects.get(pk=each.pk).accepted_at}
    assert closed == {"Ann", "Bob"}


def test_all_means_those_that_wait_whatever_state_is_looked_at(as_, inbox):
    inbox["Ann"].close(by=inbox["Ann"].by)
    as_("mia").post(reverse("leads:bring_back"), {"every": "1", "back": "state=all"})
    assert [len(passes(each.lead)) for each in inbox.values()] == [1, 2, 2]


def test_more_than_a_person_can_wait_for_goes_in_steps_each_with_its_count(as_, inbox, monkeypatch):
    monkeypatch.setattr(acts, "MOST", 2)
    said = {"every": "1", "back": ""}
    page = as_("mia").post(reverse("leads:close"), said, follow=True)
    answer = page.content.decode()
    assert "2 returns are closed." in answer and "1 more is found by these filters" in answer
    assert HandOff.objects.filter(accepted_at__isnull=False).count() == 2
    assert page.context["total"] == 1
    said["back"] = page.context["request"].GET.urlencode()
    answer = as_("mia").post(reverse("leads:close"), said, follow=True).content.decode()
    assert "1 return is closed." in answer and "more is found" not in answer
    assert not HandOff.objects.at_marketing().waiting().exists()


def test_steps_end_also_where_an_act_leaves_them_waiting(as_, inbox, monkeypatch):
    """A return that is put to a day waits on: no step takes it twice."""
    monkeypatch.setattr(acts, "MOST", 2)
    said = {"every": "1", "back": "", "day": "2027-03-01"}
    page = as_("mia").post(reverse("leads:postpone"), said, follow=True)
    said["back"] = page.context["request"].GET.urlencode()
    page = as_("mia").post(reverse("leads:postpone"), said, follow=True)
    assert "1 lead comes back on that day." in page.content.decode() and "step" not in page.context["request"].GET
    assert HandOff.objects.back_on(date(2027, 3, 1)).count() == 3


def test_a_step_that_ends_with_the_last_one_promises_no_other(as_, inbox, monkeypatch):
    monkeypatch.setattr(acts, "MOST", 3)
    answer = as_("mia").post(reverse("leads:close"), {"every": "1", "back": ""}, follow=True).content.decode()
    assert "3 returns are closed." in answer and "more" not in answer.split("3 returns are closed.")[1][:80]


def test_in_steps_too_one_refusal_and_none_of_the_step_is_done(as_, cast, inbox, monkeypatch):
    monkeypatch.setattr(acts, "MOST", 2)
    last = HandOff.objects.at_marketing().order_by("pk").last()
    last.lead.suppress(by=cast.mo, source="asked", evidence="")
    answer = as_("mia").post(reverse("leads:bring_back"), {"every": "1", "back": ""}, follow=True)
    assert "may not be called" in answer.content.decode()
    assert HandOff.objects.at_marketing().waiting().count() == 3


def test_nothing_found_is_said(as_, inbox):
    answer = as_("mia").post(reverse("leads:close"), {"every": "1", "back": "number=7"}, follow=True)
    assert "No lead was found" in answer.content.decode()


def test_nothing_chosen_is_said(as_, inbox):
    answer = as_("mia").post(reverse("leads:close"), {"back": ""}, follow=True)
    assert "Choose at least one lead." in answer.content.decode()


def test_all_never_reaches_another_clients_returns(as_, inbox):
    as_("olga").post(reverse("leads:close"), {"every": "1", "back": "state=all"})
    assert not HandOff.objects.filter(accepted_at__isnull=False).exists()


def test_one_refusal_and_none_of_all_is_done(as_, cast, inbox):
    inbox["Ann"].lead.suppress(by=cast.mo, source="asked", evidence="")
    answer = as_("mia").post(reverse("leads:bring_back"), {"every": "1", "back": ""}, follow=True)
    assert "may not be called" in answer.content.decode()
    assert [len(passes(each.lead)) for each in inbox.values()] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_ones_back_at_once_bring_each_back_once(cast, campaign):
    rows = [not_now(campaign, cast.sam) for _each in range(6)]
    for row in rows:
        carried(row)
    now, ready, done = clock.now(), threading.Barrier(2), []

    def bring(who):
        with clock.frozen(now), isolation.seeing([cast.a.pk]):
            form = acts.BringBackForm({"every": "1", "back": ""}, user=who)
            ready.wait(30)
            done.append(form.act(by=who))
        connections.close_all()

    people = [threading.Thread(target=bring, args=[who]) for who in (cast.mia, cast.mo)]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert sorted(done) == [0, 6]
    assert Enrollment.objects.open().count() == 6 and Enrollment.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_closing_and_the_sweep_at_once_do_one_of_the_two(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    now, ready, said = datetime(2026, 12, 23, 7, tzinfo=UTC), threading.Barrier(2), []

    def act(what):
        with clock.frozen(now), isolation.seeing([cast.a.pk]):
            mine = HandOff.objects.get(pk=handoff.pk)
            ready.wait(30)
            try:
                said.append(what(mine))
            except Refused:
                said.append("refused")
        connections.close_all()

    closing = threading.Thread(target=act, args=[lambda mine: mine.close(by=cast.mia)])
    sweeping = threading.Thread(target=act, args=[lambda _mine: HandOff.objects.sweep()])
    for thread in (closing, sweeping):
        thread.start()
    for thread in (closing, sweeping):
        thread.join(60)
    handoff.refresh_from_db()
    closed = handoff.to_user == cast.mia
    assert closed == (len(passes(handoff.lead)) == 1) == ("refused" not in said)
    assert bool(handoff.reentered_at) != closed


# --- The calendar -----------------------------------------------------------------------------------


def test_the_calendar_counts_days_and_each_opens_into_its_leads(as_, cast, campaign, inbox):
    carried(not_now(campaign, cast.sam, on=date(2026, 12, 31), first_name="Dora"))
    mia = as_("mia")
    page = mia.get(f"{reverse('leads:return_days')}?month=2026-12")
    counted = {cell.day: cell.count for week in page.context["weeks"] for cell in week if cell.count}
    assert counted == {NEXT_MONTH: 1, date(2026, 12, 31): 1}
    assert "state=dated&amp;day=2026-12-31" in page.content.decode()
    assert names(mia.get(f"{URL}?state=dated&day=2026-12-31")) == ["Dora"]
    assert mia.get(reverse("leads:return_days")).context["month"] == Month(date(2026, 12, 1)), (
        "where the next ones stand"
    )
    narrowed = mia.get(f"{reverse('leads:return_days')}?month=2026-12&supplier={acme()}")
    assert sum(narrowed.context["counts"].values()) == 1


@pytest.mark.parametrize("asked", ["", "2026-13", "nonsense", "0001-01", "9999-12"])
def test_a_month_that_is_none_is_this_month(as_, inbox, asked):
    page = as_("mia").get(f"{reverse('leads:return_days')}?month={asked}")
    assert page.context["month"] == Month(date(2026, 11, 1))


def test_the_leads_of_a_day_are_moved_to_another(as_, cast, campaign, inbox):
    stays = carried(not_now(campaign, cast.sam, on=date(2026, 12, 24)))
    told = {"since": "2026-12-23", "day": "2027-01-15", "back": "month=2026-12"}
    answer = as_("mia").post(reverse("leads:move_day"), told)
    assert answer.url == f"{reverse('leads:return_days')}?month=2026-12"
    days = {name: HandOff.objects.get(pk=each.pk).return_on for name, each in inbox.items()}
    assert days == {"Ann": None, "Bob": date(2027, 1, 15), "Cleo": None}
    stays.refresh_from_db()
    assert stays.return_on == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"since": "2026-12-23"}, "Choose the day on which they come back."),
        ({"day": "2027-01-15"}, "Choose the day that is to be moved."),
        ({"since": "2026-12-23", "day": "2026-11-23"}, "must be in the future"),
        ({"since": "2026-12-22", "day": "2027-01-15"}, "No lead was found"),
        ({"since": "2026-12-23", "day": "9999-12-31"}, "not a day of our calendar"),
    ],
)
def test_a_move_that_cannot_be_is_said(as_, inbox, told, words):
    answer = as_("mia").post(reverse("leads:move_day"), told, follow=True)
    assert words in answer.content.decode()
    assert HandOff.objects.get(pk=inbox["Bob"].pk).return_on == NEXT_MONTH


def test_another_client_moves_nothing(as_, inbox):
    as_("olga").post(reverse("leads:move_day"), {"since": "2026-12-23", "day": "2027-01-15"})
    assert HandOff.objects.get(pk=inbox["Bob"].pk).return_on == NEXT_MONTH


@pytest.mark.parametrize("first", [date(2026, 2, 1), date(2028, 2, 1), date(2026, 11, 1), date(2027, 1, 1)])
def test_a_month_has_whole_weeks_and_each_of_its_days_once(first):
    month = Month(first)
    weeks = month.weeks({first: 3, first - timedelta(days=1): 5})
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
    inside = [cell for week in weeks for cell in week if cell.inside]
    assert [cell.day for cell in inside] == [first + timedelta(days=n) for n in range(month.last.day)]
    assert sum(cell.count for week in weeks for cell in week) == 3
    assert month.before.after == month == month.after.before == Month.read(str(month), date(1999, 1, 1))
