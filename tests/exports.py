"""Files as other systems export them: their own columns and ways of writing, people made up here."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FIRST = ("Άννα", "Γιώργος", "Ελένη", "Νίκος", "Ζωή")
LAST = ("Παπαδοπούλου", "Αντωνίου", "Ιωαννίδη", "Δημητρίου", "Καρρά")
LATIN = ("Anna", "George", "Helen", "Nick", "Zoe")
NAMES = ("Miller", "Antoniou", "Jones", "Müller", "Čapek")


def mobile(number: int) -> str:
    """A valid Greek mobile, a different one for each number."""
    return f"69{40_000_000 + number:08d}"


def landline(number: int) -> str:
    return f"21{10_000_000 + number:08d}"


@dataclass(frozen=True)
class Export:
    """A system's export: how it is written, and what its columns are (those left out are custom)."""

    headers: str
    row: Callable[[int], list[str]]
    fields: dict[str, str]
    encoding: str = "utf-8"
    delimiter: str = ","
    above: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> list[str]:
        return self.headers.split("|")

    def write(self, path: Path, rows: int) -> Path:
        """That many people."""
        text = io.StringIO(newline="")
        text.writelines(f"{line}\r\n" for line in self.above)
        writer = csv.writer(text, delimiter=self.delimiter)
        writer.writerow(self.columns)
        writer.writerows(self._padded(number) for number in range(rows))
        path.write_bytes(text.getvalue().encode(self.encoding))
        return path

    def _padded(self, number: int) -> list[str]:
        cells = self.row(number)
        assert len(cells) == len(self.columns), (len(cells), len(self.columns))
        return cells


def _greek(number: int) -> Iterator[str]:
    yield FIRST[number % 5]
    yield LAST[number % 5]


def _latin(number: int) -> tuple[str, str]:
    return LATIN[number % 5], NAMES[number % 4]


def _mail(number: int) -> str:
    return f"person{number}@example.org"


EXPORTS = {
    "hubspot": Export(
        "Record ID|First Name|Last Name|Email|Phone Number|Mobile Phone Number|Contact owner|Associated Company"
        "|Lead Status|Job Title|City|State/Region|Country/Region|Postal Code|Street Address|Create Date"
        "|Original Source",
        lambda n: [
            str(51_000_001 + 7 * n), *_latin(n), _mail(n), f"+30 {landline(n)}", f"+30{mobile(n)}", "Mia Ray",
            f"Firm {n}", "NEW", "Buyer", "Athens", "Attica", "Greece", "10563", "Ermou 15",
            "2026-03-09 08:30", "Organic Search",
        ],
        {
            "Record ID": "external_id", "First Name": "first_name", "Last Name": "last_name", "Email": "email",
            "Phone Number": "phone", "Mobile Phone Number": "mobile", "Associated Company": "company",
            "Job Title": "job_title", "City": "city", "State/Region": "region", "Country/Region": "country",
            "Postal Code": "postal_code", "Street Address": "address", "Original Source": "source",
        },
    ),
    "salesforce": Export(
        "Lead ID|First Name|Last Name|Title|Company / Account|Email|Phone|Mobile|Street|City|State/Province"
        "|Zip/Postal Code|Country|Lead Source|Lead Owner|Lead Status|Do Not Call|Created Date",
        lambda n: [
            f"00Q8d00000{n:05d}AAC", *_latin(n), "CEO", f"Firm {n}", _mail(n), f"+30 {landline(n)}", mobile(n),
            "Ermou 15", "Athens", "Attica", "10563", "GR", "Trade Show", "Mia", "Open", "0", "09/03/2026",
        ],
        {
            "Lead ID": "external_id", "First Name": "first_name", "Last Name": "last_name", "Title": "job_title",
            "Company / Account": "company", "Email": "email", "Phone": "phone", "Mobile": "mobile", "Street": "address",
            "City": "city", "State/Province": "region", "Zip/Postal Code": "postal_code", "Country": "country",
            "Lead Source": "source", "Do Not Call": "do_not_call",
        },
    ),
    "pipedrive": Export(
        "Person - ID|Person - Name|Person - Organization|Person - Phone - Work|Person - Phone - Mobile"
        "|Person - Email - Work|Person - Owner|Person - Label|Organization - Address",
        lambda n: [
            str(4_200 + 3 * n), " ".join(_latin(n)), f"Firm {n}", landline(n), mobile(n), _mail(n), "Mia", "Hot lead",
            "Ermou 15, 10563 Athens, Greece",
        ],
        {
            "Person - ID": "external_id", "Person - Name": "full_name", "Person - Organization": "company",
            "Person - Phone - Work": "phone", "Person - Phone - Mobile": "mobile", "Person - Email - Work": "email",
            "Organization - Address": "full_address",
        },
    ),
    "zoho": Export(
        "Record Id|Lead Owner|Salutation|First Name|Last Name|Company|Lead Source|Email|Title|Phone|Fax|Mobile|Website"
        "|Lead Status|Industry|No. of Employees|Street|City|State|Zip Code|Country|Description|Email Opt Out",
        lambda n: [
            f"zcrm_{5_700_000_000 + n}", "Mia", "Ms.", *_latin(n), f"Firm {n}", "Web", _mail(n), "Buyer", landline(n),
            landline(n + 9), mobile(n), "example.org", "Contacted", "Food", "12", "Ermou 15", "Athens", "", "10563",
            "Greece", "asked for a call", "false",
        ],
        {
            "Record Id": "external_id", "First Name": "first_name", "Last Name": "last_name", "Company": "company",
            "Lead Source": "source", "Email": "email", "Title": "job_title", "Phone": "phone", "Mobile": "mobile",
            "Street": "address", "City": "city", "State": "region", "Zip Code": "postal_code", "Country": "country",
            "Description": "notes",
        },
    ),
    "google contacts": Export(
        "First Name|Middle Name|Last Name|Phonetic First Name|Nickname|File As|Organization Name|Organization Title"
        "|Birthday|Notes|Labels|E-mail 1 - Label|E-mail 1 - Value|Phone 1 - Label|Phone 1 - Value|Phone 2 - Label"
        "|Phone 2 - Value|Address 1 - Label|Address 1 - Formatted|Address 1 - Street|Address 1 - City"
        "|Address 1 - Postal Code|Address 1 - Country",
        lambda n: [
            FIRST[n % 5], "", LAST[n % 5], "", "", "", f"Firm {n}", "Buyer", "", "", "* myContacts", "* Work", _mail(n),
            "Mobile", f"+30 {mobile(n)}", "Work", f"{landline(n)} ::: {landline(n + 50_000)}", "Home", "Ερμού 15",
            "Ερμού 15", "Αθήνα", "10563", "GR",
        ],
        {
            "First Name": "first_name", "Last Name": "last_name", "Organization Name": "company",
            "Organization Title": "job_title", "Notes": "notes", "E-mail 1 - Value": "email",
            "Phone 1 - Value": "phone", "Phone 2 - Value": "phone2",
            "Address 1 - Formatted": "full_address", "Address 1 - Street": "address",
            "Address 1 - City": "city", "Address 1 - Postal Code": "postal_code", "Address 1 - Country": "country",
        },
    ),
    "outlook": Export(
        "First Name|Middle Name|Last Name|Company|Department|Job Title|Business Street|Business City|Business State"
        "|Business Postal Code|Business Country/Region|Home Street|Home City|Business Fax|Business Phone"
        "|Business Phone 2|Home Phone|Mobile Phone|Pager|E-mail Address|E-mail Type|Notes|Web Page",
        lambda n: [
            FIRST[n % 5], "", LAST[n % 5], f"Firm {n}", "", "Buyer", "Ermou 15", "Athens", "", "10563", "Greece",
            "", "", landline(n + 7), landline(n), "", "", mobile(n), "", _mail(n), "SMTP", "", "",
        ],
        {
            "First Name": "first_name", "Last Name": "last_name", "Company": "company", "Job Title": "job_title",
            "Business Street": "address", "Business City": "city", "Business State": "region",
            "Business Postal Code": "postal_code", "Business Country/Region": "country", "Business Phone": "phone",
            "Business Phone 2": "phone2", "Home Phone": "phone3", "Mobile Phone": "mobile", "E-mail Address": "email",
            "Notes": "notes",
        },
        encoding="cp1253",
    ),
    "mailchimp": Export(
        "Email Address|First Name|Last Name|Phone Number|MEMBER_RATING|OPTIN_TIME|OPTIN_IP|CONFIRM_IP|LEID|EUID|TAGS",
        lambda n: [
            _mail(n), *_latin(n), mobile(n), "2", "2026-03-09 08:30:00", "", "203.0.113.7", str(90_001 + 2 * n),
            f"e{n}f", "a",
        ],
        {
            "Email Address": "email", "First Name": "first_name", "Last Name": "last_name", "Phone Number": "phone",
            "OPTIN_TIME": "consent_on", "LEID": "external_id",
        },
    ),
    "linkedin": Export(
        "First Name|Last Name|URL|Email Address|Company|Position|Connected On",
        lambda n: [*_latin(n), f"https://www.linkedin.com/in/p{n}", _mail(n), f"Firm {n}", "Buyer", "09 Mar 2026"],
        {
            "First Name": "first_name", "Last Name": "last_name", "Email Address": "email", "Company": "company",
            "Position": "job_title",
        },
        above=("Notes:", '"When exporting your connection data, you may notice some addresses are missing."', ""),
    ),
    "facebook": Export(
        "id|created_time|ad_id|ad_name|campaign_name|form_name|is_organic|platform|full_name|phone_number|email|city",
        lambda n: [
            f"l:{1_000_000 + n}", "2026-03-09T08:30:00+02:00", f"ag:{n}", "Spring", "Greece", "Form A", "false", "fb",
            f"{FIRST[n % 5]} {LAST[n % 5]}", f"p:+30{mobile(n)}", _mail(n), "Αθήνα",
        ],
        {
            "id": "external_id", "platform": "source", "full_name": "full_name", "phone_number": "phone",
            "email": "email", "city": "city",
        },
        encoding="utf-16",
        delimiter="\t",
    ),
    "excel greek": Export(
        "Α/Α|Επωνυμία|Όνομα|Επώνυμο|Διεύθυνση|Τ.Κ.|Πόλη|Τηλ. 1|Τηλ. 2|Κινητό|E-mail|ΑΦΜ|Δ.Ο.Υ.|Παρατηρήσεις",
        lambda n: [
            str(n + 1), f"Επιχείρηση {n}", *_greek(n), "Ερμού 15", "10563", "Αθήνα", landline(n), landline(n + 60_000),
            mobile(n), _mail(n), f"09{n:07d}", "Α' Αθηνών", "",
        ],
        {
            "Επωνυμία": "company", "Όνομα": "first_name", "Επώνυμο": "last_name", "Διεύθυνση": "address",
            "Τ.Κ.": "postal_code", "Πόλη": "city", "Τηλ. 1": "phone", "Τηλ. 2": "phone2", "Κινητό": "mobile",
            "E-mail": "email", "Παρατηρήσεις": "notes",
        },
        encoding="cp1253",
        delimiter=";",
    ),
    "mac greek": Export(
        "Ονοματεπώνυμο|Τηλέφωνο|Πόλη",
        lambda n: [f"{FIRST[n % 5]} {LAST[n % 5]}", mobile(n), "Θεσσαλονίκη"],
        {"Ονοματεπώνυμο": "full_name", "Τηλέφωνο": "phone", "Πόλη": "city"},
        encoding="mac-greek",
        delimiter=";",
    ),
    "czech": Export(
        "Jméno|Příjmení|Telefon|Město|PSČ",
        lambda n: ["Jiří", "Dvořák", f"+420 601 {n:06d}", "Plzeň", "301 00"],
        {"Jméno": "first_name", "Příjmení": "last_name", "Telefon": "phone", "Město": "city"},
        encoding="cp1250",
        delimiter=";",
    ),
}  # fmt: skip
