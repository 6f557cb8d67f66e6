"""The doors of appointments: the slot picker on the desk, the rep's meetings and hours, a campaign's kinds."""

from django.urls import path

from appointments import views

app_name = "appointments"
urlpatterns = [
    path("leads/<int:lead>/slots/", views.slots, name="slots"),
    path("leads/<int:lead>/hold/", views.hold, name="hold"),
    path("leads/<int:lead>/overrule/", views.overrule, name="overrule"),
    path("leads/<int:lead>/book/", views.book, name="book"),
    path("leads/<int:lead>/renew/", views.renew, name="renew"),
    path("leads/<int:lead>/release/", views.release, name="release"),
    path("leads/<int:lead>/meetings/", views.of_lead, name="of_lead"),
    path("meetings/", views.week, name="week"),
    path("meetings/<int:meeting>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting>/feedback/", views.feedback, name="feedback"),
    path("meetings/<int:meeting>/cancel/", views.cancel, name="cancel"),
    path("hours/", views.hours, name="hours"),
    path("hours/dates/", views.override, name="override"),
    path("hours/dates/<int:override>/usual/", views.usual, name="usual"),
    path("hours/region/", views.region, name="region"),
    path("hours/holidays/", views.work_on, name="work_on"),
    path("hours/away/", views.away, name="away"),
    path("hours/away/<int:time_off>/withdraw/", views.withdraw, name="withdraw"),
    path("campaigns/<int:campaign>/meetings/", views.kinds, name="kinds"),
    path("campaigns/<int:campaign>/meetings/new/", views.kind_new, name="kind_new"),
    path("meeting-kinds/<int:kind>/", views.kind, name="kind"),
    path("meeting-kinds/<int:kind>/retire/", views.retire_kind, name="retire_kind"),
]
