from calls.views.callbacks import callbacks, take
from calls.views.desk import beat, claim, desk, dial, event, log, skip, undo
from calls.views.lead import answer, ask, draft
from calls.views.queue import queue

__all__ = [
    "answer",
    "ask",
    "beat",
    "callbacks",
    "claim",
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
