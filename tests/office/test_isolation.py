"""The row policies hold when the queries' own guard is gone."""

import pytest
from django.db import DatabaseError, connection, transaction

from leads.models import Activity, Campaign, Lead
from office import isolation
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


def test_an_error_inside_a_savepoint_leaves_the_transaction_usable(cast):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert Campaign.objects.count() == 0
