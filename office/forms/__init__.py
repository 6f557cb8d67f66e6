from office.forms.act import ActForm
from office.forms.begin import BeginForm
from office.forms.clients import CorrectForm, FoundForm
from office.forms.invite import AcceptForm, InviteForm
from office.forms.me import MeForm
from office.forms.people import AssignForm
from office.forms.tokens import TokenForm

__all__ = [
    "AcceptForm",
    "ActForm",
    "AssignForm",
    "BeginForm",
    "CorrectForm",
    "InviteForm",
    "MeForm",
    "FoundForm",
    "TokenForm",
]
