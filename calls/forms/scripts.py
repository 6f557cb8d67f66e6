"""A script as a manager writes it, and a setter's own words for a step of it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.mergewords import FIELDS
from calls.models import Script, ScriptStep, ScriptVariant
from calls.models.scriptstep import Branch
from calls.passages import Passage, passages
from leads.models import Question
from office.forms import ActForm
from office.models import User

SPARE = 2  # empty rows for further branches
OTHERWISE = "*"
Choices = list[tuple[Any, Any]]


class StepForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    """One step of a draft. A branch is a pair of fields: `if_0`, an answer to a question, and `to_0`, a step."""

    class Meta:
        model = ScriptStep
        fields = ("title", "kind", "say", "hint")
        widgets = {"say": forms.Textarea(attrs={"rows": 9}), "hint": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "say": _("An empty line begins a paragraph. [[What stands in double brackets]] is said word for word."),
        }

    def __init__(self, *args: Any, script: Script, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.script = script
        self.questions = list(Question.objects.asked_in(script.campaign_id))
        asked: Choices = [("", "–"), *((str(q.lineage), q.text) for q in self.questions)]
        self.fields["asks"] = forms.ChoiceField(
            label=_("Question that it asks"), choices=asked, required=False, initial=str(self.instance.asks or "")
        )
        for row, branch in enumerate([*self.instance.branches, *[None] * SPARE]):
            self._add_row(row, branch)

    def _add_row(self, row: int, branch: Branch | None) -> None:
        others = self.script.steps.in_order().exclude_number(self.instance.number)
        steps: Choices = [("", "–"), *((step.number, step.title) for step in others)]
        said = branch and (f"{branch['question']}|{branch['answer']}" if branch["question"] else OTHERWISE)
        self.fields[f"if_{row}"] = forms.ChoiceField(
            label=_("If the answer is"), choices=self._answers(), required=False, initial=said or ""
        )
        self.fields[f"to_{row}"] = forms.TypedChoiceField(
            label=_("go on with"),
            choices=steps,
            coerce=int,
            empty_value=None,
            required=False,
            initial=branch and branch["to"],
        )

    def _answers(self) -> Choices:
        groups = [
            (question.text, [(f"{question.lineage}|{label}", label) for label in question.labels])
            for question in self.questions
            if question.labels
        ]
        return [("", "–"), *groups, (OTHERWISE, _("in any other case"))]

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields of the branches."""
        return [(self[name], self[name.replace("if_", "to_")]) for name in self.fields if name.startswith("if_")]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields that are no branches."""
        return [self[name] for name in (*self.Meta.fields, "asks")]

    @property
    def fields_told(self) -> list[str]:
        """The merge fields that may stand in it."""
        return [f"{{{name}}}" for name in self.script.known_fields]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for row, (said, to) in enumerate(self.rows):
            if bool(told.get(said.name)) != bool(told.get(to.name)):
                self.add_error(to.name, _t("A branch needs an answer and a step."))
            if told.get(said.name) == OTHERWISE and any(told.get(f"if_{n}") for n in range(row + 1, len(self.rows))):
                self.add_error(said.name, _t("“In any other case” comes last."))
        return told

    @property
    def branches(self) -> list[Branch]:
        told = self.cleaned_data
        pairs = [(told[said.name], told[to.name]) for said, to in self.rows if told[said.name]]
        return [_branch(said, to) for said, to in pairs]

    def act(self, *, by: User) -> None:
        details = {name: self.cleaned_data[name] for name in self.Meta.fields}
        details |= {"asks": self.cleaned_data["asks"] or None, "branches": self.branches}
        if self.instance.pk:
            self.instance.change(by=by, **details)
        else:
            self.instance = ScriptStep.write(self.script, by=by, **details)


def _branch(said: str, to: int) -> Branch:
    question, _bar, answer = ("", "", "") if said == OTHERWISE else said.partition("|")
    return {"question": question, "answer": answer, "to": to}


class ApproveForm(ActForm):
    """Approve the draft that was looked at: `changes` says which."""

    changes = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, script: Script, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.script = script

    def act(self, *, by: User) -> None:
        self.script.approve(by=by, seen=self.cleaned_data["changes"])


class VaryForm(ActForm):
    """A step in the setter's own words: a field for each free passage, between the locked ones."""

    def __init__(self, *args: Any, step: ScriptStep, own: ScriptVariant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        mine = [passage.text for passage in passages(own.say) if not passage.locked] if own else []
        for number, (passage, words) in enumerate(self._with_own(mine)):
            if not passage.locked:
                self.fields[f"free_{number}"] = forms.CharField(
                    label=_("In your own words"), initial=words.strip(), max_length=3000, required=False,
                    widget=forms.Textarea(attrs={"rows": 4}),
                )  # fmt: skip

    def _with_own(self, mine: list[str]) -> list[tuple[Passage, str]]:
        free = [passage for passage in passages(self.step.say) if not passage.locked]
        words = iter(mine if len(mine) == len(free) else [passage.text for passage in free])
        return [(p, "" if p.locked else next(words)) for p in passages(self.step.say)]

    @property
    def passages(self) -> list[tuple[Passage, forms.BoundField | None]]:
        """The step's passages in their order, each free one with its field."""
        found = enumerate(passages(self.step.say))
        return [(p, None if p.locked else self[f"free_{n}"]) for n, p in found]

    @property
    def fields_told(self) -> list[str]:
        return [f"{{{name}}}" for name in FIELDS]

    def act(self, *, by: User) -> None:
        free = [cast(str, self.cleaned_data[name]) for name in self.fields]
        ScriptVariant.propose(self.step, free, by=by)


class DecideForm(ActForm):
    """Approve a setter's own words, or not."""

    note = forms.CharField(
        label=_("Note to the setter"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")], widget=forms.HiddenInput)

    def __init__(self, *args: Any, variant: ScriptVariant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variant = variant

    def act(self, *, by: User) -> None:
        note = self.cleaned_data["note"]
        if self.cleaned_data["decision"] == "approve":
            self.variant.approve(by=by, note=note)
        else:
            self.variant.refuse(by=by, note=note)


class MoveForm(forms.Form):
    """One place up or down."""

    places = forms.TypedChoiceField(choices=[(-1, "-1"), (1, "1")], coerce=int)

    @property
    def how_far(self) -> int:
        return self.cleaned_data["places"] if self.is_valid() else 0
