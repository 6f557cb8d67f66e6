from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import merge
from leads.models.nurturetrack import FIELDS as USUAL
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

LINK_FIELD = "link"  # the lead's own page
FIELDS = (*USUAL, "kind", "rep", "when", "where", LINK_FIELD)


class LetterTextQuerySet(ClientOwnedQuerySet["LetterText"]):
    def worded(self, letter: str, language: str) -> Self:
        return self.filter(letter=letter, language=language)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LetterText(ClientOwned):
    """A client's own words for a letter about a meeting, in one language; where there are none, ours are said."""

    class Letter(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        REMINDER = "reminder", _("Reminder")
        CHANGE = "change", _("Change")
        CANCELLATION = "cancellation", _("Cancellation")
        SMS = "sms", _("Reminder by SMS")

    letter = models.CharField(_("letter"), max_length=12, choices=Letter.choices)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    body = models.TextField(_("text"), max_length=8000)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "letter", "language"], name="letter_text_once")]

    def __str__(self) -> str:
        return f"{self.get_letter_display()} ({self.language})"

    @classmethod
    @transaction.atomic
    def word(cls, client: Client, letter: str, language: str, *, by: "User", body: str, subject: str = "") -> None:
        """Say it in these words from now on; what was written already stays as it was written."""
        said: dict[str, Any] = {"subject": "" if letter == cls.Letter.SMS else subject.strip(), "body": body.strip()}
        must_be_sendable(letter, **said)
        cls.objects.update_or_create(
            client=client, letter=letter, language=language, defaults={**said, "by": by, "at": clock.now()}
        )

    def withdraw(self, *, by: "User") -> None:
        """Ours are said again."""
        self.delete()


def must_be_sendable(letter: str, *, subject: str, body: str) -> None:
    """Refused, in words, when something in braces is no merge field, or when there is nothing to send."""
    if not body or (not subject and letter != LetterText.Letter.SMS):
        raise Refused(_t("A letter needs a subject and a text."))
    for text in (subject, body):
        if wrong := merge.strange(text, FIELDS):
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise Refused(_t("“%(wrong)s” is no merge field. There are: %(known)s.") % {"wrong": wrong, "known": known})
    if LINK_FIELD in merge.fields(subject):
        raise Refused(_t("The address of the lead's page stands in the text, not in the subject."))
    if letter == LetterText.Letter.CANCELLATION and LINK_FIELD in merge.fields(body):
        raise Refused(_t("A meeting that is called off has no page any more: leave {link} out."))
