"""The filters of a report: they live in the URL, so that a page can be sent to a colleague."""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appointments.walltime import YEARS
from leads.models import Campaign, LeadList
from office.models import Client, Membership, Role, User
from reports.periods import LONGEST
from reports.scope import Scope

PERIODS = (
    ("today", _("Today")),
    ("week", _("This week")),
    ("7d", _("Last 7 days")),
    ("30d", _("Last 30 days")),
    ("custom", _("Custom")),
)


class FilterForm(forms.Form):
    """Period, client, campaign, setter and list. An empty form is this week of all clients in view."""

    usual: ClassVar[str] = "week"  # the period where none is asked for
    narrow: ClassVar[tuple[str, ...]] = ("client", "campaign", "setter", "lead_list")

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    client = forms.TypedChoiceField(label=_("Client"), coerce=int, empty_value=None, required=False)
    campaign = forms.TypedChoiceField(label=_("Campaign"), coerce=int, empty_value=None, required=False)
    setter = forms.IntegerField(label=_("Setter"), required=False)
    lead_list = forms.IntegerField(label=_("List"), required=False)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__({**data.dict(), "period": data.get("period") or self.usual})
        self.user = user
        self.campaigns: list[Campaign] = list(Campaign.objects.visible_to(user).by_name())
        self.fields["client"].choices = [("", _("All clients")), *self.clients.items()]  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            ("", _("All campaigns")),
            *((campaign.pk, campaign.name) for campaign in self.campaigns),
        ]
        self.fields["setter"].widget = forms.Select(choices=[("", _("All setters")), *self.setters.items()])
        self.fields["lead_list"].widget = forms.HiddenInput()
        for name in ("client", "campaign", "setter"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("first", "last"):
            self.fields[name].widget.attrs["class"] = "form-control"

    @cached_property
    def clients(self) -> dict[int, Client]:
        """The clients in view that have a campaign."""
        return {campaign.client_id: campaign.client for campaign in self.campaigns}

    @cached_property
    def setters(self) -> dict[int, str]:
        members = Membership.objects.visible_to(self.user).holding(Role.SETTER).by_person()
        return {member.user_id: member.user.name for member in members}

    @cached_property
    def list_chosen(self) -> LeadList | None:
        """The one list that the report is narrowed to."""
        pk = self.cleaned_data.get("lead_list")
        return LeadList.objects.visible_to(self.user).in_bulk([pk]).get(pk) if pk else None

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        first, last = asked.get("first"), asked.get("last")
        if asked.get("period") == "custom":
            if not first or not last or not {first.year, last.year} <= set(YEARS):
                self.add_error("first", _("Give the first and the last day."))
            elif last < first:
                self.add_error("last", _("The last day lies before the first."))
            elif (last - first).days >= LONGEST:
                self.add_error("last", _("At most three years at a time."))
        return asked

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked for and understood; where it was not, the usual period of everything."""
        return self.cleaned_data if self.is_valid() else {"period": self.usual}

    def scope(self, now: datetime) -> Scope:
        """What the report looks at."""
        asked = self.asked
        return Scope.of(
            self._zones(),
            asked["period"],
            now,
            asked.get("first"),
            asked.get("last"),
            campaign=asked.get("campaign"),
            setter=asked.get("setter"),
            lead_list=asked.get("lead_list"),
        )

    def _zones(self) -> dict[int, str]:
        """Whose days are counted on which clock: a campaign's own, else each client's."""
        campaign, client = self.asked.get("campaign"), self.asked.get("client")
        if campaign:
            return {one.client_id: one.zone for one in self.campaigns if one.pk == campaign}
        return {pk: one.zone for pk, one in self.clients.items() if client in (None, pk)}

    def query(self) -> dict[str, str]:
        """The filters as the URL says them; of a period by name, not its days."""
        days = ("first", "last") if self.asked["period"] == "custom" else ()
        names = ("period", *days, *self.narrow)
        return {name: str(self.asked[name]) for name in names if self.asked.get(name)}


class SpeedForm(FilterForm):
    """The same for the clocks of hot leads, who have no setter yet, but a source."""

    source = forms.CharField(label=_("Source"), required=False, max_length=120)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data, user=user)
        self.fields["source"].widget.attrs["class"] = "form-control"
        del self.fields["setter"]

    @property
    def source_asked(self) -> str:
        return str(self.asked.get("source") or "")

    def query(self) -> dict[str, str]:
        return {**super().query(), **({"source": self.source_asked} if self.source_asked else {})}
