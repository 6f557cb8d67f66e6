"""Marketing hands leads to the setters, a list at a time; the setters' manager takes them, or gives them back."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import models, transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.enrollment import Enrollment
from leads.models.handoff import HandOff
from leads.models.inbox import Team
from leads.models.leadimport import LeadImport
from leads.models.leadlist import LeadList
from leads.models.listhandoffs import TRICKLES, ListHandOffQuerySet
from leads.models.passes import LEASE, EnrollmentQuerySet
from leads.models.returnreason import Kind, ReturnReason
from leads.states import Stage
from office import clock, isolation
from office.models import Client, Job, Notice, Refused, Role, User

if TYPE_CHECKING:
    from collections.abc import Iterable

CHUNK = 200  # leads that are given back in one transaction
RECENT = timedelta(days=30)  # what was loaded longer ago is not asked about any more
ASKED = "/handed-over/"


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("accepted_at", "rejected_at")), pghistory.DeleteEvent()
)
class ListHandOff(Job):
    """Leads that went from marketing to the setters together: a loaded import, or returned leads of a campaign.

    `count`: leads handed over; `taken_back`: those that a rejection gave back. As a job it is due only while a
    rejection is being carried out. `joined`: an import of one or a few rows (a web form, the JSON door) is counted
    with an earlier one of its list that is not answered yet.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_constraint=False)
    lead_list = models.ForeignKey(LeadList, models.PROTECT, null=True, related_name="+", db_constraint=False)
    lead_import = models.OneToOneField(
        LeadImport, models.CASCADE, null=True, related_name="handed_over", db_constraint=False
    )
    joined = models.ForeignKey("self", models.CASCADE, null=True, related_name="others", db_constraint=False)
    count = models.PositiveIntegerField(_("leads"))
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(_("handed over"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    why = models.ForeignKey(ReturnReason, models.PROTECT, null=True, related_name="+", db_constraint=False)
    note = models.TextField(_("note"), blank=True)
    taken_back = models.PositiveIntegerField(default=0)

    objects = ListHandOffQuerySet.as_manager()

    personal = ("note",)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="listhandoff_due"),
            models.Index(fields=["client", "-handed_at"], name="listhandoff_handed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(rejected_at__isnull=True),
                name="accepted_or_rejected",
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(lead_import__isnull=True, accepted_at__isnull=True, rejected_at__isnull=True),
                name="one_pile_of_returned",
            ),
        ]

    def __str__(self) -> str:
        return str(self.lead_list) if self.lead_list else _t("Returned leads of “%(name)s”") % {"name": self.campaign}

    @classmethod
    def note_all(cls) -> int:
        """The sweep: write down what was handed over and stands nowhere yet. Returns how many hand-overs are new."""
        with isolation.seeing(Client.objects.values_list("pk", flat=True)):
            since = clock.now() - RECENT
            loaded = LeadImport.objects.filter(step=LeadImport.Step.LOADED, finished_at__gte=since, handed_over=None)
            loaded = loaded.select_related("lead_list__campaign", "client", "by")
            made = [cls.of_import(each) for each in loaded]
            clients = HandOff.objects.brought_back(since).order_by().values_list("client_id", flat=True).distinct()
            return sum(made) + sum(cls.of_returns(client) for client in clients)

    @classmethod
    @transaction.atomic
    def of_import(cls, made: LeadImport) -> int:
        """Note a loaded import; 0 when it is noted already, or joins one that waits for its answer."""
        pile = cls._pile_of(made)
        told = {"campaign": made.lead_list.campaign, "lead_list": made.lead_list, "by": made.by, "joined": pile}
        at = {"handed_at": made.finished_at or clock.now(), "state": cls.State.DONE}
        start = {"client_id": made.client_id, "count": 0, **told, **at}
        found, new = cls.objects.get_or_create(lead_import=made, defaults=start)
        if not new:
            return 0
        whole = pile or found
        cls.objects.filter(pk=whole.pk).update(count=models.F("count") + Enrollment.objects.begun_by([made]).count())
        whole.refresh_from_db()
        if whole == found and whole.count:
            whole._ask_managers()
        return int(whole == found)

    @classmethod
    def _pile_of(cls, made: LeadImport) -> "ListHandOff | None":
        """What a trickling import joins, locked until it has."""
        if made.door not in TRICKLES:
            return None
        waiting = cls.objects.unanswered().trickling_into(made.lead_list_id).exclude(lead_import=made)
        return waiting.order_by("pk").select_for_update(of=("self",)).first()

    @classmethod
    @transaction.atomic
    def of_returns(cls, client: int) -> int:
        """Note returned leads that came back into a queue: those of one campaign are one pile until it is answered."""
        back = HandOff.objects.of_client(client).brought_back(clock.now() - RECENT).with_next_campaign()
        piles: dict[tuple[int, int | None], list[HandOff]] = {}
        for handoff in back.select_for_update(of=("self",), skip_locked=True)[:5_000]:
            piles.setdefault((vars(handoff)["next_campaign"], handoff.to_user_id), []).append(handoff)
        return sum(cls._pile(client, campaign, by, handoffs) for (campaign, by), handoffs in piles.items())

    @classmethod
    def _pile(cls, client: int, campaign: int, by: int | None, handoffs: "list[HandOff]") -> int:
        start = {"client_id": client, "count": 0, "by_id": by, "handed_at": clock.now(), "state": cls.State.DONE}
        waiting = {"lead_import": None, "accepted_at": None, "rejected_at": None}
        found, new = cls.objects.get_or_create(campaign_id=campaign, **waiting, defaults=start)
        found.count = models.F("count") + len(handoffs)
        found.save(update_fields=["count"])
        HandOff.objects.filter(pk__in=[handoff.pk for handoff in handoffs]).update(back_in=found.pk)
        if new:
            found.refresh_from_db()
            found._ask_managers()
        return int(new)

    @property
    def passes(self) -> EnrollmentQuerySet:
        """The passes that it began."""
        made = Enrollment.objects.of_client(self.client_id)
        if self.lead_import is None:
            return made.begun_again_in(self.pk)
        return made.begun_by([self.lead_import, *(other.lead_import for other in self.others.with_import())])

    @transaction.atomic
    def accept(self, *, by: User) -> None:
        """The setters' side takes the leads. Refused when it has been answered."""
        self._answer(accepted_at=clock.now(), answered_by=by)
        self._tell_marketing(_("%(name)s: the setters accepted the leads."), by)

    @transaction.atomic
    def reject(self, *, by: User, why: ReturnReason, note: str = "") -> None:
        """The setters' side gives the leads back: those that nobody touched leave the queue at once, and are carried
        to marketing by the sweep; those worked already stay. Refused when it has been answered."""
        why.heard(why.label, note)
        due = {"state": self.State.DUE, "due_at": clock.now(), "attempts": 0}
        self._answer(rejected_at=clock.now(), answered_by=by, why=why, note=note.strip(), **due)
        self.passes.untouched().unclaimed().put_aside()
        self._tell_marketing(_("%(name)s: the setters gave the leads back: %(why)s"), by)

    def _answer(self, **answer: Any) -> None:
        if not ListHandOff.objects.unanswered().filter(pk=self.pk).update(**answer):
            raise Refused(_t("This has been answered already."))
        self.refresh_from_db()

    def perform(self) -> None:
        """Give back what nobody has touched; what is offered to a setter just now is asked about again."""
        while self._give_back_some():
            pass
        with self.fenced():
            if self.passes.untouched().exists():
                return self.again_at(clock.now() + LEASE)
            return self.finish()

    def _give_back_some(self) -> bool:
        with self.fenced():
            passes = list(self.passes.untouched().unclaimed().select_related("lead").locking()[:CHUNK])
            for enrollment in passes:
                enrollment.become(Stage.DISQUALIFIED, reason=str(self.why))
            HandOff.objects.bulk_create([self._returned(enrollment) for enrollment in passes])
            Activity.objects.bulk_create([self._line(enrollment) for enrollment in passes])
            self._write(taken_back=self.taken_back + len(passes), attempts=0)
            return bool(passes)

    def _returned(self, enrollment: Enrollment) -> HandOff:
        return HandOff(
            client_id=self.client_id,
            lead_id=enrollment.lead_id,
            enrollment=enrollment,
            from_team=Team.SETTERS,
            to_team=Team.MARKETING,
            reason=self._kind,
            label=str(self.why),
            why=self.why,
            note=self.note,
            before_contact=True,
            stage=Stage.DISQUALIFIED,
            by=self.answered_by,
            state=self.State.DONE,
            created_at=clock.now(),
            carried_at=clock.now(),
        )

    @property
    def _kind(self) -> str:
        """Rejected leads have no day: “not now” is no kind of theirs."""
        return self.why.kind if self.why and self.why.kind != Kind.TEMPORARY else Kind.DATA

    def _line(self, enrollment: Enrollment) -> Activity:
        told = {"reason": self._kind, "label": str(self.why), "note": self.note}
        about = {"client_id": self.client_id, "lead_id": enrollment.lead_id, "kind": Activity.Kind.RETURNED}
        return Activity(**about, by=self.answered_by, at=clock.now(), details=told)

    def _ask_managers(self) -> None:
        text = _("Handed over to the setters: %(name)s (%(n)d)")
        self._tell(User.objects.holding(Role.MANAGER, client=self.client), text, None)

    def _tell_marketing(self, text: Any, by: User) -> None:
        people = [self.by] if self.by else User.objects.holding(Role.MARKETING, client=self.client)
        self._tell(people, text, by)

    def _tell(self, people: "Iterable[User]", text: Any, by: User | None) -> None:
        words = {"n": self.count, "name": self, "why": self.why or ""}
        said: Any = lazy(lambda: str(text) % words, str)()  # in the language of whoever reads it
        for person in people:
            if person != by and person.is_active:
                Notice.tell(person, said, client=self.client, url=ASKED)
