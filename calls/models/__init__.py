from calls.models.absence import Absence
from calls.models.attempt import CallAttempt
from calls.models.briefing import Briefing, BriefingRead
from calls.models.cadenceplan import CadencePlan
from calls.models.callback import Callback
from calls.models.callpick import CallPick, Reviewable
from calls.models.callsheet import CallSheet
from calls.models.clientrule import ClientRule
from calls.models.confirmation import ConfirmationCall
from calls.models.disposition import Disposition
from calls.models.draft import Draft
from calls.models.inboundcall import InboundCall
from calls.models.infomail import InfoMail
from calls.models.mailtemplate import MailTemplate
from calls.models.objection import Objection, ObjectionRaised
from calls.models.outcome import Need, Outcome, Reached, Tone
from calls.models.pausecode import PauseCode
from calls.models.practice import PracticeCall, PracticeLead
from calls.models.presence import Presence
from calls.models.review import Review, ReviewReply
from calls.models.reviewdraft import ReviewDraft
from calls.models.ruleapproval import RuleApproval
from calls.models.scorecard import Scorecard
from calls.models.script import Script
from calls.models.scriptstep import ScriptStep
from calls.models.share import Share
from calls.models.sheetrow import CallSheetRow
from calls.models.skip import Skip
from calls.models.told import Person, Told
from calls.models.variant import ScriptVariant, VariantRead
from calls.models.wrapup import WrapUp

__all__ = [
    "Absence",
    "Briefing",
    "BriefingRead",
    "CadencePlan",
    "CallAttempt",
    "CallPick",
    "CallSheet",
    "CallSheetRow",
    "Callback",
    "ClientRule",
    "ConfirmationCall",
    "Disposition",
    "Draft",
    "InboundCall",
    "InfoMail",
    "MailTemplate",
    "Need",
    "Objection",
    "ObjectionRaised",
    "Outcome",
    "PauseCode",
    "Person",
    "PracticeCall",
    "PracticeLead",
    "Presence",
    "Reached",
    "Review",
    "ReviewDraft",
    "ReviewReply",
    "Reviewable",
    "RuleApproval",
    "Scorecard",
    "Script",
    "ScriptStep",
    "ScriptVariant",
    "Share",
    "Skip",
    "Told",
    "Tone",
    "VariantRead",
    "WrapUp",
]
