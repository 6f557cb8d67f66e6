"""By which keys a campaign's leads stand in the queue."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import sorting
from leads.models import Campaign, Lead, Ranking
from leads.sortingwords import WORDS
from office.models import User

FALLS = (("", _("rising: A to Z, small to large, old to new")), ("-", _("falling: Z to A, large to small, new to old")))


class SortForm(forms.Form):
    """Up to four keys, the first one first: `key1`, and `falls1` for its direction."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        now = sorting.read(campaign.sort)
        columns = self._columns(now)
        for n in range(1, sorting.MOST + 1):
            key = now[n - 1] if n <= len(now) else None
            self.fields[f"key{n}"] = forms.ChoiceField(
                label=_("First by") if n == 1 else _("then by"),
                choices=columns,
                required=False,
                initial=key.column if key else "",
            )
            self.fields[f"falls{n}"] = forms.ChoiceField(
                label=_("Direction"), choices=FALLS, required=False, initial="-" if key and key.falls else ""
            )

    def _columns(self, now: Sequence[sorting.Key]) -> list[tuple[str, Any]]:
        """Ours, then those of the customer's own sheets."""
        own = Lead.objects.of_client(self.campaign.client_id).custom_columns()
        names = sorted({*own, *(key.own for key in now if key.own)})
        return [("", _("as they came")), *WORDS.items(), *((f"{sorting.CUSTOM}{name}", name) for name in names)]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        columns = [told[f"key{n}"] for n in range(1, sorting.MOST + 1) if told.get(f"key{n}")]
        if len(set(columns)) < len(columns):
            raise forms.ValidationError(_t("Choose each key once."))
        return told

    def choose(self, *, by: User) -> bool:
        """Put the campaign's leads in this order."""
        if not self.is_valid():
            return False
        told = self.cleaned_data
        pairs = ((told[f"key{n}"], told[f"falls{n}"]) for n in range(1, sorting.MOST + 1))
        Ranking.choose(self.campaign, sorting.read(f"{falls}{column}" for column, falls in pairs if column), by=by)
        return True
