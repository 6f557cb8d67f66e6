"""The reading child: ``python -m leads.spreadsheets '{"path": …}'`` writes frames, first what the file is, then its
rows in blocks, at last a word about the end or one refusal. It limits itself before it opens the file.
"""

import json
import resource
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from leads.dayorder import is_short_date, proof_of
from leads.spreadsheets import limits
from leads.spreadsheets.frames import write_rows, write_word
from leads.spreadsheets.headers import Record, guess_header_row, name_columns, names_in
from leads.spreadsheets.kinds import kind_of
from leads.spreadsheets.limits import SpreadsheetError
from leads.spreadsheets.text import TextFile

BLOCK = 1_000
SAMPLE = 60
SIGN_OF_LIFE = 20_000  # rows after which the parent is told that we still read


def main(asked: dict[str, Any], out: BinaryIO) -> None:
    """Answer one question; every way to fail becomes one sentence."""
    try:
        _answer(asked, out)
    except SpreadsheetError as error:
        write_word(out, {"error": error.sentence, "values": error.values})
    except MemoryError:
        write_word(out, {"error": limits.TOO_MUCH_MEMORY, "values": {"limit": _memory_limit() // 1024**2}})
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseException:  # calamine's PanicException is none of Exception's children
        write_word(out, {"error": limits.DAMAGED, "values": {}})


def _answer(asked: dict[str, Any], out: BinaryIO) -> None:
    path = Path(asked["path"])
    kind = kind_of(path)
    _limit_myself("text" if kind in ("text", "page") else "book")
    about, records = _opened(out, path, kind, asked)
    sample = list(islice(records, SAMPLE))
    if not sample:
        raise SpreadsheetError(limits.NO_ROWS)
    header_row = asked["header_row"] if asked["header_row"] is not None else guess_header_row(sample)
    header = names_in(sample, header_row)
    if header_row and not header:
        raise SpreadsheetError(limits.NO_SUCH_ROW, row=header_row)
    width = max((_width(cells) for _number, cells in sample), default=0)
    headers = name_columns(header[:width], width)
    rows = (record for record in chain(sample, records) if record[0] > header_row)
    about |= {"kind": kind, "header_row": header_row, "headers": headers}
    if asked["whole"]:
        _tell_rows(out, about, rows)
    else:
        _tell_look(out, about, rows, sample, asked["count"])


def _tell_look(out: BinaryIO, about: dict[str, Any], rows: Iterator[Record], sample: list[Record], count: bool) -> None:
    """The first rows, how many there are, and how the dates of each column are written ("dmy", "mdy" or nothing)."""
    first = list(islice(rows, SAMPLE))
    proofs = _proofs(first, len(about["headers"]))
    large = about.pop("about_rows", 0)
    counted = large - about["header_row"] if large else len(first) + _counted(out, rows if count else iter(()), proofs)
    next(sheet for sheet in about["sheets"] if sheet["name"] == about["sheet"])["rows"] = counted
    orders = {about["headers"][index]: found.pop() for index, found in proofs.items() if len(found) == 1}
    write_word(out, {"about": about | {"top": sample, "orders": orders}, "rows": first})


def _tell_rows(out: BinaryIO, about: dict[str, Any], rows: Iterator[Record]) -> None:
    write_word(out, {"about": about})
    width, count = len(about["headers"]), 0
    while block := list(islice(rows, BLOCK)):
        count += len(block)
        write_rows(out, [(number, cells + [""] * (width - len(cells))) for number, cells in block])
    write_word(out, {"end": count})


def _proofs(rows: list[Record], width: int) -> dict[int, set[str]]:
    """Index → the orders that its first values prove, of columns of short dates."""
    found: dict[int, set[str]] = {}
    for index in range(width):
        cells = [cells[index] for _number, cells in rows if index < len(cells) and cells[index]]
        if cells and 2 * sum(map(is_short_date, cells)) >= len(cells):
            found[index] = set(filter(None, map(proof_of, cells)))
    return found


def _counted(out: BinaryIO, rows: Iterator[Record], proofs: dict[int, set[str]]) -> int:
    count = 0
    for count, (_number, cells) in enumerate(rows, 1):
        for index in proofs:
            if index < len(cells) and (proof := proof_of(cells[index])):
                proofs[index].add(proof)
        if count % SIGN_OF_LIFE == 0:
            write_word(out, {"still": count})
    return count


def _width(cells: list[str]) -> int:
    """Columns up to the last filled one."""
    return max((index for index, cell in enumerate(cells, 1) if cell), default=0)


def _opened(out: BinaryIO, path: Path, kind: str, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Record]]:
    match kind:
        case "text":
            return _read_text(path, asked)
        case "page":
            return _read_page(path, asked)
        case _:
            return _read_book(out, path, kind, asked)


def _read_page(path: Path, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Record]]:
    from leads.spreadsheets.pages import Page  # noqa: PLC0415 - other files are read without it

    page = Page(path, asked["encoding"])
    name = asked["sheet"] or page.first_filled()
    sheets = [{"name": each, "rows": page.height(each)} for each in page.names]
    return {"encoding": page.encoding, "delimiter": "", "sheet": name, "sheets": sheets}, page.records(name)


def _read_text(path: Path, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Record]]:
    table = TextFile(path, asked["encoding"], asked["delimiter"])
    how = {"encoding": table.encoding, "delimiter": table.dialect.delimiter}
    return {**how, "sheet": "", "sheets": [{"name": "", "rows": 0}]}, table.records()


def _read_book(out: BinaryIO, path: Path, kind: str, asked: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Record]]:
    from leads.spreadsheets.books import Book  # noqa: PLC0415 - texts are read without these
    from leads.spreadsheets.streams import Stream, is_large  # noqa: PLC0415

    large = kind == "xlsx" and is_large(path)
    if large:
        _give_me_time(out)
    book = Stream(path) if large else Book(path, kind)
    name = asked["sheet"] or book.first_filled()
    heights = {} if asked["whole"] else {sheet: book.height(sheet) for sheet in book.names if sheet != name}
    sheets = [{"name": sheet, "rows": heights.get(sheet, 0)} for sheet in book.names]
    about = {"encoding": "", "delimiter": "", "sheet": name, "sheets": sheets}
    return about | ({"about_rows": book.height(name)} if large and not asked["whole"] else {}), book.records(name)


def _give_me_time(out: BinaryIO) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limits.STREAM_CPU_SECONDS, limits.STREAM_CPU_SECONDS + 5))
    write_word(out, {"still": 0, "seconds": limits.STREAM_CPU_SECONDS})


def _limit_myself(kind: str) -> None:
    size = limits.MEMORY_BYTES[kind]
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _memory_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_AS)[0]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.STREAM_CPU_SECONDS + 5))
    main(json.loads(sys.argv[1]), sys.stdout.buffer)
