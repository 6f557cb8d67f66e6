"""The web server's way in (gunicorn setterdesk.wsgi)."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils import translation

from setterdesk.garbage import look_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
application = get_wsgi_application()
for language, _name in settings.LANGUAGES:  # all pages' modules and addresses are there before the first request
    with translation.override(language):
        reverse("calls:desk")
look_seldom()
