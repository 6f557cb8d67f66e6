from office.models.apitoken import ApiToken
from office.models.client import Client
from office.models.compiled import Compiled
from office.models.invitation import Invitation
from office.models.job import HouseWorkQuerySet, Job, JobQuerySet, LostLease, Work
from office.models.membership import Membership, Role
from office.models.message import LINK, Message
from office.models.notice import Notice
from office.models.owned import ClientBase, ClientOwned, ClientOwnedQuerySet, ClientPart
from office.models.pulse import Pulse
from office.models.refused import Refused
from office.models.statement import Statement
from office.models.user import User

__all__ = [
    "ApiToken",
    "Client",
    "ClientBase",
    "ClientOwned",
    "ClientOwnedQuerySet",
    "ClientPart",
    "HouseWorkQuerySet",
    "Compiled",
    "Invitation",
    "Job",
    "JobQuerySet",
    "LINK",
    "LostLease",
    "Membership",
    "Message",
    "Notice",
    "Pulse",
    "Refused",
    "Role",
    "Statement",
    "User",
    "Work",
]
