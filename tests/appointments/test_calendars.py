"""The page of a rep's other calendars: what is added, chosen and removed there, by whom, and what it says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from appointments.models import OtherCalendar
from office import clock
from tests import factories

PAGE = reverse("appointments:calendars")


@pytest.fixture
def rita(as_):
    return as_("rita")


def file_of(person, **told):
    made = OtherCalendar.subscribe(by=person, name="Private", address="https://8.8.8.8/secret/basic.ics")
    OtherCalendar.objects.filter(pk=made.pk).update(**told)
    made.refresh_from_db()
    return made


def server_of(person, **told):
    made = OtherCalendar.connect(by=person, name="Work", address="https://8.8.8.8/dav/", username="rita", password="pw")
    names = [["https://8.8.8.8/dav/a/", "Meetings"], ["https://8.8.8.8/dav/b/", "Family"]]
    OtherCalendar.objects.filter(pk=made.pk).update(calendars=names, **told)
    made.refresh_from_db()
    return made


def test_my_hours_lead_there(rita):
    page = rita.get(reverse("appointments:hours")).content.decode()
    assert f'href="{PAGE}"' in page and "Other calendars" in page


def test_an_address_is_added_and_not_shown_again(cast, rita):
    url = reverse("appointments:subscribe")
    answer = rita.post(url, {"file-name": "Private", "file-address": "webcal://8.8.8.8/secret/basic.ics"})
    assert answer.status_code == 302 and answer.url == PAGE
    page = rita.get(PAGE).content.decode()
    assert "Private" in page and "8.8.8.8" in page and "secret/basic" not in page
    assert "It is being asked for the first time." in page and 'hx-trigger="every 2s"' in page
    assert OtherCalendar.objects.get().unsealed() == "https://8.8.8.8/secret/basic.ics"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://8.8.8.8/x.ics", "Its address must begin with https://."),
        ("https://127.0.0.1/x.ics", "lies inside a network"),
        ("https://[::ffff:10.0.0.1]/x.ics", "lies inside a network"),
        ("https://2130706433/x.ics", "lies inside a network"),
        ("https://nobody.invalid/x.ics", "There is no server of that name."),
        ("nonsense", "Its address must begin with https://."),
        ("", "This field is required."),
    ],
)
def test_a_bad_address_is_told_at_the_field_and_what_was_typed_stays(rita, address, sentence):
    answer = rita.post(reverse("appointments:subscribe"), {"file-name": "Kept", "file-address": address})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page and 'value="Kept"' in page
    assert not OtherCalendar.objects.exists()


def test_a_server_is_connected_and_its_password_is_nowhere_on_the_page(cast, rita):
    said = {"name": "Work", "address": "https://8.8.8.8/dav/", "username": "rita", "password": " s3cret "}
    answer = rita.post(reverse("appointments:connect"), {f"server-{name}": value for name, value in said.items()})
    assert answer.status_code == 302
    assert OtherCalendar.objects.get().unsealed() == " s3cret "
    assert "s3cret" not in rita.get(PAGE).content.decode()
    bad = rita.post(reverse("appointments:connect"), {**{f"server-{n}": v for n, v in said.items()}, "server-name": ""})
    assert bad.status_code == 422 and "s3cret" not in bad.content.decode()


def test_which_calendar_is_chosen(cast, rita):
    mine = server_of(cast.rita)
    page = rita.get(PAGE).content.decode()
    assert "Choose which one is read" in page and "Family" in page
    url, field = reverse("appointments:choose", args=[mine.pk]), f"choose-{mine.pk}"
    told = {f"{field}-reads": "https://8.8.8.8/dav/b/", f"{field}-writes": "https://8.8.8.8/dav/a/"}
    assert rita.post(url, told).status_code == 302
    mine.refresh_from_db()
    assert (mine.reads[-2:], mine.writes[-2:], mine.state) == ("b/", "a/", "due")
    assert rita.post(url, {**told, f"{field}-reads": "https://10.0.0.1/"}).status_code == 422


def test_another_one_that_is_written_to_is_refused_with_its_name(cast, rita):
    server_of(cast.rita, writes="https://8.8.8.8/dav/a/", reads="https://8.8.8.8/dav/a/")
    other = server_of(cast.rita)
    field = f"choose-{other.pk}"
    told = {f"{field}-reads": "https://8.8.8.8/dav/b/", f"{field}-writes": "https://8.8.8.8/dav/a/"}
    answer = rita.post(reverse("appointments:choose", args=[other.pk]), told)
    assert answer.status_code == 422
    assert "Meetings are written to “Work” already." in answer.content.decode()


def test_trouble_is_told_in_a_sentence_with_the_last_reading(cast, rita):
    file_of(cast.rita, trouble="away", read_at=clock.now() - timedelta(hours=1), unread=2)
    page = rita.get(PAGE).content.decode()
    for words in (
        "Its server does not answer.",
        "What it said last still counts.",
        "Last read on Mon 23 Nov at 11:00.",
    ):
        assert words in page
    assert "2 entries could not be read and do not count." in page
    assert "Its server does not answer." in rita.get(reverse("appointments:hours")).content.decode()


def test_a_new_password_is_asked_for_when_the_old_one_is_wrong(cast, rita):
    mine = server_of(cast.rita, trouble="password", state="failed", faults=3)
    assert "Try this password" in rita.get(PAGE).content.decode()
    url = reverse("appointments:password", args=[mine.pk])
    assert rita.post(url, {f"password-{mine.pk}-password": ""}).status_code == 422
    assert rita.post(url, {f"password-{mine.pk}-password": "new"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.unsealed(), mine.trouble, mine.state, mine.faults) == ("new", "", "due", 0)


def test_it_is_read_again_on_request(cast, rita):
    mine = file_of(cast.rita, due_at=clock.now() + timedelta(hours=5), faults=4)
    assert rita.post(reverse("appointments:read_again", args=[mine.pk])).status_code == 302
    mine.refresh_from_db()
    assert (mine.due_at, mine.faults) == (clock.now(), 0)


def test_it_is_removed(cast, rita):
    mine = file_of(cast.rita)
    answer = rita.post(reverse("appointments:disconnect", args=[mine.pk]), follow=True)
    assert "What was written to it stays there." in answer.content.decode()
    assert not OtherCalendar.objects.exists()


@pytest.mark.parametrize("name", ["choose", "password", "read_again", "disconnect"])
@pytest.mark.parametrize("who", ["rob", "oren", "mo", "otto", "sam"])
def test_it_is_nobodys_but_the_reps_own(cast, as_, name, who):
    """Another rep of the same client, a rep and the managers of both clients, a setter: there is no such calendar."""
    cast.rob = factories.person("rob", (cast.a, "rep"))
    mine = server_of(cast.rita)
    answer = as_(who).post(
        reverse(f"appointments:{name}", args=[mine.pk]), {f"password-{mine.pk}-password": "mine now"}
    )
    assert answer.status_code == 404
    mine.refresh_from_db()
    assert mine.unsealed() == "pw"


def test_another_reps_page_does_not_name_it(cast, as_):
    server_of(cast.rita)
    cast.rob = factories.person("rob", (cast.a, "rep"))
    assert "Family" not in as_("rob").get(PAGE).content.decode()


def test_a_change_while_it_is_being_read_is_refused_and_not_lost(cast, rita, monkeypatch):
    """Between the look and the change a worker takes it: the rep is told, and may press again."""
    mine = server_of(cast.rita, trouble="password", state="failed")
    begin = OtherCalendar.begin

    def overtaken(self, **changes):
        OtherCalendar.objects.filter(pk=self.pk).update(state="running", fence=self.fence + 1)
        return begin(self, **changes)

    monkeypatch.setattr(OtherCalendar, "begin", overtaken)
    answer = rita.post(reverse("appointments:password", args=[mine.pk]), {f"password-{mine.pk}-password": "new"})
    assert answer.status_code == 422 and "It is being read just now." in answer.content.decode()
    mine.refresh_from_db()
    assert mine.unsealed() == "pw"
