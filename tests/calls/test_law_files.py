"""The table of calling hours (docs/lawful-calling.md): every row of it is in a file, with its source and status."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calls import rules, rulewords
from calls.rules import Dial, Ground, WindowClass, holds, judge, limits, registry_age, shelf, without_consent

LAW = rules.load()
MONDAY, SATURDAY, SUNDAY = date(2026, 9, 14), date(2026, 9, 19), date(2026, 9, 20)
CITY = {
    "US": "America/New_York", "GB": "Europe/London", "GR": "Europe/Athens", "FR": "Europe/Paris", "ES": "Europe/Madrid",
    "NL": "Europe/Amsterdam", "CA": "America/Toronto", "AU": "Australia/Sydney", "DE": "Europe/Berlin",
    "PL": "Europe/Warsaw",
}  # fmt: skip
NONE = ()
TABLE = [  # where, whom, Mon–Fri, Sat, Sun
    *[("US", s, "business", ["8-21"], ["8-21"], ["8-21"]) for s in ("NY", "CA", "IL", "OH", "WA")],
    *[("US", s, "business", ["8-20"], ["8-20"], ["8-20"]) for s in ("FL", "OK", "MD", "MA", "WY")],
    ("US", "WA", "consumer", ["8-20"], ["8-20"], ["8-20"]),
    *[("US", s, "business", ["8-20"], ["8-20"], NONE) for s in ("AL", "LA", "MS")],
    *[("US", s, "business", ["9-20"], ["9-20"], ["9-20"]) for s in ("CT", "NV", "IN")],
    ("US", "UT", "business", ["9-20"], ["9-20"], NONE),
    ("US", "KY", "business", ["10-21"], ["10-21"], ["10-21"]),
    ("US", "ME", "business", ["9-17"], ["9-17"], ["9-17"]),
    *[("US", s, "business", ["9-21"], ["9-21"], ["9-21"]) for s in ("MI", "MN", "NM")],
    ("US", "RI", "business", ["9-18"], ["10-17"], NONE),
    ("US", "SD", "business", ["9-21"], ["9-21"], NONE),
    ("US", "TX", "business", ["9-21"], ["9-21"], ["12-21"]),
    ("US", "PA", "business", ["8-21"], ["8-12"], ["13.5-21"]),
    ("US", "", "business", ["10-17"], ["10-12"], NONE),
    ("GB", "", "consumer", ["9-20"], ["10-17"], NONE),
    ("GR", "", "consumer", ["9-21"], ["10-17"], NONE),
    ("FR", "", "consumer", ["10-13", "14-20"], NONE, NONE),
    ("FR", "", "business", ["9-20"], ["10-17"], NONE),
    ("FR", "", "", ["10-13", "14-20"], NONE, NONE),
    *[(code, "", "consumer", ["9-20"], ["10-17"], NONE) for code in ("ES", "NL", "DE", "PL")],
    ("CA", "ON", "consumer", ["9-21.5"], ["10-18"], ["10-18"]),
    ("AU", "NSW", "consumer", ["9-20"], ["9-17"], NONE),
]


def place(country, region="", audience="business"):
    return WindowClass((CITY[country],), country, region, audience)


def quarters(where, day):
    """The wall quarters of an hour at which a call may begin on a day."""
    midnight = datetime.combine(day, datetime.min.time(), ZoneInfo(where.zones[0]))
    moments = [midnight + n * timedelta(minutes=15) for n in range(96)]
    return {n for n, at in enumerate(moments) if judge(where, at, LAW).allowed}


def told(spans):
    found = set()
    for span in spans:
        first, last = (float(part) for part in span.split("-"))
        found |= set(range(int(first * 4), int(last * 4)))
    return found


@pytest.mark.parametrize(("country", "region", "audience", "week", "saturday", "sunday"), TABLE)
def test_the_hours_of_every_row(country, region, audience, week, saturday, sunday):
    where = place(country, region, audience)
    assert quarters(where, MONDAY) == told(week)
    assert quarters(where, SATURDAY) == told(saturday)
    assert quarters(where, SUNDAY) == told(sunday)


@pytest.mark.parametrize(
    ("country", "region", "audience", "day", "closed"),
    [
        ("US", "AL", "business", date(2026, 11, 26), True),  # Thanksgiving
        ("US", "LA", "business", date(2026, 12, 25), True),
        ("US", "MS", "business", date(2026, 12, 25), False),
        ("US", "", "business", date(2026, 12, 25), True),  # it may be Alabama
        ("FR", "", "consumer", date(2026, 7, 14), True),
        ("FR", "", "business", date(2026, 7, 14), False),
        ("AU", "VIC", "business", date(2026, 11, 3), True),  # the Cup, in Melbourne
        ("AU", "NSW", "business", date(2026, 11, 3), False),
        ("AU", "", "business", date(2026, 11, 3), True),  # a mobile: it may be Melbourne
        ("GB", "", "consumer", date(2026, 12, 25), False),  # its row does not say so
    ],
)
def test_public_holidays_where_the_row_says_so(country, region, audience, day, closed):
    assert (quarters(place(country, region, audience), day) == set()) is closed


def test_caps_and_silences_of_the_rows():
    assert limits(place("US", "FL"), LAW)["24h"] == limits(place("US", "OK"), LAW)["24h"] == 3
    assert "24h" not in limits(place("US", "NY"), LAW)
    assert limits(place("FR", audience="consumer"), LAW)["30d"] == 4
    assert limits(place("FR"), LAW)["30d"] == 30
    assert rules.silence_after_refusal(place("FR", audience="consumer"), LAW) == timedelta(days=60)
    assert rules.silence_after_refusal(place("US", "WA", "consumer"), LAW) == timedelta(days=366), (
        "12 months, in a leap year too"
    )
    assert rules.silence_after_refusal(place("US", "WA"), LAW) == timedelta(0)


def test_registers_of_the_rows():
    ages = {code: registry_age(place(code, audience="consumer"), LAW) for code in ("US", "GB", "GR", "CA", "AU", "ES")}
    assert {code: age and age[1] for code, age in ages.items()} == {
        "US": 31, "GB": 28, "GR": 30, "CA": 31, "AU": 30, "ES": None,
    }  # fmt: skip


NOW = datetime(2026, 9, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize("code", ["FR", "ES", "NL", "DE", "PL"])
def test_consumers_must_have_agreed(code):
    assert without_consent(place(code, audience="consumer"), NOW, LAW, Ground())
    assert without_consent(place(code, audience=""), NOW, LAW, Ground()), "who is not known may be a consumer"
    assert not without_consent(place(code), NOW, LAW, Ground())
    given = Ground((("consent", NOW),))
    assert not without_consent(place(code, audience="consumer"), NOW, LAW, given)
    assert without_consent(place(code, audience="consumer"), NOW - timedelta(seconds=1), LAW, given)


def test_own_customers_and_running_contracts():
    contract, customer = Ground((("contract", NOW),)), Ground(customer_since=NOW - timedelta(days=1_095))
    dutch, french, spanish = (place(code, audience="consumer") for code in ("NL", "FR", "ES"))
    assert not without_consent(french, NOW, LAW, contract)
    assert without_consent(spanish, NOW, LAW, contract) and without_consent(spanish, NOW, LAW, customer)
    assert not without_consent(dutch, NOW, LAW, customer)
    assert without_consent(dutch, NOW + timedelta(seconds=1), LAW, customer), "three years are over"
    assert without_consent(dutch, NOW, LAW, Ground((("interest", NOW),)))


def test_after_an_abandoned_call_the_number_rests_72_hours():
    gone = [Dial(NOW, abandoned=True)]
    hold = next(h for h in holds(place("GB"), NOW + timedelta(hours=71), LAW, gone) if h.kind == "abandoned")
    assert hold.until == NOW + timedelta(hours=72)
    assert not holds(place("GB"), NOW + timedelta(hours=72), LAW, gone)
    assert not holds(place("GR"), NOW + timedelta(hours=1), LAW, gone)


@pytest.mark.parametrize("file", shelf(), ids=lambda file: file.name)
def test_every_file_says_what_it_is(file):
    assert file.notice.startswith("Data, not advice")
    for rule in file.rules:
        assert rule.source and rule.evidence and rule.checked_on <= date(2026, 12, 31)
        assert rule.status in ("draft", "approved", "conflict")
        assert rulewords.lines(rule) and rulewords.title(rule) != rule.file


def test_what_the_sources_do_not_agree_on_is_told():
    conflicts = {region for rule in LAW if rule.status == "conflict" for region in rule.regions}
    assert conflicts == {"UT", "PA"}


def test_ids_are_given_once():
    assert len({rule.id for rule in LAW}) == len(LAW)


def test_a_rule_in_words():
    french = next(rule for rule in LAW if rule.id == "fr.consumers")
    words = " ".join(rulewords.lines(french))
    for part in (
        "Mon–Fri 10:00–13:00, 14:00–20:00",
        "Sat–Sun no calls",
        "No calls on public holidays",
        "4 calls in 30",
    ):
        assert part in words
    assert "60 days of silence" in words and "Consumers only" in words


def test_a_file_that_nobody_approved_closes_every_place_that_it_may_concern():
    approved = frozenset(file.digest for file in shelf() if file.name != "us-states")
    laid = rules.book(approved)
    noon = datetime(2026, 9, 14, 17, tzinfo=UTC)
    assert judge(place("US", "FL"), noon, laid).rule_ids == ("us.fl",) and judge(place("US", "FL"), noon, laid).never
    assert judge(place("US"), noon, laid).never, "the state is not known: it may be one of the file"
    assert judge(place("US", "NY"), noon, laid).allowed
    assert judge(place("GB"), noon, laid).allowed


def test_without_the_house_file_nobody_is_called_anywhere():
    laid = rules.book(frozenset(file.digest for file in shelf() if file.name != "house"))
    assert all(judge(place(code), NOW, laid).never for code in CITY)


def test_the_text_makes_the_digest():
    text = 'notice = "Data, not advice."\nsource = "x"\nchecked_on = 2026-01-01\n[[rule]]\nid = "x"\nsilence = 1\n'
    one, other = rules.RuleFile.of("x", text), rules.RuleFile.of("x", text.replace("silence = 1", "silence = 2"))
    assert one.digest == rules.RuleFile.of("x", text).digest != other.digest
