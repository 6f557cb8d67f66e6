"""What a sheet says of consent becomes a Consent of its leads, is shown, is taken back by undo; a withdrawal stays."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from leads.models import Arrival, Consent, ImportRow, Lead
from leads.models.importmend import Mending
from office import clock
from office.models import Refused
from tests import factories
from tests.sheets import classes, swept

HEAD = "First name,Phone,Consent date,Legal basis,Consent text"
ATHENS = ZoneInfo("Europe/Athens")
YES = "2026-03-09,,Yes"


def consents(**lead):
    found = Consent.objects.filter(**{f"lead__{name}": value for name, value in lead.items()}).order_by("pk")
    return [(one.basis, f"{one.given_at.astimezone(ATHENS):%F}", one.text) for one in found]


def test_columns_become_consents_with_their_proof(load, cast):
    made = load(
        "Ann,6912345671,2026-03-09,consent,Call me about offers", "Bob,6912345672,,Legitimate interest,",
        "Cid,6912345673,,,", "Dan,6912345674,no,,",
    )  # fmt: skip
    assert classes(made) == [4, 0, 0, 0, 0]
    assert consents(first_name="Ann") == [("consent", "2026-03-09", "Call me about offers")]
    assert consents(first_name="Bob") == [("interest", "2026-11-23", "")]
    assert consents(first_name="Cid") == consents(first_name="Dan") == []
    ann = Consent.objects.get(lead__first_name="Ann")
    assert (ann.lead_import, ann.row, ann.source, ann.proof, ann.client) == (made, 2, "upload", "leads.csv", cast.a)
    assert Lead.objects.get(first_name="Dan").custom == {"Consent date": "no"}


def test_a_constant_holds_for_every_row_that_does_not_say_no(load):
    said = {"consent_basis": "consent", "consent_on": "2026-01-02", "consent_text": "At our stand"}
    load("Ann,6912345671,,,", "Bob,6912345672,2026-03-09,,Mine", "Cid,6912345673,no,,", constants=said)
    assert consents(first_name="Ann") == [("consent", "2026-01-02", "At our stand")]
    assert consents(first_name="Bob") == [("consent", "2026-03-09", "Mine")]
    assert not consents(first_name="Cid")


def test_a_file_that_says_nothing_of_it_writes_none(load):
    load("Ann,6912345671", head="First name,Phone")
    assert not Consent.objects.exists()


def test_rows_that_are_kept_aside_have_none(load):
    made = load("Ann,12,2026-03-09,,", "Bob,6912345672,32/12/2026,,")
    assert classes(made) == [0, 0, 0, 2, 0] and not Consent.objects.exists()


def test_a_known_lead_gets_what_is_new_and_nothing_twice(checked, load, cast):
    factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="")
    row = f"Ann,6912345671,{YES}"
    foretold = checked(row)
    assert classes(foretold) == [0, 1, 0, 0, 0]
    assert ImportRow.objects.of_import(foretold).get().changes == [("consent", "", "consent 2026-03-09")]
    assert classes(load(row)) == [0, 1, 0, 0, 0]
    assert classes(load(row)) == [0, 0, 1, 0, 0]
    assert classes(load("Ann,6912345671,2026-05-01,,Yes")) == [0, 1, 0, 0, 0]
    assert consents() == [("consent", "2026-03-09", "Yes"), ("consent", "2026-05-01", "Yes")]


def test_rows_of_one_lead_say_it_once(load):
    assert classes(load(*[f"Ann,6912345671,{YES}"] * 2, "Ann,6912345671,2026-03-10,,Yes")) == [1, 1, 1, 0, 0]
    assert len(consents()) == 2


@pytest.mark.parametrize("action", ["skip", "add_phone"])
def test_a_policy_that_adds_no_details_adds_no_consent(load, cast, action):
    factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="")
    made = load(f"Ann,6912345671,{YES}", policies={"phone": action})
    assert classes(made) == [0, 0, 1, 0, 0] and not Consent.objects.exists()


def test_a_mended_row_brings_its_consent(load, cast):
    made = load(f"Ann,12,{YES}", f"Bob,6912345672,{YES}")
    mending = Mending(made, by=cast.mia)
    mending.cells(2, {"Phone": "6912345671"})
    mending.done()
    assert classes(swept(made)) == [2, 0, 0, 0, 0]
    assert len(consents(first_name="Ann")) == len(consents(first_name="Bob")) == 1


@pytest.mark.parametrize("chunk", [1, 2])
def test_in_chunks_it_is_the_same(load, monkeypatch, chunk):
    monkeypatch.setattr("leads.models.importpace.CHUNK", chunk)
    assert classes(load(*[f"Ann,6912345671,{YES}"] * 2, f"Bob,6912345672,{YES}")) == [2, 0, 1, 0, 0]
    assert len(consents()) == 2


def undone(made, by):
    made.undo(by=by)
    return swept(made).undone


def test_undo_takes_leads_with_their_consent_and_consents_of_known_leads(load, cast):
    known = factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="")
    first = load(f"Ann,6912345671,{YES}")
    made = load("Ann,6912345671,2026-05-01,,Yes", f"Bob,6912345672,{YES}")
    assert undone(made, cast.mia) == {"deleted": 1, "left": 0, "restored": 0}
    assert Lead.objects.get() == known
    assert Consent.objects.get().lead_import == first


def test_undo_leaves_a_lead_that_withdrew_or_agreed_elsewhere(load, cast):
    made = load(f"Ann,6912345671,{YES}", f"Bob,6912345672,{YES}")
    ann, bob = Lead.objects.order_by("first_name")
    Consent.withdraw(ann, by=cast.sam, why="In a mail")
    told = {"client": cast.a, "lead": bob, "basis": "consent", "text": "Mine", "source": "form"}
    Consent.objects.create(given_at=clock.now(), **told)
    assert undone(made, cast.mia) == {"deleted": 0, "left": 2, "restored": 0}
    assert Consent.objects.count() == 3


def test_undo_takes_what_came_through_a_door_with_its_own_consent(lead_list, cast):
    form = factories.web_form(lead_list, cast.mia)
    arrival = factories.arrival(lead_list, cast.mia, web_form=form, basis="consent", consent_text="Yes")
    made = swept(arrival.lead_import)
    assert (made.created, Consent.objects.get().arrival) == (1, arrival)
    assert undone(made, cast.mia) == {"deleted": 1, "left": 0, "restored": 0}
    assert not Lead.objects.exists() and not Consent.objects.exists() and Arrival.objects.exists()


def test_an_import_never_takes_a_withdrawal_back(load, cast):
    load(f"Ann,6912345671,{YES}")
    lead = Lead.objects.get()
    Consent.withdraw(lead, by=cast.sam, why="On the phone")
    said = {"consent_basis": "consent"}
    assert classes(load(f"Ann,6912345671,{YES}")) == [0, 0, 1, 0, 0]
    assert classes(load("Ann,6912345671,,,Other words", constants=said)) == [0, 0, 1, 0, 0]
    assert Consent.objects.of_lead(lead).last_word_is_no()
    later = f"{clock.now() + timedelta(days=1):%F}"
    assert classes(load(f"Ann,6912345671,{later},,Again")) == [0, 1, 0, 0, 0]
    assert not Consent.objects.of_lead(lead).last_word_is_no()


def test_withdrawn_is_said_once_with_how_and_told(load, cast):
    load(f"Ann,6912345671,{YES}", "Bob,6912345672,,Contract,")
    ann, bob = Lead.objects.order_by("first_name")
    with pytest.raises(Refused, match="how the consent"):
        Consent.withdraw(ann, by=cast.sam, why=" ")
    Consent.withdraw(ann, by=cast.sam, why="On the phone")
    said = Consent.objects.of_lead(ann).get()
    assert (said.withdrawn_at, said.withdrawn_by, said.withdrawn_why) == (clock.now(), cast.sam, "On the phone")
    for lead in (ann, bob):
        with pytest.raises(Refused, match="no consent"):
            Consent.withdraw(lead, by=cast.sam, why="Again")
    assert ann.activities.order_by("pk").last().details["evidence"] == "On the phone"


def test_it_stands_on_the_leads_page_and_can_be_withdrawn_there(load, as_, cast):
    load("Ann,6912345671,2026-03-09,,Call me <b>soon</b>")
    lead, sam = Lead.objects.get(), as_("sam")
    page = sam.get(reverse("leads:lead", args=[lead.pk])).content.decode()
    assert "Call me &lt;b&gt;soon&lt;/b&gt;" in page and "leads.csv, 2" in page
    url = reverse("leads:withdraw_consent", args=[lead.pk])
    assert "how the consent was withdrawn" in sam.post(url, {"why": ""}, follow=True).content.decode()
    assert not Consent.objects.get().withdrawn_at
    answer = sam.post(url, {"why": "On the phone"}, follow=True).content.decode()
    assert "Withdrawn" in answer and "On the phone" in answer
    assert Consent.objects.get().withdrawn_by == cast.sam
    assert as_("oscar").post(url, {"why": "x"}).status_code == 404


def test_a_day_is_the_campaigns_own(load, campaign):
    type(campaign).objects.filter(pk=campaign.pk).update(zone="America/New_York")
    load("Ann,6912345671,2026-03-09,,")
    assert Consent.objects.get().given_at == datetime(2026, 3, 9, tzinfo=ZoneInfo("America/New_York"))
