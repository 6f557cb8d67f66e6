from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Parcel:
    """What a program or a person without a log-in hands in: rows of {field or own column: text}, and what is said of
    all of them. `code`: the ad's or coupon's, as they wrote it. `detected_at`: when the sender says that the leads
    appeared."""

    rows: Sequence[Mapping[str, str]]
    country: str = ""
    code: str = ""
    basis: str = ""
    consent_text: str = ""
    consent_version: str = ""
    consented_at: datetime | None = None
    hot: bool = False
    detected_at: datetime | None = None
