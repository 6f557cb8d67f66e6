from django.db import migrations

# What was put out of every group of the queue stood among the last until now; these are called too from now on.
PUT_ASIDE = "UPDATE leads_enrollment SET priority = 90 WHERE priority = 70"
BACK = "UPDATE leads_enrollment SET priority = 70 WHERE priority = 90"


class Migration(migrations.Migration):
    dependencies = [("leads", "0025_queue_order")]

    operations = [migrations.RunSQL(PUT_ASIDE, BACK)]
