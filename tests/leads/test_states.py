"""The table of moves: every pair is walked, what it allows goes and all else is refused."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction

from leads.management.commands.draw_stages import page
from leads.models import Enrollment
from leads.states import CALLABLE, ENDED, MOVES, UNDO_MOVES, Stage
from office import clock
from office.models import Refused
from tests import factories

PAIRS = list(product(Stage, Stage))


def standing_in(enrollment, stage):
    """The pass as it would stand there, however it came."""
    ended = clock.now() if stage in ENDED else None
    Enrollment.objects.filter(pk=enrollment.pk).update(stage=stage, ended_at=ended)
    enrollment.refresh_from_db()
    return enrollment


def goes(enrollment, old, new, **how):
    standing_in(enrollment, old)
    refused = ""
    try:
        enrollment.become(new, **how)
    except Refused as refusal:
        refused = refusal.sentence
    enrollment.refresh_from_db()
    if refused:
        assert f"“{Stage(old).label}”" in refused and f"“{Stage(new).label}”" in refused
        assert enrollment.stage == old
    else:
        assert enrollment.stage == new and (enrollment.ended_at is not None) == (new in ENDED)
    return not refused


def test_every_pair_of_stages(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    walked = {(old, new) for old, new in PAIRS if goes(enrollment, old, new)}
    assert walked == {(old, new) for old, new in PAIRS if new == old or new in MOVES[old]}


def test_every_way_back_of_the_undo(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    walked = {(old, new) for old, new in PAIRS if goes(enrollment, old, new, undo=True)}
    assert walked == {(old, new) for old, new in PAIRS if new == old or new in UNDO_MOVES.get(old, ())}


def test_the_table_knows_every_stage_and_no_other():
    assert set(MOVES) == set(Stage)
    assert {new for followers in MOVES.values() for new in followers} <= set(Stage)
    assert not set(CALLABLE) & set(ENDED)


def test_nothing_leads_out_of_do_not_call_and_every_stage_leads_in():
    assert MOVES[Stage.DO_NOT_CALL] == ()
    assert all(Stage.DO_NOT_CALL in MOVES[stage] for stage in Stage if stage != Stage.DO_NOT_CALL)


def test_no_stage_is_out_of_reach():
    reached, fresh = set(), {Stage.NEW}
    while fresh:
        reached |= fresh
        fresh = {new for old in fresh for new in MOVES[old]} - reached
    assert reached == set(Stage)


def test_an_end_frees_the_claim_and_keeps_the_reason(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    Enrollment.objects.filter(pk=enrollment.pk).update(claimed_by=cast.sam, claimed_until=clock.now())
    enrollment.refresh_from_db()
    enrollment.become(Stage.DISQUALIFIED, reason="No budget")
    enrollment.refresh_from_db()
    assert (enrollment.claimed_by, enrollment.end_reason, enrollment.ended_at) == (None, "No budget", clock.now())


def test_a_second_pass_begins_only_after_the_first(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    with pytest.raises(Refused, match="already being worked"):
        enrollment.lead.enroll(campaign, by=cast.sam)
    enrollment.become(Stage.NURTURE)
    clock.advance(timedelta(days=1))
    second = enrollment.lead.enroll(campaign, by=cast.sam)
    assert (second.number, second.stage, Enrollment.objects.current().get().pk) == (2, Stage.NEW, second.pk)


def test_the_database_holds_one_open_pass_when_the_verb_is_gone_round(cast, campaign):
    first = factories.enrolled(campaign, cast.sam)
    twin = {"client": cast.a, "lead": first.lead, "campaign": campaign, "window_class": first.window_class}
    with pytest.raises(IntegrityError, match="one_open_pass"), transaction.atomic():
        Enrollment.objects.create(**twin, number=2, is_latest=False)


def test_the_picture_is_the_table():
    drawn = (settings.BASE_DIR / "docs" / "stages.md").read_text(encoding="utf-8")
    assert drawn == page(), "Run: manage.py draw_stages"
    arrows = set(re.findall(r"^ +(\w+) --> (\w+)$", drawn, re.MULTILINE))
    assert arrows == {(old, new) for old in MOVES for new in MOVES[old] if new != Stage.DO_NOT_CALL}


def test_the_command_writes_the_picture(settings, tmp_path):
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path
    call_command("draw_stages", verbosity=0)
    assert (tmp_path / "docs" / "stages.md").read_text(encoding="utf-8") == page()
