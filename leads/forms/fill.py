"""A web form as anybody meets it: the fields that marketing chose, words of consent, and two traps for robots."""

import hashlib
import json
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import emails, phones
from leads.forms.match import FIELD_WORDS
from leads.forms.seal import Seal
from leads.loading.rows import LONGEST
from leads.models import Arrival, Consent, Parcel, TooMany, WebForm
from leads.models.ad import LONGEST_CODE
from leads.models.webform import CODE
from leads.spreadsheets.cells import clean
from office import clock
from office.models import Refused

TRAP = "leave_empty"
WORDS = {**FIELD_WORDS, "notes": _("What we can do for you"), CODE: _("Code from the advertisement or coupon")}
MOST = {**LONGEST, "full_name": 120, "phone": 40, "notes": 2_000, CODE: LONGEST_CODE}
AUTOCOMPLETE = {
    "full_name": "name", "first_name": "given-name", "last_name": "family-name", "company": "organization",
    "job_title": "organization-title", "phone": "tel", "email": "email", "city": "address-level2",
    "postal_code": "postal-code",
}  # fmt: skip
TYPES = {"phone": "tel", "email": "email"}
CONTACT = ("phone", "email")


class FillForm(forms.Form):
    """One showing of a WebForm. `send` says whether the person may be thanked; else what is wrong stands at the fields,
    with all that was typed."""

    agreed = forms.BooleanField(error_messages={"required": _("We may only write to you or call you if you agree.")})
    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    leave_empty = forms.CharField(label=_("Leave this empty"), required=False)

    def __init__(self, data: QueryDict | None = None, *, web_form: WebForm, code: str = "") -> None:
        self.web_form, self.too_many = web_form, False
        self.read = Seal.read(data.get("seal", "")) if data is not None else None
        self.holds = self.read is not None and self.read.holds_for(web_form)
        super().__init__(self._shown_again(data), initial={CODE: clean(code)[:LONGEST_CODE]})
        asked = {name: self._field(name) for name in web_form.fields}
        if CODE not in asked:
            asked[CODE] = forms.CharField(required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput)
        self.fields = {**asked, **self.fields}
        self.fields["agreed"].label = web_form.consent_text
        self.initial["seal"] = str(Seal.fresh(web_form))

    def _shown_again(self, data: QueryDict | None) -> QueryDict | None:
        """What was typed; with a new seal, and to be agreed to anew, when the old one does not hold."""
        if data is None or self.holds:
            return data
        typed = data.copy()
        typed["seal"] = str(Seal.fresh(self.web_form, again=True))
        typed.pop("agreed", None)
        return typed

    def _field(self, name: str) -> forms.CharField:
        must = name in self.web_form.required or (name in CONTACT and not {*CONTACT} <= {*self.web_form.fields})
        attrs = {"autocomplete": AUTOCOMPLETE.get(name, "off")}
        widget = (
            forms.Textarea({"rows": 3})
            if name == "notes"
            else forms.TextInput({**attrs, "type": TYPES.get(name, "text")})
        )
        return forms.CharField(label=WORDS[name], required=must, max_length=MOST[name], widget=widget)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person sees, in their order."""
        return [self[name] for name in self.web_form.fields]

    def clean_phone(self) -> str:
        typed = clean(self.cleaned_data["phone"])
        if typed and not phones.read(typed, self.web_form.lead_list.campaign.country).callable:
            raise forms.ValidationError(_t("This is no number that can be called. Write it with its area code."))
        return typed

    def clean_email(self) -> str:
        typed = clean(self.cleaned_data["email"])
        if typed and not emails.tidy(typed):
            raise forms.ValidationError(_t("This is not an e-mail address. It looks like name@example.org."))
        return emails.tidy(typed)

    def clean_code(self) -> str:
        typed = clean(self.cleaned_data[CODE])
        if not self.web_form.takes(typed):
            raise forms.ValidationError(_t("We do not know this code. Correct it, or leave it empty."))
        return typed

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.holds:
            self.add_error(None, _t("This page was open for a long time or has changed. Read it again, then send it."))
        asked = [name for name in CONTACT if name in self.web_form.fields]
        if not any(told.get(name) or name in self.errors for name in asked):
            self.add_error(asked[0], _t("Give a phone number or an e-mail address, so that we can answer."))
        return told

    def send(self, address_hash: str) -> Arrival | bool:
        """What came of it: the arrival; True for a robot, who is thanked too; False when something is wrong."""
        if self.data.get(TRAP) or (self.holds and self.read and self.read.is_too_quick):
            return True
        if not self.is_valid():
            return False
        try:
            return self.web_form.submit(self._parcel, key=self._key, address_hash=address_hash)
        except Refused as refusal:
            self.too_many = isinstance(refusal, TooMany)
            self.add_error(None, refusal.sentence)
            return False

    @property
    def _parcel(self) -> Parcel:
        form, told = self.web_form, self.cleaned_data
        row = {name: clean(told[name]) for name in form.fields if name != CODE and told[name]}
        return Parcel(
            [row | {"language": form.language}],
            code=told[CODE],
            basis=Consent.Basis.CONSENT,
            consent_text=form.consent_text,
            consent_version=str(form.version),
            consented_at=clock.now(),
            hot=True,
        )

    @property
    def _key(self) -> str:
        """The same for the same words of the same showing: a second click is not a second person."""
        words = json.dumps([self.cleaned_data[name] for name in sorted(self.cleaned_data) if name != "seal"])
        return f"{self.read.nonce if self.read else ''}-{hashlib.sha256(words.encode()).hexdigest()[:16]}"
