"""What marketing looks for among the leads that came back: all of it stands in the address."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.find import FindForm, named
from leads.models import Campaign, HandOff, ReturnReason
from office.models import Client, User

MIXES = (
    ("list", _("List")),
    ("campaign", _("Campaign")),
    ("setter", _("Setter")),
    ("source", _("Source")),
    ("supplier", _("Supplier")),
)
YEARS = range(1971, 2201)  # what a person may say; beyond lies the end of the calendar


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(_t("That is not a day of our calendar."))
        return day


class FindReturnsForm(FindForm):
    """Filters of the inbox. Without a state it shows what waits. Days are those of each client's own clock."""

    WORDS = {
        "q": "saying",
        "state": "in_state",
        "reason": "reasoned",
        "why": "with_why",
        "campaign": "in_campaign",
        "list": "on_list",
        "setter": "sent_by",
        "source": "from_source",
        "supplier": "from_supplier",
        "number": "of_pass",
        "first": "arrived_from",
        "last": "arrived_before",
        "day": "back_on",
        "step": "older_than",
    }
    FIRST = ("state", "reason", "campaign", "list")

    q = forms.CharField(label=_("Words"), required=False, max_length=120)
    state = forms.ChoiceField(label=_("State"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    campaign = forms.TypedChoiceField(label=_("Campaign"), required=False, coerce=int)
    list = forms.TypedChoiceField(label=_("List"), required=False, coerce=int)
    why = forms.TypedChoiceField(label=_("Your own reason"), required=False, coerce=int)
    setter = forms.TypedChoiceField(label=_("By whom"), required=False, coerce=int)
    source = forms.CharField(label=_("Source"), required=False, max_length=120)
    supplier = forms.TypedChoiceField(label=_("Supplier"), required=False, coerce=int)
    number = forms.IntegerField(label=_("Pass"), required=False, min_value=1, max_value=999)
    first = DayField(label=_("Arrived from"), required=False)
    last = DayField(label=_("Arrived until"), required=False)
    day = DayField(label=_("Comes back on"), required=False)
    step = forms.CharField(required=False, max_length=19, widget=forms.HiddenInput)

    def offer(self, user: User) -> None:
        self.clients = list(Client.objects.visible_to(user).by_name())
        states = [
            ("dated", _("Comes back on a day")),
            ("closed", _("Closed")),
            ("back", _("Back in the queue")),
            ("overtaken", _("Worked again meanwhile")),
            ("all", _("All")),
        ]
        rows = list(Campaign.objects.visible_to(user).names_with_lists())
        suppliers = {row.supplier: (row.supplier, row.supplier_name) for row in rows if row.supplier}
        self._offer("state", _("Waiting"), states)
        self._offer("reason", _("Any reason"), HandOff.Reason.choices)
        self._offer("why", _("Any reason"), reasons(ReturnReason.objects.visible_to(user).in_order()))
        self._offer("campaign", _("Any campaign"), {row.pk: (row.pk, row.name) for row in rows}.values())
        self._offer("list", _("Any list"), [(row.list, row.list_name) for row in rows if row.list])
        self._offer("setter", _("Anybody"), named(User.objects.visible_to(user).by_name()))
        self._offer("supplier", _("Any supplier"), sorted(suppliers.values(), key=lambda pair: pair[1]))

    @property
    def asked(self) -> dict[str, Any]:
        asked = {"state": "waiting", **super().asked}
        if "first" in asked:
            asked["first"] = self._begins(asked["first"])
        if "last" in asked:
            asked["last"] = self._begins(asked["last"] + timedelta(days=1))
        return asked

    def _begins(self, day: date) -> Mapping[int, datetime]:
        """When a day begins for each client."""
        return {one.pk: datetime.combine(day, time(0), ZoneInfo(one.zone)) for one in self.clients}

    @property
    def shown_first(self) -> Any:
        return [self[name] for name in self.FIRST]

    @property
    def shown_more(self) -> Any:
        """The fields that stand behind “More filters”."""
        return [self[name] for name in self.fields if name not in (*self.FIRST, "q", "step")]

    @property
    def asks_more(self) -> bool:
        return any(field.value() for field in self.shown_more)


def reasons(rows: Any) -> Any:
    """A client's own reasons as choices, by their kind."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        groups.setdefault(row.get_kind_display(), []).append((row.pk, row.label))
    return list(groups.items())
