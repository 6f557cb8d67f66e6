"""The law once more, slowly: from the files' own text, by the clock on the wall, with nothing of ours in between."""

import tomllib
from collections import defaultdict
from datetime import timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

FOLDER = Path(__file__).resolve().parents[2] / "calls" / "rules"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def rows():
    """Every [[rule]] with its file's head."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text())
        found += [{**{k: v for k, v in told.items() if k != "rule"}, **row} for row in told["rule"]]
    return found


def may_apply(row, place):
    zones, country, region, audience = place
    return all(
        not row.get(key) or not known or known in row[key]
        for key, known in (("countries", country), ("regions", region), ("audiences", audience))
    )


def must_apply(row, place):
    zones, country, region, audience = place
    return all(
        not row.get(key) or known in row[key]
        for key, known in (("countries", country), ("regions", region), ("audiences", audience))
    )


@cache
def hours(place):
    """The rules whose hours hold at a place."""
    timed = [row for row in rows() if "windows" in row and may_apply(row, place)]
    laws = [row for row in timed if row.get("kind", "law") == "law"]
    houses = [row for row in timed if row.get("kind") == "house"]
    if any(must_apply(row, place) for row in laws):
        return laws
    near = [row for row in houses if row.get("countries")]
    return laws + (near if any(must_apply(row, place) for row in near) else houses)


@cache
def minutes(text):
    first, last = text.split("-")
    return tuple(int(part[:2]) * 60 + int(part[3:]) for part in (first, last))


def spans(windows, weekday):
    for days, texts in windows.items():
        first, _, last = days.partition("-")
        if DAYS.index(first) <= weekday <= DAYS.index(last or first):
            return [minutes(text) for text in texts]
    return []


@cache
def feasts(country, region, year):
    known = holidays.list_supported_countries().get(country)
    if known is None:
        return frozenset()
    if region in known:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
    found = set(holidays.country_holidays(country, years=year))
    for each in known:
        found |= set(holidays.country_holidays(country, subdiv=each, years=year))
    return frozenset(found)


def on_holiday(row, place, day):
    _zones, country, region, _audience = place
    regions = row.get("regions", [])
    wanted = [region] if not regions or region in regions else regions
    return any(day in feasts(country, each, day.year) for each in wanted)


def open_at(place, at):
    """Whether the hours allow a call at a moment."""
    laid = hours(place)
    for zone in place[0]:
        local = at.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        for row in laid:
            if not any(a <= minute < b for a, b in spans(row["windows"], local.weekday())):
                return False
            if row.get("holidays") is False and on_holiday(row, place, local.date()):
                return False
    return bool(laid)


def broken(place, dials):
    """The unlawful ones among the dials to one number, oldest first: [(at, refused, abandoned)] → what is wrong."""
    wrong = []
    laid = [row for row in rows() if may_apply(row, place)]
    for turn, (at, _refused, _abandoned) in enumerate(dials):
        before = dials[:turn]
        if not open_at(place, at):
            wrong.append((at, "hours"))
        wrong += [(at, row["id"]) for row in laid if too_often(row, place, at, before) or too_soon(row, at, before)]
    return wrong


def too_often(row, place, at, before):
    for cap in row.get("caps", []):
        lately = defaultdict(int)
        for when, *_said in before:
            lately["24h"] += at - when < timedelta(hours=24)
            lately["30d"] += at - when < timedelta(days=30)
            for zone in place[0]:
                lately[zone] += when.astimezone(ZoneInfo(zone)).date() == at.astimezone(ZoneInfo(zone)).date()
        count = max(lately[zone] for zone in place[0]) if cap["per"] == "day" else lately[cap["per"]]
        if count >= cap["calls"]:
            return True
    return False


def too_soon(row, at, before):
    silence, quiet = timedelta(days=row.get("silence", 0)), timedelta(hours=row.get("abandoned", 0))
    return any((refused and at - when < silence) or (gone and at - when < quiet) for when, refused, gone in before)
