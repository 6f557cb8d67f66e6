"""What a program sends to `POST /api/v1/leads`, and what it is told of it: the JSON of our API."""

from datetime import datetime
from typing import Annotated, Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from leads import countries
from leads.models import Arrival, ImportRow, LeadImport, Parcel
from leads.models.ad import LONGEST_CODE
from leads.models.consent import Basis
from leads.spreadsheets.cells import clean
from office import clock

MOST_ROWS, MOST_COLUMNS, LONGEST_NAME, LONGEST_CELL = 1_000, 200, 120, 20_000
HIGHEST_ID = 2**63 - 1


def refuse(sentence: str) -> PydanticCustomError:
    """What is wrong, in our own words."""
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def _country(code: str) -> str:
    if code and not countries.iso_of(code):
        raise refuse(_t("There is no such country."))
    return countries.iso_of(code) if code else ""


def _filled(text: str) -> str:
    if not text:
        raise refuse(_t("This is empty."))
    return text


def _past(at: datetime) -> datetime:
    if at > clock.now():
        raise refuse(_t("This moment has not come yet."))
    return at


Text = Annotated[str, AfterValidator(clean)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(clean), AfterValidator(_filled)]
Past = Annotated[AwareDatetime, AfterValidator(_past)]
Cell = Annotated[str, Field(max_length=LONGEST_CELL), AfterValidator(clean)]

Rows = Annotated[list[dict[str, Cell]], Field(min_length=1, max_length=MOST_ROWS)]


class ConsentIn(Schema):
    """On what ground these people may be contacted, and the very text that they agreed to."""

    model_config = ConfigDict(extra="forbid")

    basis: Basis
    text: Annotated[str, Field(max_length=5_000), AfterValidator(clean), AfterValidator(_filled)]
    given_at: Past


class ParcelIn(Schema):
    """Leads for one list. `rows`: {field or column of your own: text}; the fields are listed in the description."""

    model_config = ConfigDict(extra="forbid")

    campaign: Annotated[StrictInt, Field(le=HIGHEST_ID)] | Name = Field(description="name or id")
    list: Name = Field(description="name of the list; made if it is not there")
    country: Annotated[Text, AfterValidator(_country)] = Field(
        "", description="ISO code of the country of numbers without a country code; left out: the campaign's"
    )
    ad: Annotated[str, Field(max_length=LONGEST_CODE), AfterValidator(clean)] = Field(
        "", description="code of the ad or coupon"
    )
    consent: ConsentIn | None = None
    hot: bool = Field(False, description="these people wait for a call: they go to the head of the queue")
    detected_at: Past | None = Field(None, description="when the leads appeared; left out: now")
    rows: Rows

    @model_validator(mode="after")
    def _columns(self) -> "ParcelIn":
        """Plain names for columns; two that differ in blanks only would be one."""
        names = {name for row in self.rows for name in row}
        if len(names) > MOST_COLUMNS:
            raise refuse(_t("There are more than %(most)s different columns.") % {"most": MOST_COLUMNS})
        if any(len(name) > LONGEST_NAME for name in names):
            raise refuse(_t("A column's name is longer than %(most)s signs.") % {"most": LONGEST_NAME})
        tidy = {name: clean(name) for name in names}
        if not all(tidy.values()) or len(set(tidy.values())) < len(names):
            raise refuse(_t("A column has no name, or two have the same."))
        self.rows = [{tidy[name]: cell for name, cell in row.items()} for row in self.rows]
        return self

    @property
    def parcel(self) -> Parcel:
        told: dict[str, Any] = {}
        if self.consent:
            told = {"basis": self.consent.basis, "consent_text": self.consent.text}
            told["consented_at"] = self.consent.given_at
        return Parcel(self.rows, country=self.country, code=self.ad, hot=self.hot, detected_at=self.detected_at, **told)


class RowOut(Schema):
    """What became of one row. `index`: its place in `rows`, from 0."""

    index: int
    outcome: ImportRow.Outcome
    lead: int | None = Field(description="id of the lead; none when the row is not about one")
    column: str = Field(description="the column that is wrong")
    reason: str
    suggestion: str = Field(description="what might be meant")


class SumsOut(Schema):
    """rows = created + updated + skipped + rejected + suppressed, as soon as the state is `loaded`."""

    rows: int
    created: int
    updated: int
    skipped: int
    rejected: int
    suppressed: int


class AdOut(Schema):
    code: str = Field(description="as you sent it")
    known: bool = Field(description="false: no ad has this code; it is kept all the same")


class ImportOut(Schema):
    """What became of a request. `state`: waiting, loaded or failed."""

    id: int = Field(alias="import")
    state: str
    url: str = Field(description="where to ask again while the state is `waiting`")
    error: str
    sums: SumsOut
    ad: AdOut | None
    rows: list[RowOut]


class ProblemOut(Schema):
    """Why nothing was done. `problems`: each place in the body that is wrong, and what is wrong there."""

    error: str
    problems: dict[str, str] = {}


def told(arrival: Arrival) -> dict[str, Any]:
    """An ImportOut of what came through a token."""
    made = arrival.lead_import
    loaded = made.step == made.Step.LOADED
    return {
        "import": made.pk,
        "state": "waiting" if made.is_working else "loaded" if loaded else "failed",
        "url": reverse("leads:api_import", args=[made.pk]),
        "error": made.error if not (loaded or made.is_working) else "",
        "sums": {"rows": made.rows, **made.counts},
        "ad": {"code": arrival.ad_code, "known": not arrival.code_is_unknown} if arrival.ad_code else None,
        "rows": [_row(line) for line in ImportRow.objects.of_import(made)] if loaded else [],
    }


def _row(line: ImportRow) -> dict[str, Any]:
    said = {"column": line.column, "reason": line.explained, "suggestion": line.suggestion}
    return {"index": line.row - 1, "outcome": line.outcome, "lead": line.lead_id, **said}


def status_of(made: LeadImport) -> int:
    """200 when all rows have their fate, 202 when they wait for another load, 500 when the load failed for good."""
    return 202 if made.is_working else 200 if made.step == made.Step.LOADED else 500
