"""Leads from other programs by `POST /api/v1/leads`: every row answered, every request once, refusals are sentences."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client as Browser

from leads.forms import parcels
from leads.models import Ad, Arrival, Consent, Enrollment, ImportRow, Lead, LeadImport, LeadList, Priority, Suppression
from leads.models.oneload import one_load_at_a_time
from leads.views import api
from office import clock, isolation
from office.models import ApiToken
from tests import factories
from tests.test_doors import touched

URL = "/api/v1/leads"


@pytest.fixture
def signs(cast):
    """The signs of a token of client a."""
    return ApiToken.make(client=cast.a, name="Web shop", by=cast.ada)[1]


@pytest.fixture
def send(signs, campaign):
    """send(rows, key="k1", **body): what the API answers; the body is a good one but for what is said."""

    def sent(*rows, key="k1", token=signs, raw=None, **body):
        told = {"campaign": campaign.name, "list": "Shop", "rows": list(rows)} | body
        told = {name: value for name, value in told.items() if value is not ...}
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key is not None else {})
        text = json.dumps(told) if raw is None else raw
        with isolation.seeing([]):
            return Browser().post(URL, text, content_type="application/json", headers=headers)

    return sent


def ask(url, token):
    with isolation.seeing([]):
        return Browser().get(url, headers={"Authorization": f"Bearer {token}"})


HELEN = {"full_name": "Helen Papadaki", "phone": "6912345678", "email": "helen@example.org"}


def test_each_row_is_answered(send, cast):
    Suppression.put("+306900000001", client=cast.a, source="asked", by=cast.mo)
    factories.lead(cast.a, cast.mia, "+306900000002", first_name="Bob", last_name="Known")
    rows = [
        HELEN,
        {"full_name": "Bob Known", "phone": "6900000002", "city": "Patras"},
        HELEN,
        {"full_name": "Cid", "phone": "12"},
        {"phone": "6900000001"},
        {},
    ]
    answer = send(*rows)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    outcomes = [row["outcome"] for row in told["rows"]]
    assert outcomes == ["created", "updated", "skipped", "rejected", "suppressed", "rejected"]
    assert [row["index"] for row in told["rows"]] == list(range(6))
    assert told["sums"] == {"rows": 6, "created": 1, "updated": 1, "skipped": 1, "rejected": 2, "suppressed": 1}
    assert told["rows"][0]["lead"] == told["rows"][2]["lead"] == Lead.objects.get(email="helen@example.org").pk
    assert told["rows"][3] | {"column": "phone", "lead": None} == told["rows"][3]
    assert "too short" in told["rows"][3]["reason"]
    assert told["rows"][4]["lead"] is None and "do-not-call" in told["rows"][4]["reason"]
    assert told["state"] == "loaded" and told["error"] == "" and told["ad"] is None
    assert LeadImport.objects.get().door == "api"


def test_a_suggestion_comes_with_the_reason(send):
    row = send({"phone": "+3069123456789012"}).json()["rows"][0]
    assert row["outcome"] == "rejected" and row["reason"]
    assert set(row) == {"index", "outcome", "lead", "column", "reason", "suggestion"}


def test_our_names_are_our_fields_others_are_recognised_or_kept(send):
    """`city` is the city whatever else looks like one; "Κινητό" is recognised; "colour" is kept."""
    send({"full_name": "Eva Luft", "Κινητό": "6912345678", "Town": "Volos", "city": "Larissa", "colour": "blue"})
    lead = Lead.objects.get()
    assert (lead.first_name, lead.last_name, lead.city, lead.phone) == ("Eva", "Luft", "Larissa", "+306912345678")
    assert lead.custom == {"Town": "Volos", "colour": "blue"}


def test_a_field_of_ours_is_that_field_even_when_its_values_look_otherwise(send):
    send({"external_id": "6912345679", "phone": "6912345678", "notes": "a@example.org"})
    lead = Lead.objects.get()
    assert (lead.external_id, lead.notes, lead.email) == ("6912345679", "a@example.org", "")


def test_the_country_is_that_of_the_request_or_the_campaigns(send):
    send({"phone": "020 7946 0812"}, country="GB")
    send({"phone": "6912345678"}, key="k2")
    assert set(Lead.objects.values_list("phone", flat=True)) == {"+442079460812", "+306912345678"}


def test_a_campaign_by_its_id_and_a_list_that_is_there(send, campaign, cast):
    there = LeadList.open(campaign=campaign, name="Shop", by=cast.mia)
    assert send(HELEN, campaign=campaign.pk).status_code == 200
    assert LeadImport.objects.get().lead_list == there


# The same request again


def test_the_same_request_again_is_answered_again_and_does_nothing(send):
    first = send(HELEN)
    before = touched()
    again = send(HELEN)
    assert again.json() == first.json()
    assert touched() == before
    assert Lead.objects.count() == LeadImport.objects.count() == 1


def test_the_same_key_for_another_body_is_a_conflict(send):
    send(HELEN)
    before = touched()
    answer = send({**HELEN, "phone": "6912345679"})
    assert answer.status_code == 409 and "Idempotency-Key" in answer.json()["error"]
    assert touched() == before


def test_another_key_is_another_request(send):
    assert send(HELEN).json()["import"] != send(HELEN, key="k2").json()["import"]
    assert Lead.objects.count() == 1


def test_the_same_key_of_another_token_is_another_request(send, cast):
    other = ApiToken.make(client=cast.a, name="CRM", by=cast.ada)[1]
    assert send(HELEN).json()["import"] != send(HELEN, token=other).json()["import"]


# Who may


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Bearer "}, {"Authorization": "Basic c2Q6eA=="},
    {"Authorization": "Bearer \u00e9\u00e9"},
])  # fmt: skip
def test_without_a_token_in_force_nothing_is_written(cast, campaign, headers):
    before = touched()
    with isolation.seeing([]):
        answer = Browser().post(URL, "{}", content_type="application/json", headers=headers)
    assert answer.status_code == 401 and "administrator" in answer.json()["error"]
    assert answer["WWW-Authenticate"] == "Bearer"
    assert touched() == before


def test_a_revoked_token_opens_nothing(send, cast):
    assert send(HELEN).status_code == 200
    ApiToken.objects.get().revoke(by=cast.ada)
    before = touched()
    assert send(HELEN, key="k2").status_code == send(HELEN).status_code == 401
    assert touched() == before


def test_a_log_in_is_no_token(as_, campaign):
    answer = as_("ada").post(URL, json.dumps({}), content_type="application/json")
    assert answer.status_code == 401


def test_a_token_that_may_something_else_adds_nothing(send):
    ApiToken.objects.update(scope="something")
    answer = send(HELEN)
    assert answer.status_code == 403 and not LeadImport.objects.exists()


@pytest.mark.parametrize("by", ["name", "pk"])
def test_a_campaign_of_another_client_is_not_there(send, other_campaign, by):
    before = touched()
    answer = send(HELEN, campaign=getattr(other_campaign, by))
    assert answer.status_code == 404 and answer.json()["error"]
    assert touched() == before


def test_a_lead_of_another_client_is_not_matched(send, cast):
    theirs = factories.lead(cast.b, cast.otto, "+306912345678")
    answer = send(HELEN).json()
    assert answer["rows"][0]["outcome"] == "created" and answer["rows"][0]["lead"] != theirs.pk


def test_the_token_says_when_it_was_used(send):
    assert ApiToken.objects.get().last_used_at is None
    send(HELEN)
    assert ApiToken.objects.get().last_used_at == clock.now()


# What is sent


BAD = [
    ({"campaign": ...}, "campaign", "missing"),
    ({"list": "  "}, "list", "empty"),
    ({"list": "x" * 121}, "list", "longer than 120"),
    ({"country": "Atlantis"}, "country", "no such country"),
    ({"ad": "x" * 41}, "ad", "longer than 40"),
    ({"colour": "blue"}, "colour", "no such field"),
    ({"rows": []}, "rows", "at least one"),
    ({"rows": [{}] * 1001}, "rows", "1001; at most 1000"),
    ({"rows": [{"phone": 6912345678}]}, "rows[0].phone", "must be text"),
    ({"rows": [{}, {"phone": None}]}, "rows[1].phone", "must be text"),
    ({"rows": [{"notes": "x" * 20_001}]}, "rows[0].notes", "longer than 20000"),
    ({"rows": ["6912345678"]}, "rows[0]", "another form"),
    ({"rows": [{"x" * 121: "y"}]}, "body", "longer than 120"),
    ({"rows": [{"Phone": "1", " Phone": "2"}]}, "body", "two have the same"),
    ({"rows": [{" ": "1"}]}, "body", "no name"),
    ({"rows": [{f"c{n}": "1" for n in range(201)}]}, "body", "more than 200"),
    ({"hot": "perhaps"}, "hot", "another form"),
    ({"detected_at": "2026-11-23T12:00:00"}, "detected_at", "with its zone"),
    ({"detected_at": "yesterday"}, "detected_at", "with its zone"),
    ({"detected_at": "2026-11-24T12:00:00Z"}, "detected_at", "not come yet"),
    ({"consent": {"text": "Call me", "given_at": "2026-11-20T12:00:00Z"}}, "consent.basis", "missing"),
    ({"consent": {"basis": "because", "text": "x", "given_at": "2026-11-20T12:00:00Z"}}, "consent.basis", "one of"),
    ({"consent": {"basis": "consent", "text": " ", "given_at": "2026-11-20T12:00:00Z"}}, "consent.text", "empty"),
    ({"consent": {"basis": "consent", "text": "x", "given_at": "2027-01-01T00:00:00Z"}}, "consent.given_at", "yet"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "place", "words"), BAD)
def test_a_wrong_body_is_told_where_it_is_wrong(send, body, place, words):
    before = touched()
    answer = send(HELEN, **body)
    assert answer.status_code == 422, answer.content
    told = answer.json()
    assert any(at.startswith(place) and words in said for at, said in told["problems"].items()), told
    assert told["error"] in told["problems"].values()
    assert touched() == before


@pytest.mark.parametrize("raw", ["", "{", "[" * 100_000, b"\xff\xfe", '{"campaign": 1e400', "null", "[]", '"x"', "7"])
def test_what_is_no_json_object_is_refused(send, raw):
    before = touched()
    answer = send(raw=raw)
    assert answer.status_code in (400, 422) and answer.json()["error"]
    assert touched() == before


def test_bad_json_is_400(send):
    answer = send(raw="{not json")
    assert answer.status_code == 400 and "JSON" in answer.json()["error"]


@pytest.mark.parametrize("name", [2**63, -1, 10**30, True, "\0", "No such campaign"])
def test_a_campaign_that_cannot_be(send, name):
    assert send(HELEN, campaign=name).status_code in (404, 422)


@pytest.mark.parametrize("key", [None, "", "x" * 201])
def test_the_key_is_required(send, key):
    before = touched()
    answer = send(HELEN, key=key)
    assert answer.status_code == 422 and "Idempotency-Key" in answer.json()["problems"]
    assert touched() == before


def test_too_large_a_body_is_refused_before_it_is_read(send):
    answer = send(raw=" " * (api.MOST_BYTES + 1))
    assert answer.status_code == 413 and "5 MB" in answer.json()["error"]


def test_signs_that_a_database_does_not_keep(send):
    """NUL is left out; half a letter (a lone surrogate) is refused."""
    assert send({"phone": "691234\x005678", "co\x00lour": "b\x00lue"}).status_code == 200
    assert Lead.objects.get().custom == {"colour": "blue"}
    half = '{"campaign": "Cold-store audit", "list": "Shop", "rows": [{"city": "\\ud800"}]}'
    assert send(raw=half, key="k2").status_code == 422


def test_the_most_rows_at_once(send):
    rows = [{"phone": f"69{n:08d}", "full_name": f"P{n} Q{n}"} for n in range(parcels.MOST_ROWS)]
    assert send(*rows).json()["sums"]["created"] == parcels.MOST_ROWS


def test_the_sentences_are_greek_for_who_reads_greek(send, signs):
    with isolation.seeing([]):
        answer = Browser().post(URL, "{", content_type="application/json", headers={
            "Authorization": f"Bearer {signs}", "Idempotency-Key": "k", "Accept-Language": "el"})  # fmt: skip
    assert answer["Content-Language"] == "el"


# Ad, consent, heat


def test_a_known_code_leads_to_its_ad_and_an_unknown_one_is_kept(send, campaign, cast):
    ad = Ad.open(campaign=campaign, code="Spring 24", label="Leaflet", by=cast.mia)
    assert send(HELEN, ad="spring24").json()["ad"] == {"code": "spring24", "known": True}
    assert send(HELEN, ad="Summer", key="k2").json()["ad"] == {"code": "Summer", "known": False}
    known, unknown = Arrival.objects.order_by("pk")
    assert known.ad == ad and (unknown.ad, unknown.ad_code) == (None, "Summer")


def test_the_ad_of_another_client_is_not_ours(send, other_campaign, cast):
    Ad.open(campaign=other_campaign, code="SPRING", label="Theirs", by=cast.otto)
    assert send(HELEN, ad="SPRING").json()["ad"]["known"] is False


def test_consent_is_kept_word_for_word_for_each_lead(send):
    said = {
        "basis": "consent",
        "text": "You may call me about <b>cold stores</b>.",
        "given_at": "2026-11-20T12:00:00+02:00",
    }
    send(HELEN, {"phone": "6912345679"}, {"phone": "12"}, consent=said)
    kept = Consent.objects.order_by("row")
    assert [(c.row, c.source, c.proof, c.basis) for c in kept] == [
        (1, "api", "k1", "consent"),
        (2, "api", "k1", "consent"),
    ]
    assert {c.text for c in kept} == {said["text"]}
    assert kept[0].given_at.isoformat() == "2026-11-20T10:00:00+00:00"
    line = kept[0].lead.activities.get(kind="arrived")
    assert line.details["text"] == said["text"] and line.details["name"] == "Web shop"


def test_hot_leads_go_to_the_head_of_the_queue(send):
    send(HELEN, hot=True)
    send({"phone": "6912345679"}, key="k2")
    priorities = dict(Enrollment.objects.values_list("lead__phone", "priority"))
    assert priorities == {"+306912345678": Priority.HOT, "+306912345679": Priority.NEW}


def test_when_the_leads_appeared_is_kept(send):
    send(HELEN, detected_at="2026-11-23T11:58:00+02:00")
    send({"phone": "6912345679"}, key="k2")
    first, second = LeadImport.objects.order_by("pk")
    assert first.detected_at == clock.now() - timedelta(minutes=2)
    assert second.detected_at == clock.now()


# While another load runs


def test_while_another_load_runs_the_answer_says_where_to_ask(send, signs, cast, django_db_blocker):
    from django.db import connections

    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7301, %s)", [cast.a.pk])
        answer = send(HELEN)
        told = answer.json()
        assert answer.status_code == 202 and told["state"] == "waiting" and told["rows"] == []
        assert ask(told["url"], signs).status_code == 202
        assert send(HELEN).status_code == 202, "sent again while it waits"
    finally:
        other.close()
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        LeadImport.objects.sweep()
    done = ask(told["url"], signs)
    assert done.status_code == 200 and done.json()["sums"]["created"] == 1
    assert send(HELEN).json() == done.json()
    assert Lead.objects.count() == 1


def test_the_status_is_for_the_token_that_sent_it(send, signs, cast):
    url = send(HELEN).json()["url"]
    assert ask(url, signs).json()["sums"]["created"] == 1
    colleague = ApiToken.make(client=cast.a, name="CRM", by=cast.ada)[1]
    boss = factories.person("Bea", (cast.b, "administrator"), email="bea@other.test")
    stranger = ApiToken.make(client=cast.b, name="Theirs", by=boss)[1]
    assert ask(url, colleague).status_code == ask(url, stranger).status_code == 404
    assert ask("/api/v1/imports/999999", signs).status_code == 404


def test_an_upload_is_not_told_to_a_program(campaign, cast, signs):
    made = factories.lead_import(campaign, cast.mia, "Name,Phone", "Ann,6912345678")
    assert ask(f"/api/v1/imports/{made.pk}", signs).status_code == 404


def test_a_load_that_fails_says_so(send, signs, monkeypatch):
    from leads.models.staging import Staging
    from office.models import Refused

    def broken(self):
        raise Refused("The disk is full.")

    monkeypatch.setattr(Staging, "judge", broken)
    answer = send(HELEN)
    told = answer.json()
    assert answer.status_code == 500 and (told["state"], told["error"]) == ("failed", "The disk is full.")


def test_a_crash_after_it_was_received_loses_nothing(send, signs, monkeypatch):
    """The load is due in the transaction that received it: the next sweep does it."""
    monkeypatch.setattr(LeadImport, "run_here", lambda self: False)
    told = send(HELEN).json()
    assert told["state"] == "waiting" and not Lead.objects.exists()
    LeadImport.objects.sweep()
    assert ask(told["url"], signs).json()["state"] == "loaded" and Lead.objects.count() == 1
    assert ImportRow.objects.count() == 1


# The description


def test_the_description_for_programs(cast):
    with isolation.seeing([]):
        told = Browser().get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert set(told["paths"]) == {"/api/v1/leads", "/api/v1/imports/{lead_import}"}
    post = told["paths"]["/api/v1/leads"]["post"]
    assert set(post["responses"]) == {"200", "202", "400", "401", "403", "404", "409", "413", "422", "500"}
    assert post["security"] and [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]
    assert set(told["components"]["schemas"]["ParcelIn"]["properties"]) >= {"campaign", "list", "rows", "consent", "ad"}


def test_the_description_for_people_needs_nobody_elses_script(cast):
    with isolation.seeing([]):
        page = Browser().get("/api/v1/docs").content.decode()
    for word in ("POST /api/v1/leads", "Idempotency-Key", "consent.given_at", "rows[].outcome", "detected_at"):
        assert word in page, word
    assert "cdn" not in page and "swagger" not in page.lower()


def test_nothing_is_held_back_in_a_transaction_that_fails(send, campaign, monkeypatch):
    """Neither a list without its import nor an import without its arrival."""

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Arrival.objects, "create", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        send(HELEN)
    assert not LeadImport.objects.exists() and not LeadList.objects.exists()
    with one_load_at_a_time(campaign.client_id) as free:
        assert free
