"""A web form at its public address: who fills it in is received once and called soon; robots are thanked only."""

import html
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from leads.forms.seal import Seal
from leads.models import (
    Ad,
    Arrival,
    Consent,
    Enrollment,
    HandOff,
    Lead,
    LeadImport,
    LeadList,
    Priority,
    Suppression,
    WebForm,
    webform,
)
from leads.states import Stage
from office import clock, isolation
from office.models import Notice
from tests import factories
from tests.test_doors import touched

WORDS = {"full_name": "Helen Papadaki", "phone": "691 234 5678", "email": "Helen@Example.org", "agreed": "on"}


@pytest.fixture
def form(campaign, cast):
    return factories.web_form(LeadList.open(campaign=campaign, name="Web", by=cast.mia), cast.mia)


class Visitor:
    """Somebody who opens the form, reads it for a while, and sends it."""

    def __init__(self, form, **extra):
        self.browser, self.extra = Browser(enforce_csrf_checks=True), extra
        self.url = reverse("leads:fill", args=[form.token])
        self.seal = ""

    def look(self, query=""):
        with isolation.seeing([]):
            page = self.browser.get(self.url + query, **self.extra)
        self.seal = page.context["form"]["seal"].value() if page.status_code == 200 else ""
        return page

    def send(self, *, after=10, seal=None, **words):
        clock.advance(timedelta(seconds=after))
        told = {**WORDS, "seal": self.seal if seal is None else seal, **words}
        told = {name: value for name, value in told.items() if value is not None}
        with isolation.seeing([]):
            return self.browser.post(self.url, told, **self.extra)


@pytest.fixture
def visitor(form):
    made = Visitor(form)
    made.look()
    return made


# Looking and sending


def test_looking_shows_the_form_and_changes_nothing(form):
    before = touched()
    page = Visitor(form).look().content.decode()
    assert touched() == before
    for words in ("Aegean Cold Stores", "Cold-store audit", "You may call me about the audit.", "Full name", "Phone"):
        assert words in page
    assert "Company" not in page, "it asks only for what marketing chose"


def test_who_fills_it_in_is_a_lead_at_the_head_of_the_queue(form, visitor):
    answer = visitor.send()
    assert answer.status_code == 200 and "We call you today." in answer.content.decode()
    lead = Lead.objects.get()
    assert (lead.first_name, lead.last_name, lead.phone) == ("Helen", "Papadaki", "+306912345678")
    assert (lead.email, lead.language) == ("helen@example.org", "en")
    assert lead.enrollment.priority == Priority.HOT and lead.enrollment.lead_list == form.lead_list
    made = LeadImport.objects.get()
    assert (made.door, made.hot, made.detected_at, made.by) == ("form", True, clock.now(), form.by)


def test_what_they_agreed_to_is_kept_word_for_word(form, visitor):
    form.change(by=form.by, consent_text="You may call me.")
    visitor.look()
    visitor.send()
    kept, came = Consent.objects.get(), Arrival.objects.get()
    assert (kept.text, kept.version, kept.basis, kept.source) == ("You may call me.", "2", "consent", "form")
    assert kept.lead == Lead.objects.get() and kept.given_at == clock.now()
    assert kept.proof == came.key and kept.arrival == came


def test_the_timeline_tells_it(form, visitor, as_):
    visitor.send(code="Leaflet7")
    page = as_("mia").get(reverse("leads:lead", args=[Lead.objects.get().pk])).content.decode()
    assert "Web form “Cold-store audit” · Leaflet7 · agreed (version 1)" in page
    assert "You may call me about the audit." in page


def test_it_needs_no_cookie(form):
    """From a link in a page that keeps cookies away: the seal does what the cookie would."""
    somebody = Visitor(form)
    somebody.look()
    somebody.browser = Browser(enforce_csrf_checks=True)
    assert somebody.send().status_code == 200 and Lead.objects.count() == 1


def test_a_second_click_is_not_a_second_person(visitor):
    visitor.send()
    before = touched()
    assert visitor.send(after=1).status_code == 200
    assert touched() == before
    assert Arrival.objects.count() == LeadImport.objects.count() == 1


def test_a_correction_from_the_page_before_is_not_lost(visitor):
    """The browser's way back brings the same seal with other words."""
    visitor.send()
    visitor.send(phone="6912345679")
    assert set(Lead.objects.get().phones.values_list("number", flat=True)) == {"+306912345678", "+306912345679"}


# What is wrong is said at the field


@pytest.mark.parametrize(("words", "field", "sentence"), [
    ({"full_name": " "}, "full_name", "This field is required"),
    ({"phone": "12"}, "phone", "area code"),
    ({"phone": "do not call"}, "phone", "area code"),
    ({"email": "helen@"}, "email", "name@example.org"),
    ({"agreed": None}, "agreed", "if you agree"),
    ({"phone": "", "email": ""}, "phone", "phone number or an e-mail address"),
    ({"full_name": "x" * 121}, "full_name", "120"),
    ({"notes": "x" * 2001}, "notes", "2000"),
    ({"code": "x" * 41}, "code", "40"),
])  # fmt: skip
def test_a_sentence_stands_at_the_field_and_nothing_typed_is_lost(visitor, words, field, sentence):
    before = touched()
    answer = visitor.send(**words)
    assert answer.status_code == 422
    assert any(sentence in said for said in answer.context["form"].errors[field]), answer.context["form"].errors
    assert touched() == before
    page = html.unescape(answer.content.decode())
    assert all(value in page for name, value in {**WORDS, **words}.items() if value and name != "agreed")
    assert answer.context["form"]["seal"].value() == visitor.seal, "a quick correction is not taken for a robot"


def test_signs_that_a_database_does_not_keep(visitor):
    answer = visitor.send(full_name="He\0len", notes="\ud800".encode("utf-8", "replace").decode())
    assert answer.status_code in (200, 422)


def test_values_are_shown_to_staff_as_text(form, visitor, as_):
    """Whatever is typed by strangers: timeline, lead, doors and result show it and run none of it."""
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    visitor.send(full_name=evil[:80], notes=evil, code=evil[:40])
    lead, made = Lead.objects.get(), LeadImport.objects.get()
    pages = [reverse("leads:lead", args=[lead.pk]), reverse("leads:doors"), reverse("leads:result", args=[made.pk])]
    for url in [*pages, reverse("leads:list"), reverse("leads:ads")]:
        page = as_("mia").get(url).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page, url
    assert html.escape(evil[:20]) in as_("mia").get(pages[0]).content.decode()


def test_what_is_typed_comes_back_as_text(visitor):
    answer = visitor.send(full_name='"><script>alert(1)</script>', phone="12")
    assert "<script>alert" not in answer.content.decode()


def test_the_query_is_shown_as_text(form):
    page = Visitor(form).look("?ad=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in page


# Robots


def test_a_robot_that_fills_the_trap_is_thanked_and_nothing_is_written(visitor):
    before = touched()
    answer = visitor.send(leave_empty="http://spam.example")
    assert answer.status_code == 200 and "We call you today." in answer.content.decode()
    assert touched() == before


def test_who_is_quicker_than_a_person_is_thanked_and_nothing_is_written(visitor):
    before = touched()
    assert "We call you today." in visitor.send(after=1).content.decode()
    assert touched() == before
    visitor.send(after=1)
    assert Lead.objects.count() == 1, "after two seconds it is a person"


@pytest.mark.parametrize("seal", ["", "made-up", "WzEsIngiLDAsMV0:abc"])
def test_a_seal_that_nobody_signed_sends_nothing(visitor, seal):
    before = touched()
    answer = visitor.send(seal=seal)
    assert answer.status_code == 422 and touched() == before
    assert "Helen Papadaki" in answer.content.decode()


def test_the_seal_of_another_form_sends_nothing(form, visitor, cast):
    other = factories.web_form(form.lead_list, cast.mia, title="Another")
    assert visitor.send(seal=str(Seal.fresh(other, again=True))).status_code == 422
    assert not LeadImport.objects.exists()


def test_a_page_left_open_for_a_day_is_read_again_and_then_sent(visitor):
    answer = visitor.send(after=25 * 3600)
    assert answer.status_code == 422 and "for a long time" in answer.content.decode()
    assert "Helen Papadaki" in answer.content.decode()
    assert not answer.context["form"]["agreed"].value(), "one agrees to what one has read"
    again = visitor.send(after=0, seal=answer.context["form"]["seal"].value())
    assert again.status_code == 200 and Lead.objects.count() == 1, "sent again at once, by a person"


def test_other_words_of_consent_are_read_before_they_are_agreed_to(form, visitor):
    form.change(by=form.by, consent_text="You may call me and everybody I know.")
    answer = visitor.send()
    assert answer.status_code == 422 and "everybody I know" in answer.content.decode()
    assert not answer.context["form"]["agreed"].value()
    assert not Consent.objects.exists()


# How many


def test_one_address_sends_a_few_and_then_waits(form, cast):
    def one(number, **extra):
        somebody = Visitor(form, **extra)
        somebody.look()
        return somebody.send(phone=f"69123456{number:02d}", full_name=f"P{number} Q{number}")

    for number in range(webform.MOST_FROM_ONE_ADDRESS):
        assert one(number).status_code == 200
    before = touched()
    answer = one(50)
    assert answer.status_code == 429 and "try again later" in answer.content.decode()
    assert "6912345650" in answer.content.decode(), "nothing typed is lost"
    assert touched() - before <= webform.MOST_FROM_ONE_ADDRESS, "no more than addresses that are forgotten"
    assert Arrival.objects.count() == webform.MOST_FROM_ONE_ADDRESS
    assert one(51, REMOTE_ADDR="198.51.100.7").status_code == 200, "another address is another person"
    clock.advance(timedelta(hours=1))
    assert one(52).status_code == 200, "an hour later it may again"


def test_a_form_takes_so_many_in_an_hour(form, monkeypatch):
    monkeypatch.setattr(webform, "MOST", 2)
    for number in range(3):
        somebody = Visitor(form, REMOTE_ADDR=f"198.51.100.{number}")
        somebody.look()
        answer = somebody.send(phone=f"691234560{number}", full_name=f"P{number} Q{number}")
    assert answer.status_code == 429 and Arrival.objects.count() == 2


def test_no_address_is_kept(form):
    somebody = Visitor(form, REMOTE_ADDR="198.51.100.7")
    somebody.look()
    somebody.send()
    kept = Arrival.objects.get()
    assert len(kept.address_hash) == 64 and "198.51" not in kept.address_hash
    clock.advance(timedelta(hours=2))
    another = Visitor(form, REMOTE_ADDR="198.51.100.8")
    another.look()
    another.send(full_name="Bob Luft", phone="6912345679", email="")
    kept.refresh_from_db()
    assert kept.address_hash == "", "it is needed for an hour only"


def hashes(rf, **told):
    from office.address import address_hash

    return address_hash(rf.get("/", **told))


def test_the_address_is_told_by_our_own_proxies_only(rf, settings):
    forged = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 198.51.100.7"}
    settings.TRUSTED_PROXIES = 0
    assert hashes(rf, **forged) == hashes(rf, REMOTE_ADDR="10.0.0.1")
    settings.TRUSTED_PROXIES = 1
    assert hashes(rf, **forged) == hashes(rf, REMOTE_ADDR="198.51.100.7")
    settings.TRUSTED_PROXIES = 3
    assert hashes(rf, **forged) == hashes(rf, REMOTE_ADDR="10.0.0.1"), "fewer than ours: not by our proxies"


def test_one_household_is_one_address(rf, settings):
    one, same = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9"
    assert hashes(rf, REMOTE_ADDR=one) == hashes(rf, REMOTE_ADDR=same) != hashes(rf, REMOTE_ADDR="2001:db8:1:3::1")
    assert hashes(rf, REMOTE_ADDR="::ffff:192.0.2.1") == hashes(rf, REMOTE_ADDR="192.0.2.1")
    before = hashes(rf, REMOTE_ADDR=one)
    settings.SECRET_KEY = "another"
    assert hashes(rf, REMOTE_ADDR=one) != before, "without the key nobody finds the address by trying all"


# Codes


def test_the_code_of_the_address_is_filled_in(form, campaign, cast):
    ad = Ad.open(campaign=campaign, code="SPRING24", label="Leaflet", by=cast.mia)
    somebody = Visitor(form)
    page = somebody.look("?ad=spring24")
    assert page.context["form"]["code"].value() == "spring24"
    somebody.send(code="spring24")
    assert Arrival.objects.get().ad == ad


def test_a_form_that_does_not_ask_for_a_code_carries_it_all_the_same(form):
    form.change(by=form.by, fields=["phone"])
    somebody = Visitor(form)
    page = somebody.look("?ad=X7").content.decode()
    assert '<input type="hidden" name="code" value="X7"' in page
    somebody.send(code="X7")
    assert (Arrival.objects.get().ad_code, Arrival.objects.get().ad) == ("X7", None)


def test_only_the_codes_of_the_form_where_it_names_them(form, visitor):
    form.change(by=form.by, coupons=["GOLD 1"])
    answer = visitor.send(code="SILVER")
    assert answer.status_code == 422 and "do not know this code" in answer.content.decode()
    assert visitor.send(code="gold1").status_code == 200
    assert Arrival.objects.get().ad_code == "gold1"


# Who is known


def test_a_known_lead_that_waits_goes_to_the_head(form, visitor, campaign, cast):
    known = factories.enrolled(campaign, cast.mia, "+306912345678", first_name="Helen", last_name="Papadaki")
    known.queue_for(Priority.RETRY, clock.now() + timedelta(days=2))
    visitor.send()
    known.refresh_from_db()
    assert known.priority == Priority.HOT and known.call_after <= clock.now()
    assert Lead.objects.count() == 1 and Consent.objects.get().lead == known.lead


def test_a_promised_callback_stays_as_promised(form, visitor, campaign, cast):
    known = factories.enrolled(campaign, cast.mia, "+306912345678", first_name="Helen", last_name="Papadaki")
    at = clock.now() + timedelta(days=1)
    known.queue_for(Priority.CALLBACK, at, reserved_for=cast.sam)
    visitor.send()
    known.refresh_from_db()
    assert (known.priority, known.call_after, known.reserved_for) == (Priority.CALLBACK, at, cast.sam)


def test_a_lead_on_a_call_is_left_alone(form, visitor, campaign, cast):
    known = factories.enrolled(campaign, cast.mia, "+306912345678", first_name="Helen", last_name="Papadaki")
    known.hold(cast.sam)
    visitor.send()
    known.refresh_from_db()
    assert known.claimed_by == cast.sam and known.priority == Priority.NEW


@pytest.mark.parametrize("stage", [Stage.NURTURE, Stage.DISQUALIFIED, Stage.EXHAUSTED])
def test_who_was_given_back_to_marketing_comes_back_at_once(form, visitor, campaign, cast, stage):
    known = factories.enrolled(campaign, cast.mia, "+306912345678", first_name="Helen", last_name="Papadaki")
    handoff = HandOff.give_back(known, stage=stage, reason="permanent", by=cast.sam)
    clock.advance(timedelta(minutes=2))
    HandOff.objects.sweep()
    visitor.look()
    visitor.send()
    last = Lead.objects.get().enrollment
    assert (last.number, last.priority, last.stage, last.lead_list) == (2, Priority.HOT, Stage.NEW, form.lead_list)
    handoff.refresh_from_db()
    assert handoff.reentered_at == clock.now(), "marketing's inbox does not wait for it any more"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("stage", [Stage.WON, Stage.LOST])
def test_a_customer_is_not_queued_but_marketing_is_told(form, visitor, campaign, cast, stage):
    known = factories.enrolled(campaign, cast.mia, "+306912345678", first_name="Helen", last_name="Papadaki")
    known.become(Stage.APPOINTMENT_SET)
    known.become(stage)
    visitor.send()
    assert Enrollment.objects.get().stage == stage
    notice = Notice.objects.get()
    assert notice.user == cast.mia and "nobody will call" in notice.text


def test_a_suppressed_person_stays_suppressed_and_marketing_is_told(form, visitor, cast):
    """Anybody can type anybody's number: a form lifts nothing."""
    put = Suppression.put("+306912345678", client=cast.a, source="asked", by=cast.mo)
    answer = visitor.send()
    assert answer.status_code == 200 and "We call you today." in answer.content.decode()
    put.refresh_from_db()
    assert put.lifted_at is None and not Lead.objects.exists() and not Enrollment.objects.exists()
    made = LeadImport.objects.get()
    assert made.suppressed == 1
    notice = Notice.objects.get()
    assert notice.user == cast.mia and "do-not-call" in notice.text
    assert notice.url == reverse("leads:result", args=[made.pk])
    assert Arrival.objects.get().consent_text == form.consent_text, "kept as evidence, should somebody lift it"


def test_marketing_of_another_client_is_not_told(form, visitor, cast):
    Suppression.put("+306912345678", client=cast.a, source="asked", by=cast.mo)
    visitor.send()
    assert set(Notice.objects.values_list("user", flat=True)) == {cast.mia.pk}


# Closed doors


def test_a_closed_form_says_so_and_takes_nothing(form, visitor):
    form.change(by=form.by, is_on=False)
    before = touched()
    assert visitor.look().status_code == visitor.send(seal=str(Seal.fresh(form, again=True))).status_code == 410
    assert touched() == before


def test_a_form_closed_while_it_was_being_filled_in_takes_nothing(form):
    from leads.models import Parcel
    from office.models import Refused

    WebForm.objects.update(is_on=False)
    with pytest.raises(Refused, match="closed"):
        form.submit(Parcel([{"phone": "6912345678"}]), key="k", address_hash="")


@pytest.mark.parametrize("token", ["nobody", "x" * 200, "%00", "..", "' OR 1=1"])
def test_an_address_that_is_no_forms(cast, token):
    with isolation.seeing([]):
        assert Browser().get(f"/f/{token}/").status_code == 404


def test_it_speaks_the_language_of_the_form(form):
    form.change(by=form.by, language="el")
    page = Visitor(form).look()
    assert page["Content-Language"] == "el" and '<html lang="el"' in page.content.decode()


def test_while_another_load_runs_it_is_taken_in_and_loaded_in_a_moment(form, visitor, cast):
    from django.db import connections

    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7301, %s)", [cast.a.pk])
        assert visitor.send().status_code == 200
    finally:
        other.close()
    assert not Lead.objects.exists()
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        LeadImport.objects.sweep()
    assert Lead.objects.get().enrollment.priority == Priority.HOT and Consent.objects.count() == 1
