from calls.models.attempt import CallAttempt
from calls.models.callback import Callback
from calls.models.consequence import Told
from calls.models.disposition import Disposition, Outcome, Reached
from calls.models.draft import Draft
from calls.models.script import Script, ScriptStep

__all__ = ["CallAttempt", "Callback", "Disposition", "Draft", "Outcome", "Reached", "Script", "ScriptStep", "Told"]
