from reports.models.dials import Dials
from reports.models.floor import Floor
from reports.models.meetings import Meetings
from reports.models.returns import Returns

__all__ = ["Dials", "Floor", "Meetings", "Returns"]
