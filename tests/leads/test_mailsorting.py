"""What a mail that came in is. A machine's answer lifts nobody out; a wish for no more mail is the whole reply."""

import pytest

from leads.mailsorting import AUTOMATIC, BOUNCE, DELAY, UNSUBSCRIBE, WORDS, own_words, sort

QUOTE = "\n\nOn Mon, 23 Nov 2026 at 12:00, Acme <a@example.com> wrote:\n> Press the button to unsubscribe"


def kind(text="Yes", subject="Re: First", sender="helen@example.com", status="", **marks):
    said = {name.replace("_", "-"): value for name, value in marks.items()}
    return sort(sender=sender, subject=subject, text=text, marks=said, failed_status=status)


@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe", "STOP", "Stop.", "  Διαγραφή!  ", "διαγραφη", "ΔΙΑΓΡΑΦΗ", "Παρακαλώ διαγράψτε με.", "Remove me",
        f"Stop{QUOTE}", "Διαγραφή\n\nΣτις Δευ, 23 Νοε 2026, ο χρήστης Acme <a@example.com>\nέγραψε:\n> Γεια",
        "Unsubscribe\n-- \nHelen Papadaki\nDirector", "stop\n\n-----Original Message-----\nFrom: Acme", "> Hello\n",
    ],
)  # fmt: skip
def test_a_reply_that_is_nothing_but_a_wish_for_no_more(text):
    assert kind(text, subject="unsubscribe") == UNSUBSCRIBE


@pytest.mark.parametrize(
    "text",
    [
        "Please stop by on Monday", "Do not unsubscribe me, I am interested!", f"Yes, call me{QUOTE}", "No",
        "Can you stop the machine at night?", "Μην κάνετε διαγραφή, με ενδιαφέρει", "On second thought: yes",
        "Am 5. Dezember passt es", "Διαγραφή του τιμολογίου 12 παρακαλώ, και καλέστε με", "",
    ],
)  # fmt: skip
def test_words_are_words(text):
    assert kind(text) == WORDS


@pytest.mark.parametrize(
    "marks",
    [
        {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated; x=y"}, {"Precedence": "bulk"},
        {"Precedence": "auto_reply"}, {"X_Autoreply": "yes"}, {"Return_Path": "<>"}, {"List_Id": "<x>"},
        {"subject": "Automatic reply: First"}, {"subject": "Out of Office"}, {"subject": "Εκτός γραφείου: Πρώτο"},
        {"subject": "Αυτόματη απάντηση"}, {"subject": "ΑΠΟΥΣΙΑ"}, {"subject": "Abwesenheitsnotiz: Hallo"},
        {"subject": "Réponse automatique : x"}, {"sender": "mailer-daemon@example.com"},
    ],
)  # fmt: skip
def test_a_machine_answers(marks):
    assert kind(**marks) == AUTOMATIC
    assert kind("unsubscribe", **marks) == AUTOMATIC, "a machine asks for nothing"


@pytest.mark.parametrize("marks", [{"Auto_Submitted": "no"}, {"Precedence": "first-class"}, {"Return_Path": "<h@x>"}])
def test_a_person_answers(marks):
    assert kind(**marks) == WORDS


def test_reports():
    assert (kind(status="5.1.1"), kind(status="4.2.2")) == (BOUNCE, DELAY)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\nCall me.", "Yes.\nCall me."),
        (f"Yes{QUOTE}", "Yes"),
        ("Yes\n> quoted\nmore", "Yes"),
        ("Ναι\nΑπό: Acme <a@example.com>\nΠρος: me", "Ναι"),
        ("Ja\nAm Mo., 23. Nov. 2026 schrieb Acme <a@example.com>:\n> x", "Ja"),
        ("Yes\n________________\nFrom: x", "Yes"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_the_writer_s_own_words(text, own):
    assert own_words(text) == own


def test_a_long_text_is_read_in_good_time():
    assert own_words("on a@b " * 200_000)
