"""The columns of a customer's own sheets, as the leads of a campaign carry them."""

import re

from django.db import connection

from leads.models.campaign import Campaign

LOOK_AT = 2000  # of the newest leads: enough to know the columns of every sheet in use
NAMES = """
    SELECT DISTINCT jsonb_object_keys(l.custom) AS name
    FROM (SELECT lead_id FROM leads_enrollment WHERE campaign_id = %s ORDER BY id DESC LIMIT %s) e
    JOIN leads_lead l ON l.id = e.lead_id ORDER BY name"""


def columns_of(campaign: Campaign) -> list[str]:
    """The names that can stand in braces as a merge field: letters, digits and underscores."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [campaign.pk, LOOK_AT])
        return [name for (name,) in cursor.fetchall() if re.fullmatch(r"\w+", name)]
