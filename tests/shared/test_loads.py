"""The same spoilt spreadsheets, all the way: received, matched, tried and loaded by the worker's own verbs. Each ends
in leads whose rows are all accounted for, or in one clear sentence, and whatever came before, the next file is loaded.

The ordinary run takes a sample (fixed seed), `full` every file.
"""

import random

import pytest

from leads.models import ImportRow, LeadImport, LeadList
from office.models import Refused
from tests.shared.conftest import DATA
from tests.shared.test_messy import ENDINGS

SAMPLE = sorted(random.Random(1126).sample(sorted(ENDINGS), 24))
REST = [name for name in ENDINGS if name not in SAMPLE]
GOOD = "contacts/northwind_customers_semicolon_cp1252.csv"


@pytest.fixture
def load(cast, campaign):
    """load(name): (the import, its sentence); no import where the file was not even received."""

    def worked(made, act):
        act(by=cast.mia)
        LeadImport.objects.sweep()
        made.refresh_from_db()
        return made.error

    def loaded(name):
        path, made = DATA / name, None
        lead_list = LeadList.open(campaign=campaign, name=f"{LeadList.objects.count()}", by=cast.mia)
        try:
            made = LeadImport.receive(path, name=path.name, lead_list=lead_list, by=cast.mia)
            told = worked(made, lambda by: made.match(made.mapping, by=by)) or worked(made, made.load)
        except Refused as refusal:
            told = refusal.sentence
        return made, told

    return loaded


def ends_well(load, name):
    made, told = load(name)
    if told:
        assert told[0].isupper() and told.rstrip()[-1] in ".?!”)" and len(told) < 300, told
        assert made is None or not made.is_working
    else:
        assert made.step == LeadImport.Step.LOADED
        assert (
            made.rows == ENDINGS[name]["rows"] == sum(made.counts.values()) == ImportRow.objects.of_import(made).count()
        )
    assert bool(told) or "refused" not in ENDINGS[name]
    good, nothing = load(GOOD)
    assert (good.step, nothing, good.rows) == (LeadImport.Step.LOADED, "", ENDINGS[GOOD]["rows"])


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_ends_in_leads_or_in_a_sentence(load, name):
    ends_well(load, name)


@pytest.mark.full
@pytest.mark.parametrize("name", REST)
def test_every_file_ends_in_leads_or_in_a_sentence(load, name):
    ends_well(load, name)
