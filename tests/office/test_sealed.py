"""Secrets of other houses are stored sealed."""

import pytest

from office import sealed


def test_what_is_sealed_opens_and_tells_nothing(settings):
    stored = sealed.seal("pa55 wörd")
    assert "pa55" not in stored and stored != sealed.seal("pa55 wörd")
    assert sealed.unseal(stored) == "pa55 wörd"


def test_another_key_opens_nothing_unless_it_is_kept_as_an_old_one(settings):
    stored = sealed.seal("secret")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key altogether"
    with pytest.raises(sealed.Broken):
        sealed.unseal(stored)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealed.unseal(stored) == "secret"


@pytest.mark.parametrize("stored", ["", "nonsense", "é"])
def test_what_was_changed_opens_nothing(stored):
    with pytest.raises(sealed.Broken):
        sealed.unseal(stored)
