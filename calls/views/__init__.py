from calls.views.callbacks import callbacks, take
from calls.views.desk import beat, claim, desk, dial, event, log, skip, undo
from calls.views.lead import answer, ask, draft
from calls.views.queue import day, queue

__all__ = [
    "answer",
    "ask",
    "beat",
    "callbacks",
    "claim",
    "day",
    "desk",
    "dial",
    "draft",
    "event",
    "log",
    "queue",
    "skip",
    "take",
    "undo",
]
