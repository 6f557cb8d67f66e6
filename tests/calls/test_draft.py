"""Notes are saved as they are typed, and survive a reload."""

import pytest
from django.urls import reverse

from calls import queue
from calls.models import Draft


@pytest.fixture
def made(cast, enrolled):
    enrolled()
    return queue.claim(cast.sam)


def save(browser, enrollment, text):
    return browser.post(reverse("calls:draft", args=[enrollment.pk]), {"notes": text})


def test_the_last_text_counts(as_, made, cast):
    sam = as_("sam")
    assert save(sam, made, "14 sites").status_code == 204
    assert save(sam, made, "14 sites, two failures").status_code == 204
    draft = Draft.objects.of_setter(cast.sam).on(made).get()
    assert draft.text == "14 sites, two failures"


def test_it_stands_in_the_field_after_a_reload(as_, made):
    sam = as_("sam")
    save(sam, made, "CFO joins & decides")
    assert "CFO joins &amp; decides</textarea>" in sam.get(reverse("calls:desk")).content.decode()


def test_an_outcome_without_the_field_takes_the_draft(as_, made, dialled, dispositions):
    sam, attempt = as_("sam"), dialled()
    save(sam, made, "Typed before the scripts died")
    sam.post(reverse("calls:log", args=[attempt.pk]), {"disposition": "busy"})
    attempt.refresh_from_db()
    assert attempt.notes == "Typed before the scripts died"
    assert not Draft.objects.exists()


def test_a_text_that_is_too_long_is_not_cut_in_silence(as_, made):
    assert save(as_("sam"), made, "x" * 20_001).status_code == 422
    assert not Draft.objects.exists()


def test_spaces_stay_as_typed(as_, made, cast):
    save(as_("sam"), made, "  indented\n")
    assert Draft.objects.of_setter(cast.sam).get().text == "  indented\n"
