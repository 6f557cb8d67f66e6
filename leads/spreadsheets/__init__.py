"""Spreadsheets of every kind, read by content in a limited child process.

``look(path)`` tells what a file is and shows its first rows; ``read(path)`` streams all of them. Both raise
``SpreadsheetError`` with one sentence. Nothing of a file is ever parsed in the calling process.
"""

from leads.spreadsheets.limits import SpreadsheetError
from leads.spreadsheets.reading import Choices, Look, Sheet, SheetName, look, read

__all__ = ["Choices", "Look", "Sheet", "SheetName", "SpreadsheetError", "look", "read"]
