"""Two leads: which stays, whose values stay; or that they are two people after all."""

from typing import Any

from django import forms

from leads.models import Lead, LeadMerge, PerhapsSame
from leads.models.mergefields import OTHER
from leads.sidebyside import Line, lines
from office.forms import ActForm
from office.models import User


class MergeForm(ActForm):
    """Merge `other` into `kept`: for each line on which both say something, whose value stays."""

    def __init__(self, *args: Any, kept: Lead, other: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.other = kept, other
        self.lines: list[Line] = lines(kept, other)

    @property
    def chosen(self) -> dict[str, str]:
        """{line: whose value}, as far as somebody chose."""
        names = [line.name for line in self.lines if line.is_choice]
        return {name: self.data[name] for name in names if self.data.get(name) in ("kept", OTHER)}

    @property
    def rows(self) -> list[tuple[Line, bool]]:
        """Each line, and whether the other's value is chosen."""
        return [(line, self.chosen.get(line.name) == OTHER) for line in self.lines]

    def act(self, *, by: User) -> None:
        LeadMerge.make(self.kept, self.other, by=by, choices=self.chosen)


class KeepForm(ActForm):
    """Of a proposed pair keep one lead, with its own values."""

    kept = forms.ChoiceField(choices=[("left", "left"), ("right", "right")])

    def __init__(self, *args: Any, pair: PerhapsSame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair

    def act(self, *, by: User) -> None:
        left, right = self.pair.left, self.pair.right
        kept, other = (left, right) if self.cleaned_data["kept"] == "left" else (right, left)
        LeadMerge.make(kept, other, by=by)

    @property
    def sentence(self) -> str:
        """Why nothing was done."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)
