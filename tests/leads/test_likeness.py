"""The evidence in a pair, pure: which names are alike, what is enough to ask, what speaks against it."""

import pytest

from leads.likeness import Facts, Names, alike, compared, people
from leads.likeness.judging import WEIGHTS
from leads.names import normalised

ONE = {"first": "helen", "last": "papadakis"}


def facts(pk=1, **details):
    numbers = frozenset(details.pop("numbers", ()))
    return Facts(pk=pk, numbers=numbers, mobiles=frozenset(n for n in numbers if n.startswith("+3069")), **details)


def codes(one, other, **more):
    found = alike(facts(1, **one), facts(2, **other), **more)
    return found and {code for code, _value in found.reasons}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Helen Papadakis", "HELEN  Papadakís", Names.SAME),
        ("Helen Papadakis", "Papadakis Helen", Names.SAME),
        ("Γιώργος Παπαδόπουλος", "ΓΙΩΡΓΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ", Names.SAME),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos", Names.SAME),
        ("Ευγενία Χατζηψάλτη", "Evgenia Chatzipsalti", Names.LIKE),
        ("Helen Papadakis", "Helen Papadaki", Names.LIKE),
        ("Rob Allen", "Robert Allen", Names.LIKE),
        ("H. Papadakis", "Helen Papadakis", Names.LIKE),
        ("Freddie Bailey", "Fredide Bailey", Names.LIKE),
        ("Bailey Fredie", "Freddie Bailey", Names.LIKE),
        (" Papadakis", "Helen Papadakis", Names.PART),
        ("Helen ", "Helen Papadakis", Names.PART),
        (" Papadakis", " Georgiou", Names.OTHER),
        ("Giannis Papadopoulos", "Giorgos Papadopoulos", Names.OTHER),
        ("Helen Papadakis", "Helen Georgiou", Names.OTHER),
        ("Al Papas", "Alexandros Papas", Names.OTHER),
        ("", "Helen Papadakis", Names.UNKNOWN),
        ("", "", Names.UNKNOWN),
    ],
)
def test_names(one, other, found):
    pair = [tuple(map(normalised, (name or " ").split(" ", 1))) for name in (one, other)]
    assert compared(*pair[0], *pair[1]) == found
    assert compared(*pair[1], *pair[0]) == found, "the same the other way round"


N1, N2 = "+306900000001", "+306900000002"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({**ONE, "numbers": [N1]}, {"first": "costas", "last": "vitalis", "numbers": [N1]}, "number"),
        ({**ONE, "email": "h@x.org", "numbers": [N1]}, {**ONE, "email": "h@x.org", "numbers": [N2]}, "email"),
        ({**ONE, "email": "info@x.org"}, {**ONE, "email": "info@x.org"}, "role_email"),
        ({**ONE, "email": "helen.papa@x.org"}, {**ONE, "email": "helen.pappa@x.org"}, "email_like"),
        ({**ONE, "company": "7"}, {**ONE, "company": "7", "numbers": [N2]}, "company"),
        (
            {**ONE, "postal_code": "10563"},
            {"first": "helen", "last": "papadaki", "postal_code": "10563"},
            "postal_code",
        ),
        ({**ONE, "address": "ermou 1"}, {**ONE, "address": "ermou 1"}, "address"),
        ({**ONE, "city": "athens"}, {**ONE, "city": "athnes"}, "city"),
        ({**ONE, "birth": "1971-06-24"}, {"last": "papadakis", "birth": "1971-06-24"}, "birth"),
    ],
)
def test_each_way_to_be_worth_a_look(one, other, why):
    assert why in codes(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ONE, ONE),  # a name alone
        ({**ONE, "city": "athens", "numbers": [N1]}, {**ONE, "city": "athens", "numbers": [N2]}),
        ({**ONE, "city": "athens", "email": "a@x.org"}, {**ONE, "city": "athens", "email": "b@y.org"}),
        ({**ONE, "city": "athens"}, {**ONE, "city": "volos"}),
        ({**ONE, "postal_code": "1", "birth": "1971-06-24"}, {**ONE, "postal_code": "1", "birth": "1984-01-02"}),
        ({**ONE, "company": "7"}, {"first": "costas", "last": "vitalis", "company": "7"}),
        ({**ONE, "email": "info@x.org"}, {"first": "costas", "last": "vitalis", "email": "info@x.org"}),
        ({**ONE, "email": "maria12@x.org"}, {**ONE, "email": "maria13@x.org"}),
        ({**ONE, "email": "sales@x.org"}, {**ONE, "email": "sale@x.org"}),
        ({"first": "", "last": ""}, {"first": "", "last": ""}),
    ],
)
def test_what_is_not_enough(one, other):
    assert codes(one, other) is None


def test_a_switchboard_is_no_evidence():
    assert codes({**ONE, "numbers": [N1]}, {**ONE, "numbers": [N1]}, shared={N1}) is None
    assert codes({**ONE, "numbers": [N1, N2]}, {**ONE, "numbers": [N1, N2]}, shared={N1}) == {"number", "name_same"}


def test_what_speaks_against_it_is_said_and_weighs():
    other = {"first": "costas", "last": "vitalis", "numbers": [N1]}
    sure = alike(facts(1, **ONE, numbers=[N1], birth="1971-06-24"), facts(2, **ONE, numbers=[N1], birth="1971-06-25"))
    doubt = alike(facts(1, **ONE, numbers=[N1], birth="1971-06-24"), facts(2, **other, birth="1984-01-02"))
    assert {"name_other", "birth_other"} <= {code for code, _value in doubt.reasons}
    assert doubt.score < 20 < 80 < sure.score
    assert "birth_other" not in {code for code, _value in sure.reasons}, "a slip of a day"


def test_the_score_stays_a_percentage():
    every = {**ONE, "numbers": [N1], "email": "h@x.org", "postal_code": "1", "city": "athens", "birth": "1971-06-24"}
    assert alike(facts(1, **every), facts(2, **every)).score == 99
    low = {"first": "costas", "last": "vitalis", "email": "info@x.org", "numbers": [N1], "birth": "1984-01-02"}
    found = alike(facts(1, **ONE, numbers=[N1], birth="1971-06-24", email="a@y.org"), facts(2, **low))
    assert 1 <= found.score < 10
    assert set(WEIGHTS) >= {code for code, _value in found.reasons}


def test_different_people_are_counted():
    named = [("helen", "papadakis"), ("eleni", "papadaki"), ("helen", "papadaki"), ("costas", "vitalis"), ("", "")]
    assert people(named) == 3
    assert people([("helen", "papadakis"), ("helen", "papadaki")]) == 1
