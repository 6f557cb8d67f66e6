"""What leads were worth: each figure equals a recount of the raw rows, opens into them, and is claimed back by them."""

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import product
from operator import attrgetter

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import Appointment, Feedback
from calls.models import CallAttempt, Disposition, Outcome, Reached
from leads.loading.sentences import SAME_AS_ABOVE
from leads.models import Enrollment, ImportRow, Lead, LeadImport, LeadList, LeadMerge, Supplier
from leads.states import Stage
from office import clock
from office.models import Role
from reports.exports.claim import Claim
from reports.figures.quality import FIGURES, Quality
from reports.forms.quality import QualityForm
from reports.models import Export
from tests import factories
from tests.reports import world
from tests.reports.exported import content, proved, read

HEAD = "Όνομα,Phone,E-mail,Own column"
SHEETS = {
    ("Acme", "Fair"): [
        "Ann,6912340001,ann@a.gr,1", "Ben,6912340002,,2", "Ben,6912340002,,2", "Cleo,496,,3", "Dan,,not-mail,4",
        "Eva,6912340005,,5", "Fay,6912349999,,6", "Gus,3.06912E+11,,7",
    ],
    ("Acme", "Web"): ["Ann,6912340001,,", "Hal,6912340008,,", "Ida,6912340009,,", "Eva,6912340005,eva@e.gr,"],
    ("Omikron", "Show"): ["Ivy,6912340010,,", "Jon,,,", "Kim,6912340012,,=1+1"],
}  # fmt: skip


def load(campaign, by, supplier, name, lines):
    lead_list = LeadList.open(campaign=campaign, name=name, by=by, supplier=supplier, cost=Decimal(len(lines)))
    made = factories.lead_import(campaign, by, HEAD, *lines, list_name=lead_list.name)
    made.load_now(by=by)
    made.refresh_from_db()
    assert made.step == "loaded", made.error
    return made


@pytest.fixture
def loads(cast, campaign, other_campaign):
    """Three files of two suppliers at client a, one of a namesake at client b; then work on the leads."""
    from leads.models import Suppression

    Suppression.put("+306912349999", client=cast.a, source="asked", by=cast.mo)
    made = {key: load(campaign, cast.mia, *key, lines) for key, lines in SHEETS.items()}
    theirs = load(other_campaign, cast.olga, "Acme", "Theirs", ["Zoe,6912340077,,", "Yan,1,,"])
    dice = random.Random(3)
    for side, setter, rep in ((campaign, cast.sam, cast.rita), (other_campaign, cast.oscar, cast.oren)):
        labels = [*world.dispositions(side), _wrong(side)]
        for enrollment in Enrollment.objects.filter(campaign=side).order_by("pk"):
            for _turn in range(dice.randrange(4)):
                world.call(enrollment, setter, clock.now() - timedelta(minutes=9), dice.choice(labels))
            for state in dice.sample(["booked", "held", "won", "cancelled", ""], 2):
                _meet(enrollment, setter, rep, state)
            if stage := dice.choice([None, Stage.DISQUALIFIED, Stage.EXHAUSTED]):
                enrollment.become(stage)
    return made | {"theirs": theirs}


def _wrong(campaign):
    return Disposition.objects.create(
        client=campaign.client, campaign=campaign, code="wrong", label="wrong", key="6",
        outcome=Outcome.BAD_NUMBER, reached=Reached.SOMEBODY,
    )  # fmt: skip


def _meet(enrollment, setter, rep, came):
    if not came:
        return
    how = {"state": "held" if came == "won" else came, "cancelled_at": clock.now() if came == "cancelled" else None}
    made = world.meeting(enrollment, setter, rep, clock.now(), clock.now() - timedelta(hours=1), **how)
    if came in ("held", "won"):
        Feedback.objects.create(client=made.client, appointment=made, result=came, by=rep)


def board(user, query="", roles=("marketing",)):
    user.look_as(roles)
    form = QualityForm(QueryDict(query), user=user)
    return Quality.of(form.cohort(clock.now()), by=form.group, user=user)


def recount(imports):
    """The figures from the raw rows, one by one, in Python."""
    found = Counter()
    for line in ImportRow.objects.filter(lead_import__in=imports):
        found["rows"] += 1
        doubled = line.reason == SAME_AS_ABOVE
        name = {"skipped": "doubled" if doubled else "known"}.get(line.outcome, line.outcome)
        found[name] += 1
        bad = False
        if line.outcome == "created":
            calls = list(CallAttempt.objects.filter(lead=line.lead))
            bad = any(call.outcome == "bad_number" for call in calls)
            found["wrong_number"] += bad
            found["usable"] += not bad
            found["conversations"] += sum(call.reached == "decision_maker" for call in calls)
            stage = Enrollment.objects.get(lead=line.lead, is_latest=True).stage
            found[stage] += 1
            for meeting in Appointment.objects.filter(lead=line.lead):
                undone = meeting.cancelled_at and meeting.cancelled_at - meeting.booked_at <= timedelta(seconds=60)
                found["booked"] += not undone
                found["held"] += meeting.state == "held"
                found["won"] += meeting.state == "held" and meeting.feedback.result == "won"
        found["claimable"] += bad or name in ("rejected", "doubled", "known", "suppressed")
    return found


def test_every_figure_equals_a_recount_of_the_raw_rows(cast, loads):
    groups = {"supplier": "lead_list.supplier_id", "list": "lead_list_id", "import": "pk"}
    mine = [loads[key] for key in SHEETS]
    for by, key in ((by, attrgetter(path)) for by, path in groups.items()):
        seen = board(cast.mia, f"by={by}")
        assert {line.name.pk for line in seen.lines} == {key(one) for one in mine}
        for line in seen.lines:
            raw = recount([one for one in mine if key(one) == line.name.pk])
            for name in FIGURES:
                assert getattr(line.worth, name) == raw[name], (by, line.name, name)
        whole = recount(mine)
        assert {name: getattr(seen.total, name) for name in FIGURES} == {name: whole[name] for name in FIGURES}
    assert [name for name in FIGURES if not whole[name]] == [], "a figure that is 0 proves little"


def test_the_faults_are_told_by_reason_and_add_up(cast, loads):
    seen = board(cast.mia)
    lines = ImportRow.objects.filter(outcome="rejected", lead_import__in=[loads[key] for key in SHEETS])
    assert dict(seen.reasons) == Counter(line.reason for line in lines)
    assert sum(n for _reason, n in seen.reasons) == seen.total.rejected


def test_rows_are_what_the_imports_say(cast, loads):
    for line in board(cast.mia, "by=import").lines:
        one = LeadImport.objects.get(pk=line.name.pk)
        worth = line.worth
        assert (worth.rows, worth.created, worth.rejected) == (one.rows, one.created, one.rejected)
        assert worth.doubled + worth.known == one.skipped


def test_cost_follows_the_rows_and_adds_up(cast, loads):
    seen = board(cast.mia)
    assert seen.total.cost == sum(len(lines) for lines in SHEETS.values())
    shop = LeadList.objects.get(name="Show")
    shop.change(by=cast.mia, supplier=shop.supplier, cost=Decimal("0.5"), cost_basis="row")
    omikron = next(line for line in board(cast.mia).lines if line.name.name == "Omikron")
    assert omikron.worth.cost == Decimal("1.5")
    assert omikron.worth.price("usable") == Decimal("1.5") / omikron.worth.usable
    assert omikron.worth.plus(created=-omikron.worth.usable).price("usable") is None


def test_two_files_on_one_list_share_its_cost(cast, campaign, loads):
    again = factories.lead_import(campaign, cast.mia, HEAD, "Lea,6912340050,,", "Max,6912340051,,", list_name="Fair")
    again.load_now(by=cast.mia)
    seen = {line.name.pk: line.worth.cost for line in board(cast.mia, "by=import").lines}
    assert round(seen[again.pk], 6) == round(Decimal(8) * 2 / 10, 6)
    assert round(seen[again.pk] + seen[loads["Acme", "Fair"].pk], 6) == 8


def test_each_number_opens_into_exactly_its_rows(as_, cast, loads):
    mia, seen = as_("mia"), board(cast.mia, "by=list")
    for name, line in product(FIGURES, seen.lines):
        page = mia.get(reverse("reports:quality_rows"), {"which": name, "lead_list": line.name.pk})
        assert page.context["page"].paginator.count == getattr(line.worth, name), (name, line.name)


def test_a_reason_opens_into_its_rows(as_, cast, loads):
    for reason, n in board(cast.mia).reasons:
        page = as_("mia").get(reverse("reports:quality_rows"), {"which": "rejected", "reason": reason})
        assert page.context["page"].paginator.count == n
        assert {line.reason for line in page.context["page"]} == {reason}


@pytest.mark.parametrize("page", ["reports:quality_rows", "reports:quality"])
def test_an_address_that_was_tampered_with_is_a_page_all_the_same(as_, loads, page):
    for query in ("which=no", "reason=\x00", "supplier=x", "lead_import=9999999", "page=z", "by=%27"):
        assert as_("mia").get(f"{reverse(page)}?{query}").status_code == 200, query


def test_the_period_is_that_of_the_load(cast, loads):
    old = loads["Acme", "Fair"]
    LeadImport.objects.filter(pk=old.pk).update(finished_at=clock.now() - timedelta(days=40))
    assert board(cast.mia, "period=30d").total.rows == 7
    assert board(cast.mia, "period=90d").total.rows == 15
    first = (clock.now() - timedelta(days=41)).date()
    assert board(cast.mia, f"period=custom&first={first}&last={first + timedelta(days=2)}").total.rows == 8


def test_a_file_that_is_not_loaded_to_its_end_is_left_out(cast, campaign, loads):
    factories.lead_import(campaign, cast.mia, HEAD, "Lea,6912340050,,")
    assert board(cast.mia).total.rows == 15


def test_a_known_lead_counts_for_the_file_that_brought_it_first(cast, campaign, loads):
    """Ann came with the fair, and again with the web: what became of her is the fair's."""
    seen = {line.name.name: line.worth for line in board(cast.mia, "by=list").lines}
    assert seen["Web"].created == 2 and seen["Web"].known + seen["Web"].updated == 2
    before = seen["Fair"].conversations
    ann = Enrollment.objects.get(lead__first_name="Ann")
    talk = Disposition.objects.get(campaign=campaign, code="later")
    world.call(ann, cast.sam, clock.now() - timedelta(minutes=9), talk)
    again = {line.name.name: line.worth for line in board(cast.mia, "by=list").lines}
    assert (again["Fair"].conversations, again["Web"].conversations) == (before + 1, seen["Web"].conversations)


def test_an_undone_outcome_takes_its_wrong_number_back(cast, campaign, loads):
    call = CallAttempt.objects.filter(outcome="bad_number", lead__client=cast.a).first()
    before = board(cast.mia).total.wrong_number
    others = CallAttempt.objects.filter(lead=call.lead, outcome="bad_number")
    others.update(outcome="", undone_at=clock.now())
    assert board(cast.mia).total.wrong_number == before - 1


def test_nobody_sees_the_other_client_s_files(as_, cast, loads):
    theirs = loads["theirs"]
    mine = board(cast.mia, f"lead_import={theirs.pk}")
    assert mine.total.rows == 0
    assert board(cast.mia, f"supplier={theirs.lead_list.supplier_id}").total.rows == 0
    assert board(cast.olga).total.rows == 2
    acme = Supplier.objects.get(client=cast.b)
    assert as_("mia").get(reverse("reports:quality_card", args=[acme.pk])).status_code == 404
    assert "Theirs" not in as_("mia").get(reverse("reports:quality"), {"by": "list"}).content.decode()


def test_suppliers_of_two_clients_are_told_apart(as_, cast, loads):
    cast.mia.join(cast.b, Role.MARKETING)
    seen = board(cast.mia)
    assert Counter(line.name.name for line in seen.lines) == {"Acme": 2, "Omikron": 1}
    assert seen.total.rows == 17


def test_the_queries_do_not_grow_with_the_files(as_, cast, campaign, loads):
    mia = as_("mia")
    mia.get(reverse("reports:quality"))
    with CaptureQueriesContext(connection) as few:
        mia.get(reverse("reports:quality"), {"by": "import"})
    for turn in range(4):
        load(campaign, cast.mia, f"Supplier {turn}", f"List {turn}", [f"Lea,69123411{turn:02},,"])
    with CaptureQueriesContext(connection) as many:
        page = mia.get(reverse("reports:quality"), {"by": "import"})
    assert len(page.context["board"].lines) == 7
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as own:
        board(cast.mia, "by=import")
    assert len([query for query in own if "reports" in query["sql"] or "leads_import" in query["sql"]]) <= 5


def test_the_supplier_s_page_tells_it_in_a_few_numbers(as_, cast, loads):
    acme = Supplier.objects.get(client=cast.a, name="Acme")
    url = reverse("reports:quality_card", args=[acme.pk])
    assert url in as_("mia").get(reverse("leads:supplier", args=[acme.pk])).content.decode()
    card = as_("mia").get(url)
    assert card.context["board"].total.rows == 12
    assert f"supplier={acme.pk}" in card.content.decode()


def claim(browser, lead_import, *kinds, format="csv"):
    told = {"kinds": kinds, "format": format}
    return browser.post(reverse("reports:export_claim", args=[lead_import.pk]), told)


KINDS = ("rejected", "doubled", "known", "suppressed", "wrong_number")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_rows_to_claim_come_in_the_supplier_s_own_columns(as_, cast, loads, tmp_path, format):
    fair = loads["Acme", "Fair"]
    heads, rows = read(claim(proved(as_("mia")), fair, *KINDS, format=format), format, tmp_path)
    assert heads == [*HEAD.split(","), "Row in the file", "Why it is claimed"]
    lines = SHEETS["Acme", "Fair"]
    assert [",".join(row[:4]) for row in rows] == [lines[int(row[4]) - 2] for row in rows]
    worth = next(line.worth for line in board(cast.mia, "by=import").lines if line.name.pk == fair.pk)
    assert len(rows) == worth.claimable > 0
    assert all(row[5] for row in rows)
    why = {row[0]: row[5] for row in rows}
    assert why["Fay"].endswith("on the do-not-call list.") and why["Cleo"].startswith("Phone: ")


def test_only_the_kinds_chosen_are_claimed(as_, cast, loads, tmp_path):
    answer = claim(proved(as_("mia")), loads["Acme", "Fair"], "doubled")
    _heads, rows = read(answer, "csv", tmp_path)
    assert [row[0] for row in rows] == ["Ben"]
    line = Export.objects.get()
    assert (line.what, line.rows, line.filters["kinds"]) == ("claim", 1, "Twice in the file")


def test_a_wrong_number_is_claimed_with_its_reason(as_, cast, campaign, loads, tmp_path):
    eva = Enrollment.objects.get(lead__first_name="Eva")
    world.call(eva, cast.sam, clock.now(), Disposition.objects.get(campaign=campaign, code="wrong"))
    answer = claim(proved(as_("mia")), loads["Acme", "Fair"], "wrong_number")
    _heads, rows = read(answer, "csv", tmp_path)
    assert ["Eva", "6912340005", "", "5", "7", "Wrong number, as a call found out."] in rows


def test_a_claim_reads_ledger_and_file_some_rows_at_a_time(monkeypatch, cast, campaign):
    monkeypatch.setattr("reports.exports.claim.SIZE", 3)
    made = load(campaign, cast.mia, "Acme", "Long", ["Ann,1,,", "Ben,6912340002,,"] * 6)
    with CaptureQueriesContext(connection) as asked:
        chunks = [len(chunk) for chunk in Claim(made, ("rejected",)).chunks()]
    assert chunks == [3, 3]
    assert len([query for query in asked if "leads_importrow" in query["sql"]]) == 3
    assert sum(map(len, Claim(made, ("rejected", "doubled")).chunks())) == 11


def test_a_claim_in_which_a_cell_could_be_a_formula(as_, cast, campaign, tmp_path):
    made = load(campaign, cast.mia, "Acme", "Sly", ["Ann,1,,=1+1", "=2+2,2,, @x"])
    text = content(claim(proved(as_("mia")), made, "rejected")).decode()
    assert ",'=1+1," in text and "\r\n'=2+2," in text and ",'@x," in text


def test_what_cannot_be_claimed_is_refused(as_, cast, loads):
    url = reverse("reports:export_claim", args=[loads["Acme", "Fair"].pk])
    mia = proved(as_("mia"))
    for told in ({"kinds": []}, {"kinds": ["created"]}, {"format": "exe"}):
        answer = mia.post(url, {"kinds": ["rejected"], "format": "csv", **told})
        assert answer.status_code == 422 and not Export.objects.exists(), told


def test_nobody_claims_another_client_s_rows(as_, cast, loads):
    for person in ("mia", "sam", "vic", "alex"):
        browser = proved(as_(person))
        assert claim(browser, loads["theirs"], "rejected").status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize("first_stays", [True, False])
def test_after_a_merge_every_call_and_meeting_counts_once_for_the_file_that_came_first(cast, campaign, first_stays):
    files = [load(campaign, cast.mia, f"S{n}", f"L{n}", [f"Ann,691234{n:04},,"]) for n in (1, 2)]
    leads = [ImportRow.objects.of_import(made).get().lead for made in files]
    talk = _reached(campaign)
    for lead in leads:
        world.call(lead.enrollment, cast.sam, clock.now() - timedelta(minutes=9), talk)
        _meet(lead.enrollment, cast.sam, cast.rita, "held")
    kept, absorbed = leads if first_stays else reversed(leads)
    merge = LeadMerge.make(kept, absorbed, by=cast.mia)
    assert (board(cast.mia).total.conversations, board(cast.mia).total.held) == (2, 2)
    by_list = {line.name.name: line.worth for line in board(cast.mia, "by=list").lines}
    assert {name: (worth.conversations, worth.held) for name, worth in by_list.items()} == {"L1": (2, 2), "L2": (0, 0)}
    merge.split(by=cast.mia)
    assert {line.name.name: line.worth.conversations for line in board(cast.mia, "by=list").lines} == {"L1": 1, "L2": 1}


@pytest.mark.parametrize("first_stays", [True, False])
@pytest.mark.parametrize("called_after", [True, False])
def test_a_wrong_number_counts_for_the_file_that_brought_it(as_, cast, campaign, first_stays, called_after, tmp_path):
    """Whichever of two leads stays when they are merged, and whether the call was before or after."""
    files = [load(campaign, cast.mia, f"S{n}", f"L{n}", [f"Ann,691234{n:04},,"]) for n in (1, 2)]
    leads = [ImportRow.objects.of_import(made).get().lead for made in files]
    bad, kept = _wrong(campaign), leads[0] if first_stays else leads[1]
    absorbed = leads[1] if first_stays else leads[0]

    def found_wrong(lead):
        told = world.call(lead.enrollment, cast.sam, clock.now() - timedelta(minutes=9), bad)
        CallAttempt.objects.filter(pk=told.pk).update(number="+306912340002")

    if not called_after:
        found_wrong(leads[1])
    merge = LeadMerge.make(kept, absorbed, by=cast.mia)
    if called_after:
        found_wrong(Lead.objects.get(pk=kept.pk))
    told = {line.name.name: line.worth for line in board(cast.mia, "by=list").lines}
    assert {name: (worth.wrong_number, worth.usable) for name, worth in told.items()} == {"L1": (0, 1), "L2": (1, 0)}
    assert b"6912340002" in content(claim(proved(as_("mia")), files[1], "wrong_number"))
    if not called_after:
        merge.split(by=cast.mia)
        told = {line.name.name: line.worth.wrong_number for line in board(cast.mia, "by=list").lines}
        assert told == {"L1": 0, "L2": 1}


def test_a_wrong_number_of_a_chain_of_merges_counts_once(cast, campaign):
    files = [load(campaign, cast.mia, f"S{n}", f"L{n}", [f"Ann,691234{n:04},,"]) for n in (1, 2, 3)]
    leads = [ImportRow.objects.of_import(made).get().lead for made in files]
    told = world.call(leads[0].enrollment, cast.sam, clock.now() - timedelta(minutes=9), _wrong(campaign))
    CallAttempt.objects.filter(pk=told.pk).update(number="+306912340001")
    for absorbed, kept in ((0, 1), (1, 2)):
        LeadMerge.make(*(Lead.objects.get(pk=leads[n].pk) for n in (kept, absorbed)), by=cast.mia)
    told = {line.name.name: line.worth.wrong_number for line in board(cast.mia, "by=list").lines}
    assert told == {"L1": 1, "L2": 0, "L3": 0}


def test_a_lead_typed_in_that_takes_one_of_a_file_in_keeps_the_files_credit(cast, campaign):
    made = load(campaign, cast.mia, "Acme", "Fair", ["Ann,6912340001,,"])
    absorbed = ImportRow.objects.of_import(made).get().lead
    world.call(absorbed.enrollment, cast.sam, clock.now() - timedelta(minutes=9), _reached(campaign))
    kept = factories.lead(cast.a, cast.mia, "+306912340099", first_name="Ann")
    LeadMerge.make(kept, Lead.objects.get(pk=absorbed.pk), by=cast.mia)
    assert board(cast.mia).total.conversations == 1


def _reached(campaign):
    return Disposition.objects.create(
        client=campaign.client, campaign=campaign, code="talk", label="talk", key="5",
        outcome=Outcome.NOT_NOW, reached=Reached.DECISION_MAKER,
    )  # fmt: skip
