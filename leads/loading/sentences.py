"""What is said of rows that are not loaded as they are: gettext msgids, kept in English in the ledger."""


def N_(sentence: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return sentence


NO_CONTACT = N_("This row has no phone number and no e-mail address.")
BAD_EMAIL = N_("This is not an e-mail address.")
MISTYPED_EMAIL = N_("This address looks mistyped, and the row has no number.")
BAD_DATE = N_("This date cannot be read.")
ON_DO_NOT_CALL = N_("This number or address is on the do-not-call list.")
ON_REGISTER = N_("This number stands in an official do-not-call register.")
NOTHING_NEW = N_("This lead is already known and the row holds nothing new.")
SAME_AS_ABOVE = N_("An earlier row of this file is the same lead and this row holds nothing new.")
SKIPPED_BY_CHOICE = N_("This lead is already known, and such rows are to be skipped.")
CONFLICT = N_("The number belongs to one lead and the e-mail address to another. Choose which one this row is about.")
LEFT_OUT = N_("Somebody chose to leave this row out.")
