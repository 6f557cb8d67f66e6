"""What a setter must know of a client is read, version by version, before its first lead is claimed."""

import pytest
from django.db import IntegrityError, transaction

from calls import queue
from calls.models import Briefing, BriefingRead
from leads.models import Enrollment
from office.models import Refused
from tests import factories


@pytest.fixture
def briefing(cast):
    return Briefing.write(cast.a, "They sell cold stores.\r\n\r\nRivals: Boreas.", by=cast.mo)


def test_without_a_briefing_nothing_is_asked(cast, enrolled):
    enrolled()
    assert queue.claim(cast.sam)


def test_no_lead_of_the_client_before_its_briefing_was_read(cast, enrolled, briefing):
    made = enrolled()
    assert queue.claim(cast.sam) is None and queue.ahead(cast.sam) == []
    with pytest.raises(Refused, match="Read the briefing"):
        queue.take(made, by=cast.sam)
    briefing.read(by=cast.sam)
    assert queue.claim(cast.sam) == made


def test_of_another_client_leads_come_meanwhile(cast, enrolled, briefing, other_campaign):
    cast.sam.join(cast.b, "setter")
    sam = type(cast.sam).objects.get(pk=cast.sam.pk)
    sam.look_as(["setter"])
    enrolled()
    theirs = factories.enrolled(other_campaign, cast.olga)
    assert queue.claim(sam) == theirs


def test_a_colleague_who_has_read_it_gets_the_lead(cast, enrolled, briefing):
    made = enrolled()
    briefing.read(by=cast.sue)
    assert queue.claim(cast.sue) == made


def test_a_new_version_is_read_anew_and_the_lead_that_is_held_stays(cast, enrolled, briefing):
    made = enrolled()
    briefing.read(by=cast.sam)
    assert queue.claim(cast.sam) == made
    newer = Briefing.write(cast.a, "They sell cold stores and trucks.", by=cast.mo)
    assert (newer.version, newer.is_current) == (2, True)
    assert queue.claim(cast.sam) == made
    Enrollment.objects.claimed_by(cast.sam).released()
    assert queue.claim(cast.sam) is None
    with pytest.raises(Refused, match="newer version"):
        briefing.read(by=cast.sam)
    newer.read(by=cast.sam)
    assert queue.claim(cast.sam) == made


def test_the_same_text_is_no_new_version(cast, briefing):
    assert Briefing.write(cast.a, "They sell cold stores.\n\nRivals: Boreas.  ", by=cast.mo) == briefing
    assert Briefing.objects.count() == 1


def test_an_empty_one_is_refused(cast):
    with pytest.raises(Refused):
        Briefing.write(cast.a, "  \n", by=cast.mo)


def test_reading_twice_is_once_and_is_kept_by_version(cast, briefing):
    briefing.read(by=cast.sam)
    briefing.read(by=cast.sam)
    assert BriefingRead.objects.of_briefing(briefing).count() == 1
    assert Briefing.objects.with_readers().get(pk=briefing.pk).readers == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        BriefingRead.objects.create(client=cast.a, briefing=briefing, person=cast.sam)


def test_one_version_at_a_time_is_current(cast, briefing):
    with pytest.raises(IntegrityError), transaction.atomic():
        Briefing.objects.create(client=cast.a, version=7, text="x", by=cast.mo)
