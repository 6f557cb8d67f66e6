"""Row policies and composite keys of every client's table here."""

from django.db import migrations

from office.isolation import ClientTable


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial"), ("office", "0002_isolation")]

    operations = [
        ClientTable("campaign"),
        ClientTable("leadlist"),
        ClientTable("company"),
        ClientTable("lead"),
        ClientTable("leadphone"),
        ClientTable("activity"),
        ClientTable("enrollment"),
        ClientTable("leadimport"),
        ClientTable("listing"),
        ClientTable("suppression", shared=True),
        ClientTable("handoff"),
        ClientTable("customer"),
        ClientTable("question"),
        ClientTable("answer"),
        ClientTable("productanswer"),
        ClientTable("enquiry"),
        ClientTable("campaignevent", keys=False),
        ClientTable("leadlistevent", keys=False),
        ClientTable("companyevent", keys=False),
        ClientTable("leadevent", keys=False),
        ClientTable("enrollmentevent", keys=False),
        ClientTable("suppressionevent", keys=False, shared=True),
        ClientTable("handoffevent", keys=False),
        ClientTable("customerevent", keys=False),
        ClientTable("questionevent", keys=False),
        ClientTable("productanswerevent", keys=False),
    ]
