"""The doors of calls: the desk and its acts, what comes next, my callbacks."""

from django.urls import path

from calls import views

app_name = "calls"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/claim/", views.claim, name="claim"),
    path("desk/beat/", views.beat, name="beat"),
    path("desk/queue/", views.queue, name="queue"),
    path("desk/leads/<int:pk>/dial/", views.dial, name="dial"),
    path("desk/leads/<int:pk>/skip/", views.skip, name="skip"),
    path("desk/leads/<int:pk>/draft/", views.draft, name="draft"),
    path("desk/leads/<int:pk>/answer/", views.answer, name="answer"),
    path("desk/leads/<int:pk>/ask/", views.ask, name="ask"),
    path("desk/calls/<int:pk>/event/", views.event, name="event"),
    path("desk/calls/<int:pk>/log/", views.log, name="log"),
    path("desk/calls/<int:pk>/undo/", views.undo, name="undo"),
    path("callbacks/", views.callbacks, name="callbacks"),
    path("callbacks/<int:pk>/take/", views.take, name="take"),
]
