"""The doors of appointments."""

app_name = "appointments"
urlpatterns: list[object] = []
