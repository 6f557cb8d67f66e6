from reports.views.callins import called_in, callers
from reports.views.dashboard import dashboard, floor
from reports.views.drill import calls, meetings, returned
from reports.views.exports import export_calls, export_leads, export_meetings, exports
from reports.views.my_day import my_day, my_day_card
from reports.views.quality import export_claim, quality, quality_card, quality_rows
from reports.views.reactivation import reactivated, reactivation
from reports.views.readiness import criteria, criterion, readiness, readiness_rows, retire_criterion
from reports.views.search import search
from reports.views.speed import clocks, handed, speed
from reports.views.wallboard import hours, wallboard, wallboard_live

__all__ = [
    "hours",
    "search",
    "wallboard",
    "wallboard_live",
    "called_in",
    "callers",
    "calls",
    "clocks",
    "criteria",
    "criterion",
    "dashboard",
    "export_calls",
    "export_claim",
    "export_leads",
    "export_meetings",
    "exports",
    "floor",
    "handed",
    "meetings",
    "my_day",
    "my_day_card",
    "quality",
    "quality_card",
    "quality_rows",
    "reactivated",
    "reactivation",
    "readiness",
    "readiness_rows",
    "retire_criterion",
    "returned",
    "speed",
]
