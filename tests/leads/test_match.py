"""The match page: what is guessed is shown as it is read now, can be changed, and is remembered."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leads.models import ImportProfile, Lead, LeadImport, LeadList, Supplier
from office.models import Refused
from tests import factories, sheets

GREEK = "Όνομα;Κινητό;Χρώμα\nΆννα;6912345678;μπλε\nΒασίλης;6912345679;ρόζ\n"


@pytest.fixture
def mia(as_):
    return as_("mia")


@pytest.fixture
def receive(campaign, cast, tmp_path):
    def received(content=GREEK, encoding="utf-8", list_name="November"):
        path = tmp_path / "leads.csv"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        lead_list = LeadList.open(campaign=campaign, name=list_name, by=cast.mia)
        return LeadImport.receive(path, name="leads.csv", lead_list=lead_list, by=cast.mia)

    return received


def answers(mia, made, **changed):
    """Everything that the page sends, as it stands, with changes."""
    page = mia.get(reverse("leads:match", args=[made.pk]))
    said = {}
    for form in (page.context["choose"], page.context["form"]):
        said |= {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return {**said, **changed}


def show(mia, made, **changed):
    headers = {"HX-Request": "true"}
    return mia.post(reverse("leads:choose", args=[made.pk]), answers(mia, made, **changed), headers=headers)


def fields(page):
    return {column.header: field.value() for column, field, *_more in page.context["form"].rows}


def test_the_first_rows_are_shown_as_they_are_read(mia, receive):
    made = receive(GREEK, "cp1253")
    page = mia.get(reverse("leads:match", args=[made.pk])).content.decode()
    assert "Βασίλης" in page and "μπλε" in page
    assert "up to 250 MB, 1,048,576 rows and 1,000 columns" in page


def test_another_encoding_shows_at_once_and_saves_nothing(mia, receive):
    made = receive(GREEK, "cp1253")
    part = show(mia, made, encoding="cp1252")
    assert part.status_code == 200 and "<html" not in part.content.decode()
    assert "¼íïìá" in part.content.decode()
    made.refresh_from_db()
    assert made.choices.encoding == "cp1253" and "Όνομα" in made.mapping
    assert fields(part)["¼íïìá"] == "custom"


def test_another_divider_finds_the_row_of_names_anew(mia, receive):
    made = receive("title\nName|Phone,x\nAnn|6912345678,y\nBob|6912345679,z\n")
    page = show(mia, made, delimiter="|")
    assert page.context["import"].choices.header_row == 2
    assert fields(page) == {"Name": "full_name", "Phone,x": "mobile"}


def test_another_row_of_names_gives_other_columns(mia, receive):
    made = receive()
    assert set(fields(show(mia, made, header_row="2"))) == {"Άννα", "6912345678", "μπλε"}
    assert set(fields(show(mia, made, header_row="0"))) == {"Column 1", "Column 2", "Column 3"}


def test_a_reading_that_fails_says_why_and_shows_the_last_one(mia, receive):
    made = receive()
    page = show(mia, made, header_row="900")
    assert page.status_code == 422
    assert "There is no row 900" in page.content.decode() and "Βασίλης" in page.content.decode()


def test_sheets_are_offered_with_their_rows_and_hidden_ones_are_not(mia, campaign, cast, tmp_path):
    path = sheets.book(tmp_path / "a.xlsx", [["Name", "Phone"], ["Ann", "6912345678"]], secret=[["Name"], ["Eve"]])
    lead_list = LeadList.open(campaign=campaign, name="November", by=cast.mia)
    made = LeadImport.receive(path, name="a.xlsx", lead_list=lead_list, by=cast.mia)
    page = mia.get(reverse("leads:match", args=[made.pk])).content.decode()
    assert "Sheet (1)" in page and "secret" not in page


def test_the_tables_of_a_page_are_sheets(mia, receive):
    rows = "<tr><td>Όνομα<td>Κινητό<tr><td>Άννα<td>6912345678"
    made = receive(f"<html><table>{rows}</table><table>{rows.replace('Άννα', 'Ζωή')}</table></html>", "cp1253")
    page = mia.get(reverse("leads:match", args=[made.pk])).content.decode()
    assert "Table 1 (1)" in page and "Table 2 (2)" in page and "Columns are divided by" not in page
    assert "Ζωή" in show(mia, made, sheet="Table 2").content.decode()
    assert "¼íïìá" in show(mia, made, encoding="cp1252").content.decode()


def test_another_field_is_checked_at_once(mia, receive):
    made = receive()
    page = show(mia, made, **{"column-2": "email"})
    assert {column.header: column.check for column, *_more in page.context["form"].rows}["Χρώμα"] == "valid"
    assert "0% valid" in page.content.decode()
    made.refresh_from_db()
    assert made.mapping["Χρώμα"] == "custom"


def test_what_the_values_are_stands_beside_the_suggestion(mia, receive):
    page = mia.get(reverse("leads:match", args=[receive().pk])).content.decode()
    assert "100% look like mobiles" in page


def test_a_workbook_is_matched_by_what_its_page_sends(mia, campaign, cast, tmp_path):
    path = sheets.book(tmp_path / "leads.xlsx", [["Name", "Phone"], ["Ann One", "6912345678"]])
    lead_list = LeadList.open(campaign=campaign, name="November", by=cast.mia)
    made = LeadImport.receive(path, name="leads.xlsx", lead_list=lead_list, by=cast.mia)
    assert mia.post(reverse("leads:match", args=[made.pk]), answers(mia, made)).status_code == 302


def test_the_chosen_reading_is_loaded(mia, receive):
    made = receive("title;x\n" + GREEK)
    said = answers(mia, made, header_row="0") | {"read_as": ""}
    wrong = mia.post(reverse("leads:match", args=[made.pk]), said | {"read_as": "utf-8 / ; /  / 2"})
    assert wrong.status_code == 422 and "read another way now" in wrong.content.decode()
    page = show(mia, made, header_row="0")
    form = page.context["form"]
    said |= {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert mia.post(reverse("leads:match", args=[made.pk]), said).status_code == 302
    made.refresh_from_db()
    assert (made.choices.header_row, made.headers[0], made.reading["row_count"]) == (0, "Column 1", 4)


def load(made, cast):
    LeadImport.objects.sweep()
    made.refresh_from_db()
    made.load(by=cast.mia)
    LeadImport.objects.sweep()
    made.refresh_from_db()
    return made


def test_constants_own_names_and_second_fields_reach_the_leads(mia, receive, cast):
    made = receive()
    more = {
        "source": "Trade fair", "language": "el", "consent_basis": "consent", "consent_on": "2026-03-09",
        "own-name-0": "Wave", "own-value-0": "7", "name-2": "Colour", "second-0": "company",
    }  # fmt: skip
    assert mia.post(reverse("leads:match", args=[made.pk]), answers(mia, made, **more)).status_code == 302
    load(made, cast)
    lead = Lead.objects.get(first_name="Άννα")
    assert (lead.source, lead.language, lead.company.name) == ("Trade fair", "el", "Άννα")
    assert lead.custom == {"Wave": "7", "Colour": "μπλε"}
    consent = lead.consents.get()
    assert (consent.basis, f"{consent.given_at:%F}", consent.source) == ("consent", "2026-03-08", "upload")


def test_the_next_file_with_these_columns_is_matched_alike(mia, receive, cast):
    made = receive()
    made.match({**made.mapping, "Χρώμα": "custom:Colour"}, by=cast.mia, country="CY", constants={"source": "Fair"})
    again = receive("χρωμα;ΟΝΟΜΑ;Κινητο\nρόζ;Ζωή;6912345670\n", list_name="December")
    assert again.mapping == {"χρωμα": "custom:Colour", "ΟΝΟΜΑ": "first_name", "Κινητο": "mobile"}
    assert (again.country, again.constants) == ("CY", {"source": "Fair"})
    assert "as they were the last time" in mia.get(reverse("leads:match", args=[again.pk])).content.decode()


def test_it_is_remembered_for_each_supplier(receive, cast):
    first, second = receive(list_name="One"), receive(list_name="Two")
    for made, supplier, field in ((first, "Acme", "notes"), (second, "Beta", "ignore")):
        made.lead_list.change(by=cast.mia, supplier=supplier)
        made.lead_list.refresh_from_db()
        made.match({**made.mapping, "Χρώμα": field}, by=cast.mia)
    remembered = ImportProfile.objects.of_client(cast.a).remembered()
    assert {profile.supplier: profile.mapping["Χρώμα"] for profile in remembered} == {"Acme": "notes", "Beta": "ignore"}
    fingerprint = remembered[0].fingerprint
    assert remembered.for_columns(fingerprint, "Acme").supplier == "Acme"
    assert remembered.for_columns(fingerprint, "Nobody").supplier == "Beta"
    assert remembered.for_columns("other", "Acme") is None


def test_what_programs_send_is_not_remembered(campaign, cast):
    lead_list = LeadList.open(campaign=campaign, name="API", by=cast.mia)
    made = LeadImport.receive_rows(
        [{"Phone": "6912345678"}], name="api", door=LeadImport.Door.API, lead_list=lead_list, by=cast.mia
    )
    made.match(made.mapping, by=cast.mia)
    assert not ImportProfile.objects.exists()


def test_a_custom_field_is_known_to_later_files(receive, cast, mia):
    made = receive()
    made.match({**made.mapping, "Χρώμα": "custom:Colour"}, by=cast.mia)
    later = receive("Name;Phone;colour;Size\nAnn;6912345678;red;5\n", list_name="Later")
    assert later.mapping["colour"] == "custom:Colour"
    choices = mia.get(reverse("leads:match", args=[later.pk])).context["form"].fields["column-3"].choices
    assert ("custom:Colour", "Colour") in dict(choices)["Your own fields"]


def test_a_profile_is_saved_chosen_and_deleted(mia, receive, cast):
    made = receive()
    said = answers(mia, made, **{"column-2": "notes", "profile_name": " Colours  of spring "})
    assert mia.post(reverse("leads:keep_profile", args=[made.pk]), said).status_code == 302
    profile = ImportProfile.objects.named().get()
    assert (profile.name, profile.mapping["Χρώμα"]) == ("Colours of spring", "notes")
    made.refresh_from_db()
    assert made.mapping["Χρώμα"] == "notes"
    other = receive("Χρώμα;Κινητό;Πόλη\nμπλε;6912345678;Πάτρα\n", list_name="Other")
    mia.post(reverse("leads:use_profile", args=[other.pk, profile.pk]))
    other.refresh_from_db()
    assert other.mapping == {"Χρώμα": "notes", "Κινητό": "mobile", "Πόλη": "custom"}
    assert "as the profile “Colours of spring”" in mia.get(reverse("leads:match", args=[other.pk])).content.decode()
    mia.post(reverse("leads:forget_profile", args=[other.pk, profile.pk]))
    assert not ImportProfile.objects.named().exists()


def test_a_profile_needs_a_name_and_columns_that_are_there(mia, receive, cast):
    made = receive()
    nameless = mia.post(reverse("leads:keep_profile", args=[made.pk]), answers(mia, made, profile_name=" "))
    assert nameless.status_code == 422 and "Give the profile a name" in nameless.content.decode()
    profile = ImportProfile.save_as("Colours", made, by=cast.mia)
    other = receive("a,b\n1,2\n3,4\n", list_name="Other")
    with pytest.raises(Refused, match="None of the columns"):
        other.use(profile, by=cast.mia)
    page = mia.post(reverse("leads:use_profile", args=[other.pk, profile.pk]), follow=True).content.decode()
    assert "None of the columns" in page


def test_a_profile_brings_its_own_reading(receive, cast):
    made = receive()
    profile = ImportProfile.save_as("Colours", made, by=cast.mia)
    titled = receive("some;words;here\nmore;words;there\n" + GREEK, list_name="Titled")
    titled.choose(type(titled.choices)(header_row=0), by=cast.mia)
    profile.choices["header_row"] = 3
    titled.use(profile, by=cast.mia)
    assert titled.mapping == made.mapping


def test_a_profile_of_another_client_is_not_there(mia, receive, cast, other_campaign):
    strange = factories.lead_import(other_campaign, cast.olga, "Name,Phone", "Ann,6912345678")
    profile = ImportProfile.save_as("Theirs", strange, by=cast.olga)
    made = receive()
    for name in ("use_profile", "forget_profile"):
        assert mia.post(reverse(f"leads:{name}", args=[made.pk, profile.pk])).status_code == 404
    assert ImportProfile.objects.named().count() == 1
    assert ImportProfile.custom_names(cast.a.pk) == []


def test_dates_are_asked_of_the_column_and_not_of_the_file(mia, campaign, as_):
    lines = "Phone,Born,Consent date\n6912345678,31/12/1980,03/04/2026\n"
    file = SimpleUploadedFile("a.csv", lines.encode())
    mia.post(reverse("leads:upload"), {"file": file, "campaign": campaign.pk, "list_name": "November"})
    page = mia.get(reverse("leads:match", args=[LeadImport.objects.get().pk])).content.decode()
    assert "Day or month first?" in page
    assert 'name="date_order"' in page


def test_a_date_far_down_decides_the_order_of_its_column(receive):
    rows = "".join(f"69{number:08},03/04/2026\n" for number in range(200))
    made = receive(f"Phone,Consent date\n{rows}6912345678,12/31/2025\n")
    assert made.date_order == "mdy"
    assert made.columns[1].check == "filled"


def test_a_strange_field_or_constant_is_refused(receive, cast):
    made = receive()
    with pytest.raises(Refused, match="no field"):
        made.match({"Όνομα": "custom:"}, by=cast.mia)
    with pytest.raises(Refused, match="no field"):
        made.match(made.mapping, by=cast.mia, constants={"nonsense": "x"})
    with pytest.raises(Refused, match="same field"):
        made.match({"Όνομα": "email+phone", "Κινητό": "phone"}, by=cast.mia)


def test_supplier_and_cost_of_the_list_are_told_on_the_way(mia, receive, cast):
    made = receive()
    more = {"supplier": "Acme Data", "cost": "120.50", "cost_basis": "list"}
    shown = show(mia, made, **more)
    assert shown.context["form"]["supplier"].value() == "Acme Data" and not Supplier.objects.exists()
    assert mia.post(reverse("leads:match", args=[made.pk]), answers(mia, made, **more)).status_code == 302
    found = LeadList.objects.get()
    assert (str(found.supplier), found.cost, found.cost_basis) == ("Acme Data", Decimal("120.5"), "list")
    assert ImportProfile.objects.get().supplier == "Acme Data"
    again = mia.get(reverse("leads:match", args=[made.pk]))
    assert [again.context["form"][name].value() for name in ("supplier", "cost")] == ["Acme Data", "120.5"]


def test_an_agreed_price_holds_where_no_cost_is_told(mia, receive, cast):
    Supplier.open(client=cast.a, name="Acme", by=cast.mia, price_per_lead=Decimal("0.2"))
    made = receive()
    mia.post(reverse("leads:match", args=[made.pk]), answers(mia, made, supplier="acme"))
    found = LeadList.objects.get()
    assert (found.cost, found.cost_basis) == (Decimal("0.2"), "row") and Supplier.objects.count() == 1


def test_what_the_page_does_not_ask_is_left_alone(mia, receive, cast):
    made = receive()
    made.lead_list.change(by=cast.mia, supplier="Acme", cost=Decimal(5), cost_basis="list")
    said = {name: value for name, value in answers(mia, made).items() if name not in ("supplier", "cost", "cost_basis")}
    assert mia.post(reverse("leads:match", args=[made.pk]), said).status_code == 302
    found = LeadList.objects.get()
    assert (str(found.supplier), found.cost) == ("Acme", Decimal(5))


def test_a_cost_below_zero_is_refused(mia, receive):
    made = receive()
    assert mia.post(reverse("leads:match", args=[made.pk]), answers(mia, made, cost="-1")).status_code == 422
    assert LeadList.objects.get().cost == 0
