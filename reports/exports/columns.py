"""What can be told of a lead, of a call and of a meeting, column by column."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.states import Stage
from leads.templatetags.leads import next_call
from reports.exports.table import Cell, Column, Told


def _field(name: str) -> Any:
    """What stands in a field of the row, by its path: `lead.company.name`. Nothing where a part is missing."""

    def read(row: Any, told: Told) -> Cell:
        for part in name.split("."):
            row = getattr(row, part, None)
        return row if isinstance(row, int) and not isinstance(row, bool) else str(row or "")

    return read


def _moment(name: str) -> Any:
    return lambda row, told: told.moment(getattr(row, name))


def _stage(lead: Any, told: Told) -> Cell:
    return str(Stage(lead.stage).label) if lead.stage else ""


def _next_call(lead: Any, told: Told) -> Cell:
    at = next_call(lead.call_after, lead.stage)
    return _t("any time") if at == "any" else told.moment(at)  # type: ignore[arg-type]


def _numbers(lead: Any, told: Told) -> Cell:
    return ", ".join(phone.number for phone in lead.phones.all())


def _last_outcome(lead: Any, told: Told) -> Cell:
    return next((call.disposition.label for call in lead.last_calls if call.disposition), "")


def _last_called_at(lead: Any, told: Told) -> Cell:
    return next((told.moment(call.started_at) for call in lead.last_calls), "")


def _cost(lead: Any, told: Told) -> Cell:
    """The sum over the lists that the lead stands on."""
    return float(round(sum(told.costs.get(each.lead_list_id, 0) for each in lead.listings.all()), 4))


def _yes_no(value: bool | None) -> str:
    return "" if value is None else _t("yes") if value else _t("no")


def _feedback(name: str) -> Any:
    """What the rep said of a meeting, if anything was said."""
    return lambda meeting, told: _field(name)(getattr(meeting, "feedback", None), told)


def _value(meeting: Any, told: Told) -> Cell:
    value = _said(meeting, "value")
    return float(value) if value else ""


def _said(meeting: Any, name: str) -> Any:
    return getattr(getattr(meeting, "feedback", None), name, None)


def _result(meeting: Any) -> str:
    return str(meeting.feedback.get_result_display()) if hasattr(meeting, "feedback") else ""


LEAD: tuple[Column, ...] = (
    Column("id", _("Number here"), _field("pk"), usual=False),
    Column("external_id", _("Your number"), _field("external_id"), usual=False),
    Column("first_name", _("First name"), _field("first_name")),
    Column("last_name", _("Last name"), _field("last_name")),
    Column("company", _("Company"), _field("company.name")),
    Column("job_title", _("Job title"), _field("job_title")),
    Column("phone", _("Phone"), _field("phone")),
    Column(
        "numbers",
        _("All numbers"),
        _numbers,
        usual=False,
    ),
    Column("email", _("E-mail"), _field("email")),
    Column("address", _("Address"), _field("address"), usual=False),
    Column("city", _("City"), _field("city")),
    Column("region", _("Region"), _field("region"), usual=False),
    Column("postal_code", _("Postal code"), _field("postal_code")),
    Column("country", _("Country"), _field("country")),
    Column("area_code", _("Area code"), _field("area_code"), usual=False),
    Column("language", _("Language"), _field("language"), usual=False),
    Column("zone", _("Time zone"), _field("zone"), usual=False),
    Column("source", _("Source"), _field("source")),
    Column("lists", _("Lists"), lambda lead, told: ", ".join(each.lead_list.name for each in lead.listings.all())),
    Column("cost", _("Cost"), _cost, usual=False),
    Column("campaign", _("Campaign"), _field("campaign_name")),
    Column("stage", _("Stage"), _stage),
    Column("attempts", _("Attempts"), _field("attempts")),
    Column("last_outcome", _("Last outcome"), _last_outcome),
    Column(
        "last_called_at",
        _("Last call"),
        _last_called_at,
        at=True,
    ),
    Column("next_call", _("Next call"), _next_call, at=True),
    Column("owner", _("Owner"), _field("owner.name"), usual=False),
    Column("notes", _("Notes"), _field("notes"), usual=False),
    Column("created_at", _("Added"), _moment("created_at"), at=True),
)

_OF_LEAD: tuple[Column, ...] = (
    Column("lead", _("Lead"), _field("lead.name")),
    Column("company", _("Company"), _field("lead.company.name")),
    Column("external_id", _("Your number"), _field("lead.external_id"), usual=False),
    Column("campaign", _("Campaign"), _field("enrollment.campaign.name")),
    Column("list", _("List"), _field("enrollment.lead_list.name")),
)

CALL: tuple[Column, ...] = (
    Column("id", _("Number here"), _field("pk"), usual=False),
    Column("started_at", _("Begun"), _moment("started_at"), at=True),
    *_OF_LEAD,
    Column("number", _("Phone"), _field("number")),
    Column("direction", _("Direction"), lambda call, told: str(call.get_direction_display()), usual=False),
    Column("attempt", _("Attempt"), _field("pass_attempt")),
    Column("setter", _("Setter"), _field("setter.name")),
    Column("outcome", _("Outcome"), _field("disposition.label")),
    Column("reached", _("Reached"), lambda call, told: str(call.get_reached_display())),
    Column("reason", _("Reason"), _field("reason")),
    Column("notes", _("Notes"), _field("notes")),
    Column("answered_at", _("Answered at"), _moment("answered_at"), at=True, usual=False),
    Column("ended_at", _("Ended at"), _moment("ended_at"), at=True, usual=False),
    Column("undone_at", _("Undone at"), _moment("undone_at"), at=True, usual=False),
)

MEETING: tuple[Column, ...] = (
    Column("id", _("Number here"), _field("pk"), usual=False),
    Column("starts_at", _("Begins"), _moment("starts_at"), at=True),
    Column("ends_at", _("Ends"), _moment("ends_at"), at=True, usual=False),
    *_OF_LEAD,
    Column("rep", _("Rep"), _field("rep.name")),
    Column("setter", _("Booked by"), _field("setter.name")),
    Column("booked_at", _("Booked at"), _moment("booked_at"), at=True),
    Column("kind", _("Kind of meeting"), _field("kind.name"), usual=False),
    Column("place", _("Where"), lambda meeting, told: str(meeting.get_place_display())),
    Column("where", _("Address or link"), _field("where"), usual=False),
    Column("state", _("State"), lambda meeting, told: str(meeting.get_state_display())),
    Column("result", _("What came of it"), lambda meeting, told: _result(meeting)),
    Column("qualified", _("Truly qualified"), lambda meeting, told: _yes_no(_said(meeting, "was_qualified"))),
    Column("value", _("Value"), _value),
    Column("next_step", _("Next step"), _feedback("next_step")),
    Column("reason", _("Reason"), _feedback("reason")),
    Column("note", _("Note to the rep"), _field("note"), usual=False),
)


def custom(names: Any) -> list[Column]:
    """The columns of the customer's own sheets."""
    return [Column(f"custom.{name}", name, _own(name), usual=False) for name in names]


def _own(name: str) -> Any:
    return lambda lead, told: str(lead.custom.get(name, ""))
