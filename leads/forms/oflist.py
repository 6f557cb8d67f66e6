"""What is true of every row of a file and stands with its list: from whom it comes, and what it cost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import LeadList, Supplier
from office.models import User


class SupplierField(forms.CharField):
    """A supplier by name; known ones are suggested, a new name becomes a supplier."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "suppliers", "autocomplete": "off"})
        super().__init__(label=_("Supplier"), required=False, max_length=120, widget=widget, **kwargs)


class OfListForm(forms.Form):
    supplier = SupplierField()
    cost = forms.DecimalField(label=_("Cost"), required=False, min_value=0, max_digits=14, decimal_places=4)
    cost_basis = forms.ChoiceField(label=_("Paid for"), required=False, choices=LeadList.Basis.choices)

    OF_LIST = ("supplier", "cost", "cost_basis")

    def as_it_is(self, lead_list: LeadList) -> dict[str, Any]:
        """What the list says now."""
        cost = f"{lead_list.cost.normalize():f}" if lead_list.cost else ""
        return {"supplier": str(lead_list.supplier or ""), "cost": cost, "cost_basis": lead_list.cost_basis}

    def as_answered(self) -> dict[str, Any]:
        """The same as it is answered here."""
        return {name: self[name].value() for name in self.OF_LIST}

    def tell(self, lead_list: LeadList, *, by: User) -> None:
        """Write it down with the list, where the page asked and the answer is another one."""
        if any(name in self.data and name in self.changed_data for name in self.OF_LIST):
            lead_list.supplied(by=by, **{name: self.cleaned_data[name] for name in self.OF_LIST})


def suppliers_of(user: User) -> list[str]:
    """Names of those from whom we still buy."""
    return list(dict.fromkeys(each.name for each in Supplier.objects.visible_to(user).active().by_name()))
