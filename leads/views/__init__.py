from leads.views.add import add
from leads.views.api import api_docs, api_import, api_leads, api_schema
from leads.views.campaigns import campaign, campaign_new, campaigns
from leads.views.customers import accept, customer, customers, send_back
from leads.views.doors import ads, doors, end_ad, folder, folder_new, form_new, web_form
from leads.views.duplicates import different, duplicates, keep, one_person, shared_numbers, switchboard
from leads.views.enquiries import enquiries, enquiry, set_aside, verdict
from leads.views.fill import fill
from leads.views.handedover import accept_list, handed_over, reject_list
from leads.views.imports import check, errors, imports, load, result, upload
from leads.views.lead import edit, lead, note, older, suppress, withdraw_consent
from leads.views.list import list
from leads.views.lists import list_edit, list_new, lists
from leads.views.mails import mail_allow, mail_retry, mail_settle, mails, unsubscribe
from leads.views.match import choose, forget_profile, keep_profile, match, use_profile
from leads.views.mend import mend, mended, policy, stop, suggested, undo_load
from leads.views.merge import merge, merge_with, merges, split
from leads.views.nurture import (
    nurture,
    nurture_of_lead,
    nurture_stop,
    sending_hours,
    step,
    step_new,
    step_retire,
    track,
    track_new,
    tracks,
)
from leads.views.pace import pace
from leads.views.paper import paper
from leads.views.questions import answer, answer_new, move_question, question, question_new, retire
from leads.views.reasons import give_back, reason, reasons, retire_reason, return_rules
from leads.views.registers import extract, extract_retry, register, register_edit, register_new, registers
from leads.views.returns import bring_back, close, move_day, postpone, retry, return_days, returns
from leads.views.sort import sort
from leads.views.suppliers import supplier, supplier_edit, supplier_new, suppliers
from leads.views.suppressions import lift, suppress_many, suppressions
from leads.views.whereabouts import told_zone

__all__ = [
    "accept",
    "accept_list",
    "add",
    "ads",
    "answer",
    "answer_new",
    "api_docs",
    "api_import",
    "api_leads",
    "api_schema",
    "bring_back",
    "campaign",
    "campaign_new",
    "campaigns",
    "check",
    "choose",
    "close",
    "customer",
    "customers",
    "different",
    "doors",
    "duplicates",
    "edit",
    "told_zone",
    "end_ad",
    "enquiries",
    "enquiry",
    "errors",
    "extract",
    "extract_retry",
    "fill",
    "folder",
    "folder_new",
    "forget_profile",
    "form_new",
    "give_back",
    "handed_over",
    "imports",
    "keep",
    "keep_profile",
    "lead",
    "lift",
    "list",
    "list_edit",
    "list_new",
    "lists",
    "load",
    "mail_allow",
    "mail_retry",
    "mail_settle",
    "mails",
    "match",
    "mend",
    "mended",
    "merge",
    "merge_with",
    "merges",
    "move_day",
    "move_question",
    "note",
    "nurture",
    "nurture_of_lead",
    "nurture_stop",
    "older",
    "one_person",
    "pace",
    "paper",
    "policy",
    "postpone",
    "question",
    "question_new",
    "reason",
    "reasons",
    "register",
    "register_edit",
    "register_new",
    "registers",
    "reject_list",
    "result",
    "retire",
    "retire_reason",
    "retry",
    "return_days",
    "return_rules",
    "returns",
    "send_back",
    "sending_hours",
    "set_aside",
    "shared_numbers",
    "sort",
    "split",
    "step",
    "step_new",
    "step_retire",
    "stop",
    "suggested",
    "supplier",
    "supplier_edit",
    "supplier_new",
    "suppliers",
    "suppress",
    "suppress_many",
    "suppressions",
    "switchboard",
    "track",
    "track_new",
    "tracks",
    "undo_load",
    "unsubscribe",
    "upload",
    "use_profile",
    "verdict",
    "web_form",
    "withdraw_consent",
]
