"""Days as people and spreadsheets write them; the order of day and month is the column's."""

from datetime import date

import pytest

from leads.dates import looks_like_date, parsed
from leads.dayorder import can_be_read_both_ways, is_short_date, order_of, usual_order


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["01/02/2026", "31/12/2025"], "dmy"),
        (["01/02/2026", "12/31/2025"], "mdy"),
        (["01/02/2026"], ""),
        (["31/12/2025", "12/31/2025"], ""),
        (["99/12/2025", "soon", ""], ""),
    ],
)
def test_the_order_of_dates_is_the_columns(values, order):
    assert order_of(values) == order


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-09", "", date(2026, 3, 9)),
        ("2026-03-09 08:30:00", "", date(2026, 3, 9)),
        ("2026-03-09T08:30:00+02:00", "", date(2026, 3, 9)),
        ("20260309", "", date(2026, 3, 9)),
        ("03/04/2026", "dmy", date(2026, 4, 3)),
        ("03/04/2026", "mdy", date(2026, 3, 4)),
        ("03/04/2026 14:05", "dmy", date(2026, 4, 3)),
        ("03/04/2026", "", None),
        ("04/04/2026", "", date(2026, 4, 4)),
        ("31.12.25", "", date(2025, 12, 31)),
        ("31.12.75", "", date(1975, 12, 31)),
        ("30/02/2026", "dmy", None),
        ("45231", "", date(2023, 11, 1)),
        ("45231.75", "dmy", date(2023, 11, 1)),
        ("12345", "dmy", None),
        ("soon", "dmy", None),
        ("12 Μαρτίου 2024", "", date(2024, 3, 12)),
        ("12 ΜΑΡ 2024", "", date(2024, 3, 12)),
        ("Τρίτη, 12 Μαΐου 2024", "", date(2024, 5, 12)),
        ("3 Σεπτ. 2021", "", date(2021, 9, 3)),
        ("03/Ιουλ/2022", "", date(2022, 7, 3)),
        ("March 12, 2024", "dmy", date(2024, 3, 12)),
        ("12-Mar-24", "mdy", date(2024, 3, 12)),
        ("1st of May 2020", "", date(2020, 5, 1)),
        ("12. März 2024", "", date(2024, 3, 12)),
        ("31 de diciembre de 2025", "", date(2025, 12, 31)),
        ("2025年12月31日", "", date(2025, 12, 31)),
        ("2025. 12. 31.", "", date(2025, 12, 31)),
        ("20251231101112", "", date(2025, 12, 31)),
        ("20251231T1011Z", "", date(2025, 12, 31)),
        ("1767139200", "", date(2025, 12, 31)),
        ("1767139200000", "", date(2025, 12, 31)),
        ("6912345678", "", None),
        ("31 February 2024", "", None),
        ("12 Nonsense 2024", "", None),
        ("Main Street 12", "", None),
    ],
)
def test_dates_of_one_cell(text, order, day):
    assert parsed(text, order) == day


@pytest.mark.parametrize("text", ["6912345678", "45231", "20260309", "Ann", "", "12.05.", "Jan 2024"])
def test_what_could_be_another_thing_does_not_look_like_a_date(text):
    assert not looks_like_date(text)


def test_a_day_that_can_be_read_both_ways():
    assert can_be_read_both_ways("03/04/2026")
    assert not can_be_read_both_ways("04/04/2026")
    assert not can_be_read_both_ways("31/12/2025")
    assert not can_be_read_both_ways("2026-03-04")
    assert is_short_date("3.4.26") and not is_short_date("2026-03-04")


def test_dates_without_proof_are_written_as_the_country_does():
    assert (usual_order("US"), usual_order("GR"), usual_order("")) == ("mdy", "dmy", "dmy")
