from reports.views.dashboard import dashboard, floor
from reports.views.drill import calls, meetings, returned
from reports.views.my_day import my_day, my_day_card

__all__ = ["calls", "dashboard", "floor", "meetings", "my_day", "my_day_card", "returned"]
