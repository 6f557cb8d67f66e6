"""What the list of leads may be asked: all of it stands in the address."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from leads.models.order import CUSTOM, Order
from leads.states import Stage
from office.models import User

Found = TypeVar("Found")

# From a field to the word of `Lead.objects` that it says.
WORDS = {
    "q": "matching",
    "stage": "in_stage",
    "campaign": "in_campaign",
    "list": "on_list",
    "owner": "owned_by",
    "source": "from_source",
    "country": "in_country",
    "supplier": "supplied_by",
    "area": "in_area",
    "own": "with_own",
}
FIRST = ("stage", "campaign", "list")
MORE = ("owner", "source", "supplier", "country", "area", "own")

HEADINGS: tuple[tuple[str, str | Promise], ...] = (
    ("name", _("Name")),
    ("company", _("Company")),
    ("city", _("City")),
    ("area_code", _("Area code")),
    ("postal_code", _("Postal code")),
    ("stage", _("Stage")),
    ("attempts", _("Attempts")),
    ("next_call", _("Next call")),
    ("created", _("Added")),
)
FIRST_DOWN = ("attempts", "created")  # a first press on these shows the greatest first


@dataclass(frozen=True)
class Heading:
    """The head of a column: its words, the order that a press on it asks for, and how it stands now."""

    label: str | Promise
    order: str
    sorted: str = ""  # ascending, descending or not at all

    @classmethod
    def of(cls, column: str, label: str | Promise, now: Order) -> "Heading":
        if now.column != column:
            return cls(label, str(Order(column, column in FIRST_DOWN)))
        return cls(label, str(now.reversed), "descending" if now.descending else "ascending")


class FindForm(forms.Form):
    """Search and filters of a list: each field says a word of the QuerySet. What is not understood narrows nothing."""

    WORDS: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(user)
        for field in self.fields.values():
            control = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["class"] = control

    def offer(self, user: User) -> None:
        """Fill the choices with what this person may see."""

    def _offer(self, name: str, nothing: Any, choices: Any) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", nothing), *choices]

    def narrow(self, rows: Found) -> Found:
        """Only those rows that are asked for."""
        for name, value in self.asked.items():
            rows = getattr(rows, self.WORDS[name])(value)
        return rows

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FindLeadsForm(FindForm):
    """Of the list of leads."""

    WORDS = WORDS

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    campaign = forms.TypedChoiceField(label=_("Campaign"), required=False, coerce=int)
    list = forms.TypedChoiceField(label=_("List"), required=False, coerce=int)
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int)
    source = forms.CharField(label=_("Source"), required=False, max_length=120)
    supplier = forms.TypedChoiceField(label=_("Supplier"), required=False, coerce=int)
    country = forms.CharField(label=_("Country"), required=False, max_length=2)
    area = forms.CharField(label=_("Area code"), required=False, max_length=8)
    own = forms.CharField(label=_("In columns of your own sheets"), required=False, max_length=120)

    def offer(self, user: User) -> None:
        rows = list(Campaign.objects.visible_to(user).names_with_lists())
        stages = [choice for choice in Stage.choices if choice[0] != Stage.MERGED]  # no lead's last pass ends so
        self._offer("stage", _("Any stage"), stages)
        self._offer("campaign", _("Any campaign"), {row.pk: (row.pk, row.name) for row in rows}.values())
        self._offer("list", _("Any list"), [(row.list, row.list_name) for row in rows if row.list])
        self._offer("owner", _("Anybody’s"), named(User.objects.visible_to(user).working().by_name()))
        suppliers = {row.supplier: row.supplier_name for row in rows if row.supplier}
        self._offer("supplier", _("Any supplier"), sorted(suppliers.items(), key=lambda pair: pair[1]))

    @property
    def first(self) -> Any:
        return [self[name] for name in FIRST]

    @property
    def more(self) -> Any:
        """The fields that stand behind “More filters”."""
        return [self[name] for name in MORE]

    @property
    def asks_more(self) -> bool:
        return any(name in self.asked for name in MORE)


def named(rows: Any) -> list[tuple[int, str]]:
    """Rows as choices, by id and name."""
    return [(each.pk, each.name) for each in rows]


def orders(custom: Any) -> Any:
    """Every order as a choice: where there is no table to press on, on a phone."""
    columns = [*HEADINGS, *((f"{CUSTOM}{name}", name) for name in custom)]
    down = [(f"-{column}", _t("%(column)s, from the last") % {"column": label}) for column, label in columns]
    return [choice for pair in zip(columns, down, strict=True) for choice in pair]


def headings(order: Order, custom: Any) -> Any:
    """The heads of the columns, those of the customer's own sheet last."""
    own = [(f"{CUSTOM}{name}", name) for name in custom]
    return [Heading.of(column, label, order) for column, label in (*HEADINGS, *own)]
