"""The ordinary ways to bring a sheet in, row by row, which `bin/bench import` stands beside."""

import time
from types import SimpleNamespace
from typing import Any

from django.db import connection
from import_export import resources
from tablib import Dataset

from bench.sheets import people
from leads.models import Company, Lead, LeadList, LeadPhone, WindowClass


def row_by_row(count: int, where: SimpleNamespace) -> float:
    """Seconds of the plain ORM way: get_or_create, then number and queue row."""
    lead_list = LeadList.open(campaign=where.campaign, name="ORM", by=where.by)
    window = WindowClass.of(zones=["Europe/Athens"], country="GR")
    began = time.perf_counter()
    for row in people(count):
        company = Company.named(row[3], client=where.client)
        fields = {
            "first_name": row[1],
            "last_name": row[2],
            "email": row[7],
            "company": company,
            "window_class": window,
        }
        lead, _new = Lead.objects.get_or_create(client=where.client, external_id=row[0], defaults=fields)
        LeadPhone.objects.get_or_create(client=where.client, lead=lead, number=f"+30{row[6]}")
        lead.enroll(where.campaign, by=where.by, lead_list=lead_list)
    return time.perf_counter() - began


def import_export(count: int, where: SimpleNamespace, whole: bool = True) -> float:
    """Seconds of django-import-export with its default row by row way: leads alone, or `whole` with number and queue
    row, as a resource for such a sheet has them."""
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk
    lead_list = LeadList.open(campaign=where.campaign, name="Resource", by=where.by)

    class LeadResource(resources.ModelResource):
        class Meta:
            model = Lead
            import_id_fields = ("external_id",)
            fields = ("client", "window_class", "external_id", "first_name", "last_name", "email", "city", "sort_name")

        def after_save_instance(self, instance: Lead, row: Any, **told: Any) -> None:
            if whole:
                LeadPhone.objects.create(client=where.client, lead=instance, number=row["number"])
                instance.enroll(where.campaign, by=where.by, lead_list=lead_list)

    rows = [
        (where.client.pk, window, row[0], row[1], row[2], row[7], row[9], row[2], f"+30{row[6]}")
        for row in people(count)
    ]
    data = Dataset(*rows, headers=(*LeadResource.Meta.fields, "number"))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # it sets the sequence, which only the owner may
    began = time.perf_counter()
    LeadResource().import_data(data, raise_errors=True)
    taken = time.perf_counter() - began
    connection.close()
    return taken
