"""Make a call sheet: of which campaign or list, how many leads, for whom, for which day, in which order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls import codes
from calls.models import CallSheet
from leads.models import Campaign, LeadList
from office import clock
from office.models import Refused, Role, User


class PrintForm(forms.Form):
    """`source`: `campaign-5` (all of its leads) or `list-9`. Who manages may make a sheet for any setter."""

    source = forms.ChoiceField(label=_("Leads of"))
    setter = forms.ModelChoiceField(User.objects.none(), label=_("Setter"), empty_label=None)
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Until the end of that day nobody else calls these leads."),
    )
    count = forms.IntegerField(label=_("How many leads"), min_value=1, max_value=codes.ROWS, initial=20)
    order = forms.ChoiceField(label=_("Order"), choices=CallSheet.Order.choices)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": clock.today(user.zone), "setter": user, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.campaigns = Campaign.objects.visible_to(user).running()
        self.lists = LeadList.objects.visible_to(user)
        source, setter = self.fields["source"], self.fields["setter"]
        assert isinstance(source, forms.ChoiceField) and isinstance(setter, forms.ModelChoiceField)
        source.choices = _sources(self.campaigns)
        people = User.objects.visible_to(user).working().holding(Role.SETTER)
        setter.queryset = people.by_name() if user.is_any(Role.MANAGER) else people.only_me(user)

    @property
    def has_sources(self) -> bool:
        source = self.fields["source"]
        return isinstance(source, forms.ChoiceField) and bool(source.choices)

    def save(self, *, by: User) -> CallSheet | None:
        """The sheet; None, with the sentence among the errors, when it is refused."""
        if not self.is_valid():
            return None
        said = dict(self.cleaned_data)
        kind, _dash, pk = said.pop("source").partition("-")
        lead_list = self.lists.select_related("campaign").get(pk=pk) if kind == "list" else None
        campaign = lead_list.campaign if lead_list else self.campaigns.get(pk=pk)
        try:
            return CallSheet.print(campaign, by=by, lead_list=lead_list, **said)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


def _sources(campaigns: Any) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Every campaign as a group: all of it, then its lists."""
    groups: dict[tuple[int, str], list[tuple[str, Any]]] = {}
    for row in campaigns.names_with_lists():
        choices = groups.setdefault((row.pk, row.name), [(f"campaign-{row.pk}", _("All leads of the campaign"))])
        if row.list:
            choices.append((f"list-{row.list}", row.list_name))
    return [(name, choices) for (_pk, name), choices in groups.items()]
