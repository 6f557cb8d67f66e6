from reports.models.callins import CallIns
from reports.models.clocks import Clocks
from reports.models.dials import Dials
from reports.models.export import Export
from reports.models.floor import Floor
from reports.models.handed import Handed
from reports.models.meetings import Meetings
from reports.models.readiness import ReadinessCriterion
from reports.models.returns import Returns

__all__ = [
    "CallIns",
    "Clocks",
    "Dials",
    "Export",
    "Floor",
    "Handed",
    "Meetings",
    "ReadinessCriterion",
    "Returns",
]
