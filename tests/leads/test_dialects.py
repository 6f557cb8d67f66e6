"""How a text is divided into cells: by which sign, in which quotes."""

import pytest

from leads.spreadsheets.dialects import guess_dialect


def rows(text: str) -> list[list[str]]:
    return list(guess_dialect(text).reader(text.splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"]]),
        ("a;b\n1.234,50;x, y\n2.345,60;z, w\n", [["a", "b"], ["1.234,50", "x, y"], ["2.345,60", "z, w"]]),
        ("a\tb\nx, y\tz\n", [["a", "b"], ["x, y", "z"]]),
        ("a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        ('a,b\n1, "x, y"\n2, "z"\n', [["a", "b"], ["1", "x, y"], ["2", "z"]]),
        ('a|b\n1|"say \\"hi\\""\n', [["a", "b"], ["1", 'say "hi"']]),
        ('a,b\n1,"say \\"hi\\" and ""ho"""\n', [["a", "b"], ["1", 'say "hi" and "ho"']]),
        ('a,b\n"C:\\dir\\",x\n', [["a", "b"], ["C:\\dir\\", "x"]]),
        ("a\tb\n1\t'x\ty'\n'2'\tz\n", [["a", "b"], ["1", "x\ty"], ["2", "z"]]),
        ("a,b\n'+301,x\n'=2,y\n", [["a", "b"], ["'+301", "x"], ["'=2", "y"]]),
        ("a,b\n't Hart,x\nO'Neil,y\n", [["a", "b"], ["'t Hart", "x"], ["O'Neil", "y"]]),
        ("phone\n6912345678\n", [["phone"], ["6912345678"]]),
    ],
)
def test_a_text_is_divided(text, expected):
    assert rows(text) == expected


@pytest.mark.parametrize("text", ["sep=;\na;b\n1;2\n", "SEP=|\r\na|b\r\n"])
def test_excels_own_line_names_the_delimiter(text):
    dialect = guess_dialect(text)
    assert dialect.told and dialect.delimiter == text[4]


def test_a_person_who_chose_is_not_overruled_by_that_line():
    assert guess_dialect("sep=;\na;b,c\n", ",").delimiter == ","
