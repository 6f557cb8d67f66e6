"""Where the lead says it is: nobody knows it better."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _t

from leads import zones
from leads.models.activity import Activity
from leads.models.enrollment import Enrollment
from leads.models.lead import Lead
from leads.models.window import WindowClass
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User


@transaction.atomic
def says_it_is_in(lead: Lead, place: str, *, by: "User") -> None:
    """The lead told where it is: its calling hours are those of that zone from now on, on a call and in the queue."""
    zone = zones.called(place)
    if not zone:
        raise Refused(_t("There is no time zone “%(typed)s”. Write it as Europe/Athens.") % {"typed": place})
    lead.must_stand()
    lead.zones, lead.zone_source, lead.zone_confidence = [zone], Lead.ZoneSource.TOLD, 100
    lead.window_class = WindowClass.of(zones=[zone], country=lead.country, region=lead.region)
    lead.updated_at = clock.now()
    lead.save(update_fields=["zones", "zone_source", "zone_confidence", "window_class", "updated_at"])
    Enrollment.objects.open().of_lead(lead).follow(lead)
    lead.record(Activity.Kind.UPDATED, by=by, fields=[_t("time zones"), zone])
