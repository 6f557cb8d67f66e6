"""How old an official do-not-call extract may be, by country: data, not advice. Each line with its source; a register
keeps the number of days that an administrator confirms. Pure.
"""

from typing import Final

DAYS: Final = {
    # Greece: L. 3471/2006 art. 11 (operators' registers); house rule, an extract of the last 30 days.
    "GR": 30,
    # United States: 16 CFR 310.4(b)(3)(iv), 47 CFR 64.1200(c)(2)(i)(D): a version of the last 31 days.
    "US": 31,
    # United Kingdom: Privacy and Electronic Communications Regulations 2003, reg. 21(3) and (4): 28 days (TPS, CTPS).
    "GB": 28,
    # Canada: CRTC Unsolicited Telecommunications Rules, part II, s. 6: a version of the last 31 days.
    "CA": 31,
    # Australia: Do Not Call Register Act 2006, s. 11(3): numbers checked in the last 30 days.
    "AU": 30,
}
ELSEWHERE: Final = 28  # the strictest of the above


def usual_days(country: str) -> int:
    """Days that an extract of this country (ISO 3166) usually stays good."""
    return DAYS.get(country, ELSEWHERE)
