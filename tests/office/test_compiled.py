"""A question whose SQL is made once answers like the queryset from which it was made."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from leads.models import Campaign, Enrollment
from office import clock
from office.models import Compiled
from tests import factories

pytestmark = pytest.mark.django_db


def by_day(at, pk):
    return Enrollment.objects.filter(pk=pk, began_at__lte=at).select_related("lead", "campaign")


@pytest.fixture
def asked():
    return Compiled(by_day, at=datetime, pk=int)


@pytest.fixture
def passes(cast, campaign):
    return [factories.enrolled(campaign, cast.mo) for _n in range(2)]


def test_it_finds_what_the_queryset_finds_with_all_that_comes_along(asked, passes):
    now = clock.now()
    for one in passes:
        found = asked.get(at=now, pk=one.pk)
        same = by_day(now, one.pk).get()
        assert found == same
        assert [getattr(found, f.attname) for f in Enrollment._meta.concrete_fields] == [
            getattr(same, f.attname) for f in Enrollment._meta.concrete_fields
        ]
        with CaptureQueriesContext(connection) as more:
            assert (found.lead.name, found.campaign.name) == (same.lead.name, same.campaign.name)
        assert not more.captured_queries


def test_each_value_counts(asked, passes):
    with pytest.raises(Enrollment.DoesNotExist):
        asked.get(at=clock.now() - timedelta(days=1), pk=passes[0].pk)
    assert asked.get(at=clock.now(), pk=passes[0].pk) == passes[0]
    with pytest.raises(Enrollment.DoesNotExist):
        asked.get(at=clock.now(), pk=-1)


def test_more_than_one_is_an_error(passes):
    all_of_them = Compiled(lambda pk: Enrollment.objects.filter(pk__gte=pk), pk=int)
    with pytest.raises(Enrollment.MultipleObjectsReturned):
        all_of_them.get(pk=passes[0].pk)


def test_text_and_annotations(campaign, passes):
    named = Compiled(
        lambda name: Campaign.objects.filter(name=name).annotate(
            busy=Exists(Enrollment.objects.filter(campaign=OuterRef("pk"))), at=Now()
        ),
        name=str,
    )
    found = named.get(name=campaign.name)
    assert found == campaign and found.busy is True and isinstance(found.at, datetime)
    with pytest.raises(Campaign.DoesNotExist):
        named.get(name="'; DROP TABLE leads_campaign; --")


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda at: Enrollment.objects.filter(began_at__gt=at - timedelta(days=1)), id="reckoned"),
        pytest.param(lambda at: Enrollment.objects.filter(began_at__date=at.date()), id="another type"),
        pytest.param(lambda at: Enrollment.objects.all(), id="not asked"),
    ],
)
def test_a_value_that_does_not_arrive_as_it_is_is_refused(build):
    with pytest.raises(TypeError, match="as it is"):
        Compiled(build, at=datetime).get(at=clock.now())


def test_a_lock_is_taken(passes, settings):
    settings.PREPARE_STATEMENTS = False  # to read it
    locking = Compiled(lambda pk: Enrollment.objects.filter(pk=pk).select_for_update(), pk=int)
    for one in passes:
        with CaptureQueriesContext(connection) as seen:
            locking.get(pk=one.pk)
        assert "FOR UPDATE" in seen.captured_queries[0]["sql"]
