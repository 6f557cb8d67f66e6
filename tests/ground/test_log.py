"""What goes wrong in a page is written to the log of the web server, with DEBUG off too, and is seen as trouble."""

import os
import subprocess
import sys

from setterdesk.children import TROUBLE
from tests.ground.conftest import ROOT

CODE = """
import django, logging, structlog
django.setup()
try:
    raise ZeroDivisionError("in a page")
except ZeroDivisionError:
    logging.getLogger("django.request").error("Internal Server Error: /desk", exc_info=True)
structlog.get_logger().error("letter_lost")
"""


FAILED = """
import django, structlog
django.setup()
def call(phone):
    raise ZeroDivisionError("in a job")
try:
    call("+3021" + "05550123")
except ZeroDivisionError:
    structlog.get_logger().exception("job_failed")
"""


def written(code, **environment):
    about = {**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings", "DEBUG": "", **environment}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=about, capture_output=True, text=True, check=True)
    return done.stderr + done.stdout


def test_an_error_in_a_page_is_written_once_with_its_place():
    text = written(CODE)
    assert text.count("ERROR django.request: Internal Server Error: /desk") == 1
    assert "ZeroDivisionError: in a page" in text


def test_a_traceback_tells_no_values():
    text = written(FAILED)
    assert "job_failed" in text and "ZeroDivisionError: in a job" in text
    assert "+302105550123" not in text


def test_both_ways_of_writing_an_error_are_seen_as_trouble():
    lines = [line for line in written(CODE).splitlines() if TROUBLE.search(line.encode())]
    assert [word in line for word, line in zip(("/desk", "letter_lost"), lines, strict=True)] == [True, True]
