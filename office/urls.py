"""The doors of the office: home, people, invitations, my settings, notices."""

from django.urls import path

from office import views

app_name = "office"
urlpatterns = [
    path("", views.home, name="home"),
    path("begin/", views.begin, name="begin"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invitations/<int:invitation>/revoke/", views.revoke, name="revoke"),
    path("people/roles/<int:membership>/unassign/", views.unassign, name="unassign"),
    path("people/<int:person>/", views.person, name="person"),
    path("people/<int:person>/assign/", views.assign, name="assign"),
    path("people/<int:person>/disable/", views.disable, name="disable"),
    path("people/<int:person>/enable/", views.enable, name="enable"),
    path("invitation/<str:token>/", views.accept, name="accept"),
    path("clients/", views.clients, name="clients"),
    path("clients/new/", views.found, name="found"),
    path("clients/<int:client>/", views.correct, name="correct"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:api_token>/revoke/", views.revoke_token, name="revoke_token"),
    path("me/", views.me, name="me"),
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/read/", views.read, name="read"),
]
