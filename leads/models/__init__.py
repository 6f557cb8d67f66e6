from leads.models.activity import Activity
from leads.models.ad import Ad
from leads.models.arrival import Arrival
from leads.models.campaign import Campaign
from leads.models.columns import columns_of
from leads.models.company import Company
from leads.models.consent import Consent
from leads.models.customer import Customer
from leads.models.enquiry import Enquiry
from leads.models.enrollment import ANY_TIME, Enrollment, Priority
from leads.models.findkey import FindKey
from leads.models.findsweep import FindSweep
from leads.models.handoff import UNDO, HandOff
from leads.models.importfile import ImportFile
from leads.models.importfix import ImportFix
from leads.models.importprofile import ImportProfile
from leads.models.importrow import ImportRow
from leads.models.inboundmail import InboundMail
from leads.models.lead import Lead
from leads.models.leadimport import LeadImport
from leads.models.leadlist import LeadList
from leads.models.leadmerge import LeadMerge
from leads.models.listhandoff import ListHandOff
from leads.models.listing import Listing
from leads.models.mailbar import MailBar
from leads.models.maillink import MailLink
from leads.models.nurtureletter import NurtureLetter
from leads.models.nurturetrack import NurtureStep, NurtureTrack
from leads.models.nurturing import Nurturing
from leads.models.pace import Pace
from leads.models.parcel import Parcel
from leads.models.passes import LEASE, EnrollmentQuerySet
from leads.models.perhapssame import PerhapsSame
from leads.models.phone import LeadPhone
from leads.models.productanswer import ProductAnswer
from leads.models.qualification import Answer, judged, qualify
from leads.models.qualifying import Qualifying
from leads.models.question import Question
from leads.models.ranking import Ranking
from leads.models.register import Register
from leads.models.registerextract import RegisterExtract
from leads.models.registerfile import RegisterFile
from leads.models.registernumber import RegisterNumber
from leads.models.returnreason import ReturnReason
from leads.models.returnrules import ReturnRules
from leads.models.samesweep import SameSweep
from leads.models.sendinghours import SendingHours
from leads.models.sharednumber import SharedNumber
from leads.models.story import story
from leads.models.supplier import Supplier
from leads.models.suppression import Suppression
from leads.models.timeline import Timeline
from leads.models.verdict import Verdict
from leads.models.watchedfolder import WatchedFolder
from leads.models.webform import TooMany, WebForm
from leads.models.whereabouts import says_it_is_in
from leads.models.window import WindowClass

__all__ = [
    "ANY_TIME",
    "Activity",
    "Ad",
    "Answer",
    "Arrival",
    "Campaign",
    "Company",
    "Consent",
    "Customer",
    "Enquiry",
    "Enrollment",
    "EnrollmentQuerySet",
    "FindKey",
    "FindSweep",
    "HandOff",
    "ImportFile",
    "ImportFix",
    "ImportProfile",
    "ImportRow",
    "InboundMail",
    "LEASE",
    "Lead",
    "LeadImport",
    "LeadList",
    "LeadMerge",
    "LeadPhone",
    "ListHandOff",
    "Listing",
    "MailBar",
    "MailLink",
    "NurtureLetter",
    "NurtureStep",
    "NurtureTrack",
    "Nurturing",
    "Pace",
    "Parcel",
    "PerhapsSame",
    "Priority",
    "ProductAnswer",
    "Qualifying",
    "Question",
    "Ranking",
    "Register",
    "RegisterExtract",
    "RegisterFile",
    "RegisterNumber",
    "ReturnReason",
    "ReturnRules",
    "SameSweep",
    "SendingHours",
    "SharedNumber",
    "Supplier",
    "Suppression",
    "Timeline",
    "TooMany",
    "UNDO",
    "Verdict",
    "WatchedFolder",
    "WebForm",
    "WindowClass",
    "columns_of",
    "judged",
    "qualify",
    "says_it_is_in",
    "story",
]
