"""Suppliers: once per client, with their terms; lists with a cost that can be put right after the load."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from leads.models import Enrollment, LeadList, Listing, Supplier
from office import isolation
from office.models import Refused, Role
from tests import factories

LINES = ("Name,Phone", "Ann Alpha,6912345671", "Ben Beta,6912345672", "Cleo Gamma,+", "Ann Alpha,6912345671")


@pytest.fixture
def acme(cast):
    return Supplier.open(client=cast.a, name="Acme Data", by=cast.mia, price_per_lead=Decimal("0.125"))


def edited(lead_list, **told):
    said = {"name": lead_list.name, "source": "", "supplier": "", "cost": "0", "cost_basis": "list", **told}
    return reverse("leads:list_edit", args=[lead_list.pk]), said


def loaded(campaign, by, *lines):
    made = factories.lead_import(campaign, by, *lines)
    made.load_now(by=by)
    return made


def test_a_name_is_there_once_per_client(cast, acme):
    with pytest.raises(Refused, match="already"):
        Supplier.open(client=cast.a, name=" acme   data ", by=cast.mia)
    assert Supplier.open(client=cast.b, name="Acme Data", by=cast.olga).client == cast.b
    with pytest.raises(IntegrityError, match="supplier_once"), transaction.atomic():
        Supplier.objects.create(client=cast.a, name="ACME DATA")
    with pytest.raises(IntegrityError, match="supplier_has_a_name"), transaction.atomic():
        Supplier.objects.create(client=cast.a, name="")


def test_a_name_that_is_known_is_found_and_another_is_made(cast, acme):
    assert Supplier.named("ACME  data", client=cast.a) == acme
    assert Supplier.named("Ομικρον", client=cast.a) == Supplier.named("ΟΜΙΚΡΟΝ", client=cast.a)
    assert Supplier.named("Acme Data", client=cast.b) != acme


def test_what_is_changed_is_kept_in_the_history(cast, acme):
    acme.change(by=cast.mia, name="Acme  Data Ltd", is_active=False)
    names = Supplier.pgh_event_model.objects.filter(pgh_obj_id=acme.pk).values_list("name", flat=True)
    assert set(names) == {"Acme Data", "Acme Data Ltd"}
    other = Supplier.open(client=cast.a, name="Omikron", by=cast.mia)
    with pytest.raises(Refused, match="already"):
        other.change(by=cast.mia, name="acme data ltd")


def test_a_list_does_not_come_from_another_client_s_supplier(cast, campaign, acme):
    theirs = Supplier.open(client=cast.b, name="Acme Data", by=cast.olga)
    with pytest.raises(Refused, match="another client"):
        LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier=theirs)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="supplier_id_same_client"), transaction.atomic():
        LeadList.objects.create(client=cast.a, campaign=campaign, name="Fair", supplier=theirs)


def test_nobody_sees_another_client_s_suppliers(cast, acme):
    with isolation.seeing([cast.b.pk]):
        assert not Supplier.objects.exists()
        assert not Supplier.pgh_event_model.objects.exists()


def test_a_new_list_begins_with_the_agreed_price(cast, campaign, acme):
    made = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="acme data")
    assert (made.supplier, made.cost, made.cost_basis) == (acme, Decimal("0.125"), "row")
    priced = LeadList.open(campaign=campaign, name="Show", by=cast.mia, supplier=acme, cost=Decimal(300))
    assert (priced.cost, priced.cost_basis) == (300, "list")
    assert LeadList.open(campaign=campaign, name="Own", by=cast.mia).supplier is None
    assert LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Other") == made
    assert Supplier.objects.count() == 1


def test_the_cost_of_a_whole_list_is_spread_over_its_leads(cast, campaign):
    made = loaded(campaign, cast.mia, *LINES)
    made.lead_list.change(by=cast.mia, cost=Decimal(90))
    row = LeadList.objects.with_cost().get()
    assert (row.delivered, row.listed, row.cost_in_all) == (4, 2, 90)
    assert (row.cost_of_row, row.cost_of_lead) == (Decimal("22.5"), 45)
    assert [listing.cost for listing in Listing.objects.all()] == [45, 45]


def test_a_price_of_a_row_counts_every_row_delivered(cast, campaign):
    made = loaded(campaign, cast.mia, *LINES)
    by_hand = factories.lead(cast.a, cast.mia)
    by_hand.listed_on(made.lead_list, by=cast.mia)
    made.lead_list.change(by=cast.mia, cost=Decimal("0.6"), cost_basis="row")
    row = LeadList.objects.with_cost().get()
    assert (row.delivered, row.listed) == (5, 3)
    assert (row.cost_in_all, row.cost_of_row, row.cost_of_lead) == (3, Decimal("0.6"), 1)
    made.lead_list.change(by=cast.mia, cost=Decimal(6), cost_basis="list")
    assert Listing.objects.get(lead=by_hand).cost == 2, "a price that is changed later is right at once"


def test_a_file_that_is_not_loaded_costs_nothing_yet(cast, campaign):
    made = factories.lead_import(campaign, cast.mia, *LINES)
    made.lead_list.change(by=cast.mia, cost=Decimal(90))
    row = LeadList.objects.with_cost().get()
    assert (row.delivered, row.cost_in_all, row.cost_of_row, row.cost_of_lead) == (0, 90, None, None)
    assert LeadList.objects.costs_of_lead() == {}


def test_marketing_changes_a_list_after_the_load(as_, cast, campaign):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Acme", cost=Decimal(10))
    url, said = edited(lead_list, name="Fair 2026", source="fair", supplier="Omikron", cost="0.5", cost_basis="row")
    assert as_("mia").post(url, said).status_code == 302
    lead_list.refresh_from_db()
    assert (lead_list.name, lead_list.supplier.name, lead_list.cost) == ("Fair 2026", "Omikron", Decimal("0.5"))
    kept = LeadList.pgh_event_model.objects.filter(pgh_obj_id=lead_list.pk).order_by("pgh_id")
    assert [(row.name, row.supplier.name) for row in kept] == [("Fair", "Acme"), ("Fair 2026", "Omikron")]
    assert "Omikron" in as_("mia").get(url).content.decode()


def test_a_list_s_supplier_is_taken_away(as_, cast, campaign):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Acme")
    url, said = edited(lead_list)
    assert as_("mia").post(url, said).status_code == 302
    lead_list.refresh_from_db()
    assert lead_list.supplier is None


@pytest.mark.parametrize(
    ("told", "words"),
    [({"name": "Taken"}, "already"), ({"name": ""}, "required"), ({"cost": "-1"}, "greater than"),
     ({"cost": "much"}, "number"), ({"cost_basis": "gift"}, "valid choice")],
)  # fmt: skip
def test_what_a_list_cannot_be_is_said(as_, cast, campaign, told, words):
    LeadList.open(campaign=campaign, name="Taken", by=cast.mia)
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia)
    url, said = edited(lead_list, **told)
    answer = as_("mia").post(url, said)
    assert answer.status_code == 422 and words in answer.content.decode()
    lead_list.refresh_from_db()
    assert (lead_list.name, lead_list.cost) == ("Fair", 0)


def test_a_supplier_is_written_down_and_changed(as_, cast):
    mia = as_("mia")
    told = {"client": cast.a.pk, "name": "Acme", "email": "ann@acme.example", "price_per_lead": "0.25",
            "terms": "Opt-in leads", "refund_terms": "Within 14 days", "notes": "", "is_active": "on"}  # fmt: skip
    answer = mia.post(reverse("leads:supplier_new"), told)
    made = Supplier.objects.get()
    assert answer.url == reverse("leads:supplier", args=[made.pk])
    page = mia.get(answer.url).content.decode()
    assert "Within 14 days" in page and "ann@acme.example" in page
    url = reverse("leads:supplier_edit", args=[made.pk])
    assert mia.post(url, {**told, "name": "Acme Ltd", "is_active": ""}).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.is_active) == ("Acme Ltd", False)
    assert "no longer" in mia.get(reverse("leads:suppliers")).content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [({"name": "acme  DATA"}, "already"), ({"name": ""}, "required"), ({"price_per_lead": "-1"}, "below zero"),
     ({"email": "nobody"}, "valid email"), ({"client": "other"}, "valid choice")],
)  # fmt: skip
def test_what_a_supplier_cannot_be_is_said(as_, cast, acme, told, words):
    told = {key: cast.b.pk if value == "other" else value for key, value in told.items()}
    answer = as_("mia").post(reverse("leads:supplier_new"), {"client": cast.a.pk, "name": "New", **told})
    assert answer.status_code == 422 and words in str(answer.context["form"].errors)
    assert Supplier.objects.count() == 1


def test_one_supplier_shows_its_lists_and_imports_and_no_others(as_, cast, campaign, acme):
    LeadList.open(campaign=campaign, name="November", by=cast.mia, supplier=acme)
    loaded(campaign, cast.mia, *LINES)
    LeadList.open(campaign=campaign, name="Elsewhere", by=cast.mia, supplier="Omikron")
    page = as_("mia").get(reverse("leads:supplier", args=[acme.pk])).content.decode()
    assert "November" in page and "leads.csv" in page and "Elsewhere" not in page


def test_a_supplier_no_longer_bought_from_is_not_suggested(as_, cast, campaign, acme):
    Supplier.open(client=cast.b, name="Theirs", by=cast.olga)
    assert list(as_("mia").get(reverse("leads:list_new")).context["form"].suppliers) == ["Acme Data"]
    acme.change(by=cast.mia, is_active=False)
    assert list(as_("mia").get(reverse("leads:list_new")).context["form"].suppliers) == []


def test_with_several_clients_a_supplier_says_whose_it_is(as_, cast, acme):
    assert "Aegean" not in as_("mia").get(reverse("leads:suppliers")).content.decode()
    cast.mia.join(cast.b, Role.MARKETING)
    assert "Aegean" in as_("mia").get(reverse("leads:suppliers")).content.decode()


def test_names_that_lists_carried_become_suppliers(cast):
    """The migration's own statements, on tables as they stood before it."""
    step = import_module("leads.migrations.0017_suppliers_of_names")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE leads_supplier (id serial, client_id int, name text, email text, terms text,"
            " refund_terms text, notes text, is_active bool, created_at timestamptz);"
            "CREATE TEMP TABLE leads_leadlist (id serial, client_id int, supplier text, supplier_id int,"
            " created_at timestamptz);"
            "INSERT INTO leads_leadlist (client_id, supplier) VALUES (1, 'Acme'), (1, ' ACME '), (2, 'acme'), (1, ''),"
            " (1, 'Ομικρόν  Data'), (1, '  ')"
        )
        cursor.execute(step.NAMES)
        cursor.execute(step.KEYS.format(table="leads_leadlist"))
        cursor.execute(
            "SELECT l.client_id, l.supplier, s.client_id, s.name FROM leads_leadlist l"
            " LEFT JOIN leads_supplier s ON s.id = l.supplier_id ORDER BY l.id"
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM leads_supplier")
        assert cursor.fetchone() == (3,)
        cursor.execute("DROP TABLE pg_temp.leads_supplier, pg_temp.leads_leadlist")
    assert rows == [
        (1, "Acme", 1, "Acme"), (1, " ACME ", 1, "Acme"), (2, "acme", 2, "acme"), (1, "", None, None),
        (1, "Ομικρόν  Data", 1, "Ομικρόν Data"), (1, "  ", None, None),
    ]  # fmt: skip


def test_a_lead_loaded_for_a_supplier_stands_in_its_list(cast, campaign, acme):
    LeadList.open(campaign=campaign, name="November", by=cast.mia, supplier=acme)
    loaded(campaign, cast.mia, *LINES)
    assert {each.lead_list.supplier for each in Enrollment.objects.all()} == {acme}
