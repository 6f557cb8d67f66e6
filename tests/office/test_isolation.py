"""The row policies hold when the queries' own guard is gone, on every path that writes or reads rows."""

import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from leads.models import Activity, Campaign, Lead
from office import clock, isolation
from office.models import ClientOwnedQuerySet, Message, User
from tests import factories


def test_rows_of_another_client_are_not_there(cast, campaign, other_campaign):
    factories.lead(cast.a, cast.sam)
    theirs = factories.lead(cast.b, cast.oscar)
    with isolation.seeing([cast.a.pk]):
        assert Lead.objects.count() == 1
        assert not Lead.objects.filter(pk=theirs.pk).exists()
        assert Lead.objects.filter(pk=theirs.pk).update(first_name="taken") == 0
        assert Lead.objects.filter(pk=theirs.pk).delete()[0] == 0


def test_without_a_list_nothing_is_seen(cast, campaign):
    with isolation.seeing([]):
        assert Campaign.objects.count() == 0


def test_a_row_cannot_be_written_for_a_client_out_of_view(cast):
    with isolation.seeing([cast.a.pk]), pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.create(client=cast.b, name="planted", zone="UTC", country="GR")


def test_a_key_cannot_leave_its_client(cast, campaign, other_campaign):
    theirs = factories.lead(cast.b, cast.oscar)
    Activity.objects.create(client=cast.a, lead=theirs, kind="note")
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_the_setting_ends_with_its_transaction():
    with isolation.seeing([1, 2]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sd.clients', true)")
        assert cursor.fetchone()[0] == "1,2"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sd.clients', true)")
        assert not cursor.fetchone()[0]


@pytest.fixture
def both(cast, campaign, other_campaign):
    """A lead at each client; the test then sees client a only."""
    mine, theirs = factories.lead(cast.a, cast.sam), factories.lead(cast.b, cast.oscar)
    with isolation.seeing([cast.a.pk]):
        yield mine, theirs


def refused(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_bulk_create_plants_nothing(cast, both):
    _mine, theirs = both
    refused(lambda: Activity.objects.bulk_create([Activity(client=cast.b, lead=theirs, kind="note")]))


def test_bulk_update_moves_nothing(cast, both):
    mine, theirs = both
    theirs.first_name = "Taken"
    assert Lead.objects.bulk_update([theirs], ["first_name"]) == 0
    mine.client = cast.b
    refused(lambda: Lead.objects.bulk_update([mine], ["client"]))


def test_a_row_is_not_given_away(cast, both):
    mine, _theirs = both
    refused(lambda: Lead.objects.filter(pk=mine.pk).update(client=cast.b))


def test_raw_sql_sees_and_writes_its_client_only(cast, both):
    _mine, theirs = both
    assert {lead.client_id for lead in Lead.objects.raw("SELECT * FROM leads_lead")} == {cast.a.pk}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE leads_lead SET first_name = 'taken'")
        assert cursor.rowcount == 1
        cursor.execute("SELECT count(*) FROM leads_lead WHERE id = %s", [theirs.pk])
        assert cursor.fetchone() == (0,)


def test_a_view_through_another_table_sees_nothing_more(cast, both):
    """A join, a subquery, a count and a lock each stand behind the policy."""
    _mine, theirs = both
    assert Activity.objects.filter(lead__client=cast.b).count() == 0
    assert User.objects.filter(pk__in=Lead.objects.filter(pk=theirs.pk).values("pk")).count() == 0
    with transaction.atomic():
        assert list(Lead.objects.select_for_update().filter(pk=theirs.pk)) == []


def test_copy_out_holds_one_client(cast, both):
    out = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the setting rides in front of this statement, and lasts for the transaction
        cursor.cursor.copy_expert("COPY (SELECT client_id FROM leads_lead) TO STDOUT", out)
    assert out.getvalue().split() == [str(cast.a.pk)]


def test_copy_in_is_refused_or_bound_to_the_client(cast, both):
    def copy():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.cursor.copy_expert(
                "COPY office_notice (client_id, user_id, text, url, created_at) FROM STDIN",
                io.StringIO(f"{cast.b.pk}\t{cast.otto.pk}\tplanted\t\t2026-11-23\n"),
            )

    with pytest.raises(psycopg2.Error), transaction.atomic():
        copy()


def test_the_history_stands_behind_the_same_policy(cast, both):
    with isolation.seeing([cast.a.pk, cast.b.pk]):
        Lead.objects.update(first_name="Changed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT client_id FROM leads_leadevent")
        assert cursor.fetchall() == [(cast.a.pk,)]


def test_the_app_cannot_take_the_policy_down(cast, both):
    for statement in (
        "ALTER TABLE leads_lead DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE leads_lead NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY client_rows ON leads_lead",
        "CREATE POLICY everything ON leads_lead USING (true)",
        "CREATE OR REPLACE FUNCTION sd_clients() RETURNS bigint[] LANGUAGE sql AS $$ SELECT ARRAY[1]::bigint[] $$",
    ):
        refused(lambda statement=statement: connection.cursor().execute(statement))


def test_with_the_queries_guard_removed_the_net_still_holds(as_, cast, both, monkeypatch):
    """The mutant: `visible_to` forgets to ask. The doors still open the rows of the person's clients only."""
    _mine, theirs = both
    monkeypatch.setattr(ClientOwnedQuerySet, "visible_to", lambda self, user: self.all())
    browser: Browser = as_("mo")
    answers = [browser.get(f"/leads/{pk}/meetings/") for pk in (both[0].pk, theirs.pk)]
    assert [answer.status_code for answer in answers] == [200, 404]


def test_the_sweep_sees_what_is_due_of_all_clients_but_only_its_number(cast):
    soon = clock.now() + timedelta(hours=1)
    made = [
        Message.write(client=client, key=f"k:{at}", to="x@new.test", subject="s", body="secret", due_at=at)
        for client in (cast.a, cast.b)
        for at in (clock.now(), soon)
    ]
    with isolation.seeing([]), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sd_due('office_message', %s, 10)", [clock.now()])
        assert [column.name for column in cursor.description] == ["client_id", "id"]
        assert set(cursor.fetchall()) == {(m.client_id, m.pk) for m in made if m.due_at <= clock.now()}
        assert Message.objects.count() == 0


def test_the_sweeps_question_cannot_be_turned_to_another_table(cast, both):
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("SELECT * FROM sd_due('leads_lead; DROP TABLE leads_lead', now(), 1)")
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("SELECT * FROM sd_due('office_user', now(), 1)")


def test_each_job_of_a_sweep_runs_under_its_own_client(cast, monkeypatch):
    seen = []
    monkeypatch.setattr(Message, "perform", lambda self: seen.append((self.client_id, isolation.clients_seen())))
    for client in (cast.a, cast.b):
        Message.write(client=client, key="k", to="x@new.test", subject="s", body="b", due_at=clock.now())
    with isolation.seeing([]):
        Message.objects.sweep()
    assert sorted(seen) == [(client.pk, (client.pk,)) for client in (cast.a, cast.b)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_clock")
def test_a_connection_used_again_carries_nothing_over(cast):
    """One thread, one connection: otto's request after sam's sees otto's rows, and what comes between sees none."""
    factories.lead(cast.a, cast.sam)

    def work():
        with isolation.seeing([cast.a.pk]):
            inside = Lead.objects.count()
        between = Lead.objects.count()
        with isolation.seeing([cast.b.pk]):
            after = Lead.objects.count()
        connection.close()
        return inside, between, after

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == (1, 0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_clock")
def test_an_error_inside_leaves_nothing_open(cast):
    factories.lead(cast.a, cast.sam)

    def work():
        with suppress(ZeroDivisionError), isolation.seeing([cast.a.pk]), transaction.atomic():
            Lead.objects.count()
            raise ZeroDivisionError
        seen = isolation.clients_seen(), Lead.objects.count()
        connection.close()
        return seen

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() == ((), 0)
