"""A small world in which every object of a URL exists twice: once at client a, once at client b.

`things(side)` names them as the URLs do: `<int:lead>` is `things["lead"]`. A new object in a URL is a line here.
"""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from appointments.models import CalendarFeed, MeetingKind, OtherCalendar, Override, PoolMember, TimeOff, Wish
from appointments.models.ownlink import own_token
from calls import queue
from calls.models import (
    Absence,
    Briefing,
    CallAttempt,
    Callback,
    CallPick,
    CallSheet,
    ClientRule,
    Disposition,
    InboundCall,
    Objection,
    PauseCode,
    PracticeCall,
    PracticeLead,
    Review,
    Scorecard,
    Script,
    ScriptStep,
    ScriptVariant,
)
from calls.scoring import Criterion
from leads.mailreading import Letter
from leads.models import (
    Activity,
    Ad,
    Campaign,
    Customer,
    Enquiry,
    HandOff,
    ImportProfile,
    InboundMail,
    Lead,
    LeadList,
    LeadMerge,
    MailBar,
    MailLink,
    NurtureStep,
    NurtureTrack,
    PerhapsSame,
    ProductAnswer,
    RegisterExtract,
    ReturnReason,
    SharedNumber,
    Supplier,
    Suppression,
    WatchedFolder,
)
from leads.states import Stage
from office import clock
from office.models import ApiToken, Invitation, Membership, Role
from reports.models import ReadinessCriterion
from tests import factories


def sides(cast: SimpleNamespace) -> tuple[SimpleNamespace, SimpleNamespace]:
    """The people of each client by role."""
    mine = SimpleNamespace(
        client=cast.a, setter=cast.sam, rep=cast.rita, marketing=cast.mia, manager=cast.mo,
        account_manager=cast.alex, administrator=cast.ada, viewer=cast.vic,
    )  # fmt: skip
    boss = factories.person("Bea", (cast.b, Role.ADMINISTRATOR), email="bea@other.test")
    theirs = SimpleNamespace(
        client=cast.b, setter=cast.oscar, rep=cast.oren, marketing=cast.olga, manager=cast.otto,
        account_manager=cast.otto, administrator=boss, viewer=cast.otto,
    )  # fmt: skip
    return mine, theirs


def things(side: SimpleNamespace) -> dict[str, Any]:
    """What stands in URLs, at one client."""
    invitation, token = Invitation.send(
        client=side.client, email=f"new@{side.client.slug}.test", name="New", role=Role.SETTER, by=side.administrator
    )
    campaign = factories.campaign(side.client, side.manager, name="World")
    enrollment = factories.enrolled(campaign, side.marketing)
    kind = factories.bookable(campaign, side.rep)
    meeting = factories.booked(enrollment, kind, side.setter)
    won = factories.enrolled(campaign, side.marketing)
    won.become(Stage.APPOINTMENT_SET)
    customer = Customer.win(won, by=side.rep, value=Decimal(100))
    time_off = TimeOff.take(
        side.rep, starts_at=meeting.ends_at, ends_at=meeting.ends_at + timedelta(days=1), by=side.rep
    )
    returned = factories.enrolled(campaign, side.marketing)
    handoff = HandOff.give_back(returned, stage=Stage.DISQUALIFIED, reason="permanent", by=side.setter)
    HandOff.objects.of_lead(returned.lead).update(state=HandOff.State.FAILED)  # as five faults leave it
    put = Suppression.put("+306900000000", client=side.client, source="asked", by=side.manager)
    chief = factories.chief(name=f"Chief-{side.client.slug}")
    extract = factories.extract(factories.register(chief), chief, "6900000000", take_in=False)
    RegisterExtract.objects.update(state=RegisterExtract.State.FAILED)
    product = ProductAnswer.write(campaign, by=side.manager, question="How much?", answer="It depends.")
    factories.held(factories.enrolled(campaign, side.marketing), kind, side.setter)
    promised = Callback.promise(
        factories.enrolled(campaign, side.marketing), at=clock.now() + timedelta(hours=1), by=side.setter
    )
    paper = factories.campaign(side.client, side.manager, name="Paper")
    factories.enrolled(paper, side.marketing)
    sheet = CallSheet.print(paper, setter=side.setter, by=side.setter, day=clock.today(paper.zone), count=1)
    keyed = CallAttempt.report(sheet.rows.get(), Disposition.lay(paper)[0], by=side.setter)
    factories.enrolled(campaign, side.marketing)
    judged = CallAttempt.dial(queue.claim(side.setter), by=side.setter)
    judged.log(Disposition.lay(judged.enrollment.campaign)[0], by=side.setter)
    stand_in = factories.person(f"Stand-in {side.client.slug}", (side.client, Role.SETTER))
    inbound = InboundCall.take(factories.enrolled(campaign, side.marketing).lead, by=side.setter)
    inbound.attempt.log(Disposition.lay(campaign)[0], by=side.setter)
    briefing = Briefing.write(side.client, "World", by=side.manager)
    briefing.read(by=side.setter)
    later = clock.now() + timedelta(days=1)
    absence = Absence.begin(
        stand_in, client=side.client, starts_at=later, ends_at=later + timedelta(days=1), stand_in=None, by=side.manager
    )
    claimed = queue.claim(side.setter)
    attempt = CallAttempt.dial(claimed, by=side.setter)
    lead_list = LeadList.open(campaign=campaign, name="World", by=side.marketing)
    web_form = factories.web_form(lead_list, side.marketing)
    api_token, signs = ApiToken.make(client=side.client, name="World", by=side.administrator)
    came = factories.arrival(lead_list, side.marketing, token=api_token)
    folder = WatchedFolder.open(
        lead_list=lead_list, by=side.marketing, name="in", country="GR", loads_as=side.marketing
    )
    handed_in = factories.lead_import(campaign, side.marketing, "Name,Phone", "Ann,6912345678")
    others = [
        factories.lead(side.client, side.marketing, first_name=name, last_name="Same")
        for name in ("Ann", "Ann", "Bea", "Bea")
    ]
    PerhapsSame.objects.create(client=side.client, left=others[0], right=others[1], score=50)
    SharedNumber.objects.create(client=side.client, number="+302101234567", people=3)
    return {
        "client": side.client.pk,
        "person": side.setter.pk,
        "membership": Membership.objects.of(side.setter).get().pk,
        "invitation": invitation.pk,
        "token": token,
        "campaign": campaign.pk,
        "supplier": Supplier.open(client=side.client, name="World Data", by=side.marketing).pk,
        "lead_list": LeadList.open(campaign=campaign, name="World", by=side.marketing, supplier="World Data").pk,
        "lead_import": handed_in.pk,
        "profile": ImportProfile.save_as("World", handed_in, by=side.marketing).pk,
        "lead": enrollment.lead_id,
        "other": others[0].pk,
        "pair": PerhapsSame.objects.between(others[0], others[1]).get().pk,
        "merge": LeadMerge.make(others[2], others[3], by=side.marketing).pk,
        "shared_number": SharedNumber.objects.of_client(side.client).get().pk,
        "enrollment": enrollment.pk,
        "meeting": meeting.pk,
        "member": PoolMember.objects.of_campaign(campaign).get().pk,
        "appointments.token": own_token(meeting),
        "appointments:feed.token": CalendarFeed.make(by=side.rep).rpartition("/")[2].removesuffix(".ics"),
        "calendar": OtherCalendar.connect(
            by=side.rep, name="World", address="https://8.8.8.8/", username="w", password="w"
        ).pk,
        "letter": "reminder",
        "language": "en",
        "customer": customer.pk,
        "time_off": time_off.pk,
        "override": Override.put(side.rep, meeting.ends_at.date() + timedelta(days=9), [], by=side.rep).pk,
        "kind": kind.pk,
        "wish": waits(side, campaign, kind).pk,
        "row": 2,
        "line": Activity.objects.of_lead(enrollment.lead).newest()[0].pk,
        "handoff": handoff.pk,
        "reason": ReturnReason.lay(side.client)[0].pk,
        "list_handoff": factories.list_handoff(campaign, side.marketing).pk,
        "suppression": put.pk,
        "register": extract.register_id,
        "extract": extract.pk,
        "question": factories.question(campaign).pk,
        "answer": product.pk,
        "web_form": web_form.pk,
        "ad": Ad.open(campaign=campaign, code="WORLD", label="World", by=side.marketing).pk,
        "folder": folder.pk,
        "api_token": api_token.pk,
        "signs": signs,
        "leads:fill.token": web_form.token,
        "leads:api_import.lead_import": came.lead_import_id,
        **nurture(side, enrollment.lead),
        "own_rule": ClientRule.lay(side.client, by=side.manager, reason="World", silence=30).pk,
        "rule_file": "house",
        **coaching(side, judged),
        **words(side, campaign),
        "enquiry": Enquiry.ask(enrollment, "Why?", by=side.setter).pk,
        "sheet": sheet.pk,
        "attempt": keyed.pk,
        "briefing": briefing.pk,
        "code": PauseCode.open(client=side.client, label="World", is_paid=True, by=side.manager).pk,
        "absence": absence.pk,
        "inbound": inbound.pk,
        "calls.pk": claimed.pk,
        "calls:event.pk": attempt.pk,
        "calls:log.pk": attempt.pk,
        "calls:undo.pk": attempt.pk,
        "calls:take.pk": promised.pk,
        "calls:amend.pk": attempt.pk,
        "disposition": Disposition.lay(campaign)[0].pk,
        "template": factories.info_mail(campaign, side.manager).pk,
    }


def waits(side: SimpleNamespace, campaign: Campaign, kind: MeetingKind) -> Wish:
    """A lead on the waitlist."""
    waiting = factories.enrolled(campaign, side.marketing)
    return factories.wish(waiting, kind, side.setter)


def words(side: SimpleNamespace, campaign: Campaign) -> dict[str, Any]:
    """A script that is read, with a setter's wish for a step; a draft; an objection."""
    read = Script.draft(campaign, by=side.manager)
    said = ScriptStep.write(read, by=side.manager, title="Opening", say="Hello.")
    read.approve(by=side.manager)
    draft = Script.draft(campaign, by=side.manager)
    objection = Objection.prepare(campaign, by=side.manager, phrase="No time", responses=["Two minutes."])
    return {
        "script": draft.pk,
        "script_step": draft.steps.get().pk,
        "calls:vary.script_step": said.pk,
        "variant": ScriptVariant.propose(said, ["Hi."], by=side.setter).pk,
        "objection": objection.pk,
    }


def nurture(side: SimpleNamespace, lead: Lead) -> dict[str, Any]:
    """A track with a mail, two mails that came in, an address that gets none, and the link at the foot of a mail."""
    track = NurtureTrack.open(client=side.client, name="World", by=side.marketing)
    mail = InboundMail.receive(Letter(subject="Hm"), client=side.client, key="world:1", source="Postmark")
    InboundMail.objects.sweep()
    failed = InboundMail.receive(Letter(subject="Hm"), client=side.client, key="world:2", source="Postmark")
    InboundMail.objects.filter(pk=failed.pk).update(state=InboundMail.State.FAILED)  # as five faults leave it
    address = f"world@{side.client.slug}.test"
    MailBar.put(address, client=side.client, why="asked", evidence="By letter")
    return {
        "track": track.pk,
        "step": NurtureStep.write(track, by=side.marketing, subject="Hello", body="How are you?").pk,
        "mail": mail.pk,
        "leads:mail_retry.mail": failed.pk,
        "bar": MailBar.objects.of_address(address).get().pk,
        "leads:unsubscribe.token": MailLink.issue(lead, matter="world:1").rstrip("/").rpartition("/")[2],
    }


def coaching(side: SimpleNamespace, judged: CallAttempt) -> dict[str, Any]:
    """A call drawn and judged, practice calls (one of them over), and a criterion of readiness."""
    CallAttempt.objects.filter(pk=judged.pk).update(logged_at=clock.now() - timedelta(hours=1))
    judged.refresh_from_db()
    today = clock.today(side.client.zone)
    pick = CallPick.draw(side.client, by=side.manager, first=today, last=today, count=1, seed=1, what="every")
    card = Scorecard.write(side.client, [Criterion("", "Opening")], by=side.manager, name="World")
    review = Review.give(judged, card, {"c1": 5}, by=side.manager, pick=pick)
    leads = PracticeLead.begin(judged.enrollment.campaign, by=side.setter, language="en", seed=1)
    over = PracticeCall.dial(leads[0])
    over.log(Disposition.lay(judged.enrollment.campaign)[0])
    criterion = ReadinessCriterion.ask(side.client, by=side.manager, figure="held", at_least=1)
    return {
        "pick": pick.pk,
        "review": review.pk,
        "calls:review.attempt": judged.pk,
        "calls:review_draft.attempt": judged.pk,
        "practice_lead": leads[1].pk,
        "practice_call": PracticeCall.dial(leads[1]).pk,
        "calls:practice_call.practice_call": over.pk,
        "criterion": criterion.pk,
    }
