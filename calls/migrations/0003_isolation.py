"""Row policies and composite keys of every client's table here."""

from django.db import migrations

from office.isolation import ClientTable


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("appointments", "0003_isolation")]

    operations = [
        ClientTable("disposition"),
        ClientTable("script"),
        ClientTable("scriptstep"),
        ClientTable("callback"),
        ClientTable("draft"),
        ClientTable("callattempt"),
        ClientTable("dispositionevent", keys=False),
        ClientTable("scriptevent", keys=False),
        ClientTable("scriptstepevent", keys=False),
        ClientTable("callattemptevent", keys=False),
    ]
