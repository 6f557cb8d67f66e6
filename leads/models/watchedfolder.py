from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import watching
from leads.mapping import PHONES
from leads.models.arrival import Arrival
from leads.models.leadimport import LeadImport
from leads.models.leadlist import LeadList
from leads.models.report import report
from leads.watching import Place, Seen
from office import clock
from office.models import Job, JobQuerySet, Refused, Role

if TYPE_CHECKING:
    from office.models import User

BETWEEN_LOOKS = timedelta(seconds=10)
MAY_LOAD = (Role.MARKETING, Role.MANAGER, Role.ADMINISTRATOR)


class WatchedFolderQuerySet(JobQuerySet["WatchedFolder"]):
    def newest(self) -> Self:
        return self.select_related("lead_list__campaign", "client", "loads_as").order_by("-pk")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="WatchedFolderEvent",
    fields=["id", "client", "name", "pattern", "lead_list", "country", "loads_as", "is_on"],
)
class WatchedFolder(Job):
    """A folder on the server whose files are loaded into a list by themselves. A job that comes due again and again.

    It lies under settings.WATCHED_FOLDER at `client's short name / name`. `seen`: {file name: [size, mtime in ns]} of
    the last look: a file that is the same at two looks is complete. `error`: why nothing can be loaded now.
    """

    name = models.CharField(_("name of the folder"), max_length=60)
    pattern = models.CharField(_("which files"), max_length=80, default="*")
    lead_list = models.ForeignKey(
        LeadList, models.PROTECT, related_name="folders", db_constraint=False, verbose_name=_("list")
    )
    country = models.CharField(_("country of numbers without a code"), max_length=2)
    loads_as = models.ForeignKey("office.User", models.PROTECT, related_name="+", verbose_name=_("in whose name"))
    is_on = models.BooleanField(_("watched"), default=True)
    seen = models.JSONField(default=dict)
    looked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = WatchedFolderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="folder_once")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="folder_due")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(cls, *, lead_list: LeadList, by: "User", **details: Any) -> "WatchedFolder":
        """Watch one more folder."""
        return cls(client_id=lead_list.client_id, lead_list=lead_list)._put(**details)

    def change(self, *, by: "User", **details: Any) -> "WatchedFolder":
        return self._put(**details)

    def _put(self, **details: Any) -> "WatchedFolder":
        for name, value in details.items():
            setattr(self, name, value)
        if not watching.is_safe(self.name):
            raise Refused(_t("A folder's name is made of letters, digits, hyphens and underscores."))
        self.state = self.State.DUE if self.is_on else self.State.VOID
        self.due_at, self.attempts, self.error = clock.now(), 0, ""
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as taken:
            raise Refused(_t("There is a folder of this name already.")) from taken
        return self

    @property
    def path(self) -> str:
        return str(Path(settings.WATCHED_FOLDER or "…") / self.client.slug / self.name)

    def perform(self) -> None:
        """One look: put away what is loaded, take what is complete. Then again in a moment."""
        with translation.override(self.client.language):
            seen, error = self.seen, self._hindrance()
            if not error:
                try:
                    seen = self._look(Place(Path(settings.WATCHED_FOLDER), self.client.slug, self.name))
                except OSError as fault:
                    error = _t("The folder cannot be read or written (%(fault)s).") % {"fault": fault.strerror}
        with self.fenced():
            self._write(seen=seen, error=error, looked_at=clock.now())
            self.again_at(clock.now() + BETWEEN_LOOKS)

    def _hindrance(self) -> str:
        if not settings.WATCHED_FOLDER:
            return _t("The server has no folder to watch: WATCHED_FOLDER is empty.")
        if not (self.loads_as.is_active and self.client_id in self.loads_as.clients_as(MAY_LOAD)):
            return _t("%(name)s may not load leads any more. Choose somebody else.") % {"name": self.loads_as}
        return ""

    def _look(self, place: Place) -> dict[str, Seen]:
        found = place.look(self.pattern)
        for name, told in found.items():
            if self.seen.get(_plain(name)) == list(told):
                place.take(name)
        for name in place.working():
            self._work_off(place, name)
        return {_plain(name): told for name, told in found.items()}

    def _work_off(self, place: Place, name: str) -> None:
        """Take a file's rows in, once; put it away when they are loaded. Done anew, it goes on where it was."""
        try:
            with place.copied(name, settings.UPLOAD_MAX_BYTES) as (file, digest):
                known = Arrival.objects.through(folder=self).keyed(digest).first()
                made = known.lead_import if known else self._receive(file, _plain(name), digest)
        except FileNotFoundError:  # another worker was quicker
            return
        except watching.TooLarge:
            most = settings.UPLOAD_MAX_BYTES // 1024**2
            place.put_away(name, watching.FAILED, _t("The file is larger than %(most)s MB.") % {"most": most})
        except OSError as fault:
            place.put_away(
                name, watching.FAILED, _t("This is no readable file (%(fault)s).") % {"fault": fault.strerror}
            )
        except Refused as refusal:
            place.put_away(name, watching.FAILED, refusal.sentence)
        else:
            if not made.is_working:
                into = watching.DONE if made.step == made.Step.LOADED else watching.FAILED
                place.put_away(name, into, report(made))

    def _receive(self, file: Path, name: str, digest: str) -> LeadImport:
        with self.fenced():
            made = LeadImport.receive(file, name=name, lead_list=self.lead_list, by=self.loads_as, country=self.country)
            if not {*PHONES, "email"} & set(made.mapping.values()):
                raise Refused(_t("No column holds phone numbers or e-mail addresses. Hand the file in under Imports."))
            made.door = made.Door.FOLDER
            made.save(update_fields=["door"])
            made.load(by=self.loads_as)
            Arrival.objects.create(
                client_id=self.client_id, lead_import=made, folder=self, key=digest, digest=digest, at=clock.now()
            )
        return made


def _plain(name: str) -> str:
    """A file's name as text, whatever bytes the disk holds."""
    return name.encode("utf-8", "backslashreplace").decode()
