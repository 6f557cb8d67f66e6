from office.views.begin import begin
from office.views.clients import clients, correct, found
from office.views.home import home
from office.views.invite import accept, invite, revoke
from office.views.me import bell, me, notices, read
from office.views.people import assign, disable, enable, people, person, unassign
from office.views.tokens import revoke_token, tokens

__all__ = [
    "accept",
    "assign",
    "begin",
    "bell",
    "clients",
    "correct",
    "disable",
    "enable",
    "found",
    "home",
    "invite",
    "me",
    "notices",
    "people",
    "person",
    "read",
    "revoke",
    "revoke_token",
    "tokens",
    "unassign",
]
