"""Rows that were kept aside are put right: in place, by suggestion, by decision, or with the result file."""

import io

import pytest
from django.urls import reverse

from leads.loading import sentences
from leads.models import Enrollment, ImportRow, Lead, LeadImport
from leads.models.importmend import Mending, row_of
from leads.models.importresult import kept_aside
from leads.phones import PhoneReason
from office.models import Refused
from tests import factories, sheets
from tests.sheets import classes, swept

HEAD = "First name,Last name,Phone,E-mail,City"


def loaded(made, by):
    made.load(by=by)
    return swept(made)


def test_a_cell_is_put_right_in_the_dry_run(checked, cast):
    made = checked("Ann,One,3.06912E+11,,Oslo", "Bob,Two,6912345672,,")
    assert classes(made) == [1, 0, 0, 1, 0]
    mending = Mending(made, by=cast.mia)
    mending.cells(2, {"Phone": "6912345671"})
    mending.done()
    made = swept(made)
    assert (made.step, classes(made)) == ("checked", [2, 0, 0, 0, 0])
    assert classes(loaded(made, cast.mia)) == [2, 0, 0, 0, 0]
    assert Lead.objects.get(first_name="Ann").city == "Oslo"


def test_a_cell_that_is_still_wrong_is_refused_with_its_reason(checked, cast):
    made = checked("Ann,One,-4396,,")
    with pytest.raises(Refused, match="too short"):
        Mending(made, by=cast.mia).cells(2, {"Phone": "12"})
    assert not made.fixes.exists()


def test_a_row_with_two_faults_is_put_right_one_after_the_other(checked, cast):
    made = checked("Ann,One,3.06912E+11,ann@,Oslo")
    mending = Mending(made, by=cast.mia)
    mending.cells(2, {"Phone": "6912345671"})
    mending.done()
    made = swept(made)
    line = ImportRow.objects.of_import(made).get()
    assert (classes(made), line.column, line.value) == ([0, 0, 0, 1, 0], "E-mail", "ann@")
    with pytest.raises(Refused, match="not an e-mail address"):
        Mending(made, by=cast.mia).cells(2, {"E-mail": "ann@@"})
    mending = Mending(made, by=cast.mia)
    mending.cells(2, {"E-mail": "ann@one.example"})
    mending.done()
    assert classes(loaded(swept(made), cast.mia)) == [1, 0, 0, 0, 0]
    lead = Lead.objects.get(first_name="Ann")
    assert (lead.phone, lead.email) == ("+306912345671", "ann@one.example")


def test_only_rows_that_were_kept_aside_can_be_put_right(checked, cast):
    made = checked("Ann,One,6912345671,,")
    with pytest.raises(Refused, match="Row 2 is not among"):
        Mending(made, by=cast.mia).cells(2, {"Phone": "6912345679"})
    with pytest.raises(Refused, match="Row 99 is not among"):
        Mending(made, by=cast.mia).leave_out(99)


def test_suggestions_are_accepted_one_by_one_or_all(checked, cast):
    made = checked("Ann,One,+306912345671999999,,", "Bob,Two,+306912345672999999,,", "Cid,Six,,cid@,")
    said = dict(ImportRow.objects.of_import(made).suggesting().values_list("row", "suggestion"))
    assert set(said) >= {2, 3}
    mending = Mending(made, by=cast.mia)
    assert mending.accept([2]) == 1
    mending.done()
    assert classes(swept(made))[0] == 1
    assert mending.accept() == len(said) - 1
    mending.done()
    assert classes(swept(made))[0] == len(said)


def test_a_row_may_be_left_out(checked, cast):
    made = checked("Ann,One,12,,", "Bob,Two,6912345672,,")
    mending = Mending(made, by=cast.mia)
    mending.leave_out(2)
    mending.done()
    assert classes(swept(made)) == [1, 0, 1, 0, 0]
    made = loaded(made, cast.mia)
    assert classes(made) == [1, 0, 1, 0, 0]
    assert ImportRow.objects.of_import(made).get(row=2).reason == sentences.LEFT_OUT


@pytest.fixture
def torn(checked, cast):
    """A row whose number is Ann's and whose address is Anne's."""
    ann = factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One")
    anne = factories.lead(
        cast.a, cast.mia, "+306912345672", first_name="Anne", last_name="One", email="one@example.org"
    )
    return ann, anne, checked("A.,One,6912345671,one@example.org,Oslo")


def test_number_and_address_of_two_leads_ask_a_person(torn, cast):
    ann, anne, made = torn
    assert classes(made) == [0, 0, 0, 1, 0]
    line = ImportRow.objects.of_import(made).get()
    assert (line.reason, line.candidates) == (sentences.CONFLICT, [ann.pk, anne.pk])
    assert classes(loaded(made, cast.mia)) == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("which", ["ann", "anne", "new"])
def test_the_decision_is_followed(torn, cast, which):
    ann, anne, made = torn
    chosen = {"ann": ann, "anne": anne, "new": None}[which]
    mending = Mending(made, by=cast.mia)
    mending.decide(2, chosen)
    mending.done()
    wanted = [0, 1, 0, 0, 0] if chosen else [1, 0, 0, 0, 0]
    assert classes(swept(made)) == wanted
    assert classes(loaded(made, cast.mia)) == wanted
    assert Lead.objects.count() == (2 if chosen else 3)
    assert list(Lead.objects.filter(city="Oslo")) == [chosen or Lead.objects.get(first_name="A.")]


def test_a_decision_for_a_strange_lead_is_refused(torn, cast):
    stranger = factories.lead(cast.a, cast.mia)
    with pytest.raises(Refused, match="could be about"):
        Mending(torn[2], by=cast.mia).decide(2, stranger)


def test_after_the_load_only_the_mended_rows_are_loaded(checked, cast):
    made = loaded(checked("Ann,One,12,,", "Bob,Two,6912345672,,", "Cid,Six,13,,"), cast.mia)
    before = Lead.objects.get(first_name="Bob").updated_at
    mending = Mending(made, by=cast.mia)
    mending.cells(2, {"Phone": "6912345671"})
    mending.done()
    made = swept(made)
    assert (made.step, made.rows, classes(made)) == ("loaded", 3, [2, 0, 0, 1, 0])
    assert Lead.objects.get(first_name="Bob").updated_at == before
    assert sorted(ImportRow.objects.of_import(made).values_list("row", "outcome")) == [
        (2, "created"),
        (3, "created"),
        (4, "rejected"),
    ]
    assert Enrollment.objects.count() == 2


def test_what_was_put_right_in_the_dry_run_is_not_loaded_again_with_what_is_mended_later(checked, cast):
    made = checked("Ann,One,12,,", "Bob,Two,13,,")
    mending = Mending(made, by=cast.mia)
    mending.cells(2, {"Phone": "6912345671"})
    mending.done()
    made = loaded(swept(made), cast.mia)
    mending = Mending(made, by=cast.mia)
    mending.cells(3, {"Phone": "6912345672"})
    mending.done()
    made = swept(made)
    assert classes(made) == [2, 0, 0, 0, 0]
    made.undo(by=cast.mia)
    assert (swept(made).step, Lead.objects.count()) == ("undone", 0)


def test_of_a_load_that_was_taken_back_nothing_is_put_right(checked, cast, as_):
    made = loaded(checked("Ann,One,12,,", "Bob,Two,6912345672,,"), cast.mia)
    made.undo(by=cast.mia)
    made = swept(made)
    mend = reverse("leads:mend", args=[made.pk, 2])
    assert mend not in as_("mia").get(reverse("leads:result", args=[made.pk])).content.decode()
    page = as_("mia").post(mend, {"column": "Phone", "value": "6912345671"})
    assert (page.status_code, Lead.objects.count()) == (422, 0)


def mended_file(made, tmp_path, *replaced):
    with kept_aside(made) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="").read()
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "mended.csv"
    path.write_text(text, encoding="utf-8-sig", newline="")
    return path


def test_the_result_file_comes_back_mended_and_touches_its_rows_only(checked, cast, tmp_path):
    made = loaded(checked("Ann,One,12,,Oslo", "Bob,Two,6912345672,,", "Cid,Six,13,,"), cast.mia)
    mending = Mending(made, by=cast.mia)
    assert mending.file(mended_file(made, tmp_path, (",12,", ",6912345671,"))) == 2
    mending.done()
    made = swept(made)
    assert (made.rows, classes(made)) == (3, [2, 0, 0, 1, 0])
    assert Lead.objects.get(first_name="Ann").city == "Oslo"
    assert ImportRow.objects.of_import(made).get(row=4).reason == PhoneReason.TOO_SHORT


def test_the_mended_file_twice_does_nothing_twice(checked, cast, tmp_path):
    made = loaded(checked("Ann,One,12,,"), cast.mia)
    path = mended_file(made, tmp_path, (",12,", ",6912345671,"))
    for rows in (1, 0):
        mending = Mending(made, by=cast.mia)
        assert mending.file(path) == rows
        if rows:
            mending.done()
            swept(made)
    assert (Lead.objects.count(), classes(made)) == (1, [1, 0, 0, 0, 0])


def test_a_file_that_has_a_column_row_id_itself_comes_back_too(checked, cast, tmp_path):
    made = loaded(checked("Ann,12,7", "Bob,13,8", head="First name,Phone,row_id"), cast.mia)
    mending = Mending(made, by=cast.mia)
    assert mending.file(mended_file(made, tmp_path, (",12,", ",6912345671,"))) == 2
    mending.done()
    assert classes(swept(made)) == [1, 0, 0, 1, 0]
    assert Lead.objects.get().custom == {"row_id": "7"}


def test_a_file_of_another_import_is_refused(checked, cast, tmp_path):
    first, second = (loaded(checked("Ann,One,12,,"), cast.mia) for _turn in range(2))
    with pytest.raises(Refused, match="not of this import"):
        Mending(second, by=cast.mia).file(mended_file(first, tmp_path))
    path = sheets.text(tmp_path / "other.csv", HEAD, "Ann,One,6912345671,,")
    with pytest.raises(Refused, match="no column “row_id”"):
        Mending(second, by=cast.mia).file(path)
    assert not second.fixes.exists()


def test_a_formula_guard_in_the_file_is_taken_away(checked, cast, tmp_path):
    made = loaded(checked("Ann,One,+30,,", "Bob,-2,12,,"), cast.mia)
    path = mended_file(made, tmp_path, ("'+30,", "'+306912345671,"), (",12,", ",6912345672,"))
    mending = Mending(made, by=cast.mia)
    assert mending.file(path) == 2
    mending.done()
    assert classes(swept(made)) == [2, 0, 0, 0, 0]
    assert Lead.objects.get(first_name="Bob").last_name == "-2"


@pytest.mark.parametrize(
    ("text", "told"), [("17-204", (17, 204)), ("204", None), ("a-1", None), ("1-2-3", None), ("", None)]
)
def test_row_ids(text, told):
    assert row_of(text) == told


def test_a_load_can_be_stopped_and_gone_on_with(checked, cast, monkeypatch):
    monkeypatch.setattr("leads.models.importpace.CHUNK", 2)
    made = checked(*(f"P{n},Q,69{n:08d},," for n in range(6)))
    made.load(by=cast.mia)
    real = LeadImport._tell

    def asked(self, *told):
        real(self, *told)
        if self.rows_done == 4:
            LeadImport.objects.get(pk=self.pk).stop(by=cast.mia)

    monkeypatch.setattr(LeadImport, "_tell", asked)
    made = swept(made)
    assert (made.step, made.rows_done, Lead.objects.count()) == ("stopped", 4, 4)
    monkeypatch.setattr(LeadImport, "_tell", real)
    assert classes(loaded(made, cast.mia)) == [6, 0, 0, 0, 0]
    with pytest.raises(Refused, match="nothing to stop"):
        made.stop(by=cast.mia)


def test_a_stopped_load_can_be_undone(checked, cast):
    made = checked("Ann,One,6912345671,,")
    made.load(by=cast.mia)
    made.stop(by=cast.mia)
    made = swept(made)
    assert (made.step, made.rows_done) == ("stopped", 0)
    made.undo(by=cast.mia)
    assert swept(made).step == "undone"


def test_a_stopped_dry_run_is_forgotten(checked, cast):
    made = checked("Ann,One,6912345671,,")
    made.check_again(by=cast.mia)
    made.stop(by=cast.mia)
    assert swept(made).step == "uploaded"


TYPO = ("Ann,One,6912345671,ann@gmial.com,", "Bob,Two,6912345672,bob@yahoo.con,", "Cid,Six,6912345673,cid@gmail.com,")


def test_an_address_that_looks_mistyped_keeps_no_row_back_and_is_suggested(checked, cast):
    made = checked(*TYPO, "Dan,Ten,,dan@gmial.com,")
    assert classes(made) == [3, 0, 0, 1, 0]
    doubted = ImportRow.objects.of_import(made).doubted()
    assert [(line.row, line.column, line.value, line.suggestion) for line in doubted] == [
        (2, "E-mail", "ann@gmial.com", "ann@gmail.com"), (3, "E-mail", "bob@yahoo.con", "bob@yahoo.com"),
    ]  # fmt: skip
    made = loaded(made, cast.mia)
    assert classes(made) == [3, 0, 0, 1, 0] and Lead.objects.get(first_name="Ann").email == "ann@gmial.com"
    line = ImportRow.objects.of_import(made).doubted().get(row=2)
    assert (line.suggestion, line.lead.first_name) == ("ann@gmail.com", "Ann")


def test_such_an_address_is_put_right_one_by_one_or_all(checked, cast):
    made = checked(*TYPO)
    Mending(made, by=cast.mia).cells(2, {"E-mail": "ann@gmail.gr.example"})
    mending = Mending(made, by=cast.mia)
    assert mending.accept(doubted=True) == 2  # the one put right by hand is asked anew only by the next check
    mending.done()
    made = loaded(swept(made), cast.mia)
    assert classes(made) == [3, 0, 0, 0, 0] and not ImportRow.objects.of_import(made).doubted()
    assert set(Lead.objects.values_list("email", flat=True)) == {"ann@gmail.com", "bob@yahoo.com", "cid@gmail.com"}


def test_what_is_typed_instead_must_be_an_address_and_is_taken_in_the_dry_run_only(checked, cast):
    made = checked(*TYPO)
    for values in ({"E-mail": "no address"}, {"Phone": "1"}, {"E-mail": "a@b.gr", "Phone": "1"}):
        with pytest.raises(Refused, match="not an e-mail address"):
            Mending(made, by=cast.mia).cells(2, values)
    made = loaded(made, cast.mia)
    for act in (lambda on: on.cells(2, {"E-mail": "ann@gmail.com"}), lambda on: on.accept(doubted=True)):
        with pytest.raises(Refused, match="own page"):
            act(Mending(made, by=cast.mia))
    assert not made.fixes.exists()


def test_a_known_lead_that_keeps_its_own_address_raises_no_doubt(checked, cast):
    factories.lead(cast.a, cast.mia, "+306912345671", first_name="Ann", last_name="One", email="ann@example.org")
    factories.lead(cast.a, cast.mia, "+306912345672", first_name="Bob", last_name="Two")
    made = checked(*(line.replace("Cid", "Cy") for line in TYPO))
    assert [line.row for line in ImportRow.objects.of_import(made).doubted()] == [3]


def test_beyond_the_rows_that_are_kept_to_look_at_every_doubt_is_told(checked, monkeypatch):
    monkeypatch.setattr("leads.models.staging.SHOWN", 1)
    made = checked(*TYPO)
    assert [line.row for line in ImportRow.objects.of_import(made).doubted()] == [2, 3]
    assert [line.details["phone"] for line in ImportRow.objects.of_import(made).doubted()][1] == "+306912345672"


def test_a_number_in_the_same_cell_is_never_taken_away_by_a_suggestion(checked):
    made = checked("Ann,6912345671 / ann@gmial.com", head="First name,Phone", mapping={"Phone": "phone+email"})
    assert classes(made) == [1, 0, 0, 0, 0] and not ImportRow.objects.of_import(made).doubted()


def test_the_grid_of_doubts_takes_one_or_all(checked, cast, as_):
    made, mia = checked(*TYPO), as_("mia")
    page = reverse("leads:check", args=[made.pk])
    shown = mia.get(page).content.decode()
    assert "Perhaps mistyped" in shown and "ann@gmial.com" in shown and "Take all suggestions" in shown
    assert "perhaps mistyped" in mia.get(f"{page}?show=created").content.decode()
    mia.post(reverse("leads:mend", args=[made.pk, 2]), {"column": "E-mail", "value": "ann@gmail.com"})
    made = swept(made)
    assert [line.row for line in ImportRow.objects.of_import(made).doubted()] == [3]
    mia.post(reverse("leads:suggested", args=[made.pk]), {"doubted": "1"})
    assert not ImportRow.objects.of_import(swept(made)).doubted()


def test_a_refused_cell_stands_in_its_field_with_the_reason_and_after_a_good_one_the_next_has_the_focus(checked, as_):
    made, mia = checked("Ann,One,3.06912E+11,,Oslo", "Bob,Two,-4396,,", "Cid,Three,6912345673,,"), as_("mia")
    mend = f"{reverse('leads:mend', args=[made.pk, 2])}?show=rejected"
    page = mia.post(mend, {"column": "Phone", "value": "12"})
    shown = page.content.decode()
    assert page.status_code == 422
    assert 'value="12"' in shown and 'aria-describedby="wrong-2"' in shown and "too short" in shown
    assert f"{reverse('leads:check', args=[made.pk])}?show=created#grid" in shown, (
        "a tab does not lead to the act's URL"
    )
    answer = mia.post(mend, {"column": "Phone", "value": "6912345671"})
    assert answer.url == f"{reverse('leads:check', args=[made.pk])}?show=rejected&mended=2"
    swept(made)
    shown = mia.get(answer.url).content.decode()
    assert shown.index('aria-label="Phone, row 3"') < shown.index("autofocus")
