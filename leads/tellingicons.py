"""The sign before each kind of line of the timeline."""

from leads.models.activity import Activity

Kind = Activity.Kind
ICONS = {
    Kind.IMPORTED: "file-import",
    Kind.CREATED: "user-plus",
    Kind.ARRIVED: "door-enter",
    Kind.UPDATED: "pencil",
    Kind.ENROLLED: "list-check",
    Kind.PRINTED: "printer",
    Kind.CALLED: "phone",
    Kind.CALLBACK: "phone-incoming",
    Kind.LET_GO: "lock-open",
    Kind.RIGHT_PERSON: "user-check",
    Kind.UNDONE: "rotate",
    Kind.QUALIFIED: "clipboard-check",
    Kind.BOOKED: "calendar-plus",
    Kind.MEETING: "calendar-event",
    Kind.RETURNED: "arrow-back-up",
    Kind.REENTERED: "repeat",
    Kind.SUPPRESSED: "ban",
    Kind.LIFTED: "lock-open",
    Kind.HANDED_OVER: "switch-horizontal",
    Kind.WON: "trophy",
    Kind.LOST: "thumb-down",
    Kind.ASKED: "question-mark",
    Kind.NURTURED: "mail-fast",
    Kind.MAIL: "mail",
    Kind.NOTE: "message",
    Kind.STAGE: "flag",
    Kind.MERGED: "git-merge",
    Kind.SPLIT: "git-branch",
    Kind.CALLED_IN: "phone-incoming",
    Kind.PASSED_ON: "switch-horizontal",
}
