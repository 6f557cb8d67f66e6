"""May we call? One gate, asked when a lead is claimed and again at every dial. Its answer is kept on the attempt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, Subquery
from django.utils.translation import gettext as _t

from calls import gatewords, rules
from calls.facts import Extract, Facts, facts_about, law
from calls.models.sheetrow import CallSheetRow
from calls.rules import Book
from calls.rules.limits import STRICT
from leads.models import Campaign, Enrollment, EnrollmentQuerySet, Priority, RegisterNumber, Suppression, WindowClass
from leads.regions import STATE_ZONES, state_of
from office.models import Compiled

NO_NUMBER, SUPPRESSED, AT_MAXIMUM = "house.no-number", "house.suppression", "house.attempts"
REGISTER = "register."  # and the register's slug
ON_PAPER = "house.on-paper"
TURNS = 40  # that one look for the next lawful moment may take
PROMISED = (Priority.CALLBACK, Priority.VAGUE, Priority.CONFIRM)  # no limit of attempts holds these back


@dataclass(frozen=True, slots=True)
class Answer:
    """Allowed, or not before a moment (UTC), or with no such moment never; with the ids of the rules that decided and,
    when refused, a sentence for the setter."""

    allowed: bool
    rule_ids: tuple[str, ...]
    not_before: datetime | None = None
    sentence: str = ""

    @property
    def kept(self) -> dict[str, object]:
        """What the attempt keeps of it."""
        return {"allowed": self.allowed, "rules": list(self.rule_ids)}


def where(window: WindowClass, campaign: Campaign | None = None) -> rules.WindowClass:
    """The stored class as the pure rules know it; of a campaign that calls consumers, or both, as one of those."""
    told = Campaign.Audience.BUSINESS if campaign is None else campaign.audience
    audience = window.audience if told == Campaign.Audience.BUSINESS else told
    return _where(tuple(window.zones), window.country, window.region, "" if audience == "mixed" else audience)


@lru_cache(maxsize=8_192)
def _where(zones: tuple[str, ...], country: str, region: str, audience: str) -> rules.WindowClass:
    """Laws name states by their code, lists as people write them; a state that cannot be read may be any."""
    state = state_of(country, region) if country in STATE_ZONES else region
    return rules.WindowClass(tuple(sorted(zones)), country, state, audience)


def place(enrollment: Enrollment) -> rules.WindowClass:
    """Where and what a lead is, in the campaign that calls it."""
    return where(enrollment.window_class, enrollment.campaign)


def book(enrollment: Enrollment) -> Book:
    """The rules in force for the lead's client."""
    told = vars(enrollment).get("facts")
    return Facts.read(told, "").book if told else law([enrollment.client_id])[enrollment.client_id]


def asks_consent(enrollment: Enrollment) -> bool:
    """Some rule of its place asks for a ground that is on record."""
    return rules.asks_consent(place(enrollment), book(enrollment))


def may_call(enrollment: Enrollment, at: datetime, *, number: str = "") -> Answer:
    """Ask everything: a number, suppressions of every scope, registers and their age, attempts, approval of the rules,
    consent, caps and silences, paper, the hours of all zones where the lead may be.

    `number`: the one to be dialled (E.164); the enrollment's next one unless said.
    """
    number = number or enrollment.next_number
    if not number:
        return Answer(False, (NO_NUMBER,), sentence=_t("This lead has no number that may be dialled."))
    known = _known(enrollment, at, number)
    facts, here = Facts.read(vars(known)["facts"], number), place(enrollment)
    barred = next(_bars(enrollment, at, known, facts), None)
    if barred:
        return Answer(False, barred[0], sentence=barred[1])
    if held := rules.holds(here, at, facts.book, facts.dials):
        free = soonest(here, at, facts)
        return Answer(False, tuple(hold.rule_id for hold in held), free, gatewords.held(enrollment, held, free))
    if paper := _on_paper_until(known):
        return Answer(False, (ON_PAPER,), paper, _t("This number stands on a paper call sheet just now."))
    hours = rules.judge(here, at, facts.book)
    if not hours.allowed:
        return Answer(False, hours.rule_ids, hours.not_before, gatewords.closed(enrollment, hours.not_before))
    return Answer(True, hours.rule_ids)


def soonest(here: rules.WindowClass, at: datetime, facts: Facts) -> datetime | None:
    """The first moment from `at` on that caps, silences and hours leave open; None: never, as far as we look."""
    for _turn in range(TURNS):
        held = rules.holds(here, at, facts.book, facts.dials)
        if any(hold.until is None for hold in held):
            return None
        later = max((hold.until for hold in held if hold.until), default=at)
        opens = rules.next_open(here, later, facts.book)
        if opens is None or (opens <= at and not held):
            return opens
        at = opens
    return None


def lawful_from(enrollment: Enrollment, at: datetime) -> datetime | None:
    """The first moment from `at` on at which this lead's next number may be called by the rules."""
    told = vars(_known(enrollment, at, enrollment.next_number))["facts"]
    return soonest(place(enrollment), at, Facts.read(told, enrollment.next_number))


def looked_back(enrollment: Enrollment, at: datetime, number: str) -> Answer:
    """Was a call that took place lawful? The hours of that moment, the calls before it, and a suppression that stood by
    then."""
    told = vars(asked_of(enrollment.pk, at, number))["facts"]
    facts, here = Facts.read(told, number), place(enrollment)
    hours = rules.judge(here, at, facts.book)
    if any(put.created_at <= at for put in Suppression.objects.in_force(at).covering(enrollment.lead, number)):
        return Answer(False, (SUPPRESSED,), sentence=_t("The number was on the do-not-call list."))
    if held := rules.holds(here, at, facts.book, facts.dials):
        return Answer(False, tuple(hold.rule_id for hold in held), sentence=gatewords.held(enrollment, held, None))
    sentence = "" if hours.allowed else _t("It was outside the calling hours of the lead’s place.")
    return Answer(hours.allowed, hours.rule_ids, sentence=sentence)


def _bars(
    enrollment: Enrollment, at: datetime, known: Enrollment, facts: Facts
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each reason why this lead may not be called at any hour, the gravest first."""
    here, register = place(enrollment), vars(known)["register"]
    if vars(known)["barred"]:
        yield (SUPPRESSED,), _t("This number must not be called: it is on the do-not-call list.")
    if register:
        yield (f"{REGISTER}{register['slug']}",), gatewords.registered(register["name"])
    if enrollment.attempts >= enrollment.campaign.max_attempts and enrollment.priority not in PROMISED:
        yield (AT_MAXIMUM,), gatewords.at_maximum(enrollment.attempts)
    if shut := [rule for rule in rules.concerned(here, facts.book) if rule.kind == "withheld"]:
        yield tuple(rule.id for rule in shut), gatewords.withheld(shut[0])
    if lacking := rules.without_consent(here, at, facts.book, facts.ground):
        yield lacking, _t("This person may be called only with their consent, and none is on record.")
    yield from without_register(here, at, facts.book, facts.registers)


def without_register(
    here: rules.WindowClass, at: datetime, laws: Book, registers: tuple[Extract, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where a rule asks for a register: one that is loaded must be fresh, and for consumers one must be loaded. Yields
    what is lacking: (ids of the rules, a sentence)."""
    rule = rules.registry_age(here, laws)
    if rule is None:
        return
    mine = [one for one in registers for code in rules.countries(here) if one.concerns(code, here.audience)]
    for old in (one for one in mine if not one.is_fresh(rule[1], at)):
        yield (rule[0], f"{REGISTER}{old.slug}"), gatewords.too_old(old.name)
    if not mine and here.audience in STRICT:
        yield (rule[0],), _t("The do-not-call register of this country is not loaded: nobody may be called before.")


def asked(at: datetime, number: str = "") -> EnrollmentQuerySet:
    """Passes that come with the answers whether a suppression or a register bars the number (the next one unless said),
    whether it is on paper, and with all other facts that the gate asks for, so that asking costs no query more."""
    reserving = CallSheetRow.objects.reserving(at)
    rows = reserving.of_number(number) if number else reserving.of_outer_pass()
    known: EnrollmentQuerySet = Enrollment.objects.with_story().annotate(
        barred=Exists(Suppression.objects.in_force(at).covering_pass(number)),
        register=Subquery(RegisterNumber.objects.barring(number)),
        on_paper=Subquery(rows.values("sheet__valid_until")[:1]),
        facts=facts_about(number),
    )
    return known


_NEXT = Compiled(lambda at, pk: asked(at).numbered([pk]), at=datetime, pk=int)
_SAID = Compiled(lambda at, number, pk: asked(at, number).numbered([pk]), at=datetime, number=str, pk=int)


def asked_of(pk: int, at: datetime, number: str = "") -> Enrollment:
    """One pass of asked()."""
    return _SAID.get(at=at, number=number, pk=pk) if number else _NEXT.get(at=at, pk=pk)


def _on_paper_until(known: Enrollment) -> datetime | None:
    until: datetime | None = vars(known)["on_paper"]
    return until


def _known(enrollment: Enrollment, at: datetime, number: str) -> Enrollment:
    """The pass with all that asked() tells of this number."""
    has_all = "facts" in vars(enrollment) and "barred" in vars(enrollment) and number == enrollment.next_number
    return enrollment if has_all else asked_of(enrollment.pk, at, number)
