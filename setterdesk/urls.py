"""Every door of the house, by the app that answers."""

from django.contrib import admin
from django.urls import include, path

from setterdesk import health, letterbox

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("mail/in/", letterbox.mail_in, name="mail_in"),
    path("mail/reports/", letterbox.mail_report, name="mail_report"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("office.urls")),
    path("", include("leads.urls")),
    path("", include("appointments.urls")),
    path("", include("calls.urls")),
    path("", include("reports.urls")),
]
