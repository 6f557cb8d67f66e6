"""The doors of appointments: the slot picker on the desk, the rep's meetings and hours, letters, the lead's page."""

from django.urls import path

from appointments import views

app_name = "appointments"
urlpatterns = [
    path("leads/<int:lead>/slots/", views.slots, name="slots"),
    path("leads/<int:lead>/hold/", views.hold, name="hold"),
    path("leads/<int:lead>/renew/", views.renew, name="renew"),
    path("leads/<int:lead>/release/", views.release, name="release"),
    path("leads/<int:lead>/meetings/", views.of_lead, name="of_lead"),
    path("meetings/", views.week, name="week"),
    path("meetings/<int:meeting>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting>/feedback/", views.feedback, name="feedback"),
    path("meetings/<int:meeting>/cancel/", views.cancel, name="cancel"),
    path("hours/", views.hours, name="hours"),
    path("hours/away/", views.away, name="away"),
    path("hours/away/<int:time_off>/withdraw/", views.withdraw, name="withdraw"),
    path("hours/feed/", views.feed_new, name="feed_new"),
    path("hours/feed/off/", views.feed_off, name="feed_off"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("m/<str:token>/", views.own, name="own"),
    path("m/<str:token>/yes/", views.own_confirm, name="own_confirm"),
    path("m/<str:token>/time/", views.own_move, name="own_move"),
    path("m/<str:token>/no/", views.own_cancel, name="own_cancel"),
    path("m/<str:token>/where/", views.own_where, name="own_where"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:client>/plan/", views.letter_plan, name="letter_plan"),
    path("letters/<int:client>/<slug:letter>/<slug:language>/", views.letter, name="letter"),
    path("letters/<int:client>/<slug:letter>/<slug:language>/usual/", views.letter_usual, name="letter_usual"),
    path("campaigns/<int:campaign>/letters/", views.campaign_plan, name="campaign_plan"),
    path("campaigns/<int:campaign>/letters/usual/", views.campaign_plan_usual, name="campaign_plan_usual"),
]
