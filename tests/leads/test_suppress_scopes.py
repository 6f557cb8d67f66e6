"""Suppressions of every scope: number, address, person, company; one client or all; for ever or until a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from calls import queue
from leads.models import Activity, Company, Enrollment, Suppression
from leads.states import Stage
from office import clock, isolation
from office.models import Refused
from tests import factories

NUMBER, SECOND = "+306900000001", "+306900000002"


@pytest.fixture
def chief(cast):
    return factories.chief()


@pytest.fixture
def enrolled(cast, campaign):
    """enrolled(*numbers, company="Name", **details): a lead in client a's queue."""

    def made(*numbers, company="", **details):
        at = {"company": factories.company(cast.a, company)} if company else {}
        return factories.enrolled(campaign, cast.mia, *numbers, **at, **details)

    return made


def next_numbers(*passes):
    return [Enrollment.objects.get(pk=each.pk).next_number for each in passes]


def ask(browser, **told):
    told = {"source": "letter", "evidence": "Letter of Monday", **told}
    return browser.post(reverse("leads:suppressions"), told)


# Number and address


def test_the_second_number_takes_the_place_of_the_first(cast, enrolled):
    made = enrolled(NUMBER, SECOND)
    Suppression.put(NUMBER, client=cast.a, source="asked", by=cast.mo)
    assert next_numbers(made) == [SECOND]
    Suppression.put(SECOND, client=cast.a, source="asked", by=cast.mo)
    assert next_numbers(made) == [""]


def test_a_number_that_is_dialled_just_now_stays_while_it_may(cast, enrolled):
    made = enrolled(NUMBER, SECOND)
    Enrollment.objects.update(next_number=SECOND)
    Suppression.put(NUMBER, client=cast.a, source="asked", by=cast.mo)
    assert next_numbers(made) == [SECOND]


def test_an_address_takes_the_whole_person_out_of_the_queue_at_once(cast, enrolled):
    made, other = enrolled(NUMBER, email="ann@example.org"), enrolled(SECOND, email="bob@example.org")
    Suppression.put("ann@example.org", client=cast.a, source="asked", by=cast.mo)
    assert next_numbers(made, other) == ["", SECOND] and made.lead.number_to_call == ""
    line = Activity.objects.of_lead(made.lead).newest()[0]
    assert (line.kind, line.details["value"], line.by) == ("suppressed", "ann@example.org", cast.mo)


def test_a_lead_that_joins_later_is_silent_too(cast, enrolled):
    Suppression.put("ann@example.org", client=cast.a, source="asked", by=cast.mo)
    assert enrolled(NUMBER, email="Ann@Example.org").next_number == ""


# Company


def test_a_company_silences_all_its_leads_and_lifting_brings_them_back(cast, enrolled):
    mine = [enrolled(company="Aegean Ψυγεία"), enrolled(company="Aegean Ψυγεία")]
    other = enrolled(company="Other")
    before = next_numbers(*mine)
    put = (
        Company.objects.called("Aegean Ψυγεία").get().suppress(by=cast.mo, source="Letter", evidence="Letter of 3 May")
    )
    assert next_numbers(*mine, other)[:2] == ["", ""] and next_numbers(other) != [""]
    assert (put[0].scope, put[0].value, str(put[0])) == ("company", "company:aegean ψυγεια", "Aegean Ψυγεία")
    assert enrolled(company="AEGEAN ΨΥΓΕΊΑ").next_number == ""
    put[0].lift(by=cast.mo, evidence="Signed form")
    assert next_numbers(*mine) == before
    kinds = [line.kind for line in Activity.objects.of_lead(mine[0].lead).newest()[:2]]
    assert kinds == ["lifted", "suppressed"]


def test_a_company_is_also_its_e_mail_domain(cast, enrolled):
    company = factories.company(cast.a, "Aegean")
    at, below, free = (enrolled(email=f"ann@{host}") for host in ("aegean.gr", "mail.aegean.gr", "gmail.com"))
    values = [put.value for put in company.suppress(by=cast.mo, source="x", evidence="y", domains=["www.Aegean.gr"])]
    assert values == ["company:aegean", "@aegean.gr"]
    assert [number == "" for number in next_numbers(at, below, free)] == [True, False, False]


def test_it_stays_within_the_client(cast, enrolled, other_campaign):
    theirs = factories.enrolled(other_campaign, cast.olga, company=factories.company(cast.b, "Aegean"))
    factories.company(cast.a, "Aegean").suppress(by=cast.mo, source="x", evidence="y")
    assert next_numbers(theirs) != [""]


def test_of_two_that_bar_a_lead_one_lifted_is_not_enough(cast, enrolled):
    made = enrolled(NUMBER, company="Aegean")
    number = Suppression.put(NUMBER, client=cast.a, source="asked", by=cast.mo)
    [company] = factories.company(cast.a, "Aegean").suppress(by=cast.mo, source="x", evidence="y")
    number.lift(by=cast.mo)
    assert next_numbers(made) == [""]
    company.lift(by=cast.mo)
    assert next_numbers(made) == [NUMBER]


# The whole agency


def test_agency_wide_reaches_every_client(cast, chief, enrolled, other_campaign):
    mine, theirs = enrolled(NUMBER), factories.enrolled(other_campaign, cast.olga, NUMBER)
    with isolation.seeing([]):
        put = Suppression.put(NUMBER, client=None, source="Letter", by=chief, evidence="To all of us")
    assert next_numbers(mine, theirs) == ["", ""] and put.client is None
    assert Activity.objects.of_lead(theirs.lead).newest()[0].details["source"] == "Letter"
    with isolation.seeing([]):
        put.lift(by=chief, evidence="Signed")
    assert next_numbers(mine, theirs) == [NUMBER, NUMBER]


@pytest.mark.parametrize("name", ["sam", "mia", "mo", "ada", "otto", None])
def test_only_who_runs_the_house_puts_and_lifts_it(cast, chief, enrolled, name):
    made = enrolled(NUMBER)
    somebody = getattr(cast, name) if name else None
    with pytest.raises(Refused, match="administrator of all"):
        Suppression.put(NUMBER, client=None, source="x", by=somebody)
    assert next_numbers(made) == [NUMBER]
    put = Suppression.put(NUMBER, client=None, source="x", by=chief)
    with pytest.raises(Refused, match="administrator of all"):
        put.lift(by=somebody)
    put.refresh_from_db()
    assert put.lifted_at is None


def test_who_runs_the_house(cast, chief):
    assert chief.runs_the_house and not cast.ada.runs_the_house and not cast.mo.runs_the_house
    cast.ada.is_superuser = True
    assert cast.ada.runs_the_house, "who set the house up"
    cast.mo.is_superuser = True
    assert not cast.mo.runs_the_house, "but only while an administrator somewhere"


def test_the_database_keeps_agency_wide_rows_from_everybody_else(cast, chief):
    put = Suppression.put(NUMBER, client=None, source="x", by=chief)
    rows = Suppression.objects.filter(pk=put.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Suppression.objects.create(client=None, value=SECOND, source="planted")
    assert rows.get() == put, "everybody reads it"
    assert rows.update(lifted_at=clock.now()) == 0
    assert rows.update(client=cast.a) == 0
    assert rows.delete()[0] == 0
    with isolation.seeing([isolation.AGENCY]):
        assert rows.update(evidence="seen") == 1
        assert rows.delete()[0] == 0, "never deleted, only lifted"
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(client=cast.a)


def test_a_person_for_all_clients(cast, chief, enrolled, other_campaign):
    made = enrolled(NUMBER, email="ann@example.org")
    theirs = factories.enrolled(other_campaign, cast.olga, SECOND, email="ann@example.org")
    made.lead.suppress(by=chief, source="Letter", evidence="To all", everywhere=True)
    made.refresh_from_db()
    assert made.stage == Stage.DO_NOT_CALL and next_numbers(theirs) == [""]
    rows = Suppression.objects.agency_wide()
    assert {row.scope for row in rows} == {"person"} and {row.name for row in rows} == {""}, "no client's name"


# Until a day


@pytest.fixture
def in_a_week():
    return clock.now() + timedelta(days=7)


def test_what_is_over_is_not_in_force_and_its_numbers_return_by_the_sweep(cast, enrolled, in_a_week):
    made = enrolled(NUMBER)
    put = Suppression.put(NUMBER, client=cast.a, source="asked", by=cast.mo, until=in_a_week)
    assert next_numbers(made) == [""]
    with isolation.seeing([]):
        assert Suppression.let_go() == 0
        with clock.frozen(in_a_week):
            assert Suppression.let_go() == 1
            assert Suppression.let_go() == 0
    put.refresh_from_db()
    assert next_numbers(made) == [NUMBER]
    assert (put.lifted_at, put.lifted_by, put.is_over) == (in_a_week, None, True)
    line = Activity.objects.of_lead(made.lead).newest()[0]
    assert (line.kind, line.by) == ("lifted", None)


def test_the_agencys_are_let_go_too(cast, chief, enrolled, other_campaign, in_a_week):
    passes = enrolled(NUMBER), factories.enrolled(other_campaign, cast.olga, NUMBER)
    Suppression.put(NUMBER, client=None, source="x", by=chief, until=in_a_week)
    with clock.frozen(in_a_week), isolation.seeing([]):
        Suppression.let_go()
    assert next_numbers(*passes) == [NUMBER, NUMBER]


def test_another_that_still_holds_keeps_the_number(cast, chief, enrolled, in_a_week):
    made = enrolled(NUMBER)
    Suppression.put(NUMBER, client=cast.a, source="x", by=cast.mo, until=in_a_week)
    Suppression.put(NUMBER, client=None, source="x", by=chief)
    with clock.frozen(in_a_week):
        Suppression.let_go()
    assert next_numbers(made) == [""]


def test_put_again_after_its_time_is_a_new_one(cast, enrolled, in_a_week):
    first = Suppression.put(NUMBER, client=cast.a, source="x", by=cast.mo, until=in_a_week)
    with clock.frozen(in_a_week + timedelta(seconds=1)):
        made = enrolled(NUMBER)
        assert made.next_number == NUMBER, "the sweep was not there yet, and it is over all the same"
        second = Suppression.put(NUMBER, client=cast.a, source="y", by=cast.mo)
        assert second.pk != first.pk and next_numbers(made) == [""]
        assert Suppression.let_go() == 0
    first.refresh_from_db()
    assert first.lifted_at and first.is_over


@pytest.mark.parametrize(("days", "stays"), [(3, False), (7, False), (8, True), (None, True)])
def test_the_longer_of_two_counts(cast, in_a_week, days, stays):
    first = Suppression.put(NUMBER, client=cast.a, source="first", by=cast.mo, until=in_a_week)
    until = clock.now() + timedelta(days=days) if days else None
    again = Suppression.put(NUMBER, client=cast.a, source="again", by=cast.mia, until=until)
    assert again.pk == first.pk
    assert (again.source, again.until) == (("again", until) if stays else ("first", in_a_week))


def test_a_day_that_is_past_is_refused(cast):
    with pytest.raises(Refused, match="lie ahead"):
        Suppression.put(NUMBER, client=cast.a, source="x", by=cast.mo, until=clock.now())


def test_a_person_until_a_day_keeps_the_pass_open_and_silent(cast, enrolled, in_a_week):
    made = enrolled(NUMBER, SECOND, email="ann@example.org")
    made.lead.suppress(by=cast.mo, source="asked", evidence="Not before spring", until=in_a_week)
    made.refresh_from_db()
    assert (made.stage, made.ended_at, made.next_number) == (Stage.NEW, None, "")
    assert {row.name for row in Suppression.objects.all()} == {made.lead.name}
    with clock.frozen(in_a_week):
        Suppression.let_go()
    assert next_numbers(made) == [NUMBER]


# While others work


def test_one_put_while_its_lead_is_claimed_goes_on_to_the_next_number(cast, enrolled):
    made = enrolled(NUMBER, SECOND)
    assert queue.claim(cast.sam) == made
    Suppression.put(NUMBER, client=cast.a, source="asked", by=cast.mo)
    assert next_numbers(made) == [NUMBER], "the claim is the setter's; the gate is asked again at the dial"
    Enrollment.objects.claimed_by(cast.sam).released()
    assert queue.claim(cast.sue) == made, "the first look finds it barred, the second has its other number"
    assert next_numbers(made) == [SECOND]


@pytest.mark.django_db(transaction=True)
def test_many_setters_and_suppressions_at_once(real_clock, cast, campaign):
    """Eight threads put the same values, lift them and bring leads: one row in force per value, no queue is wrong."""
    numbers = [f"+30690000{at:04d}" for at in range(12)]
    for number in numbers:
        factories.enrolled(campaign, cast.mia, number)

    def work(turn):
        with isolation.seeing([cast.a.pk]):
            made = Suppression.put_all(numbers[turn % 3 :: 3], client=cast.a, source="x", by=cast.mo)
            if turn % 2:
                for row in made:
                    row.lift(by=cast.mo)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    standing = Suppression.objects.standing()
    forbidden = set(standing.values_list("value", flat=True))
    assert standing.count() == len(forbidden)
    assert all(made.next_number == "" for made in Enrollment.objects.all() if made.lead.phone in forbidden)


# By hand


def test_a_company_is_added_by_name_or_domain(as_, cast, enrolled):
    named, at = enrolled(company="Booking.com"), enrolled(email="ann@booking.com")
    assert ask(as_("mia"), client=cast.a.pk, what="company", value=" Booking.com ").status_code == 302
    assert {row.value for row in Suppression.objects.all()} == {"company:booking.com", "@booking.com"}
    assert next_numbers(named, at) == ["", ""]


@pytest.mark.parametrize("typed", ["gmail.com", "@Gmail.com", "@", " "])
def test_a_domain_of_everybody_is_no_company(as_, cast, typed):
    assert ask(as_("mia"), client=cast.a.pk, what="company", value=typed).status_code == 422
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("day", "status"), [("2026-11-23", 422), ("2026-11-24", 302), ("soon", 422)])
def test_the_day_lies_ahead_and_begins_where_the_person_is(as_, cast, day, status):
    assert ask(as_("mia"), client=cast.a.pk, value=NUMBER, until=day).status_code == status
    assert [row.until.isoformat() for row in Suppression.objects.all()] == (
        ["2026-11-23T22:00:00+00:00"] if status == 302 else []
    )


def test_for_every_client_is_offered_to_who_runs_the_house_only(as_, cast, chief):
    cast.chief = chief
    url = reverse("leads:suppressions")
    assert "everywhere" not in as_("ada").get(url).context["form"].fields
    assert "everywhere" in as_("chief").get(url).context["form"].fields
    told = {"client": cast.a.pk, "value": NUMBER, "everywhere": "on"}
    assert ask(as_("ada"), **told).status_code == 302
    assert ask(as_("chief"), **told).status_code == 302
    assert [row.client for row in Suppression.objects.order_by("pk")] == [cast.a, None]


def test_the_agencys_are_lifted_by_their_door_only_by_who_runs_the_house(as_, cast, chief):
    cast.chief = chief
    door = reverse("leads:lift", args=[Suppression.put(NUMBER, client=None, source="x", by=chief).pk])
    for name in ("mo", "ada", "otto"):
        assert as_(name).post(door, {"evidence": "Signed"}).status_code == 404
        assert door not in as_(name).get(reverse("leads:suppressions")).content.decode()
    assert door in as_("chief").get(reverse("leads:suppressions")).content.decode()
    assert as_("chief").post(door, {"evidence": "Signed"}).status_code == 302
    assert Suppression.objects.get().lift_evidence == "Signed"


def test_from_the_lead_the_whole_company(as_, cast, enrolled):
    made, colleague = enrolled(email="ann@aegean.gr", company="Aegean"), enrolled(company="Aegean")
    sam, door = as_("sam"), reverse("leads:suppress", args=[made.lead_id])
    assert sam.get(door).context["form"]["domain"].initial == "aegean.gr"
    told = {"source": "asked", "evidence": "On the phone", "reach": "company", "domain": "aegean.gr"}
    assert sam.post(door, {**told, "domain": "gmail.com"}).status_code == 422
    assert sam.post(door, {**told, "domain": "no domain"}).status_code == 422
    assert sam.post(door, told).status_code == 302
    assert next_numbers(made, colleague) == ["", ""]
    made.refresh_from_db()
    assert made.stage == Stage.NEW, "silent, so that lifting brings it back"


def test_without_a_company_there_is_no_such_choice(as_, enrolled):
    form = as_("sam").get(reverse("leads:suppress", args=[enrolled().lead_id])).context["form"]
    assert {"reach", "domain", "everywhere"} & set(form.fields) == set()


def test_the_page_finds_by_scope_source_reach_and_state(as_, cast, chief, in_a_week):
    Suppression.put(NUMBER, client=cast.a, source="Letter", by=cast.mo).lift(by=cast.mo, evidence="Signed form")
    Suppression.put(NUMBER, client=cast.a, source="A call", by=cast.mo, until=in_a_week)
    Suppression.put("ann@example.org", client=None, source="Letter", by=chief)
    factories.company(cast.a, "Ψυγεία Αιγαίου").suppress(by=cast.mo, source="Letter", evidence="x")
    Suppression.put(SECOND, client=cast.b, source="Letter", by=cast.otto)
    mo, url = as_("mo"), reverse("leads:suppressions")

    def shown(**asked):
        return sorted(str(row) for row in mo.get(url, asked).context["rows"])

    assert shown() == sorted([NUMBER, "ann@example.org", "Ψυγεία Αιγαίου"])
    assert shown(scope="company") == shown(q="Ψυγεία") == ["Ψυγεία Αιγαίου"]
    assert shown(source="call") == [NUMBER]
    assert shown(reach="all") == ["ann@example.org"]
    assert shown(state="past") == [NUMBER]
    assert shown(scope="nonsense", q="x" * 200) == shown(), "a filter that is none filters nothing"
    page = mo.get(url, {"state": "past"}).content.decode()
    assert "Signed form" in page and "lifted" in page
    assert reverse("leads:lift", args=[Suppression.objects.past(clock.now()).get().pk]) not in page
    assert "/leads/?q=%2B306900000001" in page, "to the leads concerned"
