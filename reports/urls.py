"""The doors of reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("performance/", views.dashboard, name="dashboard"),
    path("performance/floor/", views.floor, name="floor"),
    path("performance/calls/", views.calls, name="calls"),
    path("performance/meetings/", views.meetings, name="meetings"),
    path("performance/returned/", views.returned, name="returned"),
    path("my-day/", views.my_day, name="my_day"),
    path("my-day/card/", views.my_day_card, name="my_day_card"),
]
