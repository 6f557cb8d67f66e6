"""The Celery app and the beat table. A task asks what is due; beat is the clock that makes it ask."""

import os

from celery import Celery
from celery.signals import worker_process_init

from setterdesk.garbage import look_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
app = Celery("setterdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_scheduler = "setterdesk.beat:Beat"
app.conf.beat_schedule = {
    "pulse": {"task": "office.tasks.pulse", "schedule": 10.0},
    "post": {"task": "office.tasks.post", "schedule": 15.0},
    "load": {"task": "leads.tasks.load", "schedule": 15.0},
    "watch": {"task": "leads.tasks.watch", "schedule": 15.0},
    "carry": {"task": "leads.tasks.carry", "schedule": 15.0},
    "nurture": {"task": "leads.tasks.nurture", "schedule": 15.0},
    "sort_mail": {"task": "leads.tasks.sort_mail", "schedule": 15.0},
    "read_mail": {"task": "appointments.tasks.read_mail", "schedule": 15.0},
    "read_calendars": {"task": "appointments.tasks.read_calendars", "schedule": 30.0},
    "write_calendars": {"task": "appointments.tasks.write_calendars", "schedule": 15.0},
    "hush": {"task": "appointments.tasks.hush", "schedule": 15.0},
    "take_in": {"task": "leads.tasks.take_in", "schedule": 15.0},
    "let_go": {"task": "leads.tasks.let_go", "schedule": 60.0},
    "hand_over": {"task": "leads.tasks.hand_over", "schedule": 30.0},
    "compare": {"task": "leads.tasks.compare", "schedule": 60.0},
    "rank": {"task": "leads.tasks.rank", "schedule": 15.0},
    "ripen": {"task": "calls.tasks.ripen", "schedule": 15.0},
    "find": {"task": "leads.tasks.find", "schedule": 15.0},
    "stand_in": {"task": "calls.tasks.stand_in", "schedule": 30.0},
    "release": {"task": "calls.tasks.release", "schedule": 15.0},
    "confirm": {"task": "calls.tasks.confirm", "schedule": 60.0},
    "waitlist": {"task": "calls.tasks.waitlist", "schedule": 30.0},
    "pass_on": {"task": "appointments.tasks.pass_on", "schedule": 30.0},
    "chase": {"task": "appointments.tasks.chase", "schedule": 300.0},
}


@worker_process_init.connect
def _settle(**_kwargs: object) -> None:
    look_seldom()
