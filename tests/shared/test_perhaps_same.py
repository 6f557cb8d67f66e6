"""How good the proposals are, on a file of other people in which is known who is one person."""

import csv
from collections import defaultdict
from itertools import combinations

import pytest

from leads import evidence
from leads.models import Lead, PerhapsSame, SameSweep, WindowClass
from leads.names import normalised
from tests.shared.conftest import DATA


@pytest.fixture
def truth(cast):
    """The file's rows as leads, each on its own; gives the pairs that are one person."""
    window = WindowClass.of(zones=("Europe/London",), country="GB")
    with (DATA / "contacts" / "splink_fake_1000.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    leads = [
        Lead(
            client=cast.a, external_id=row["unique_id"], first_name=row["first_name"], last_name=row["surname"],
            city=row["city"], email=row["email"], custom={"dob": row["dob"]}, zones=["Europe/London"], country="GB",
            window_class=window, sort_name=normalised(f"{row['surname']} {row['first_name']}"),
        )
        for row in rows
    ]  # fmt: skip
    clusters = defaultdict(list)
    for row, lead in zip(rows, Lead.objects.bulk_create(leads), strict=True):
        clusters[row["cluster"]].append(lead.pk)
    return {pair for pks in clusters.values() for pair in combinations(sorted(pks), 2)}


def test_precision_and_recall(cast, truth):
    """Of its 2,031 pairs we propose 60 in a hundred, and nothing wrong: its rows lack a name, a city or an address in
    many places, and no number stands in it. Who merges a pair brings further evidence to the rest."""
    SameSweep.objects.look()
    assert SameSweep.objects.of_client(cast.a).get().error == ""
    proposed = {(row.left_id, row.right_id) for row in PerhapsSame.objects.open()}
    precision, recall = len(proposed & truth) / len(proposed), len(proposed & truth) / len(truth)
    assert len(truth) == 2031
    assert precision >= 0.98, f"precision {precision:.3f} of {len(proposed)}"
    assert recall >= 0.58, f"recall {recall:.3f}"


def test_the_surest_are_right_and_name_their_reasons(cast, truth):
    SameSweep.objects.look()
    surest = PerhapsSame.objects.open().surest()[:200]
    assert {(row.left_id, row.right_id) for row in surest} <= truth
    assert all(row.score > 60 and evidence.said(row.reasons)[0].speaks_for for row in surest)
