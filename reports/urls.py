"""The doors of reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("performance/", views.dashboard, name="dashboard"),
    path("performance/floor/", views.floor, name="floor"),
    path("performance/calls/", views.calls, name="calls"),
    path("performance/called-in/", views.called_in, name="called_in"),
    path("performance/called-in/calls/", views.callers, name="callers"),
    path("performance/meetings/", views.meetings, name="meetings"),
    path("performance/returned/", views.returned, name="returned"),
    path("performance/speed/", views.speed, name="speed"),
    path("performance/speed/leads/", views.clocks, name="clocks"),
    path("performance/speed/handed-over/", views.handed, name="handed"),
    path("performance/reactivation/", views.reactivation, name="reactivation"),
    path("performance/reactivation/leads/", views.reactivated, name="reactivated"),
    path("wallboard/", views.wallboard, name="wallboard"),
    path("wallboard/live/", views.wallboard_live, name="wallboard_live"),
    path("performance/hours/", views.hours, name="hours"),
    path("search/", views.search, name="search"),
    path("exports/", views.exports, name="exports"),
    path("exports/leads/", views.export_leads, name="export_leads"),
    path("exports/calls/", views.export_calls, name="export_calls"),
    path("exports/meetings/", views.export_meetings, name="export_meetings"),
    path("exports/claims/<int:lead_import>/", views.export_claim, name="export_claim"),
    path("lead-quality/", views.quality, name="quality"),
    path("lead-quality/rows/", views.quality_rows, name="quality_rows"),
    path("lead-quality/suppliers/<int:supplier>/", views.quality_card, name="quality_card"),
    path("my-day/", views.my_day, name="my_day"),
    path("my-day/card/", views.my_day_card, name="my_day_card"),
    path("readiness/", views.readiness, name="readiness"),
    path("readiness/criteria/", views.criteria, name="criteria"),
    path("readiness/criteria/<int:criterion>/", views.criterion, name="criterion"),
    path("readiness/criteria/<int:criterion>/retire/", views.retire_criterion, name="retire_criterion"),
    path("readiness/<int:criterion>/<int:person>/", views.readiness_rows, name="readiness_rows"),
]
