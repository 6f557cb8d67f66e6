"""A mail that came in, read: whatever is wrong with it, something is read, and nothing is longer than its limit."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.mailreading import LONGEST_RAW, LONGEST_TEXT, MOST_REFS, read

PLAIN = b"""From: Helen <Helen@Example.com>
To: in+3.abc@mail.example.com
Cc: "All, of us" <us@example.com>
Subject: =?utf-8?b?zpHPgM6szr3PhM63z4POtw==?=
In-Reply-To: <3.0000000000000000000000000000000a@x.example>
References: <old@x.example> <3.0000000000000000000000000000000a@x.example>
Auto-Submitted: no
Content-Type: text/plain; charset=iso-8859-7

"""
REPORT = b"""From: MAILER-DAEMON@mx.example.com
To: in@mail.example.com
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=BB

--BB
Content-Type: text/plain

I am sorry.
--BB
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Original-Recipient: rfc822;helen@example.com
Final-Recipient: rfc822; Helen@Example.com
Action: %(action)s
Status: %(status)s
Diagnostic-Code: smtp; 550 5.1.1 no such user

--BB
Content-Type: %(part)s

Message-ID: <3.0000000000000000000000000000000a@x.example>
Subject: First

--BB--
"""


def letter(raw, **more):
    return read(message_from_bytes(raw, policy=policy.default), **more)


def reported(action=b"failed", status=b"5.1.1", part=b"message/rfc822"):
    return letter(REPORT % {b"action": action, b"status": status, b"part": part})


def test_who_to_whom_what_and_which_mail_it_answers():
    found = letter(PLAIN + "Ναι, παρακαλώ".encode("iso-8859-7"), delivered_to=["In+3.abc@mail.example.com"])
    assert (found.sender, found.subject, found.text) == ("helen@example.com", "Απάντηση", "Ναι, παρακαλώ")
    assert found.recipients == ("in+3.abc@mail.example.com", "us@example.com")
    assert found.refs == ("<3.0000000000000000000000000000000a@x.example>", "<old@x.example>")
    assert found.marks == {"Auto-Submitted": "no"} and found.failed_to == ""


def test_the_provider_s_own_cut_is_taken():
    assert letter(PLAIN + b"Yes\n> no", own_words="Yes").text == "Yes"


def test_a_page_is_made_plain_and_what_it_quotes_is_left_out():
    page = b"<style>p {x: y}</style><div>Yes &amp; no</div><script>evil()</script><blockquote>Old</blockquote><p>Bye"
    found = letter(b"From: h@example.com\nContent-Type: text/html\n\n" + page)
    assert found.text.split() == ["Yes", "&", "no", "Bye"]


@pytest.mark.parametrize("part", [b"message/rfc822", b"text/rfc822-headers"])
def test_a_report_says_who_did_not_get_which_mail(part):
    found = reported(part=part)
    assert (found.failed_to, found.failed_status) == ("helen@example.com", "5.1.1")
    assert found.refs == ("<3.0000000000000000000000000000000a@x.example>",)


def test_a_delay_is_no_failure():
    assert reported(action=b"delayed", status=b"4.2.2").failed_status == "4.2.2"
    assert reported(action=b"delayed", status=b"5.2.2").failed_status == "4.2.2"


def test_a_report_without_an_address_reports_nothing():
    assert (
        letter(
            (REPORT % {b"action": b"failed", b"status": b"5", b"part": b"message/rfc822"}).replace(b"@E", b" ")
        ).failed_to
        == ""
    )


def test_an_old_fashioned_report():
    found = letter(b"From: postmaster@x.example\nX-Failed-Recipients: helen@example.com\n\nSorry")
    assert (found.failed_to, found.failed_status) == ("helen@example.com", "5.0.0")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n\n",
        b"From",
        b"From: \xff\xfe\nSubject: =?x-unknown?b?!!!?=\n\nhi",
        b"From: <<<>>>@@\nTo: ,,,;\nIn-Reply-To: <\nReferences: > <\n\nhi",
        b"Content-Type: text/plain; charset=no-such-charset\n\n\xffhi",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n--a\n--a",
        b"Content-Transfer-Encoding: base64\n\n!!!not base64",
        b"Content-Type: message/delivery-status\n\nbroken",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Disposition: ;;;;\nContent-Type: ;;;\n\nhi",
        b"Subject: a\r\n b\r\n\tc\r\n\r\nNUL \x00 here",
        b"From: a@b.example\nSubject: x\nBcc: y\r\r\nX: z\n\nhi",
    ],
)
def test_bad_mime_is_read_as_far_as_it_goes(raw):
    found = letter(raw)
    assert "\x00" not in found.raw + found.text + found.subject and "\n" not in found.subject + found.sender


@given(st.binary(max_size=600))
def test_no_bytes_break_it(raw):
    letter(b"From: a@b.example\nContent-Type: multipart/report; boundary=B\n" + raw)
    letter(raw)


def test_a_huge_mail_is_cut():
    raw = b"From: a@b.example\nReferences: " + b" ".join(b"<%d@x>" % n for n in range(9000)) + b"\nSubject: "
    found = letter(raw + b"s" * 100_000 + b"\n\n" + b"word " * 2_000_000)
    assert (len(found.text), len(found.raw), len(found.subject)) == (LONGEST_TEXT, LONGEST_RAW, 300)
    assert len(found.refs) == MOST_REFS


def test_a_mail_of_very_many_parts_is_read_to_a_limit():
    parts = b"".join(b"--B\nContent-Type: text/html\n\n<p>x\n" for _each in range(3000))
    assert letter(b"Content-Type: multipart/mixed; boundary=B\n\n" + parts + b"--B--\n").text == "x"
