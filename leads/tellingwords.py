"""Words of the timeline, by what is kept of them. Pure."""


def N_(text: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return text


MEETINGS = {
    "to_confirm": N_("The meeting is to be confirmed by a call"),
    "held": N_("The meeting was held"),
    "no_show": N_("The lead did not come to the meeting"),
    "cancelled": N_("The meeting was cancelled"),
    "rescheduled": N_("The meeting was moved"),
    "confirmed": N_("The meeting was confirmed"),
    "won": N_("The meeting was held, and won"),
    "lost": N_("The meeting was held, and lost"),
    "unqualified": N_("The lead was not truly qualified"),
    "rep_no_show": N_("The rep did not come to the meeting"),
    "accepted": N_("The rep accepted the meeting"),
    "declined": N_("The rep declined the meeting"),
    "lapsed": N_("The meeting was not accepted in time"),
    "reassigned": N_("The meeting has another rep"),
    "stranded": N_("Nobody else is free for the meeting"),
    "relocated": N_("Where the meeting is was changed"),
    "waitlisted": N_("No time suited: put on the waitlist"),
    "freed": N_("A time came free that the lead waits for"),
    "wish_ended": N_("No longer on the waitlist"),
    "wish_lapsed": N_("Nothing came free until the last day wanted"),
    "page_confirmed": N_("The lead confirmed the meeting on its own page"),
    "page_moved": N_("The lead moved the meeting on its own page"),
    "page_cancelled": N_("The lead called the meeting off on its own page"),
    "page_where": N_("The lead said on its own page where the meeting is"),
    "mail_accepted": N_("The invitation was accepted by mail"),
    "mail_tentative": N_("The invitation was answered with “perhaps”"),
    "mail_declined": N_("The invitation was declined by mail"),
    "mail_words": N_("A mail about the meeting was answered"),
    "mail_bounced": N_("A mail about the meeting was not delivered"),
}
MAILS = {
    "info": N_("Information by mail to %(address)s"),
    "info-undone": N_("The mail to %(address)s was called off"),
    "reply": N_("Answered by mail from %(sender)s"),
    "asked": N_("Wants no more mail to %(address)s"),
    "bounced": N_("Mail to %(address)s was not delivered"),
    "complained": N_("Reported a mail to %(address)s as spam"),
    "allowed": N_("Mail to %(address)s is allowed again"),
}
REASONS = {
    "permanent": N_("For good"),
    "temporary": N_("Not now"),
    "data": N_("Wrong data"),
    "compliance": N_("May not be called"),
    "merged": N_("Merged with another lead"),
}
