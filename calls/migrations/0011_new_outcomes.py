"""The campaigns that have their dispositions already get the new ones too, where key and code are free."""

from django.db import migrations

NEW = (
    (
        "qualified",
        "Qualified, books later",
        "Κατάλληλος, θα κλείσει αργότερα",
        "9",
        "star",
        "qualified",
        "decision_maker",
    ),
    ("right-person", "The right person is…", "Αρμόδιος είναι…", "x", "user-check", "right_person", "somebody"),
    ("confirmed", "Confirmed", "Επιβεβαιώθηκε", "k", "circle-check", "confirmed", "decision_maker"),
    ("moved", "Moved to another time", "Μεταφέρθηκε σε άλλη ώρα", "v", "calendar-event", "moved", "decision_maker"),
    ("cancelled", "Called off", "Ακυρώθηκε", "w", "calendar-x", "cancelled", "decision_maker"),
)


def lay(apps, schema_editor):
    disposition = apps.get_model("calls", "Disposition")
    campaign = apps.get_model("leads", "Campaign")
    made = []
    for each in campaign.objects.filter(dispositions__isnull=False).select_related("client").distinct():
        last = disposition.objects.filter(campaign=each).order_by("-position").first().position
        for place, (code, english, greek, key, icon, outcome, reached) in enumerate(NEW, start=last + 1):
            label = greek if each.client.language == "el" else english
            row = {"code": code, "label": label, "key": key, "icon": icon, "outcome": outcome, "reached": reached}
            made.append(disposition(client_id=each.client_id, campaign=each, position=place, **row))
    disposition.objects.bulk_create(made, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("calls", "0010_outcomes")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
