"""The Celery app and the beat table. A task asks what is due; beat is the clock that makes it ask."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
app = Celery("setterdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_scheduler = "setterdesk.beat:Beat"
app.conf.beat_schedule = {
    "pulse": {"task": "office.tasks.pulse", "schedule": 10.0},
    "post": {"task": "office.tasks.post", "schedule": 15.0},
    "load": {"task": "leads.tasks.load", "schedule": 15.0},
    "carry": {"task": "leads.tasks.carry", "schedule": 15.0},
    "release": {"task": "calls.tasks.release", "schedule": 15.0},
}
