"""Who delivers leads, and a list with what it cost, as marketing writes them."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.campaigns import ClientForm
from leads.models import Campaign, LeadList, Supplier
from office.models import Refused, User


class SupplierForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Supplier
        fields = ("name", "email", "price_per_lead", "terms", "refund_terms", "notes", "is_active")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("terms", "refund_terms", "notes")}
        help_texts = {
            "price_per_lead": _("For each row delivered. New lists of this supplier begin with it; leave it empty where lists have a price each."),  # noqa: E501
            "refund_terms": _("Which rows they take back, and how long you may claim them."),
        }  # fmt: skip

    def clean_price_per_lead(self) -> Any:
        return _not_negative(self.cleaned_data["price_per_lead"])

    def validate_constraints(self) -> None:
        """A name that is taken is refused by the verb, in its words."""

    def change(self, *, by: User) -> bool:
        """Change the supplier."""
        return self._said(lambda: self.instance.change(by=by, **self._told)) is not False

    @property
    def _told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _said(self, act: Any) -> Any:
        """Do it, if all is well; a refusal is said at the name."""
        if not self.is_valid():
            return False
        try:
            return act() or True
        except Refused as refusal:
            self.add_error("name", refusal.sentence)
            return False


class NewSupplierForm(ClientForm, SupplierForm):
    field_order = ("client",)

    def open(self, *, by: User) -> Supplier | None:
        """Begin to buy from somebody."""
        made = self._said(lambda: Supplier.open(client=self.cleaned_data["client"], by=by, **self._told))
        return cast("Supplier | None", made or None)


class ListForm(forms.ModelForm):  # type: ignore[type-arg]
    """A list. The supplier is told by name; a new name becomes a supplier."""

    supplier = forms.CharField(
        label=_("Supplier"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "suppliers", "autocomplete": "off"}),
        help_text=_("Leave it empty for leads of your own. A new name becomes a supplier."),
    )
    cost = forms.DecimalField(label=_("Cost"), required=False, min_value=0, max_digits=14, decimal_places=4)

    class Meta:
        model = LeadList
        fields: tuple[str, ...] = ("campaign", "name", "source", "supplier", "cost", "cost_basis")
        help_texts = {"source": _("Where the leads come from: a fair, an advertisement, a register.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if "campaign" in self.fields:
            campaign: Any = self.fields["campaign"]
            campaign.queryset, campaign.empty_label = Campaign.objects.visible_to(user).by_name(), None
        basis: Any = self.fields["cost_basis"]
        basis.required, basis.choices = False, LeadList.Basis.choices

    @property
    def suppliers(self) -> Any:
        """For the field's suggestions: those from whom we still buy."""
        return dict.fromkeys(each.name for each in Supplier.objects.visible_to(self.user).active().by_name())

    def clean_cost(self) -> Any:
        return self.cleaned_data["cost"] or 0

    def clean_cost_basis(self) -> str:
        return self.cleaned_data["cost_basis"] or str(LeadList.Basis.LIST)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        campaign, name = told.get("campaign"), told.get("name", "")
        if campaign and LeadList.objects.of_campaign(campaign).named(name).exists():
            self.add_error("name", _t("This campaign has a list of this name already."))
        return told

    def _post_clean(self) -> None:
        """The row is made by its verb, which turns the supplier's name into a supplier."""

    def open(self, *, by: User) -> LeadList | None:
        """Begin the list."""
        return LeadList.open(by=by, **self.cleaned_data) if self.is_valid() else None


class EditListForm(ListForm):
    """A list that is there: its campaign stays."""

    class Meta(ListForm.Meta):
        fields: tuple[str, ...] = ("name", "source", "supplier", "cost", "cost_basis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["cost"] = f"{self.instance.cost.normalize():f}"
        self.initial["supplier"] = self.instance.supplier.name if self.instance.supplier else ""

    def change(self, *, by: User) -> bool:
        """Change the list."""
        if not self.is_valid():
            return False
        try:
            self.instance.change(by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error("name", refusal.sentence)
            return False
        return True


def _not_negative(price: Any) -> Any:
    if price is not None and price < 0:
        raise forms.ValidationError(_t("A price is not below zero."))
    return price
