from office.models.client import Client
from office.models.invitation import Invitation
from office.models.job import Job, JobQuerySet, LostLease
from office.models.membership import Membership, Role
from office.models.message import Message
from office.models.notice import Notice
from office.models.owned import ClientOwned, ClientOwnedQuerySet
from office.models.pulse import Pulse
from office.models.refused import Refused
from office.models.user import User

__all__ = [
    "Client",
    "ClientOwned",
    "ClientOwnedQuerySet",
    "Invitation",
    "Job",
    "JobQuerySet",
    "LostLease",
    "Membership",
    "Message",
    "Notice",
    "Pulse",
    "Refused",
    "Role",
    "User",
]
