"""How a text table is divided: by which sign, with which quotes, and how quotes inside quotes are written. Pure."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

DELIMITERS = (",", ";", "\t", "|")
_ROWS = 200
_TOLD = re.compile(r"(?:\ufeff)?sep=(.)[\r\n]", re.IGNORECASE)
_ESCAPED = re.compile(r'(?<!\\)((?:\\\\)*)\\(["\'])(?=[^,;\t|\r\n]|["\'][,;\t|\r\n]|["\']$)')
_UNESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\([\"'])")


@dataclass(frozen=True)
class Dialect:
    """``spaced``: blanks may stand before an opening quote; ``escaped``: quotes within quotes follow a backslash;
    ``told``: the first line names the delimiter ("sep=;") and is no row."""

    delimiter: str
    quote: str = '"'
    spaced: bool = False
    escaped: bool = False
    told: bool = False

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The rows of these lines."""
        if self.escaped:
            lines = (_UNESCAPE.sub(r"\1\2\2", line) if "\\" in line else line for line in lines)
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.spaced)


def guess_dialect(sample: str, delimiter: str = "") -> Dialect:
    """The delimiter that gives most rows the same number of columns, and the quotes around and within cells."""
    told = _TOLD.match(sample)
    if told and not delimiter:
        delimiter = told[1]
    body = sample[told.end() :] if told else sample
    quote = "'" if _has_single_quotes(body) else '"'
    escaped = any(found[2] == quote for found in _ESCAPED.finditer(body))
    dialects = [Dialect(each, quote, escaped=escaped, told=bool(told)) for each in delimiter or DELIMITERS]
    best = max(dialects, key=lambda dialect: _evenness(body, dialect))
    spaced = replace(best, spaced=True)
    quoted = re.search(rf"(?:{re.escape(best.delimiter)}|^) +{quote}", body, re.MULTILINE)
    return spaced if quoted and _evenness(body, spaced) >= _evenness(body, best) else best


def _has_single_quotes(sample: str) -> bool:
    """Cells stand in single quotes: some do, and every cell that begins with one is closed by one."""
    if re.search(r'(?:^|[,;\t|])"', sample, re.MULTILINE):
        return False
    opened = re.findall(r"(?:^|[,;\t|])'(?=[^,;\t|\r\n])", sample, re.MULTILINE)
    closed = re.findall(r"(?:^|[,;\t|])'(?:[^'\r\n]|''|\\')*'(?=[,;\t|\r\n]|\Z)", sample, re.MULTILINE)
    return bool(opened) and len(closed) == len(opened)


def _evenness(sample: str, dialect: Dialect) -> tuple[float, bool, int]:
    """Share of rows of the commonest width above one, whether the first row has it too (so that the commas in
    amounts do not divide what semicolons divide), and that width."""
    lines = joined(sample.splitlines(keepends=True))
    try:
        found = [len(row) for row in islice(dialect.reader(lines), _ROWS) if any(row)]
    except csv.Error:
        return 0.0, False, 0
    wide = [(rows, width) for width, rows in Counter(found).items() if width > 1]
    if not wide:
        return 0.0, False, 0
    rows, width = max(wide)
    return round(rows / len(found), 1), found[0] == width, width


def joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines without the empty ones that CR CR LF would make."""
    before = ""
    for line in lines:
        if line != "\r\n" or not before.endswith("\r"):
            yield line
        before = line
