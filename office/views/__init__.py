from office.views.begin import begin
from office.views.clients import clients, correct, found
from office.views.home import home
from office.views.invite import accept, invite, revoke
from office.views.me import bell, me, notices, read
from office.views.people import assign, disable, enable, people, person, unassign

__all__ = [
    "accept",
    "assign",
    "begin",
    "bell",
    "clients",
    "correct",
    "disable",
    "enable",
    "home",
    "invite",
    "me",
    "notices",
    "found",
    "people",
    "person",
    "read",
    "revoke",
    "unassign",
]
