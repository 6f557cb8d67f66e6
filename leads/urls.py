"""The doors of leads."""

app_name = "leads"
urlpatterns: list[object] = []
