"""Every door of the house, by the app that answers."""

from django.contrib import admin
from django.urls import include, path

from setterdesk import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("office.urls")),
    path("", include("leads.urls")),
    path("", include("appointments.urls")),
    path("", include("calls.urls")),
    path("", include("reports.urls")),
]
