"""What a mail that came in is: a report of non-delivery, a machine's answer, a wish for no more, or words. Pure."""

import re
from collections.abc import Mapping

from leads.names import normalised

BOUNCE, DELAY, AUTOMATIC, UNSUBSCRIBE, WORDS = "bounce", "delay", "auto", "unsubscribe", "words"
# A whole reply that says nothing but this, in any case, with or without accents.
NO_MORE = {
    normalised(words)
    for words in (
        "unsubscribe", "unsubscribe me", "please unsubscribe", "please unsubscribe me", "stop", "stop please",
        "please stop", "remove", "remove me", "please remove me", "opt out", "no more emails", "no more mails",
        "διαγραφή", "διαγραφή παρακαλώ", "παρακαλώ διαγραφή", "διαγράψτε με", "παρακαλώ διαγράψτε με", "διακοπή",
        "σταματήστε", "σταμάτα", "στοπ", "όχι άλλα μηνύματα", "abmelden", "bitte abmelden", "désinscrire",
        "me désinscrire", "disiscrivi", "disiscrivimi", "baja", "darme de baja",
    )
}  # fmt: skip
AWAY = re.compile(  # both patterns are read against words made comparable, where every final sigma is a sigma
    r"^(re: *)?(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|away from (the )?office"
    r"|αυτοματη απαντηση|αυτοματο μηνυμα|εκτοσ γραφειου|απουσια|abwesenheits?notiz|automatische antwort"
    r"|reponse automatique|risposta automatica|respuesta automatica)"
)
QUOTED = re.compile(
    r"^\s*(>|-{2,} ?(original message|αρχικο μηνυμα|forwarded message|πρωτοτυπο μηνυμα)|_{8,}"
    r"|(on|στισ|την|am|le|il|el)\b.{0,300}(wrote|εγραψε|schrieb|a ecrit|ha scritto|escribio).{0,80}:\s*$"
    r"|(from|απο|von|de): .*@)"
)

OPENS = re.compile(r"(on|στισ|την|am|le|il|el)\b.*@")


def sort(*, sender: str, subject: str, text: str, marks: Mapping[str, str], failed_status: str) -> str:
    """One of BOUNCE, DELAY (it will be tried again), AUTOMATIC, UNSUBSCRIBE, WORDS."""
    if failed_status:
        return BOUNCE if failed_status.startswith("5") else DELAY
    if _by_machine(sender, subject, marks):
        return AUTOMATIC
    own = _bare(own_words(text))
    if own in NO_MORE or (not own and _bare(subject) in NO_MORE):
        return UNSUBSCRIBE
    return WORDS


def own_words(text: str) -> str:
    """What the writer wrote: without the mail that is quoted beneath, and without the signature."""
    lines, kept = text.splitlines(), list[str]()
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        both = _flat(f"{line} {following}")  # "On Monday Helen <h@example.com>" / "wrote:"
        if line.rstrip() == "--" or QUOTED.match(_flat(line)) or (OPENS.match(_flat(line)) and QUOTED.match(both)):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _flat(line: str) -> str:
    return normalised(line[:400]) or line[:1]


def _bare(text: str) -> str:
    return normalised(re.sub(r"[^\w\s]", " ", text[:200]))


def _by_machine(sender: str, subject: str, marks: Mapping[str, str]) -> bool:
    told = {name.lower(): said.strip().lower() for name, said in marks.items()}
    if told.get("auto-submitted", "no").split(";")[0] != "no":
        return True
    if told.get("precedence") in ("auto_reply", "bulk", "junk", "list") or told.get("return-path") == "<>":
        return True
    if "x-autoreply" in told or "x-autorespond" in told or "list-id" in told:
        return True
    return sender.startswith(("mailer-daemon@", "postmaster@")) or bool(AWAY.match(normalised(subject)))
