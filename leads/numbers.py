"""Numbers as people say them, and bands of numbers: `5-20`, `21+`, `-4`. Pure."""

import re

NUMBER = r"\d+(?:[.,]\d+)?"
BAND = re.compile(rf"^(?P<least>{NUMBER})\s*(?:(?P<up>\+)|(?:-|–|—)\s*(?P<most>{NUMBER}))?$")


def number_of(text: str) -> float | None:
    """12, 12.5, 12,5, 1 200; None when it is none. A comma or point with three digits after it groups thousands."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    grouped = re.sub(r"(?<=\d)[.,](?=\d{3}(?:\D|$))", "", plain)
    return float(grouped.replace(",", ".")) if re.fullmatch(rf"-?{NUMBER}", grouped) else None


def band_of(text: str) -> tuple[float, float | None] | None:
    """(least, most) of a band, both counted in; most is None for `21+`. None when it is no band."""
    found = BAND.match(text.strip())
    if not found:
        return None
    least = number_of(found["least"])
    most = None if found["up"] else number_of(found["most"] or found["least"])
    return None if least is None or (most is not None and most < least) else (least, most)
