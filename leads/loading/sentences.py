"""What is said of rows that are not loaded as they are: gettext msgids, kept in English in the ledger."""


def N_(sentence: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return sentence


NO_CONTACT = N_("This row has no phone number and no e-mail address.")
BAD_EMAIL = N_("This is not an e-mail address.")
BAD_DATE = N_("This date cannot be read.")
ON_DO_NOT_CALL = N_("This number or address is on the do-not-call list.")
NOTHING_NEW = N_("This lead is already known and the row holds nothing new.")
SAME_AS_ABOVE = N_("An earlier row of this file is the same lead and this row holds nothing new.")
