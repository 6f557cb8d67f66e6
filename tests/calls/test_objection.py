"""Objections: prepared responses, one digit each, counted once a call."""

import pytest

from calls.card import Card
from calls.models import Objection, ObjectionRaised
from office.models import Refused
from tests import factories


def prepare(campaign, by, phrase="Too expensive", **details):
    return Objection.prepare(campaign, by=by, phrase=phrase, **{"responses": ["It pays itself back."], **details})


def test_each_gets_the_first_free_digit(cast, campaign):
    made = [prepare(campaign, cast.mo, phrase) for phrase in ("A", "B", "C")]
    assert [each.key for each in made] == ["1", "2", "3"]
    made[1].retire(by=cast.mo)
    assert prepare(campaign, cast.mo, "D").key == "2"
    assert [each.phrase for each in Objection.objects.of_campaign(campaign)] == ["A", "C", "D"]


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"responses": []}, "at least one response"),
        ({"phrase": " "}, "what the lead says"),
        ({"key": "x"}, "from 1 to 9"),
        ({"key": "1"}, "opens another objection"),
        ({"responses": ["Dear {frist_name}"]}, "Did you mean {first_name}"),
    ],
)
def test_what_cannot_be_prepared(cast, campaign, details, words):
    prepare(campaign, cast.mo)
    with pytest.raises(Refused, match=words):
        prepare(campaign, cast.mo, **{"phrase": "Other", **details})
    assert Objection.objects.count() == 1


def test_nine_and_no_more(cast, campaign):
    for number in range(9):
        prepare(campaign, cast.mo, str(number))
    with pytest.raises(Refused, match="nine digits"):
        prepare(campaign, cast.mo, "Ten")


def test_they_change_places(cast, campaign):
    made = [prepare(campaign, cast.mo, phrase) for phrase in ("A", "B", "C")]
    made[2].move(-1, by=cast.mo)
    assert [each.phrase for each in Objection.objects.of_campaign(campaign)] == ["A", "C", "B"]


def test_a_change_keeps_what_was_counted(cast, campaign, enrolled, dialled):
    made = prepare(campaign, cast.mo)
    enrolled()
    made.raise_on(dialled())
    made.change(by=cast.mo, phrase="Too dear", responses=["No.", "Really not."])
    assert Objection.objects.of_campaign(campaign).with_uses().get().uses == 1


def test_counted_once_a_call_and_ranked(cast, campaign, enrolled, dialled, dispositions):
    dear, busy = prepare(campaign, cast.mo, "Dear"), prepare(campaign, cast.mo, "No time")
    enrolled(), enrolled()
    for objections in ([dear, dear, busy], [dear]):
        attempt = dialled()
        for each in objections:
            each.raise_on(attempt)
        attempt.log(dispositions["busy"], by=cast.sam)
    assert {each.phrase: each.uses for each in Objection.objects.of_campaign(campaign).with_uses()} == {
        "Dear": 2, "No time": 1,
    }  # fmt: skip


def test_another_campaigns_objection_is_not_raised(cast, enrolled, dialled):
    other = prepare(factories.campaign(cast.a, cast.mo, "Other"), cast.mo)
    enrolled()
    with pytest.raises(Refused, match="another campaign"):
        other.raise_on(dialled())
    assert not ObjectionRaised.objects.exists()


def test_the_card_has_them_with_the_leads_own_words(cast, campaign, enrolled):
    prepare(campaign, cast.mo, responses=["Even for {company}?", "[[We never pressure.]]"])
    made = enrolled(first_name="Eva")
    (shown,) = Card(made, cast.sam).objections
    assert (shown.key, shown.phrase) == ("1", "Too expensive")
    assert [part.text for part in shown.responses[0][0]] == ["Even for ", "…", "?"]
    assert shown.responses[1][0][0].locked
