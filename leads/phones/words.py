"""Words in a cell where a number should stand: a refusal to be called, or a word for nothing."""

import re

from leads.names import normalised

_REFUSALS = re.compile(
    r"do\s*n[o'’]t\s+(?:call|contact|phone|disturb)|\bdnc\b|opt(?:ed)?[\s-]*out|unsubscribe|taken? (?:out|off)"
    r"|removed?\b|no (?:more )?calls?\b|never call|not to be called|stop calling|^stop$|objected"
    r"|μην? (?:τον |την |τους )?(?:ξανα)?(?:καλ|ενοχλ|παρ[εν]|τηλεφων|επικοινων|κλη[θσ])"
    r"|διαγραφ|δεν (?:θελ|επιθυμ)|εξαιρε"
    r"|οχι (?:αλλες )?κλησ|nicht (?:mehr )?anrufen|ne (?:pas|plus) appeler|non chiamare|no llamar"
)
_NOTHING = frozenset(
    ("n/a", "na", "n.a.", "n/d", "none", "null", "nil", "no", "unknown", "tbd", "tba", "x", "xx", "xxx", "?", "??", ".")
    + ("-", "--", "---", "—", "–", "0", "00", "000", "0000000000", "no phone", "no number", "not available")
    + ("no email", "no e-mail", "noemail", "χωρις email", "χωρις τηλεφωνο", "δεν εχει email")
    + ("#n/a", "#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!")
    + ("δεν εχει", "δεν υπαρχει", "δεν γνωριζω", "αγνωστο", "αγνωστος", "οχι", "κανενα", "καμια")
)


def refuses(text: str) -> bool:
    """The cell says that the person does not want to be called."""
    return _REFUSALS.search(normalised(text)) is not None


def without_words(text: str) -> str:
    """What is left of a cell without its letters, and the brackets that held them."""
    return re.sub(r"\(\s*\)", " ", "".join(" " if sign.isalpha() else sign for sign in text)).strip(" .,;:!-'’")


def says_nothing(text: str) -> bool:
    """The cell says that there is no number."""
    return len(text) < 16 and normalised(text) in _NOTHING
