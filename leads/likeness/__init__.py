"""May two leads be one person? Evidence for and against, in codes, and how much it weighs. Pure."""

from leads.likeness.judging import Facts, Likeness, alike, people
from leads.likeness.names import Names, compared

__all__ = ["Facts", "Likeness", "Names", "alike", "compared", "people"]
