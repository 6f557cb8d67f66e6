"""What a spreadsheet may cost us, and how a refusal is said.

The sentences are English gettext msgids (marked by ``N_``); whoever shows one translates ``error.sentence`` and fills
in ``error.values``.
"""

from collections.abc import Callable
from typing import Any, Final

FILE_BYTES: Final = 250 * 1024 * 1024
"""The largest file that is read at all."""
ZIP_ENTRIES: Final = 5_000
UNZIPPED_BYTES: Final = 1200 * 1024 * 1024
HELD_BYTES: Final = 200 * 1024 * 1024
"""The largest unpacked sheet of an xlsx file that is held whole; larger ones are read row by row, slowly."""
UNZIP_RATIO: Final = 250
"""Times a packed file may grow when it is unpacked (only asked above UNZIP_FREE_BYTES)."""
UNZIP_FREE_BYTES: Final = 20 * 1024 * 1024
SHEETS: Final = 200
ROWS: Final = 1_048_576
COLUMNS: Final = 1_000
CELLS: Final = 8_000_000
CELL_CHARACTERS: Final = 1_000_000
MEMORY_BYTES: Final = {"text": 384 * 1024 * 1024, "book": 1536 * 1024 * 1024}
"""Address space of the reading child: text is streamed, a workbook is held whole by its reader."""
CPU_SECONDS: Final = 90
STREAM_CPU_SECONDS: Final = 600
"""Processor time for a workbook that is read row by row."""
SILENT_SECONDS: Final = 60
"""Seconds for which the parent waits for the next words of a child that does not even compute, before it ends it."""


def N_(sentence: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return sentence


class SpreadsheetError(Exception):
    """A file that is not read. ``sentence`` is a gettext msgid, ``values`` fill it; ``str()`` is English."""

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(sentence, values)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.told(str)

    def told(self, translate: Callable[[str], Any]) -> str:
        """The sentence in a language; the kind of file that stands in it is translated too."""
        values = {name: translate(value) if name == "kind" else value for name, value in self.values.items()}
        return str(translate(self.sentence)) % values if values else str(translate(self.sentence))


def told_limits() -> dict[str, int]:
    """The limits that a person meets first, for the page."""
    return {"megabytes": FILE_BYTES // 1024**2, "rows": ROWS, "columns": COLUMNS}


EMPTY = N_("This file is empty.")
NO_ROWS = N_("This sheet holds no rows.")
TOO_BIG = N_("This file has %(found)s MB. Up to %(limit)s MB are read: split it and upload the parts.")
TOO_MANY_ROWS = N_("This sheet has more than %(limit)s rows. Split it and upload the parts.")
TOO_MANY_COLUMNS = N_("This sheet has more than %(limit)s columns. Delete the columns that you do not need.")
TOO_MANY_CELLS = N_("This sheet has more than %(limit)s cells. Split it and upload the parts.")
TOO_LONG_CELL = N_("A cell near row %(row)s holds more than %(limit)s characters: a quotation mark may not be closed.")
UNREADABLE_ROW = N_("Row %(row)s cannot be divided into cells. Open the file as a spreadsheet and save it again.")
TOO_MANY_SHEETS = N_("This workbook has more than %(limit)s sheets. Save the one you need as a file of its own.")
UNPACKS_TOO_BIG = N_("This file unpacks to more than %(limit)s MB. Save only the sheet you need as a file of its own.")
UNPACKS_TOO_MUCH = N_("This file unpacks to more than %(limit)s times its size, as harmful files do.")
TOO_MUCH_MEMORY = N_(
    "Reading this file needs more than %(limit)s MB of memory, perhaps because of a cell far away from the table."
    " Copy the table into a new workbook and upload that."
)
TOO_SLOW = N_("Reading this file took more than %(limit)s seconds, so it was stopped. Save it as CSV and upload that.")
PASSWORD = N_("This file is password-protected. Save it without a password and upload it again.")
DAMAGED = N_("This workbook is damaged and cannot be read. Open it in your spreadsheet program and save it again.")
ZIP = N_("This is a zip archive, not a spreadsheet. Unpack it and upload the file that is inside.")
PACKED = N_("This is a packed file (%(kind)s), not a spreadsheet. Unpack it and upload the file that is inside.")
OTHER_KIND = N_("This is not a spreadsheet but %(kind)s. Upload an xlsx, xls, ods, csv or tsv file.")
WEB_PAGE = N_("This is a saved web page without a table of rows. Upload an xlsx, xls, ods, csv or tsv file.")
XML_SHEET = N_("This is an XML spreadsheet of the year 2003. Open it in your spreadsheet program and save it as xlsx.")
NOT_TEXT = N_("This file is neither a spreadsheet nor text. Upload an xlsx, xls, ods, csv or tsv file.")
UNKNOWN_ENCODING = N_("There is no text encoding named %(encoding)s.")
NO_SUCH_SHEET = N_("This workbook has no visible sheet named %(sheet)s.")
NO_SUCH_ROW = N_("There is no row %(row)s to take the column names from.")
DIED = N_("The reader of this file stopped without a word. Save it as CSV and upload that.")
