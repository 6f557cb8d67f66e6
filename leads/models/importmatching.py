from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t

from leads import mapping as columns
from leads import spreadsheets
from leads.fields import CUSTOM
from leads.models.importfile import ImportFile
from leads.models.importprofile import ImportProfile
from leads.models.importprogress import ImportProgress, Step
from leads.models.importreading import ROWS, told, whole, whole_constants
from leads.spreadsheets import Choices, SpreadsheetError
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User


PREVIEW = 8  # rows that are shown
REMEMBERED = ("upload", "folder")  # doors through which files come


class ImportMatching(ImportProgress):
    """How the file of a LeadImport is read, and what is suggested for its columns."""

    lead_list: Any
    door: Any

    class Meta:
        abstract = True

    def choose(self, choices: Choices, *, by: "User") -> None:
        """Read the file another way (encoding, delimiter, sheet, header row); the columns are suggested anew."""
        self._must_be(Step.UPLOADED, Step.MATCHED, Step.CHECKED)
        if self.reading.get("kind") == ROWS:
            raise Refused(_t("These rows were typed in or sent: there is no file to be read another way."))
        with ImportFile.laid_out(self) as path:
            self._look_at(path, choices)
        self.step = Step.UPLOADED
        self.save()

    def seen_as(self, choices: Choices) -> None:
        """Be as the file would be if it were read so: for a preview, nothing is saved. Refuses what cannot be read."""
        if choices != self.choices and self.reading.get("kind") != ROWS:
            with ImportFile.laid_out(self) as path:
                self._look_at(path, choices, count=False)

    def use(self, profile: ImportProfile, *, by: "User") -> None:
        """Match the columns as a profile has them; a profile of other columns is tried with its own reading first."""
        self._must_be(Step.UPLOADED, Step.MATCHED, Step.CHECKED)
        if profile.fingerprint != columns.fingerprint(self.headers) and self.reading.get("kind") != ROWS:
            with ImportFile.laid_out(self) as path:
                self._look_at(path, Choices(**profile.choices))
        if not self._take_from(profile):
            raise Refused(_t("None of the columns of “%(name)s” is in this file.") % {"name": profile.name})
        self.step = Step.UPLOADED
        self.save()

    def answer(
        self,
        mapping: Mapping[str, str],
        *,
        by: "User",
        country: str = "",
        date_order: str = "",
        constants: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what was said of the columns, without asking for the dry run."""
        self._must_be(Step.UPLOADED, Step.MATCHED, Step.CHECKED, Step.REFUSED)
        self._take(mapping, country, date_order, constants)
        self.step = Step.UPLOADED
        self.save()

    def _take(
        self, mapping: Mapping[str, str], country: str, date_order: str, constants: Mapping[str, str] | None
    ) -> None:
        self.mapping = whole(mapping, self.headers)
        self.country = country or self.country
        if date_order:
            self.reading["date_order"] = date_order
        if constants is not None:
            self.reading["constants"] = whole_constants(constants)

    def _remember(self, *, by: "User") -> None:
        """For the next file with these columns; what programs and single people send tells nothing of files."""
        if self.door in REMEMBERED:
            ImportProfile.remember(self, by=by)

    @property
    def constants(self) -> dict[str, str]:
        """Values for every row that has none of its own, by field or custom name."""
        return dict(self.reading.get("constants", {}))

    @property
    def preview(self) -> list[tuple[int, list[str]]]:
        """The first rows as the file is read now, with their numbers."""
        rows = self.reading.get("top") or list(enumerate(self.reading.get("sample", []), 1))
        return [(number, cells) for number, cells in rows][:PREVIEW]

    @property
    def supplier_name(self) -> str:
        return str(self.lead_list.supplier or "")

    def known_customs(self) -> list[str]:
        """Names of the custom fields that this client's leads have."""
        return ImportProfile.custom_names(self.client_id)

    def _must_be(self, *steps: str) -> None:
        raise NotImplementedError

    def _look_at(self, path: Path, choices: Choices, *, count: bool = True) -> None:
        try:
            seen = spreadsheets.look(path, choices, count=count)
        except SpreadsheetError as error:
            raise Refused(error.told(_t)) from error
        self.reading = told(seen)
        self._suggest([cells for _number, cells in seen.rows])

    def _suggest(self, rows: Sequence[Sequence[str]]) -> None:
        found = columns.suggest(self.headers, rows, self.country, self.known_customs())
        self.mapping = {header: match.field for header, match in found.items()}
        self.rows = self.reading["row_count"] or 0
        if self.door not in REMEMBERED:
            return
        fingerprint = columns.fingerprint(self.headers)
        known = ImportProfile.objects.of_client(self.client_id).for_columns(fingerprint, self.supplier_name)
        if known:
            self._take_from(known)

    def _take_from(self, profile: ImportProfile) -> bool:
        """Have the columns become what they become in the profile. False when it knows none of them."""
        known = profile.fields_of(self.headers)
        if not known:
            return False
        self.mapping = {header: known.get(header, CUSTOM) for header in self.headers}
        self.country = profile.country or self.country
        self.reading |= {"constants": profile.constants, "profile": profile.name, "remembered": True}
        if profile.date_order:
            self.reading["date_order"] = profile.date_order
        return True
