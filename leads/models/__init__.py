from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.company import Company
from leads.models.customer import Customer
from leads.models.enquiry import Enquiry, ProductAnswer
from leads.models.enrollment import ANY_TIME, Enrollment, Priority
from leads.models.handoff import UNDO, HandOff
from leads.models.importfile import ImportFile
from leads.models.importrow import ImportRow
from leads.models.lead import Lead
from leads.models.leadimport import LeadImport
from leads.models.leadlist import LeadList
from leads.models.listing import Listing
from leads.models.passes import LEASE, EnrollmentQuerySet
from leads.models.phone import LeadPhone
from leads.models.qualification import Answer, Question, Verdict, qualify
from leads.models.story import story
from leads.models.suppression import Suppression
from leads.models.window import WindowClass

__all__ = [
    "ANY_TIME",
    "LEASE",
    "UNDO",
    "Activity",
    "Answer",
    "Campaign",
    "Company",
    "Customer",
    "Enquiry",
    "Enrollment",
    "EnrollmentQuerySet",
    "HandOff",
    "ImportFile",
    "ImportRow",
    "Lead",
    "LeadImport",
    "LeadList",
    "LeadPhone",
    "Listing",
    "Priority",
    "ProductAnswer",
    "Question",
    "Suppression",
    "Verdict",
    "WindowClass",
    "qualify",
    "story",
]
