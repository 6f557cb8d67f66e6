"""Real input of other people, read in place. Where it is not at hand CI fails; elsewhere one line says so."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Without the data there is nothing to test here, except in CI, where that is a failure."""
    missing = not DATA.is_dir() and not os.environ.get("CI")
    return True if missing and collection_path.name.startswith("test_") else None


def pytest_report_header() -> str:
    return "" if DATA.is_dir() else f"tests/shared: the real input is not at {DATA}"


def pytest_collection_modifyitems() -> None:
    if not DATA.is_dir() and os.environ.get("CI"):
        raise pytest.UsageError(f"tests/shared needs the real input at {DATA}")
