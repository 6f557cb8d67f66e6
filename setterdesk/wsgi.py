"""The web server's way in (gunicorn setterdesk.wsgi)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded by now stays: no sweep for what a request left behind goes over all of it again
gc.set_threshold(20_000, 20, 20)  # a page of the desk makes some ten thousand things: one sweep, not fifteen
