"""The doors of leads."""

from django.urls import path

from leads import views

app_name = "leads"
urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/<int:customer>/", views.customer, name="customer"),
    path("customers/<int:customer>/accept/", views.accept, name="accept"),
    path("customers/<int:customer>/send-back/", views.send_back, name="send_back"),
]
