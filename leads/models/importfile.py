import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from django.db import models

from leads.spreadsheets.cells import clean
from office.models import ClientOwned, ClientOwnedQuerySet

PIECE = 2 * 1024 * 1024


class ImportFileQuerySet(ClientOwnedQuerySet["ImportFile"]):
    def of_import(self, lead_import: models.Model) -> Self:
        return self.filter(lead_import_id=lead_import.pk).order_by("position")


class ImportFile(ClientOwned):
    """One piece of an uploaded file, as it came. The file is kept where its rows' fate is kept: in the database."""

    lead_import = models.ForeignKey("leads.LeadImport", models.CASCADE, related_name="pieces", db_constraint=False)
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = ImportFileQuerySet.as_manager()

    personal = ("content",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_import", "position"], name="import_piece_once")]

    def __str__(self) -> str:
        return f"{self.lead_import_id} · {self.position}"

    @classmethod
    def keep(cls, lead_import: models.Model, path: Path) -> None:
        """Store the file at `path`, piece by piece."""
        client_id: int = lead_import.client_id  # type: ignore[attr-defined]
        for position, content in enumerate(_pieces(path)):
            cls.objects.create(client_id=client_id, lead_import_id=lead_import.pk, position=position, content=content)

    @classmethod
    def keep_rows(cls, lead_import: models.Model, rows: Sequence[Mapping[str, str]]) -> None:
        """Store rows that are no file: a JSON object a line."""
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="rows-") as file:
            file.writelines(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)
            file.flush()
            cls.keep(lead_import, Path(file.name))

    @classmethod
    @contextmanager
    def laid_out(cls, lead_import: models.Model) -> Iterator[Path]:
        """The file on disk for as long as the block lasts."""
        with tempfile.NamedTemporaryFile(prefix="import-") as file:
            places = cls.objects.of_import(lead_import).values_list("pk", flat=True)
            for pk in list(places):
                file.write(cls.objects.values_list("content", flat=True).get(pk=pk))
            file.flush()
            yield Path(file.name)


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def rows_of(path: Path, headers: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows that `keep_rows` stored, numbered from 1."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            yield number, [clean(row.get(header, "")) for header in headers]
