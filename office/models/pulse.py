from datetime import datetime, timedelta

from django.db import models

from office import clock

FRESH = timedelta(seconds=45)


class Pulse(models.Model):
    """The last sign of life of the worker and of beat. An agency table."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"at": clock.now()})

    @classmethod
    def alive(cls, name: str, *, now: datetime) -> bool:
        """A sign of life within the last 45 seconds."""
        last = cls.objects.in_bulk([name]).get(name)
        return last is not None and now - last.at < FRESH
