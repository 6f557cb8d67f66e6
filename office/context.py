"""What every page needs of the person who looks at it."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from office.models import Role, User


@dataclass(frozen=True)
class Place:
    """A place of the navigation: its URL name, words, icon and the letter of `G` + letter."""

    name: str
    label: str | Promise
    icon: str
    letter: str


@dataclass(frozen=True)
class Group:
    """Places that belong together, as the rail shows them."""

    name: str
    title: str | Promise
    items: list[dict[str, Any]]


GROUPS: tuple[tuple[str, str | Promise, tuple[Place, ...]], ...] = (
    (
        "work",
        "",
        (
            Place("calls:desk", _("Call desk"), "headset", "d"),
            Place("calls:callbacks", _("My callbacks"), "phone-incoming", "k"),
            Place("calls:sheets", _("Call sheets"), "printer", "e"),
            Place("reports:my_day", _("My day"), "sun", "y"),
            Place("calls:my_reviews", _("My reviews"), "message-2-star", "8"),
            Place("calls:practice", _("Practice"), "mood-smile", "9"),
            Place("appointments:week", _("My meetings"), "calendar-event", "m"),
            Place("appointments:hours", _("My hours"), "clock", "h"),
            Place("leads:list", _("Leads"), "users", "l"),
            Place("leads:customers", _("Customers"), "heart-handshake", "c"),
            Place("calls:briefings", _("Briefings"), "book", "g"),
        ),
    ),
    (
        "run",
        _("Run"),
        (
            Place("leads:campaigns", _("Campaigns"), "target-arrow", "a"),
            Place("calls:order", _("Queue"), "list-check", "n"),
            Place("appointments:waitlist", _("Waitlist"), "hourglass", "3"),
            Place("leads:lists", _("Lists"), "clipboard-list", "s"),
            Place("leads:imports", _("Imports"), "upload", "i"),
            Place("leads:doors", _("Doors"), "door-enter", "o"),
            Place("leads:suppliers", _("Suppliers"), "package", "u"),
            Place("leads:duplicates", _("Duplicates"), "git-merge", "z"),
            Place("leads:returns", _("Returns"), "arrow-back-up", "r"),
            Place("leads:tracks", _("Nurture"), "mail-fast", "v"),
            Place("appointments:letters", _("Letters"), "mail", "4"),
            Place("leads:suppressions", _("Do not call"), "ban", "b"),
            Place("leads:registers", _("Registers"), "gavel", "j"),
            Place("calls:rules", _("Calling rules"), "scale", "5"),
            Place("leads:handed_over", _("Handed over"), "inbox", "w"),
        ),
    ),
    (
        "measure",
        _("Measure"),
        (
            Place("reports:dashboard", _("Performance"), "chart-bar", "p"),
            Place("reports:wallboard", _("Wallboard"), "device-tv", "6"),
            Place("reports:speed", _("Speed to lead"), "bolt", "f"),
            Place("reports:quality", _("Lead quality"), "certificate", "q"),
            Place("calls:reviews", _("Reviews"), "clipboard-check", "7"),
            Place("reports:readiness", _("Readiness"), "user-star", "0"),
            Place("reports:exports", _("Exports"), "file-export", "x"),
        ),
    ),
    ("house", _("House"), (Place("office:people", _("Team"), "user-check", "t"),)),
)


def face(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html: demo mode, and the navigation of this person (asked for only where a page shows it)."""
    user = getattr(request, "user", None)
    many = isinstance(user, User) and user.has_many_clients
    held = {role for role, _client in user.roles} if isinstance(user, User) else set()
    palette = {"can_search": bool(held - {Role.VIEWER}), "takes_leads": Role.SETTER in held}
    return {"demo": settings.DEMO, "navigation": partial(navigation_for, request), "many_clients": many, **palette}


def navigation_for(request: HttpRequest) -> list[Group]:
    """The groups of places whose doors open to this person; none for a stranger."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    groups = [
        Group(name, title, [item for place in places if (item := shown(place, user))]) for name, title, places in GROUPS
    ]
    mark_current([item for group in groups for item in group.items], request.path)
    return [group for group in groups if group.items]


def shown(place: Place, user: User) -> dict[str, Any] | None:
    """A place as the rail shows it, or None when its door is shut to the person or not built."""
    try:
        url = reverse(place.name)
    except NoReverseMatch:
        return None
    if not user.is_any(*getattr(resolve(url).func, "door", ())):
        return None
    return {"url": url, "label": place.label, "icon": place.icon, "letter": place.letter}


def mark_current(items: list[dict[str, Any]], path: str) -> None:
    """The place whose address is the longest beginning of the path is where the person is."""
    near = [item for item in items if path.startswith(item["url"])]
    if near:
        max(near, key=lambda item: len(item["url"]))["current"] = True
