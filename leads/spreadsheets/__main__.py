"""The reading child: ``python -m leads.spreadsheets '{"path": …}'`` writes JSON lines, first what the file is, then its
rows in blocks, at last a word about the end or one refusal. It limits itself before it opens the file.
"""

import json
import resource
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from leads.spreadsheets import limits
from leads.spreadsheets.books import Book
from leads.spreadsheets.headers import Record, guess_header_row, name_columns
from leads.spreadsheets.kinds import kind_of
from leads.spreadsheets.limits import SpreadsheetError
from leads.spreadsheets.text import TextFile

BLOCK = 500
SAMPLE = 60


def main(asked: dict[str, Any], out: TextIO) -> None:
    """Answer one question; every way to fail becomes one sentence."""
    try:
        _answer(asked, out)
    except SpreadsheetError as error:
        _say(out, {"error": error.sentence, "values": error.values})
    except MemoryError:
        _say(out, {"error": limits.TOO_MUCH_MEMORY, "values": {"limit": _memory_limit() // 1024**2}})
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseException:  # calamine's PanicException is none of Exception's children
        _say(out, {"error": limits.DAMAGED, "values": {}})


def _answer(asked: dict[str, Any], out: TextIO) -> None:
    path = Path(asked["path"])
    kind = kind_of(path)
    _limit_myself("text" if kind == "text" else "book")
    read = _read_text if kind == "text" else _read_book
    about, records = read(path, kind, asked)
    sample = list(islice(records, SAMPLE))
    if not sample:
        raise SpreadsheetError(limits.NO_ROWS)
    header_row = asked["header_row"] if asked["header_row"] is not None else guess_header_row(sample)
    header = dict(sample).get(header_row, [])
    if header_row and not header:
        raise SpreadsheetError(limits.NO_SUCH_ROW, row=header_row)
    width = max((_width(cells) for _number, cells in sample), default=0)
    headers = name_columns(header[:width], width)
    rows = (record for record in chain(sample, records) if record[0] > header_row)
    about |= {"kind": kind, "header_row": header_row, "headers": headers}
    _tell(out, about, rows, sample, asked["whole"])


def _tell(out: TextIO, about: dict[str, Any], rows: Iterator[Record], sample: list[Record], whole: bool) -> None:
    if not whole:
        first = list(islice(rows, SAMPLE))
        chosen = next(sheet for sheet in about["sheets"] if sheet["name"] == about["sheet"])
        chosen["rows"] = len(first) + sum(1 for _row in rows)
        _say(out, {"about": about | {"top": sample}, "rows": first})
        return
    _say(out, {"about": about})
    count = 0
    while block := list(islice(rows, BLOCK)):
        count += len(block)
        _say(out, {"rows": block})
    _say(out, {"end": count})


def _width(cells: list[str]) -> int:
    """Columns up to the last filled one."""
    return max((index for index, cell in enumerate(cells, 1) if cell), default=0)


def _read_text(path: Path, kind: str, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Record]]:
    table = TextFile(path, asked["encoding"], asked["delimiter"])
    sheets = [{"name": "", "rows": 0}]
    return {"encoding": table.encoding, "delimiter": table.delimiter, "sheet": "", "sheets": sheets}, table.records()


def _read_book(path: Path, kind: str, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Record]]:
    book = Book(path, kind)
    name = asked["sheet"] or book.first_filled()
    sheets = [] if asked["whole"] else [{"name": sheet, "rows": book.size(sheet)[0]} for sheet in book.names]
    return {"encoding": "", "delimiter": "", "sheet": name, "sheets": sheets}, book.records(name)


def _say(out: TextIO, words: dict[str, Any]) -> None:
    out.write(json.dumps(words, ensure_ascii=False, separators=(",", ":")))
    out.write("\n")
    out.flush()


def _limit_myself(kind: str) -> None:
    size = limits.MEMORY_BYTES[kind]
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _memory_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_AS)[0]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS + 5))
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(json.loads(sys.argv[1]), sys.stdout)
