"""Columns that already bear our own field names, as programs and our forms send them. Pure."""

from collections.abc import Mapping

from leads.fields import CUSTOM, FIELDS


def exactly(mapping: Mapping[str, str]) -> dict[str, str]:
    """A suggested mapping in which each column named as a field is that field, and no other column takes it."""
    named = {header for header in mapping if header in FIELDS}
    return {
        header: header if header in named else CUSTOM if field in named else field for header, field in mapping.items()
    }
