"""Every figure equals a recount of the raw rows in Python: by day, setter and list, in the client's own days."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from appointments.models import Appointment
from calls.models import CallAttempt
from leads.models import HandOff
from office import clock
from reports.figures.dashboard import Dashboard
from reports.forms import FilterForm
from reports.periods import period
from tests.reports import world

# Late on a Sunday in Athens it is Monday in Auckland: 'this week' is six days old here and begins there.
SUNDAY_NIGHT = datetime(2026, 11, 22, 21, 30, tzinfo=ZoneInfo("Europe/Athens"))


@pytest.fixture
def made(cast):
    return world.peopled(cast, now=clock.now())


def board(user, query):
    form = FilterForm(QueryDict(query), user=user)
    return Dashboard.of(form.scope(clock.now()), user=user, now=clock.now()), form


def local_days(user, query, zone_of):
    """(days of the period, days before, end of the comparison) by client."""
    asked = QueryDict(query)
    first, last = (datetime.fromisoformat(asked[k]).date() if k in asked else None for k in ("first", "last"))
    spans = {}
    for client, zone in zone_of.items():
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        spans[client] = period(asked.get("period", "week"), today, zone, first, last)
    return spans


def recount(user, query, zone_of):
    """Counter[(name, side, setter, list)] from the rows, one by one."""
    spans, found, now = local_days(user, query, zone_of), Counter(), clock.now()

    def side(row, at):
        span, zone = spans.get(row.client_id), ZoneInfo(zone_of.get(row.client_id, "UTC"))
        if span is None:
            return None
        local = at.astimezone(zone)
        if span.first <= local.date() <= span.last:
            return "now"
        before = span.before()
        if not before.first <= local.date() <= before.last:
            return None
        here = now.astimezone(zone)
        running = span.first <= here.date() <= span.last
        reached = (here - timedelta(days=(span.first - before.first).days)).replace(tzinfo=None)
        return None if running and local.replace(tzinfo=None) >= reached else "before"

    def count(name, row, at):
        if which := side(row, at):
            found[name, which, row.setter_id, row.enrollment.lead_list_id] += 1

    for row in CallAttempt.objects.select_related("enrollment"):
        count("dials", row, row.started_at)
        if row.reached in ("somebody", "decision_maker"):
            count("answered", row, row.started_at)
        if row.reached == "decision_maker":
            count("conversations", row, row.started_at)
    for row in Appointment.objects.select_related("enrollment", "feedback"):
        if not (row.cancelled_at and row.cancelled_at - row.booked_at <= timedelta(seconds=60)):
            count("booked", row, row.booked_at)
        if row.starts_at <= now and row.state not in ("cancelled", "rescheduled"):
            count("due", row, row.starts_at)
        if row.state in ("held", "no_show"):
            count("held" if row.state == "held" else "no_shows", row, row.starts_at)
        if row.state == "held" and row.feedback.result == "won":
            count("won", row, row.starts_at)
    return found


NAMES = ("dials", "answered", "conversations", "booked", "due", "held", "no_shows", "won")
QUERIES = ["period=today", "period=week", "period=7d", "period=30d", "period=custom&first=2026-09-20&last=2026-10-30"]


@pytest.mark.parametrize("query", QUERIES)
def test_every_figure_equals_the_raw_rows(made, cast, query):
    zone_of = {cast.a.pk: "Europe/Athens", cast.b.pk: "Pacific/Auckland"}
    seen, _ = board(made.boss, query)
    raw = recount(made.boss, query, zone_of)
    for name in NAMES:
        for side, tally in (("now", seen.total), ("before", seen.before)):
            assert getattr(tally, name) == sum(n for key, n in raw.items() if key[:2] == (name, side)), (name, side)
        for row in seen.setters:
            expected = sum(
                n for (what, side, who, _), n in raw.items() if (what, side, who) == (name, "now", row.name.pk)
            )
            assert getattr(row.tally, name) == expected, (name, row.name)
        for row in seen.lists:
            expected = sum(
                n for (what, side, _, on), n in raw.items() if (what, side, on) == (name, "now", row.name.pk)
            )
            assert getattr(row.tally, name) == expected, (name, row.name)
    assert query == "period=today" or seen.total.dials and seen.before.dials


def test_sums_of_setters_lists_and_days_are_the_whole(made):
    seen, _ = board(made.boss, "period=30d")
    for rows in (seen.setters, seen.lists):
        for name in NAMES:
            assert sum(getattr(row.tally, name) for row in rows) == getattr(seen.total, name)
    for name in NAMES:
        assert sum(getattr(tally, name) for _, tally in seen.days) == getattr(seen.total, name)


def test_each_day_is_the_client_s_own_and_the_viewer_s_zone_changes_nothing(cast):
    with clock.frozen(SUNDAY_NIGHT):
        made = world.peopled(cast, now=clock.now())
        zone_of = {cast.b.pk: "Pacific/Auckland"}
        query = f"period=30d&client={cast.b.pk}"
        seen, _ = board(made.boss, query)
        auckland = clock.now().astimezone(ZoneInfo("Pacific/Auckland")).date()
        assert seen.days[-1][0] == auckland == date(2026, 11, 23)
        raw = Counter(
            call.started_at.astimezone(ZoneInfo("Pacific/Auckland")).date()
            for call in CallAttempt.objects.of_client(cast.b)
        )
        assert [tally.dials for _, tally in seen.days] == [raw[day] for day, _ in seen.days]
        assert sum(recount(made.boss, query, zone_of)[key] for key in recount(made.boss, query, zone_of)) > 0
        made.boss.zone = "America/Los_Angeles"
        made.boss.save()
        assert board(made.boss, query)[0] == seen


def test_this_week_begins_on_each_client_s_own_monday(cast):
    with clock.frozen(SUNDAY_NIGHT):
        made = world.peopled(cast, now=clock.now())
        zone_of = {cast.a.pk: "Europe/Athens", cast.b.pk: "Pacific/Auckland"}
        seen, form = board(made.boss, "period=week")
        assert [len(part.period.each_day()) for part in form.scope(clock.now()).slices] == [7, 1]
        raw = recount(made.boss, "period=week", zone_of)
        assert seen.total.dials == sum(n for key, n in raw.items() if key[:2] == ("dials", "now"))
        assert sum(tally.dials for _, tally in seen.days) == seen.total.dials


def test_campaign_counts_its_days_in_its_own_zone(made, cast):
    campaign = made.campaigns[0]
    campaign.zone = "Pacific/Auckland"
    campaign.save()
    seen, form = board(made.boss, f"period=7d&campaign={campaign.pk}")
    assert form.scope(clock.now()).zones == ["Pacific/Auckland"]
    raw = recount(made.boss, "period=7d", {cast.a.pk: "Pacific/Auckland"})
    assert seen.total.dials == sum(n for key, n in raw.items() if key[:2] == ("dials", "now"))


def test_undone_outcome_leaves_the_dial_but_an_undone_booking_was_never_set(campaign, cast):
    labels = world.dispositions(campaign)
    enrollment, now = world.factories.enrolled(campaign, cast.mo), clock.now()
    world.call(enrollment, cast.sam, now - timedelta(minutes=5), labels[0], undone_at=now)
    for seconds in (40, 4_000):
        booked = now - timedelta(hours=3)
        gone = booked + timedelta(seconds=seconds)
        starts = now + timedelta(days=1)
        world.meeting(enrollment, cast.sam, cast.rita, booked, starts, state="cancelled", cancelled_at=gone)
    seen, _ = board(cast.mo, "period=today")
    assert (seen.total.dials, seen.total.booked, seen.total.due) == (1, 1, 0)


def test_inbound_call_is_no_dial(campaign, cast):
    labels = world.dispositions(campaign)
    enrollment = world.factories.enrolled(campaign, cast.mo)
    world.call(enrollment, cast.sam, clock.now(), labels[3], direction="inbound")
    assert board(cast.mo, "period=today")[0].is_empty


def test_reasons_are_those_that_arrived_in_the_period(made, cast):
    seen, _ = board(made.boss, f"period=30d&client={cast.a.pk}")
    today = clock.today("Europe/Athens")
    raw = Counter(
        row.label
        for row in HandOff.objects.of_client(cast.a)
        if 0 <= (today - row.carried_at.astimezone(ZoneInfo("Europe/Athens")).date()).days < 30
    )
    assert {row.label: row.leads for row in seen.reasons.rows} == dict(raw)
    assert seen.reasons.total == sum(raw.values())
    assert [row.leads for row in seen.reasons.rows] == sorted(raw.values(), reverse=True)


def test_answer_hours_are_on_the_clock_of_the_lead(made, cast):
    seen, form = board(made.boss, "period=30d")
    raw, good = Counter(), Counter()
    spans = local_days(made.boss, "period=30d", {cast.a.pk: "Europe/Athens", cast.b.pk: "Pacific/Auckland"})
    for call in CallAttempt.objects.select_related("lead"):
        if spans[call.client_id].holds(call.started_at):
            local = call.started_at.astimezone(ZoneInfo(call.lead.zones[0]))
            raw[local.weekday(), local.hour] += 1
            good[local.weekday(), local.hour] += call.reached == "decision_maker"
    shown = {(h.weekday, h.hour): (h.dials, h.conversations) for _, hours in seen.hours.rows for h in hours if h.dials}
    assert shown == {key: (n, good[key]) for key, n in raw.items()}
    thin = [h for _, hours in seen.hours.rows for h in hours if h.dials < 5]
    assert thin and all(h.rate is None for h in thin)


def test_month_without_anything_shows_zeros(campaign, cast):
    seen, _ = board(cast.mo, "period=30d")
    assert seen.is_empty
    assert len(seen.days) == 30 and not any(tally.dials for _, tally in seen.days)
    assert [step.value for step in seen.funnel] == [0] * 6
    assert seen.total.show_rate is None
    assert all(card.change is None and card.share is None for card in seen.cards)


def test_cards_carry_change_and_share(made, cast):
    seen, _ = board(made.boss, "period=30d")
    cards = {card.figure.name: card for card in seen.cards}
    now, before = seen.total, seen.before
    assert cards["dials"].change == round(100 * (now.dials - before.dials) / before.dials)
    assert cards["booked"].share == round(100 * now.booked / now.conversations, 1)
    assert cards["held"].share == now.show_rate == round(100 * now.held / now.due, 1)
    moved = now.no_shows - before.no_shows  # more of these is worse
    assert cards["no_shows"].tone == ("" if not moved else "sd-bad" if moved > 0 else "sd-good")
