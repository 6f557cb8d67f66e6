"""Who meets a lead: the ladder, rung by rung, and the reasons that are kept. Pure: no database."""

from datetime import date
from random import Random

import pytest
from django.utils import translation

from appointments.routewords import sentences
from appointments.routing import Candidate, Fit, Need, fit, route

DAY = date(2026, 11, 25)


def order(*candidates, **need):
    return [candidate.name for candidate in route(candidates, Need(DAY, **need)).order]


def somebody(name, **details):
    return Candidate(person=details.pop("person", sum(map(ord, name))), name=name, **details)


def trace(name, *candidates, **need):
    routed = route(candidates, Need(DAY, **need))
    return routed.trace(next(candidate.person for candidate in candidates if candidate.name == name))


ANN, BEN, CLEO = (somebody(name) for name in ("Ann", "Ben", "Cleo"))


def test_nobody_is_an_empty_order():
    assert route([], Need(DAY)).people == ()


def test_the_owner_comes_first_whatever_else_speaks_for_others():
    owner = somebody("Zoe", person=7, level=99, languages=("de",), postal=("9",))
    rival = somebody("Ann", languages=("el",), postal=("10",))
    assert order(rival, owner, owner=7, language="el", postal_code="10431") == ["Zoe", "Ann"]
    assert trace("Zoe", rival, owner, owner=7) == [{"step": "owner", "said": "is"}]


def test_an_owner_who_is_not_free_is_told_of():
    assert trace("Ann", ANN, BEN, owner=1)[0] == {"step": "owner", "said": "away"}


def test_the_territory_that_names_the_lead_beats_none_and_none_beats_another():
    here, open_, there = somebody("Zoe", postal=("104",)), somebody("Yan"), somebody("Ann", postal=("54",))
    assert order(there, open_, here, postal_code="104 31") == ["Zoe", "Yan", "Ann"]


@pytest.mark.parametrize(
    ("territory", "need", "named"),
    [
        ({"postal": ("SW1",)}, {"postal_code": "sw1a 1aa"}, True),
        ({"postal": ("SW1",)}, {"postal_code": "SW2"}, False),
        ({"postal": ("104-3",)}, {"postal_code": "10431"}, True),
        ({"areas": ("210",)}, {"area_code": "210"}, True),
        ({"areas": ("2",)}, {"area_code": "2310"}, True),
        ({"areas": ("210",)}, {"area_code": "2310"}, False),
        ({"postal": ("10",), "areas": ("2310",)}, {"postal_code": "54622", "area_code": "2310"}, True),
        ({"postal": ("",)}, {"postal_code": "54622"}, False),
    ],
)
def test_what_a_territory_names(territory, need, named):
    told = fit("territory", somebody("Ann", **territory), Need(DAY, **need))
    assert told is (Fit.NAMED if named else Fit.OTHER)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (DAY, DAY, Fit.NAMED),
        (date(2026, 11, 26), date.max, Fit.OPEN),
        (date.min, date(2026, 11, 24), Fit.OPEN),
    ],
)
def test_a_territory_holds_from_its_first_day_to_its_last(first, last, told):
    ann = somebody("Ann", postal=("10",), valid_from=first, valid_until=last)
    assert fit("territory", ann, Need(DAY, postal_code="10431")) is told


def test_a_lead_without_a_place_asks_for_no_territory():
    assert order(somebody("Zoe", level=0, postal=("10",)), somebody("Ann", level=1)) == ["Zoe", "Ann"]


def test_language_then_skill_within_the_same_territory():
    both = somebody("Zoe", languages=("el", "en"), skills=("CO2",))
    tongue = somebody("Yan", languages=("EL",), skills=("ammonia",))
    neither = somebody("Ann", languages=("de",))
    assert order(neither, tongue, both, language="el-GR", skill="co2 ") == ["Zoe", "Yan", "Ann"]


def test_the_lowest_share_for_the_weight_comes_next():
    one = somebody("Ann", level=3, weight=1)
    two = somebody("Zoe", level=5, weight=2)
    assert order(one, two) == ["Zoe", "Ann"]
    assert trace("Zoe", one, two) == [{"step": "share", "level": 5, "weight": 2, "of": 2}]


def test_among_equal_shares_the_emptier_calendar_then_the_name():
    assert order(somebody("Ann", ahead=4), somebody("Zoe", ahead=1), somebody("Yan", ahead=1)) == ["Yan", "Zoe", "Ann"]


def test_a_weight_of_nothing_is_one():
    assert order(somebody("Ann", level=1, weight=0), somebody("Zoe", level=2, weight=1)) == ["Ann", "Zoe"]


def test_anyone_at_last_and_the_trace_says_so():
    there = somebody("Ann", postal=("54",), languages=("de",))
    told = trace("Ann", there, somebody("Ben", postal=("54",), languages=("fr",)), postal_code="10431", language="el")
    assert [(step["step"], step.get("said")) for step in told] == [("share", None)]
    near = somebody("Cleo", postal=("104",))
    told = trace("Ann", there, near, postal_code="10431", language="el")
    assert told[0] == {"step": "territory", "said": "other", "what": "10431"}


def test_the_only_one_is_said_to_be_that():
    assert trace("Ann", ANN) == [{"step": "only", "of": 1}]
    assert trace("Ann", ANN, somebody("Ben", postal=("54",)), postal_code="10431")[-1] == {"step": "only", "of": 2}


def test_nobody_is_left_out_and_the_order_is_the_same_however_they_are_asked():
    dice = Random(5)
    for _world in range(300):
        people = [
            Candidate(
                person=n,
                name=dice.choice("abc"),
                weight=dice.randint(0, 3),
                level=dice.randint(-2, 4),
                ahead=dice.randint(0, 3),
                languages=tuple(dice.sample(["el", "en", "de"], dice.randint(0, 2))),
                skills=tuple(dice.sample(["co2", "nh3"], dice.randint(0, 1))),
                postal=tuple(dice.sample(["1", "10", "2"], dice.randint(0, 2))),
            )
            for n in range(dice.randint(1, 7))
        ]
        words = {"postal_code": dice.choice(["", "10431"]), "language": dice.choice(["", "el"])}
        need = Need(DAY, owner=dice.choice([None, 0, 3]), skill=dice.choice(["", "co2"]), **words)
        routed = route(people, need)
        assert sorted(routed.people) == [candidate.person for candidate in people]
        assert routed.people == route(dice.sample(people, len(people)), need).people
        assert all(sentences(routed.trace(person)) for person in routed.people)
        for better, worse in zip(routed.order, routed.order[1:], strict=False):
            same = all(fit(s, better, need) == fit(s, worse, need) for s in ("territory", "language", "skill"))
            if same and better.person != need.owner:
                assert better.share <= worse.share


def test_each_step_is_a_sentence():
    with translation.override("en"):
        assert sentences(trace("Ann", ANN, BEN)) == ["0 turns for a weight of 1: the smallest share of 2 reps."]
        assert sentences([{"step": "owner", "said": "is"}]) == ["Knows this lead: it is their own."]
        assert sentences([{"step": "chosen", "said": "by hand"}]) == ["Chosen by hand."]
        assert sentences([{"step": "only", "of": 1}]) == ["The only one who is free then."]
        assert sentences([{"step": "only", "of": 3}]) == ["The only one of 3 free reps whom this brings to the front."]
        assert sentences([{"step": "language", "said": "named", "what": "el"}]) == [
            "Speaks the lead’s language: Greek."
        ]
        assert sentences([{"step": "language", "said": "named", "what": "xx"}]) == ["Speaks the lead’s language: xx."]
        assert sentences([{"step": "from a later version"}]) == []


def test_who_has_the_meeting_comes_before_the_owner():
    has, owner = somebody("Zoe", person=7, level=99), somebody("Yan", person=8)
    assert order(ANN, owner, has, same=7, owner=8) == ["Zoe", "Yan", "Ann"]
    assert trace("Zoe", ANN, owner, has, same=7, owner=8) == [{"step": "same", "said": "is"}]
    assert trace("Yan", ANN, owner, same=7, owner=8) == [{"step": "owner", "said": "is"}]
    assert trace("Ann", ANN, BEN, same=7)[0] == {"step": "same", "said": "away"}
    assert sentences([{"step": "same", "said": "is"}]) == ["Has this meeting already: it is only moved."]
