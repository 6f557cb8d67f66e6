from reports.forms.filters import PERIODS, FilterForm, SpeedForm

__all__ = ["PERIODS", "FilterForm", "SpeedForm"]
