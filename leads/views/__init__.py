from leads.views.add import add
from leads.views.campaigns import campaign, campaign_new, campaigns
from leads.views.customers import accept, customer, customers, send_back
from leads.views.imports import check, choose, errors, imports, load, match, result, upload
from leads.views.lead import edit, lead, note, older, suppress
from leads.views.list import list
from leads.views.lists import list_new, lists
from leads.views.questions import answer, answer_new, question, question_new, retire
from leads.views.returns import bring_back, close, postpone, retry, returns
from leads.views.suppressions import lift, suppressions

__all__ = [
    "accept",
    "add",
    "answer",
    "answer_new",
    "bring_back",
    "campaign",
    "campaign_new",
    "campaigns",
    "check",
    "choose",
    "close",
    "customer",
    "customers",
    "edit",
    "errors",
    "imports",
    "lead",
    "lift",
    "list",
    "list_new",
    "lists",
    "load",
    "match",
    "note",
    "older",
    "postpone",
    "question",
    "question_new",
    "result",
    "retire",
    "retry",
    "returns",
    "send_back",
    "suppress",
    "suppressions",
    "upload",
]
