"""Names made comparable: no accents, no capitals, single spaces. Pure."""

import unicodedata


def normalised(text: str) -> str:
    """Lower case without accents, for search and order (`Ήρα` and `ηρα` are one); final sigma as sigma."""
    if text.isascii():
        return " ".join(text.lower().split())
    flat = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in flat if not unicodedata.combining(char))
    return " ".join(bare.replace("ς", "σ").split())
