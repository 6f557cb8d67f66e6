"""Doors, mails and paper: each client has a web form with a coupon, a track of mails, and call sheets for tomorrow."""

from contextlib import suppress
from datetime import timedelta

from calls.models import Briefing, CallSheet, MailTemplate
from leads.models import Ad, LeadList, NurtureStep, NurtureTrack, WebForm
from office import clock
from office.models import Refused, Role, User
from setterdesk.demo.campaigns import Effort
from setterdesk.demo.house import House
from setterdesk.demo.month import Month

LEADS = 2  # on a sheet
PARAGRAPH = "\n\n"
BRIEFINGS = {
    "aegean": (
        "They watch cold stores from afar and ring before the stock is warm.",
        "To whom: whoever answers for the cold in a company with one site or more.",
        "Rivals: the alarm that came with the compressor. It rings on site, where nobody is.",
    ),
    "harbourlight": (
        "They light harbours and car parks, and are paid from what is saved.",
        "To whom: whoever pays the electricity bill.",
        "Never promise a figure: the survey gives it.",
    ),
}
MAILS = {  # what a setter sends on the line, by language: name, subject, paragraphs
    "en": (
        "In short",
        "As we said on the telephone",
        ("Hello {first_name},", "here is in short what we do. We call you again {callback}."),
    ),
    "el": (
        "Με λίγα λόγια",
        "Όπως είπαμε στο τηλέφωνο",
        ("Γεια σας {first_name},", "με λίγα λόγια τι κάνουμε. Σας καλούμε ξανά {callback}."),
    ),
}


def open_all(month: Month) -> None:
    """For each client, in its first campaign."""
    first = {effort.campaign.client_id: effort for effort in reversed(month.efforts)}
    for effort in first.values():
        _form(effort)
        _track(effort)
    for slug in month.house.clients:
        _briefing(month.house, slug)
    for effort in month.efforts:
        _mail(effort, month.house.one(Role.MANAGER, effort.told["client"]))
    for setter in month.house.holding(Role.SETTER):
        for effort in (first[pk] for pk in setter.clients_as([Role.SETTER]) if pk in first):
            _sheet(effort, setter)


def _form(effort: Effort) -> None:
    wanted = LeadList.open(campaign=effort.campaign, name="Web form", by=effort.marketer, source="Web form")
    WebForm.open(
        lead_list=wanted,
        by=effort.marketer,
        title=effort.campaign.product or effort.campaign.name,
        fields=["full_name", "company", "phone", "email", "code"],
        required=["full_name", "phone"],
        consent_text="You may call me about this.",
        thanks="Thank you. We call you on the next working day.",
    )
    Ad.open(campaign=effort.campaign, code="AUTUMN26", label="Coupon in the trade paper", by=effort.marketer)


def _track(effort: Effort) -> None:
    made = NurtureTrack.open(client=effort.campaign.client, name="Not yet", by=effort.marketer)
    body = "Hello {first_name},\n\nthank you for the talk. When the time has come, a reply to this mail is enough."
    NurtureStep.write(made, by=effort.marketer, position=1, wait_days=14, subject="As we said", body=body)


def _briefing(house: House, slug: str) -> None:
    """What a setter must know of a client; all have read it, so that their queue is theirs at once."""
    made = Briefing.write(house.clients[slug], PARAGRAPH.join(BRIEFINGS[slug]), by=house.one(Role.MANAGER, slug))
    for setter in house.holding(Role.SETTER, slug):
        made.read(by=setter)


def _mail(effort: Effort, manager: User) -> None:
    language = "el" if effort.campaign.country == "GR" else "en"
    name, subject, said = MAILS[language]
    body = PARAGRAPH.join(said)
    made = MailTemplate.write(effort.campaign, by=manager, name=name, language=language, subject=subject, body=body)
    made.approve(by=manager)


def _sheet(effort: Effort, setter: User) -> None:
    """For the next day on which somebody may be called."""
    for ahead in range(1, 5):
        day = clock.today(effort.campaign.zone) + timedelta(days=ahead)
        with suppress(Refused):
            CallSheet.print(effort.campaign, by=setter, setter=setter, day=day, count=LEADS)
            return
