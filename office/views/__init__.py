from office.views.home import home

__all__ = ["home"]
