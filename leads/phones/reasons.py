"""Why a number is not (quite) good: each a gettext msgid for the person who mends it."""


def N_(sentence: str) -> str:
    """Mark an English sentence for translation where it is shown."""
    return sentence


class PhoneReason:
    """The sentences that a Phone's ``reason`` can hold."""

    DIGITS_LOST = N_("The spreadsheet rounded this number and its last digits are gone. Look it up in the original.")
    CALCULATED = N_(
        "The spreadsheet calculated this number as a sum, and its digits are gone. Look it up in the original."
    )
    NOT_A_NUMBER = N_("This is not a phone number.")
    OPTED_OUT = N_("This cell says that the person does not want to be called.")
    TOO_SHORT = N_("This number is too short.")
    TOO_LONG = N_("This number is too long.")
    NO_COUNTRY = N_("This number has no country code and the row has no known country.")
    NO_SUCH_CODE = N_("There is no country with this country code.")
    NOT_IN_USE = N_("The length is right, but no such number is in use there as far as is known.")
    WRONG_LENGTH = N_("This number does not have a length that is in use there.")
    ZERO_ADDED = N_("A zero at the start, lost in the spreadsheet, was added again.")
    LOCAL_ONLY = N_("The area code is missing.")
