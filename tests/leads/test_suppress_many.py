"""A whole list of numbers and addresses is put at once: all of it, or none; what could not be read is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.forms import suppressmany
from leads.models import Activity, Enrollment, Suppression
from tests import factories, sheets

DOOR = "/suppressions/many/"


@pytest.fixture
def hand_in(as_, cast):
    def posted(lines="", who="mia", **told):
        told = {"client": cast.a.pk, "lines": lines, "source": "letter", "evidence": "List of 20 November", **told}
        return as_(who).post(DOOR, told)

    return posted


def values():
    return sorted(Suppression.objects.values_list("value", flat=True))


def test_every_line_is_put_and_its_number_leaves_the_queue(hand_in, cast, campaign):
    waiting = factories.enrolled(campaign, cast.mia, "+306900000001")
    answer = hand_in("690 000 0001\r\n\r\nPaul@Example.com\n+44 20 7946 0812\n6900000001\n")
    assert (answer.status_code, answer.url) == (302, reverse("leads:suppressions"))
    assert values() == ["+306900000001", "+442079460812", "paul@example.com"]
    assert Enrollment.objects.get(pk=waiting.pk).next_number == ""
    assert {(row.source, row.by, row.evidence) for row in Suppression.objects.all()} == {
        ("A letter or an e-mail", cast.mia, "List of 20 November")
    }
    assert Activity.objects.of_lead(waiting.lead).newest()[0].kind == "suppressed"


def test_what_could_not_be_read_is_told_and_the_rest_is_put(hand_in):
    answer = hand_in("6900000001\nnobody\n12")
    assert answer.status_code == 200
    assert answer.context["form"].unread == ["nobody", "12"]
    assert "nobody" in answer.content.decode() and values() == ["+306900000001"]


def test_twice_is_once(hand_in):
    hand_in("6900000001"), hand_in("6900000001\n6900000002")
    assert values() == ["+306900000001", "+306900000002"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_with_numbers_in_any_column(hand_in, tmp_path, kind):
    rows = [("Since", "Who", "Contact"), ("2026-11-01", "Ann", "6900000001"), ("2026-11-02", "Bob", "bob@example.org")]
    path = tmp_path / f"list.{kind}"
    sheets.book(path, rows) if kind == "xlsx" else sheets.text(path, *(";".join(row) for row in rows))
    answer = hand_in("+306900000009", file=SimpleUploadedFile(path.name, path.read_bytes()))
    assert answer.context["form"].unread == ["Since Who Contact"], "a line, and no number in it"
    assert values() == ["+306900000001", "+306900000009", "bob@example.org"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"lines": ""}, "no phone number"),
        ({"lines": "nobody"}, "no phone number"),
        ({"lines": "6900000001", "evidence": ""}, "required"),
        ({"lines": "6900000001", "until": "2026-11-23"}, "lie ahead"),
        ({"lines": "1\n2\n3\n6900000001"}, "Up to 3 lines"),
    ],
)
def test_refused_as_a_whole(hand_in, monkeypatch, told, words):
    monkeypatch.setattr(suppressmany, "MOST", 3)
    answer = hand_in(**told)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert values() == []


def test_a_file_that_is_none(hand_in):
    answer = hand_in(file=SimpleUploadedFile("x.xlsx", b"%PDF-1.4 6900000001"))
    assert answer.status_code == 422 and "a PDF document" in answer.content.decode()


def test_nobody_does_it_for_another_client(hand_in, cast):
    assert hand_in("6900000001", client=cast.b.pk).status_code == 422
    assert hand_in("6900000001", who="sam").status_code == 404
    assert values() == []


def test_thousands_at_once(hand_in, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        hand_in("\n".join(f"69{at:08d}" for at in range(3_000)))
    assert Suppression.objects.count() == 3_000
