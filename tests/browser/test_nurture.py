"""Marketing's nurture pages and the public way out, on every width, in the light and in the dark."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from leads.mailreading import Letter
from leads.models import InboundMail, MailBar, MailLink, Nurturing
from leads.models.nurturings import End
from tests import factories
from tests.browser.conftest import EITHER, faults

GREETING = "Hello {first_name},\n\nwhen we spoke, {company} was not ready yet. Since then {product} has a new door."


@pytest.fixture
def house(transactional_db, cast, campaign):
    """A track with leads at every place of it, and some who wait."""
    cache.clear()
    campaign.change(by=cast.mo, product="The cold-store audit")
    track = factories.track(cast.a, cast.mia, "A word for {first_name}", "Is {company} ready?", wait_days=3)
    track.steps.standing()[0].change(by=cast.mia, body=GREETING)
    company = factories.company(cast.a, "Aegean Fresh Foods")
    made = [
        factories.returned(campaign, cast.sam, first_name=name, last_name="Papadaki", company=company)
        for name in ("Helen", "Γιάννα", "Callum", "Amara", "Ruth", "Ίρις")
    ]
    inside = Nurturing.put_in(made[:4], track, by=cast.mia)
    Nurturing.lift_out(inside[0].lead, End.REPLY)
    MailBar.put(inside[1].lead.email, client=cast.a, why="asked", evidence="One click")
    InboundMail.receive(
        Letter(sender="info@example.com", subject="Your letter", text="Who are you?\nWe know of nothing."),
        client=cast.a, key="1", source="Postmark",
    )  # fmt: skip
    InboundMail.objects.sweep()
    return {"track": track, "inside": inside, "waiting": made[4:]}


def test_every_page_of_it(house, page_for):
    page = page_for("mo")
    track, lead, bar = house["track"], house["inside"][1].lead, MailBar.objects.get()
    urls = [reverse(f"leads:{name}") for name in ("tracks", "track_new", "sending_hours", "mails")]
    urls += [reverse(f"leads:{name}", args=[track.pk]) for name in ("track", "step_new")]
    urls += [reverse("leads:step", args=[track.steps.first().pk]), reverse("leads:lead", args=[lead.pk])]
    urls += [reverse("leads:mail_allow", args=[bar.pk])]
    for url in urls:
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert faults(page) == [], url


@EITHER
def test_the_way_out_looks_well_and_works(house, open_page, viewport):
    path = MailLink.issue(house["inside"][2].lead, matter="nurture:1:s1").partition(":8000")[2]
    page = open_page(path, viewport=viewport)
    assert faults(page) == []
    assert MailBar.objects.count() == 1, "looking changes nothing"
    page.get_by_role("button", name="No more mails").click()
    expect(page.get_by_role("heading", name="You get no more of these mails")).to_be_visible()
    assert faults(page) == []
    assert MailBar.objects.count() == 2


def test_marketing_puts_leads_in_and_takes_one_out(house, page_for):
    page = page_for("mia", reverse("leads:tracks"))
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Put into track").click()
    expect(page.get_by_text("2 leads are in the track.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nobody waits")).to_be_visible()
    page.goto(reverse("leads:lead", args=[house["waiting"][0].lead_id]))
    page.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("gets no more mails of the track")).to_be_visible()
    expect(page.get_by_text("taken out by a colleague").first).to_be_visible()


def test_marketing_writes_a_mail_and_reads_it_as_a_lead_does(house, page_for):
    page = page_for("mia", reverse("leads:track", args=[house["track"].pk]))
    page.get_by_role("link", name="New mail").click()
    page.get_by_label("days after the mail before").fill("2")
    page.get_by_label("subject").fill("Third, {firstname}")
    page.locator("#id_body").fill("See you")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“{firstname}” is no merge field")).to_be_visible()
    page.get_by_label("subject").fill("Third, {first_name}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=re.compile("3. Third, "))).to_be_visible()
    page.get_by_label("As read by").select_option(label="Ruth Papadaki")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="3. Third, Ruth")).to_be_visible()
