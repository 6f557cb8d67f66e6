"""One list of people of whom everything is known, in every dress in which a file can come: the same leads each time."""

import io
import random
import zipfile

import pytest
from openpyxl import Workbook

from leads.models import Lead, LeadImport, LeadPhone, Suppression
from tests.sheets import classes, swept

NAMES = ["Άννα", "Λάμπρος", "Ήρα", "Ωμέγα", "Χρύσα", "Ιάσων", "Θάλεια", "Όλγα", "Ρέα", "Νίκος"]
HEAD = ["Κωδικός", "Ονοματεπώνυμο", "Κινητό", "Τηλέφωνο", "E-mail", "Πόλη", "Σχόλια"]
BLANK = [""] * len(HEAD)
TRUTH = [60, 10, 15, 10, 5]
"""Rows that create, update, are skipped, rejected, suppressed."""


def person(number: int) -> list[str]:
    name = f"{NAMES[number % 10]} Επώνυμο{number}"
    return [f"K{number}", name, f"69{12345000 + number}", "", f"p{number}@example.org", "Άρτα", ""]


def spoilt(number: int) -> str:
    """The same mobile, as people and programs write it."""
    digits = f"69{12345000 + number}"
    ways = ("{0}.0", "+30 {0}", "0030{0}", "'{0}", "tel:+30{0}", "{1} {2}-{3}", "(+30) {0}", "{0} (γραφείο)")
    return ways[number % len(ways)].format(digits, digits[:3], digits[3:6], digits[6:])


def rows() -> list[list[str]]:
    """100 rows about 60 people, blank rows between, in an order that a fixed die gives."""
    people = [person(number) for number in range(60)]
    for number in range(20, 60):
        people[number][2] = spoilt(number)
    news = [[*person(number)[:3], f"21012340{number:02}", *person(number)[4:]] for number in range(10)]
    same = [["", row[1], row[2], "", "", "", ""] for row in people[20:35]]
    bad = ["3.06912E+11", "-4396", "12", "691234567890123", "δεν θυμάμαι", "6.91E+09", "abc", "1/2", "+999 1", "69123"]
    wrong = [["", f"Λάθος Αριθμός{number}", cell, "", "", "Βόλος", ""] for number, cell in enumerate(bad)]
    noes = ["do not call", "ΜΗΝ ΚΑΛΕΙΤΕ", "taken out of the data base", "opt-out", "να διαγραφεί"]
    silent = [["", f"Σιωπή Αριθμός{n}", f"69777000{n:02}", word, "", "", ""] for n, word in enumerate(noes)]
    below = [*news, *same, *wrong, *silent, *[BLANK] * 5]
    random.Random(5).shuffle(below)
    return [*people, *below]


def text(divider=",", end="\r\n", encoding="utf-8", quote=False, blanks=""):
    def cell(value):
        return f'"{value}"' if quote or divider in value else value

    lines = [divider.join(map(cell, row)) + blanks for row in (HEAD, *rows())]
    return (end.join(lines) + end).encode(encoding)


def xlsx(titles=(), numbers=False):
    book, file = Workbook(), io.BytesIO()
    for title in titles:
        book.active.append([title])
    for row in (HEAD, *rows()):
        as_sheet = [int(cell) if numbers and cell.isdecimal() and len(cell) == 10 else cell for cell in row]
        book.active.append([cell or None for cell in as_sheet])
    book.create_sheet("Σημειώσεις").append(["Τίποτα"])
    book.save(file)
    return file.getvalue()


def ods():
    office = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    lines = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row)
        + "</table:table-row>"
        for row in (HEAD, *rows())
    )
    spaces = " ".join(f'xmlns:{name}="{office.format(name)}"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Φύλλο">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return file.getvalue()


def html(encoding):
    lines = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) + "\n" for row in (HEAD, *rows()))
    return f"<html><meta charset={encoding}><body><h1>Εξαγωγή</h1><table>{lines}</table>".encode(encoding)


DRESSES = {
    "utf-8": text(),
    "utf-8 with a mark": text(";", encoding="utf-8-sig"),
    "cp1253": text(";", encoding="cp1253"),
    "iso-8859-7": text("\t", "\n", "iso-8859-7"),
    "mac-greek": text(";", "\r", "mac-greek"),
    "utf-16": text("\t", encoding="utf-16"),
    "utf-16 without a mark": text(",", "\n", "utf-16-be"),
    "bars": text("|", "\r\r\n"),
    "quoted": text(quote=True),
    "trailing": text(blanks=",,,"),
    "sep": b"sep=;\r\n" + text(";"),
    "quoted rows": b"\n".join(b'"' + line.replace(b'"', b'""') + b'"' for line in text(end="\n").splitlines()),
    "xlsx": xlsx(),
    "xlsx with numbers under titles": xlsx(["Πελάτες 2026", "Εξαγωγή: 12/11/2026"], numbers=True),
    "ods": ods(),
    "html": html("utf-8"),
    "html in cp1253": html("windows-1253"),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_every_dress_holds_the_same_people(dress, tmp_path, lead_list, cast):
    path = tmp_path / "anything.dat"
    path.write_bytes(DRESSES[dress])
    made = LeadImport.receive(path, name="leads.xls", lead_list=lead_list, by=cast.mia)
    made.match(made.mapping, by=cast.mia)
    assert classes(swept(made)) == TRUTH
    made.load(by=cast.mia)
    assert classes(swept(made)) == TRUTH and made.rows == sum(TRUTH)
    mobiles = LeadPhone.objects.filter(kind="mobile").values_list("number", flat=True)
    assert set(mobiles) == {f"+3069{12345000 + number}" for number in range(60)}
    assert set(LeadPhone.objects.filter(kind="landline").values_list("number", flat=True)) == {
        f"+3021012340{number:02}" for number in range(10)
    }
    assert set(Lead.objects.values_list("first_name", flat=True)) == set(NAMES)
    assert set(Suppression.objects.values_list("value", flat=True)) == {f"+3069777000{n:02}" for n in range(5)}


def test_the_same_people_in_another_dress_are_known(tmp_path, lead_list, cast):
    for turn, dress in enumerate(("cp1253", "xlsx", "html")):
        path = tmp_path / "anything.dat"
        path.write_bytes(DRESSES[dress])
        made = LeadImport.receive(path, name="leads.xls", lead_list=lead_list, by=cast.mia)
        made.load(by=cast.mia)
        assert classes(swept(made)) == (TRUTH if turn == 0 else [0, 0, 85, 10, 5])
    assert Lead.objects.count() == 60
