import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from django.db import models

PIECE = 2 * 1024 * 1024


class RegisterFileQuerySet(models.QuerySet["RegisterFile"]):
    def of_extract(self, extract: models.Model) -> Self:
        return self.filter(extract_id=extract.pk).order_by("position")


class RegisterFile(models.Model):
    """One piece of an extract's file, kept until its numbers are in. An agency table."""

    extract = models.ForeignKey("leads.RegisterExtract", models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = RegisterFileQuerySet.as_manager()

    personal = ("content",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extract", "position"], name="register_piece_once")]

    def __str__(self) -> str:
        return f"{self.extract_id} · {self.position}"

    @classmethod
    def keep(cls, extract: models.Model, path: Path) -> None:
        """Store the file at `path`, piece by piece."""
        with path.open("rb") as file:
            for position, content in enumerate(iter(lambda: file.read(PIECE), b"")):
                cls.objects.create(extract_id=extract.pk, position=position, content=content)

    @classmethod
    @contextmanager
    def laid_out(cls, extract: models.Model) -> Iterator[Path]:
        """The file on disk for as long as the block lasts."""
        with tempfile.NamedTemporaryFile(prefix="register-") as file:
            for pk in list(cls.objects.of_extract(extract).values_list("pk", flat=True)):
                file.write(cls.objects.values_list("content", flat=True).get(pk=pk))
            file.flush()
            yield Path(file.name)
