"""Spreadsheets on their way into a list: handed in, checked, loaded, as marketing and the worker do it."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from leads.models import Campaign, LeadImport, LeadList
from tests import sheets

HEAD = "First name,Last name,Phone,E-mail,City,Company,Colour"


@pytest.fixture
def lead_list(campaign: Campaign, cast: SimpleNamespace) -> LeadList:
    return LeadList.open(campaign=campaign, name="November", by=cast.mia)


@pytest.fixture
def matched(
    tmp_path: Path, lead_list: LeadList, cast: SimpleNamespace, request: pytest.FixtureRequest
) -> Callable[..., LeadImport]:
    """matched(*lines): a csv file of these lines under the module's HEAD, its columns answered; the dry run is due.

    `mapping`: {column: field} where it is not as suggested; `policies`, `constants`: as `LeadImport.match` takes them.
    """
    usual = getattr(request.module, "HEAD", HEAD)

    def handed_in(*lines: str, head: str = "", mapping: Any = None, **said: Any) -> LeadImport:
        path = sheets.text(tmp_path / "leads.csv", head or usual, *lines)
        made = LeadImport.receive(path, name="leads.csv", lead_list=lead_list, by=cast.mia)
        made.match({**made.mapping, **(mapping or {})}, by=cast.mia, **said)
        return made

    return handed_in


@pytest.fixture
def checked(matched: Callable[..., LeadImport]) -> Callable[..., LeadImport]:
    """checked(*lines): such a file after its dry run."""
    return lambda *lines, **said: sheets.swept(matched(*lines, **said))


@pytest.fixture
def load(matched: Callable[..., LeadImport], cast: SimpleNamespace) -> Callable[..., LeadImport]:
    """load(*lines): such a file, loaded."""

    def loaded(*lines: str, **said: Any) -> LeadImport:
        made = matched(*lines, **said)
        made.load(by=cast.mia)
        return sheets.swept(made)

    return loaded
