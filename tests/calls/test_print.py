"""Making a call sheet: who is on it, in which order, for whom, and that nobody else calls them meanwhile."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from calls import queue
from calls.gate import ON_PAPER, may_call
from calls.models import CallAttempt, Callback, CallSheet, CallSheetRow, Script
from leads.models import Activity, Enrollment, LeadList, Listing, Priority, Suppression
from leads.states import Stage
from office import clock
from office.models import Refused, Role
from tests import factories

MIDNIGHT = datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Athens"))


def on(sheet):
    return [row.enrollment for row in sheet.rows.select_related("enrollment").order_by("position")]


def test_a_sheet_has_a_row_a_lead(cast, campaign, enrolled, printed):
    made = enrolled("+306900000001")
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    sheet = printed()
    row = sheet.rows.get()
    assert (row.enrollment, row.lead, row.position, row.number) == (made, made.lead, 1, "+306900000001")
    assert row.code.startswith(f"{sheet.pk}-01") and str(row) == row.code
    assert (sheet.valid_until, sheet.due_at, sheet.script) == (MIDNIGHT, MIDNIGHT, script)
    assert (sheet.setter, sheet.made_by, sheet.made_at, str(sheet)) == (cast.sam, cast.sam, clock.now(), f"#{sheet.pk}")


def test_the_timeline_says_that_the_number_left_the_house(cast, enrolled, printed):
    made = enrolled()
    sheet = printed()
    line = Activity.objects.of_lead(made.lead).newest().first()
    assert (line.kind, line.by, line.details["code"]) == ("printed", cast.sam, sheet.rows.get().code)


def test_as_many_as_were_wished(enrolled, printed):
    for _ in range(5):
        enrolled()
    assert len(on(printed(count=3))) == 3
    assert len(on(printed(count=99))) == 2


ADDRESSES = (
    {"last_name": "Zeta", "city": "Patras", "postal_code": "26221", "area_code": "2610"},
    {"last_name": "Alpha", "city": "Volos", "postal_code": "", "area_code": "2421"},
    {"last_name": "Mu", "city": "", "postal_code": "10431", "area_code": ""},
)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("postal_code", ["Mu", "Zeta", "Alpha"]),
        ("area_code", ["Alpha", "Zeta", "Mu"]),
        ("city", ["Zeta", "Alpha", "Mu"]),
        ("name", ["Alpha", "Mu", "Zeta"]),
    ],
)
def test_the_order(enrolled, printed, order, names):
    for address in ADDRESSES:
        enrolled(**address)
    assert [enrollment.lead.last_name for enrollment in on(printed(order=order))] == names


def test_as_they_stand_on_the_list(cast, campaign, enrolled, printed):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    made = [enrolled(lead_list=lead_list) for _ in range(3)]
    for enrollment, row in zip(made, (3, 1, 2), strict=True):
        Listing.objects.create(client=cast.a, lead=enrollment.lead, lead_list=lead_list, row=row)
    assert on(printed(lead_list=lead_list)) == [made[1], made[2], made[0]]


def test_of_one_list_only(cast, campaign, enrolled, printed):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    enrolled()
    wanted = enrolled(lead_list=lead_list)
    sheet = printed(lead_list=lead_list)
    assert on(sheet) == [wanted] and sheet.lead_list == lead_list


def test_nobody_else_is_offered_them_meanwhile(cast, enrolled, printed):
    enrolled()
    printed()
    assert queue.claim(cast.sue) is None
    assert queue.claim(cast.sam) is None, "not in the browser either: the lead is on his paper"
    queue.release_lapsed()
    assert queue.claim(cast.sue) is None


def test_not_even_under_another_name(cast, enrolled, printed):
    """The lock is on the phone number: the same one on a second lead is not offered, and a dial is refused."""
    enrolled("+306900000001"), enrolled("+306900000001", "+306900000002")
    sheet = printed()
    assert len(on(sheet)) == 1
    assert queue.claim(cast.sue) is None
    twin = Enrollment.objects.besides([on(sheet)[0].pk]).get()
    assert twin.call_after == sheet.valid_until, "it waits until the sheet is over"
    assert may_call(twin, clock.now()).rule_ids == (ON_PAPER,)


def test_a_dial_of_a_number_on_paper_is_refused(cast, enrolled, printed):
    held = enrolled("+306900000002", "+306900000001")
    assert queue.claim(cast.sue) == held
    enrolled("+306900000001")
    printed()
    with pytest.raises(Refused, match="paper call sheet"):
        CallAttempt.dial(held, by=cast.sue, number="+306900000001")


@pytest.mark.parametrize(
    "why",
    [
        "suppressed",
        "claimed",
        "number_claimed",
        "promised",
        "later",
        "silent",
        "at_maximum",
        "ended",
        "reserved",
        "nowhere",
    ],
)
def test_who_is_not_put_on_paper(cast, campaign, enrolled, printed, why):
    made = enrolled("+306900000001", zones=() if why == "nowhere" else ("Europe/Athens",))
    match why:
        case "suppressed":
            Suppression.put("+306900000001", client=cast.a, source="letter", by=cast.mo)
            made.queue_for(Priority.NEW, clock.now())  # as if an older write had put its number back
        case "claimed":
            made.hold(cast.sue)
        case "number_claimed":
            enrolled("+306900000001").hold(cast.sue)
        case "promised":
            Callback.promise(made, at=clock.now() + timedelta(hours=1), by=cast.sue, anyone=True)
        case "later":
            made.queue_for(Priority.RETRY, clock.now() + timedelta(minutes=1))
        case "silent":
            made.leave_queue()
        case "at_maximum":
            made.attempts = campaign.max_attempts
            made.save()
        case "ended":
            made.become(Stage.DISQUALIFIED)
        case "reserved":
            made.queue_for(Priority.NEW, clock.now(), reserved_for=cast.sue)
        case "nowhere":
            made.window_class.country, made.window_class.zones = "", []
            made.window_class.save()
    with pytest.raises(Refused, match="Nobody here may be called"):
        printed()
    assert not CallSheet.objects.exists(), "no empty sheet is left behind"


def test_only_whom_the_gate_lets_through_on_that_day(enrolled, printed):
    """Half past eleven at night in Athens: no Greek may be called any more today, but New York is open."""
    greek, american = enrolled(), enrolled(zones=("America/New_York",), country="US")
    with clock.frozen(datetime(2026, 11, 23, 21, 30, tzinfo=ZoneInfo("UTC"))):
        sheet = printed()
        assert on(sheet) == [american]
        ((opens, closes),) = sheet.hours(american)
        assert (opens, closes) == (clock.now(), sheet.valid_until)
        assert sheet.hours(greek) == ()


def test_no_sunday_sheet(enrolled, printed):
    enrolled()
    with pytest.raises(Refused, match="Nobody here may be called"):
        printed(day=date(2026, 11, 29))


def test_for_tomorrow_its_hours_are_tomorrows(enrolled, printed):
    made = enrolled()
    sheet = printed(day=date(2026, 11, 24))
    assert sheet.begins_at == MIDNIGHT and sheet.valid_until == MIDNIGHT + timedelta(days=1)
    assert [opens.astimezone(ZoneInfo("Europe/Athens")).hour for opens, _closes in sheet.hours(made)] == [9]


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 1), date(2099, 1, 1)])
def test_neither_for_yesterday_nor_for_a_far_day(enrolled, printed, day):
    enrolled()
    with pytest.raises(Refused, match="for today or one of the next seven days"):
        printed(day=day)


@pytest.mark.parametrize("count", [0, -1, 100])
def test_a_sheet_has_its_size(enrolled, printed, count):
    enrolled()
    with pytest.raises(Refused, match="From 1 to 99"):
        printed(count=count)


def test_not_of_a_campaign_that_stands_still(campaign, enrolled, printed):
    enrolled()
    campaign.is_running = False
    with pytest.raises(Refused, match="not running"):
        printed()


def test_for_somebody_who_calls_here(cast, enrolled, printed):
    enrolled()
    for nobody in (cast.rita, cast.oscar):
        with pytest.raises(Refused, match="does not call for this campaign"):
            printed(setter=nobody, by=cast.mo)


def test_a_manager_makes_one_for_a_setter_and_a_setter_for_nobody_else(cast, enrolled, printed):
    enrolled()
    with pytest.raises(Refused, match="Only a manager"):
        printed(setter=cast.sue, by=cast.sam)
    assert printed(setter=cast.sue, by=cast.mo).setter == cast.sue


def test_a_manager_of_another_client_is_none_here(cast, enrolled, printed):
    enrolled()
    cast.sue.join(cast.b, Role.MANAGER)
    with pytest.raises(Refused, match="Only a manager"):
        printed(setter=cast.sam, by=cast.sue)


def test_the_database_keeps_a_lead_and_a_number_to_one_sheet(cast, enrolled, printed):
    enrolled("+306900000001")
    sheet = printed()
    row, fresh = sheet.rows.get(), enrolled("+306900000001")
    for enrollment, number in ((row.enrollment, "+306900000009"), (fresh, row.number)):
        with pytest.raises(IntegrityError), transaction.atomic():
            CallSheetRow.objects.create(
                client=cast.a, sheet=sheet, enrollment=enrollment, lead=enrollment.lead, position=2, number=number,
                call_after=clock.now(),
            )  # fmt: skip


def test_a_number_that_another_clients_sheet_took_is_left_out(cast, enrolled, printed, other_campaign):
    """Client b's rows cannot be seen here; the index sees them."""
    theirs = factories.enrolled(other_campaign, cast.olga, "+306900000001")
    CallSheet.print(other_campaign, setter=cast.oscar, by=cast.oscar, day=date(2026, 11, 23), count=1)
    assert theirs.sheet_rows.exists()
    enrolled("+306900000001")
    wanted = enrolled()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calls.gate._on_paper_until", lambda *_: None)  # as the row policy has it for a setter of a only
        assert on(printed()) == [wanted]


# --- and back into the queue --------------------------------------------------------------------


def test_when_its_time_is_over_the_leads_return(cast, enrolled, printed):
    made = enrolled(queue={"call_after": clock.now() - timedelta(hours=3)})
    before = made.call_after
    sheet = printed()
    clock.advance(timedelta(hours=12))  # midnight
    assert CallSheet.objects.sweep() == 1
    made.refresh_from_db()
    assert (made.call_after, made.reserved_for, made.claimed_by) == (before, None, None)
    sheet.refresh_from_db()
    assert sheet.state == CallSheet.State.DONE and not sheet.is_out(clock.now())
    assert CallSheet.objects.sweep() == 0, "once"
    clock.advance(timedelta(hours=10))
    assert queue.claim(cast.sue) == made


def test_not_a_minute_earlier(enrolled, printed):
    made = enrolled()
    printed()
    clock.advance(timedelta(hours=11, minutes=59))
    assert CallSheet.objects.sweep() == 0
    made.refresh_from_db()
    assert made.call_after == MIDNIGHT


def test_even_without_the_sweep_they_return_by_themselves(cast, enrolled, printed):
    made = enrolled()
    printed()
    clock.advance(timedelta(hours=22))
    queue.release_lapsed()
    assert queue.claim(cast.sue) == made


def test_given_back_earlier(cast, enrolled, printed):
    made = enrolled()
    sheet = printed()
    sheet.give_back(by=cast.mo)
    sheet.refresh_from_db()
    assert (sheet.given_back_by, sheet.state) == (cast.mo, "done")
    assert sheet.rows.get().returned_at == clock.now()
    assert queue.claim(cast.sue) == made
    with pytest.raises(Refused, match="back in the queue already"):
        sheet.give_back(by=cast.mo)


def test_a_lead_that_something_else_moved_stays_where_it_is(cast, enrolled, printed):
    ended, moved = enrolled(), enrolled()
    sheet = printed()
    ended.refresh_from_db(), moved.refresh_from_db()
    ended.become(Stage.DISQUALIFIED)
    moved.queue_for(Priority.HOT, clock.now())
    sheet.give_back(by=cast.mo)
    ended.refresh_from_db(), moved.refresh_from_db()
    assert ended.stage == Stage.DISQUALIFIED and moved.priority == Priority.HOT
    assert moved.call_after == clock.now()


def test_after_it_was_given_back_it_may_be_printed_again(cast, enrolled, printed):
    made = enrolled()
    printed().give_back(by=cast.mo)
    assert on(printed(setter=cast.sue, by=cast.mo)) == [made]


def test_a_suppressed_number_does_not_come_back_with_the_lead(cast, enrolled, printed):
    made = enrolled("+306900000001")
    sheet = printed()
    Suppression.put("+306900000001", client=cast.a, source="letter", by=cast.mo)
    sheet.give_back(by=cast.mo)
    made.refresh_from_db()
    assert made.next_number == ""
    assert queue.claim(cast.sue) is None
