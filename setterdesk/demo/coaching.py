"""Coaching in the demo: a scorecard of each client, calls drawn by lot and judged, an answer, practice, readiness."""

from calls.forms.reviews import USUAL
from calls.models import CallAttempt, CallPick, PracticeCall, PracticeLead, Review, Reviewable, ReviewReply, Scorecard
from calls.scoring import Criterion
from office import clock
from office.models import Client, Role, User
from reports.models import ReadinessCriterion
from setterdesk.demo.campaigns import Effort
from setterdesk.demo.month import Month

SEED = 4711
WORDS = {
    "sam": (
        "You let her speak, and you asked why. Offer the second hour too.",
        5,
        "Thank you, I will.",
    ),
    "sue": ("Begin with our name and theirs; the rest was calm and clear.", 3, ""),
    "stella": ("A good ear. Keep to the order of the script until it sits.", 3, ""),
    "oscar": (
        "Short and friendly. Ask for the reason before you say goodbye.",
        4,
        "She hung up before I could.",
    ),
}
# figure, threshold, days, cases needed
ASKED = (
    ("held", 6, 30, 1),
    ("show_rate", 70, 30, 8),
    ("truly", 60, 30, 5),
    ("reviews", 75, 30, 3),
    ("weeks", 4, 90, 1),
)


def coach(month: Month) -> None:
    """What the managers have written by now, and a round of practice that every setter has begun."""
    for effort in {effort.campaign.client_id: effort for effort in month.efforts}.values():
        client = effort.campaign.client
        manager = month.house.one(Role.MANAGER, client.slug)
        manager.look_as([Role.MANAGER])
        card = Scorecard.write(client, [_criterion(*row) for row in USUAL], by=manager, name="Call review")
        for setter in month.house.holding(Role.SETTER, client.slug):
            judge(client, setter, card, by=manager)
            practise(effort, setter)
        for position, (figure, at_least, days, least_n) in enumerate(ASKED, 1):
            told = {"at_least": at_least, "days": days, "least_n": least_n, "position": position}
            ReadinessCriterion.ask(client, by=manager, figure=figure, **told)


def _criterion(text: object, kind: str, weight: int, is_fatal: bool, check: str) -> Criterion:
    return Criterion("", str(text), kind, weight, is_fatal, check)


def judge(client: Client, setter: User, card: Scorecard, *, by: User) -> None:
    """One call of the setter, drawn by lot from those that reached somebody."""
    notes, rating, answer = WORDS[setter.name.split()[0].lower()]
    today = clock.today(client.zone)
    first = today.replace(day=1) if today.day > 7 else today.fromordinal(today.toordinal() - 20)
    pick = CallPick.draw(client, by=by, first=first, last=today, count=1, seed=SEED, setter=setter)
    attempt: CallAttempt = Reviewable.seen_by(by).with_story().get(pk=pick.calls[0])
    ratings = {each.key: min(rating, each.ratings[-1]) for each in card.every}
    review = Review.give(attempt, card, ratings, by=by, notes=notes, pick=pick)
    if answer:
        ReviewReply.say(review, answer, by=setter)


def practise(effort: Effort, setter: User) -> None:
    """A round with one call over."""
    language = "el" if effort.told["setting"] == "greek" else "en"
    leads = PracticeLead.begin(effort.campaign, by=setter, language=language, seed=SEED)
    call = PracticeCall.dial(leads[0])
    call.take_turn("reason", "…")
    call.log(effort.dispositions["no-answer"])
