"""Phone numbers as people type them and spreadsheets spoil them, made dialable. Pure: knows no Django.

``read("691 234 5678 εσωτ. 12", "GR")`` → Phone; ``read_all`` also divides two numbers in one cell.
"""

from leads.phones.areas import area_code, calling_code, zones
from leads.phones.numbers import Phone, read, read_all
from leads.phones.reasons import PhoneReason

__all__ = ["Phone", "PhoneReason", "area_code", "calling_code", "read", "read_all", "zones"]
