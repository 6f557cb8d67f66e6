"""Sheets, claims and keying in at the same instant: a lead is in one place, and a row is keyed in once."""

from datetime import date, timedelta

import pytest

from calls import queue
from calls.models import CallAttempt, CallSheet, CallSheetRow, Disposition
from leads.models import Enrollment
from office import clock
from office.models import Refused
from tests import factories
from tests.test_races import SETTERS, setters, together  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 23)


def made_for(campaign, setter, count=10):
    try:
        return CallSheet.print(campaign, setter=setter, by=setter, day=DAY, count=count)
    except Refused:
        return None


def test_sheets_made_at_once_never_share_a_lead(cast, campaign, setters, together):  # noqa: F811
    made = {factories.enrolled(campaign, cast.mia).pk for _ in range(60)}
    together(lambda setter: made_for(campaign, setter), setters)
    rows = list(CallSheetRow.objects.values_list("enrollment_id", flat=True))
    assert len(rows) == len(set(rows)) and set(rows) <= made
    assert len(rows) >= 30, "they do not stand in one another's way"


def test_nor_a_number(cast, campaign, setters, together):  # noqa: F811
    """Five numbers on forty leads: whatever is printed at once, each number stands on one sheet at most."""
    for n in range(40):
        factories.enrolled(campaign, cast.mia, f"+3069000000{n % 5:02}")
    together(lambda setter: made_for(campaign, setter, 3), setters)
    numbers = list(CallSheetRow.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) <= 5
    waiting = Enrollment.objects.besides(list(CallSheetRow.objects.values_list("enrollment_id", flat=True)))
    assert not waiting.filter(reserved_for__isnull=False).exists(), "who is on no sheet is kept for nobody"


def test_sheets_against_claims(cast, campaign, setters, together):  # noqa: F811
    """Half of the setters claim at their desks while the others print: every lead is in one place."""
    for _ in range(40):
        factories.enrolled(campaign, cast.mia)

    def act(n):
        return made_for(campaign, setters[n]) if n % 2 else queue.claim(setters[n])

    found = together(act, range(SETTERS))
    claimed = {held.pk for held in found[::2] if held}
    on_paper = set(CallSheetRow.objects.values_list("enrollment_id", flat=True))
    assert claimed & on_paper == set()
    assert len(claimed) == len([held for held in found[::2] if held])


def test_a_claim_of_the_same_number_cannot_be_dialled(cast, campaign, setters, together):  # noqa: F811
    """Two leads with one number, printed and claimed in the same instant: at most one of the two can be called."""
    for _ in range(10):
        Enrollment.objects.all().delete()
        for _twice in range(2):
            factories.enrolled(campaign, cast.mia, "+306900000001")

        def act(n):
            return made_for(campaign, setters[0], 1) if n else queue.claim_next(setters[1])

        claimed, sheet = together(act, range(2))
        if claimed and sheet:
            with pytest.raises(Refused, match="paper call sheet"):
                CallAttempt.dial(claimed, by=setters[1])
        assert claimed or sheet
        CallSheetRow.objects.all().delete()


def test_a_row_is_keyed_in_once(cast, campaign, setters, together):  # noqa: F811
    factories.enrolled(campaign, cast.mia)
    row = made_for(campaign, setters[0]).rows.get()
    outcome = Disposition.lay(campaign)[0]

    def key_in(_browser):
        try:
            return CallAttempt.report(row, outcome, by=setters[0])
        except Refused:
            return None

    assert len([made for made in together(key_in, range(SETTERS)) if made]) == 1
    assert CallAttempt.objects.count() == 1
    assert Enrollment.objects.get().attempts == 1


def test_keying_in_against_giving_back(cast, campaign, setters, together):  # noqa: F811
    """Whichever comes first: the outcome counts, and the lead stands as it says."""
    for _ in range(6):
        factories.enrolled(campaign, cast.mia)
    sheet = made_for(campaign, setters[0])
    outcome = Disposition.lay(campaign)[0]
    rows = list(sheet.rows.in_order())

    def act(n):
        return CallAttempt.report(rows[n], outcome, by=setters[0]) if n < 6 else sheet.give_back(by=cast.mo)

    together(act, range(7))
    assert CallAttempt.objects.count() == 6
    assert all(e.attempts == 1 and e.call_after > clock.now() + timedelta(hours=2) for e in Enrollment.objects.all())


def test_two_sweeps_give_a_sheet_back_once(cast, campaign, setters, together):  # noqa: F811
    made = factories.enrolled(campaign, cast.mia)
    made_for(campaign, setters[0])
    CallSheet.objects.update(due_at=clock.now(), valid_until=clock.now())
    Enrollment.objects.update(call_after=clock.now())
    assert sum(together(lambda _n: CallSheet.objects.sweep(), range(4))) == 1
    made.refresh_from_db()
    assert made.reserved_for is None
