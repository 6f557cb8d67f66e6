"""What becomes of meetings and returns in the demo: reps say how it went, sweeps run, won customers are taken over."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.test.utils import override_settings

from appointments.models import Appointment, Feedback
from leads.models import Customer, HandOff, ListHandOff
from office import clock
from office.models import Message, Role
from setterdesk.demo.house import House

RESULTS = {"held": 40, "won": 17, "lost": 14, "no_show": 19, "unqualified": 10}
WORDS = {
    "lost": ("Chose a rival", "Price", "Put off to next year"),
    "unqualified": ("No cold store after all", "Does not decide", "Wanted a repair, not an audit"),
}
NOTHING_LEAVES = "django.core.mail.backends.dummy.EmailBackend"
FRESH, WAITING = timedelta(days=4), 2  # of the last days' meetings, so many of each client wait for the rep's word


@dataclass
class Afterwards:
    """The evening of a working day."""

    house: House
    dice: Random
    today: datetime
    waiting: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def evening(self) -> None:
        """Background work that is due, then the reps' feedback, then account management."""
        self.sweep()
        for meeting in Appointment.objects.awaiting_feedback(clock.now()).shown():
            if not self._waits(meeting):
                self.say_how_it_went(meeting)
        self.take_over()
        self.take_lists()

    def sweep(self) -> None:
        """Returns travel, leads come back on their day, letters are sent, but none of the demo's leaves the house."""
        HandOff.objects.sweep()
        ListHandOff.note_all()
        with override_settings(EMAIL_BACKEND=NOTHING_LEAVES):
            Message.objects.sweep()

    def _waits(self, meeting: Appointment) -> bool:
        """Whether this meeting is one of those that the demo leaves to be told of."""
        waiting = self.waiting[meeting.client_id]
        if meeting.ends_at >= self.today - FRESH and len(waiting) < WAITING:
            waiting.add(meeting.pk)
        return meeting.pk in waiting

    def say_how_it_went(self, meeting: Appointment) -> None:
        result = self.dice.choices(list(RESULTS), list(RESULTS.values()))[0]
        words = {
            "reason": self.dice.choice(WORDS.get(result, ("",))),
            "was_qualified": self.dice.random() < 0.85,
            "value": Decimal(self.dice.randrange(12, 140) * 100) if result == "won" else None,
            "next_step": "Offer by e-mail" if result == "held" else "",
        }
        Feedback.give(meeting, result, by=meeting.rep, **words)

    def take_over(self) -> None:
        """The account manager accepts who was won some days ago; the newest still waits."""
        for manager in self.house.holding(Role.ACCOUNT_MANAGER):
            won = Customer.objects.of_client(self.house.clients["aegean"]).newest()
            for customer in [one for one in won if not one.handoff.accepted_at][1:]:
                customer.accept(by=manager)

    def take_lists(self) -> None:
        """The setters' managers accept what marketing handed over; the newest still waits."""
        for slug, client in self.house.clients.items():
            manager = self.house.one(Role.MANAGER, slug)
            for handed in list(ListHandOff.objects.of_client(client).unanswered().newest())[1:]:
                handed.accept(by=manager)
