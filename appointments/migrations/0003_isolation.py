"""Row policies and composite keys of every client's table here."""

from django.db import migrations

from office.isolation import ClientTable


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial"), ("leads", "0003_isolation")]

    operations = [
        ClientTable("meetingkind"),
        ClientTable("poolmember"),
        ClientTable("appointment"),
        ClientTable("feedback"),
        ClientTable("meetingkindevent", keys=False),
        ClientTable("poolmemberevent", keys=False),
        ClientTable("appointmentevent", keys=False),
        ClientTable("feedbackevent", keys=False),
    ]
