"""The palette: places by their words, leads by any part of their name, for whom they are visible."""

from datetime import timedelta

import pytest
from django.urls import reverse

from calls.models import CallAttempt, InboundCall
from leads.models import Enrollment
from leads.states import Stage
from office import clock
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ask(as_):
    return lambda who, words="", **told: as_(who).get(reverse("reports:search"), {"q": words, **told}, headers=HTMX)


def test_a_lead_and_a_place(cast, campaign, ask):
    made = factories.enrolled(campaign, cast.mia, last_name="Callas")
    shown = ask("sam", "call").content.decode()
    assert (
        "Callas" in shown
        and reverse("calls:desk") in shown
        and reverse("calls:take_lead", args=[made.lead_id]) in shown
    )
    assert reverse("leads:campaigns") not in shown, "a place whose door is shut"


def test_who_is_no_setter_is_not_offered_to_take_it(cast, campaign, ask):
    factories.enrolled(campaign, cast.mia, last_name="Zacharakis")
    shown = ask("mo", "zachar").content.decode()
    assert "Zacharakis" in shown and "data-take" not in shown


def test_nobody_finds_another_clients_lead(cast, other_campaign, ask):
    made = factories.enrolled(other_campaign, cast.olga, last_name="Zacharakis")
    assert "Zacharakis" not in ask("sam", "zachar").content.decode()
    assert "Zacharakis" not in ask("sam", recent=str(made.lead_id)).content.decode()


def test_lately_those_the_browser_remembers_and_those_i_called(cast, campaign, ask):
    seen = factories.lead(cast.a, cast.mia, last_name="Seen")
    called = factories.enrolled(campaign, cast.mia, last_name="Called")
    InboundCall.take(called.lead, by=cast.sam)
    shown = ask("sam", recent=f"{seen.pk},x,-1,99999999999999999999").content.decode()
    assert shown.index("Seen") < shown.index("Called") and "Lately" in shown


def test_without_scripts_it_is_a_page(cast, campaign, as_):
    factories.enrolled(campaign, cast.mia, last_name="Zacharakis")
    page = as_("sam").get(reverse("reports:search"), {"q": "zachar"}).content.decode()
    assert "<html" in page and "Zacharakis" in page and "Take this lead" in page
    assert "No lead has" in as_("sam").get(reverse("reports:search"), {"q": "nobody"}).content.decode()


def test_what_a_name_says_is_shown_as_text(cast, campaign, ask):
    factories.enrolled(campaign, cast.mia, last_name="<script>alert(1)</script>zachar")
    assert "<script>" not in ask("sam", "zachar").content.decode()


def test_pick_takes_a_lead_where_the_gate_allows_it(cast, campaign, as_):
    made = factories.enrolled(campaign, cast.mia)
    with clock.frozen(clock.now().replace(hour=22)):
        as_("sam").post(reverse("calls:take_lead", args=[made.lead_id]))
    assert Enrollment.objects.get(pk=made.pk).claimed_by is None
    as_("sam").post(reverse("calls:take_lead", args=[made.lead_id]))
    assert Enrollment.objects.get(pk=made.pk).claimed_by == cast.sam
    over = factories.enrolled(campaign, cast.mia)
    over.become(Stage.DISQUALIFIED)
    assert as_("sam").post(reverse("calls:take_lead", args=[over.lead_id])).status_code == 404


def test_the_pages_of_an_incoming_call(cast, campaign, as_):
    made = factories.enrolled(campaign, cast.mia, "+302310555123", last_name="Zacharakis")
    sam = as_("sam")
    assert "Zacharakis" in sam.get(reverse("calls:inbound"), {"q": "5551"}, headers=HTMX).content.decode()
    assert sam.post(reverse("calls:receive", args=[made.lead_id])).url == reverse("calls:desk")
    assert "They called us" in sam.get(reverse("calls:desk")).content.decode()
    again = sam.post(reverse("calls:receive", args=[made.lead_id]), follow=True)
    assert "how your last call came out" in again.content.decode()


def test_a_new_lead_and_its_call_are_written_both_or_neither(cast, campaign, as_):
    told = {"numbers": "6977123456", "last_name": "Nomikos", "campaign": campaign.pk}
    sam = as_("sam")
    assert sam.post(reverse("calls:welcome"), told).status_code == 302
    call = InboundCall.objects.get()
    assert call.is_new and call.lead.phone == "+306977123456" and call.attempt.enrollment.was_hot
    before = Enrollment.objects.count()
    refused = sam.post(reverse("calls:welcome"), {**told, "numbers": "6977123457"})  # an outcome is owed
    assert refused.status_code == 422 and Enrollment.objects.count() == before
    known = sam.post(reverse("calls:welcome"), told)
    assert known.status_code == 422 and "already" in known.content.decode()
    assert CallAttempt.objects.count() == 1


def test_who_is_away_is_written_by_the_days_of_the_client(cast, as_):
    today = clock.today("Europe/Athens")
    told = {"client": cast.a.pk, "person": cast.sam.pk, "first": today, "last": today + timedelta(days=2)}
    mo = as_("mo")
    assert mo.post(reverse("calls:away"), told).status_code == 302
    made = cast.sam.absences.get()
    assert (made.ends_at - made.starts_at, made.stand_in) == (timedelta(days=3), None)
    assert mo.post(reverse("calls:away"), told).status_code == 422
    assert mo.post(reverse("calls:away"), {**told, "client": cast.b.pk}).status_code == 422
    mo.post(reverse("calls:back", args=[made.pk]))
    assert cast.sam.absences.get().ends_at == clock.now()
