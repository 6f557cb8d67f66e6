"""The demo's campaigns as campaigns.toml tells them: script, questions, dispositions, meetings, lists."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from appointments.models import MeetingKind, PoolMember
from calls.models import Disposition, Objection, Script, ScriptStep
from leads.models import ANY_TIME, Campaign, Company, Enrollment, Lead, LeadList, Pace, ProductAnswer, Question
from office import clock
from office.models import Role, User
from setterdesk.demo.house import House
from setterdesk.demo.invented import Inventor

TOLD = tomllib.loads((Path(__file__).parent / "campaigns.toml").read_text(encoding="utf-8"))["campaign"]
OWLS_LAST = 1_000_000  # rank of the leads that may be called at any hour: the others come first


@dataclass
class Effort:
    """A campaign with all that a setter needs at hand. `quality`: by list id, how ready its leads are to talk."""

    campaign: Campaign
    told: dict[str, Any]
    script: Script
    dispositions: dict[str, Disposition]
    questions: list[Question]
    answers: list[ProductAnswer]
    kinds: list[MeetingKind]
    marketer: User
    quality: dict[int, float] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.campaign.zone)

    @classmethod
    def open(cls, told: dict[str, Any], house: House) -> "Effort":
        """Begin the campaign: by its client's manager, with its whole equipment."""
        client, slug = house.clients[told["client"]], told["client"]
        about = {name: told[name] for name in ("product", "zone", "country")}
        made = Campaign.open(
            client=client,
            name=told["name"],
            by=house.one(Role.MANAGER, slug),
            daily_target=3,
            **about,
        )
        Pace.of(made).set(by=house.one(Role.MANAGER, slug), target=15)
        for rep in told["reps"]:
            PoolMember.objects.create(client=client, campaign=made, person=house.people[rep])
        writer = house.one(Role.MANAGER, slug)
        questions = _questions(made, told["question"], writer)
        return cls(
            campaign=made,
            told=told,
            script=_script(made, told, questions, writer),
            dispositions={disposition.code: disposition for disposition in Disposition.lay(made)},
            questions=questions,
            answers=[ProductAnswer.objects.create(client=client, campaign=made, **one) for one in told["answer"]],
            kinds=[
                MeetingKind.objects.create(client=client, campaign=made, position=position, horizon=12, **one)
                for position, one in enumerate(told["kind"], start=1)
            ],
            marketer=house.one(Role.MARKETING, slug),
        )

    def open_list(self, told: dict[str, Any]) -> LeadList:
        """A new list of this campaign, with what it cost."""
        made = LeadList.open(
            campaign=self.campaign,
            name=told["name"],
            by=self.marketer,
            source=told["source"],
            supplier=told["supplier"],
            cost=told["cost"],
            created_at=clock.now(),
        )
        self.quality[made.pk] = told["quality"]
        return made

    def fill(self, lead_list: LeadList, inventor: Inventor, serials: range, *, owls: bool, **queue: Any) -> None:
        """Put invented leads on a list and into the queue."""
        for serial in serials:
            self.enroll(lead_list, inventor, serial, owl=owls, **{"rank": OWLS_LAST * owls + serial, **queue})

    def enroll(
        self, lead_list: LeadList, inventor: Inventor, serial: int, *, owl: bool = False, **queue: Any
    ) -> Enrollment:
        """One invented lead, ready to be called."""
        setting = self.told["setting"]
        person = inventor.person(setting, serial, owl=owl)
        lead = Lead.add(
            client=self.campaign.client,
            by=self.marketer,
            phones=inventor.phones(setting, serial, owl=owl),
            zones=(self.campaign.zone,),
            zone_source=Lead.ZoneSource.COUNTRY,
            zone_confidence=95,
            language="el" if setting == "greek" else "en",
            source=lead_list.source,
            created_at=clock.now(),
            **{**person, "company": Company.named(person["company"], client=self.campaign.client)},
        )
        lead_list.listings.create(client=self.campaign.client, lead=lead, created_at=clock.now())
        return lead.enroll(self.campaign, by=self.marketer, lead_list=lead_list, **{"call_after": ANY_TIME, **queue})


def _script(campaign: Campaign, told: dict[str, Any], questions: list[Question], writer: User) -> Script:
    """The script that is read, with what branches in it; and the objections that are prepared."""
    for one in told.get("objection", ()):
        Objection.prepare(campaign, by=writer, **one)
    script, steps = Script.draft(campaign, by=writer), told["step"]
    lineages = {question.text: str(question.lineage) for question in questions}
    made = [ScriptStep.write(script, by=writer, **_plain(one)) for one in steps]
    numbers = {step.title: step.number for step in made}
    for step, one in zip(made, steps, strict=True):
        branches = [
            {"question": lineages.get(question, ""), "answer": answer, "to": numbers[to]}
            for question, answer, to in one.get("branch", ())
        ]
        if branches or "asks" in one:
            step.change(by=writer, branches=branches, asks=lineages.get(one.get("asks", "")))
    script.approve(by=writer)
    return script


def _plain(step: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in step.items() if name not in ("branch", "asks")}


def _questions(campaign: Campaign, told: list[dict[str, Any]], writer: User) -> list[Question]:
    return [_question(campaign, one, writer) for one in told]


def _question(campaign: Campaign, told: dict[str, Any], writer: User) -> Question:
    options = [{"label": label, "points": points, "knocks_out": out} for label, points, out in told["options"]]
    return Question.ask(campaign, by=writer, area=told["area"], text=told["text"], options=options)
