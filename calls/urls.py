"""The doors of calls."""

app_name = "calls"
urlpatterns: list[object] = []
