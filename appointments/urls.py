"""The doors of appointments: the slot picker on the desk, the rep's meetings, the rep's hours, a campaign's
kinds and pool."""

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
    path("meetings/day/", views.day, name="day"),
    path("meetings/month/", views.month, name="month"),
    path("meetings/list/", views.listed, name="listed"),
    path("meetings/<int:meeting>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting>/feedback/", views.feedback, name="feedback"),
    path("meetings/<int:meeting>/cancel/", views.cancel, name="cancel"),
    path("meetings/<int:meeting>/accept/", views.accept, name="accept"),
    path("meetings/<int:meeting>/decline/", views.decline, name="decline"),
    path("meetings/<int:meeting>/reassign/", views.reassign, name="reassign"),
    path("campaigns/<int:campaign>/pool/", views.pool, name="pool"),
    path("campaigns/<int:campaign>/pool/join/", views.join, name="join"),
    path("campaigns/<int:campaign>/pool/terms/", views.terms, name="terms"),
    path("pool/<int:member>/", views.member, name="member"),
    path("pool/<int:member>/correct/", views.correct, name="correct"),
    path("pool/<int:member>/leave/", views.leave, name="leave"),
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
