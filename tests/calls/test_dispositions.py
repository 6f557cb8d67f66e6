"""A manager's outcomes of a campaign: words, keys, order, what each needs; retired, never deleted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from calls.models import Callback, Disposition
from calls.models.outcome import DEFAULTS, DESK_KEYS, Outcome
from leads.models import Priority
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories

USUAL = {"label": "Gatekeeper", "key": "y", "icon": "flag", "reached": "somebody", "outcome": "not_reached"}


@pytest.fixture
def attempt(enrolled, dialled, dispositions):
    enrolled(email="helen@aegean.example")
    return dialled()


def test_a_new_one_stands_at_the_end(cast, campaign, dispositions):
    made = Disposition.add(campaign, by=cast.mo, **USUAL)
    assert [*Disposition.objects.of_campaign(campaign)][-1] == made
    assert made.code == "gatekeeper"


def test_two_of_the_same_words_have_two_codes(cast, campaign, dispositions):
    first = Disposition.add(campaign, by=cast.mo, **USUAL)
    second = Disposition.add(campaign, by=cast.mo, **USUAL | {"key": "u"})
    assert (first.code, second.code) == ("gatekeeper", "gatekeeper-2")


def test_greek_words_have_a_code_too(cast, campaign, dispositions):
    assert Disposition.add(campaign, by=cast.mo, **USUAL | {"label": "Γραμματεία"}).code


@pytest.mark.parametrize("key", sorted(DESK_KEYS))
def test_the_desks_own_keys_are_its_own(cast, campaign, dispositions, key):
    with pytest.raises(Refused, match="desk itself"):
        Disposition.add(campaign, by=cast.mo, **USUAL | {"key": key})


def test_no_usual_key_is_the_desks_but_booking(campaign, dispositions):
    assert [row[2] for row in DEFAULTS if row[2] in DESK_KEYS] == ["b"]
    assert len({row[2] for row in DEFAULTS}) == len(DEFAULTS)


def test_a_key_is_one_outcomes(cast, campaign, dispositions):
    with pytest.raises(Refused, match="“No answer” already"):
        Disposition.add(campaign, by=cast.mo, **USUAL | {"key": "1"})
    with pytest.raises(Refused, match="“No answer” already"):
        dispositions["busy"].change(by=cast.mo, key="1")


def test_booking_keeps_its_own_key(cast, dispositions):
    dispositions["booked"].change(by=cast.mo, label="Booked!")
    dispositions["booked"].refresh_from_db()
    assert (dispositions["booked"].label, dispositions["booked"].key) == ("Booked!", "b")


@pytest.mark.parametrize("outcome", ["booked", "confirmed", "moved", "cancelled"])
def test_one_of_these_is_enough(cast, campaign, dispositions, outcome):
    with pytest.raises(Refused, match="one outcome of this effect already"):
        Disposition.add(campaign, by=cast.mo, **USUAL | {"outcome": outcome})


def test_order_is_changed_one_place_at_a_time(cast, campaign, dispositions):
    dispositions["busy"].move(-1, by=cast.mo)
    order = [row.code for row in Disposition.objects.of_campaign(campaign)]
    assert order[:3] == ["no-answer", "busy", "voicemail"]
    for row in Disposition.objects.of_campaign(campaign):
        assert order.index(row.code) == row.position - 1
    dispositions["no-answer"].move(-1, by=cast.mo)
    assert [row.code for row in Disposition.objects.of_campaign(campaign)] == order


def test_retired_is_not_gone(cast, campaign, dispositions, attempt):
    attempt.log(dispositions["busy"], by=cast.sam)
    dispositions["busy"].retire(by=cast.mo)
    attempt.refresh_from_db()
    assert attempt.disposition.label == "Busy"
    assert dispositions["busy"] not in Disposition.objects.of_campaign(campaign)
    assert [row.code for row in Disposition.objects.ever_of(campaign).retired()] == ["busy"]


def test_a_key_that_was_given_up_is_free(cast, campaign, dispositions):
    dispositions["busy"].retire(by=cast.mo)
    made = Disposition.add(campaign, by=cast.mo, **USUAL | {"key": "3"})
    with pytest.raises(Refused, match="already"):
        dispositions["busy"].bring_back(by=cast.mo)
    made.retire(by=cast.mo)
    dispositions["busy"].bring_back(by=cast.mo)
    assert dispositions["busy"] in Disposition.objects.of_campaign(campaign)


def test_the_last_of_what_the_desk_needs_stays(cast, campaign, dispositions):
    for code in ("booked", "call-back", "confirmed", "moved", "cancelled"):
        with pytest.raises(Refused, match="needs one outcome"):
            dispositions[code].retire(by=cast.mo)
    dispositions["no-answer"].retire(by=cast.mo)
    dispositions["voicemail"].retire(by=cast.mo)
    with pytest.raises(Refused, match="needs one outcome"):
        dispositions["busy"].retire(by=cast.mo)


def test_a_campaign_whose_outcomes_are_retired_is_not_laid_anew(cast, campaign, dispositions):
    Disposition.objects.ever_of(campaign).update(retired_at=clock.now())
    assert Disposition.lay(campaign) == []


def test_another_campaigns_keys_do_not_matter(cast, campaign, dispositions):
    other = factories.campaign(cast.a, cast.mo, name="Other")
    Disposition.lay(other)
    assert Disposition.objects.of_campaign(other).with_key("1").get() != dispositions["no-answer"]


@pytest.mark.parametrize(
    ("need", "lacking", "told"),
    [("notes", "a note", {"notes": "She said so"}), ("reason", "a reason", {"reason": "Holiday"})],
)
def test_what_it_needs(cast, attempt, dispositions, need, lacking, told):
    dispositions["busy"].change(by=cast.mo, needs=[need])
    with pytest.raises(Refused, match=f"“Busy” needs {lacking}"):
        attempt.log(dispositions["busy"], by=cast.sam)
    attempt.log(dispositions["busy"], by=cast.sam, **told)
    assert attempt.outcome == "not_reached"


def test_the_address_of_the_lead_is_enough(cast, attempt, dispositions):
    dispositions["busy"].change(by=cast.mo, needs=["email", "name"])
    attempt.lead.email = ""
    attempt.lead.save()
    attempt.refresh_from_db()
    with pytest.raises(Refused, match="the e-mail address"):
        attempt.log(dispositions["busy"], by=cast.sam)
    attempt.lead.email = "a@b.example"
    attempt.lead.save()
    attempt.log(dispositions["busy"], by=cast.sam)
    assert attempt.outcome == "not_reached"


def test_what_asks_for_more_ends_in_dots_once(cast, dispositions):
    said = {code: dispositions[code].says for code in ("no-answer", "call-back", "right-person")}
    assert said == {"no-answer": "No answer", "call-back": "Call back…", "right-person": "The right person is…"}


def test_one_that_needs_a_reason_asks(cast, dispositions):
    assert not dispositions["busy"].asks
    dispositions["busy"].change(by=cast.mo, needs=["reason"])
    assert dispositions["busy"].asks


def test_qualified_to_book_later_stays_in_the_queue(cast, attempt, dispositions):
    at = clock.now() + timedelta(hours=3)
    attempt.log(dispositions["qualified"], by=cast.sam, callback_at=at)
    attempt.enrollment.refresh_from_db()
    now = attempt.enrollment
    assert (now.stage, now.priority, now.call_after) == (Stage.QUALIFIED, Priority.CALLBACK, at)
    assert Callback.objects.of_pass(now).get().setter == cast.sam
    assert now.ended_at is None


def test_qualified_without_a_time_is_refused(cast, attempt, dispositions):
    with pytest.raises(Refused, match="Say when"):
        attempt.log(dispositions["qualified"], by=cast.sam)
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.stage == Stage.WORKING


@pytest.mark.parametrize("code", ["confirmed", "moved", "cancelled"])
def test_an_outcome_of_a_meeting_fits_no_other_call(cast, attempt, dispositions, code):
    with pytest.raises(Refused, match="cannot come out as"):
        attempt.log(dispositions[code], by=cast.sam)


class TestPage:
    def test_the_first_look_lays_the_usual_ones(self, as_, campaign):
        page = as_("mo").get(reverse("calls:outcomes", args=[campaign.pk])).content.decode()
        assert "No answer" in page and "Qualified, books later" in page

    def test_every_page_of_a_campaign_leads_to_all_others(self, as_, campaign):
        apps = {
            "calls": "scripts variants objections outcomes cadence info_mails copy",
            "leads": "verdict sort pace enquiries campaign",
        }
        urls = [reverse(f"{app}:{name}", args=[campaign.pk]) for app, names in apps.items() for name in names.split()]
        for url in urls:
            page = as_("mo").get(url).content.decode()
            assert all(f'href="{other}"' in page for other in urls), url
            assert page.count('aria-current="page"') == 2, "the rail and the tab"

    def test_add_change_move_retire(self, as_, campaign):
        mo, url = as_("mo"), reverse("calls:outcomes", args=[campaign.pk])
        told = {**USUAL, "tone": "warn", "reasons": "Away\nAway\n Sick ", "needs": ["notes"]}
        assert mo.get(url).status_code == 200
        assert mo.post(url, told).status_code == 302
        made = Disposition.objects.of_campaign(campaign).get(code="gatekeeper")
        assert (made.reasons, made.needs, made.tone, made.key) == (["Away", "Sick"], ["notes"], "warn", "y")
        changed = {**told, "label": "Front desk", "reasons": ""}
        assert mo.post(reverse("calls:outcome", args=[made.pk]), changed).status_code == 302
        mo.post(reverse("calls:move_outcome", args=[made.pk]), {"to": "up"})
        made.refresh_from_db()
        assert (made.label, made.reasons, made.position) == ("Front desk", [], 15)
        mo.post(reverse("calls:retire_outcome", args=[made.pk]))
        assert "Front desk" in mo.get(url).content.decode()
        mo.post(reverse("calls:retire_outcome", args=[made.pk]))
        made.refresh_from_db()
        assert made.retired_at is None

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"key": "c"}, "The desk itself listens"),
            ({"key": "1"}, "already"),
            ({"key": "ξ"}, "Latin letter"),
            ({"key": ""}, "required"),
            ({"outcome": "booked"}, "valid choice"),
            ({"needs": ["luck"]}, "valid choice"),
        ],
    )
    def test_what_is_wrong_is_said(self, as_, campaign, told, words):
        mo, url = as_("mo"), reverse("calls:outcomes", args=[campaign.pk])
        mo.get(url)
        answer = mo.post(url, USUAL | told)
        assert answer.status_code == 422 and words in answer.content.decode()

    def test_what_may_not_be_retired_is_said(self, as_, campaign, dispositions):
        mo = as_("mo")
        answer = mo.post(reverse("calls:retire_outcome", args=[dispositions["booked"].pk]), follow=True)
        assert "needs one outcome of this effect" in answer.content.decode()

    def test_a_retired_one_is_off_the_desk(self, as_, cast, attempt, dispositions):
        dispositions["voicemail"].retire(by=cast.mo)
        page = as_("sam").get(reverse("calls:desk")).content.decode()
        assert "Voicemail" not in page and "Busy" in page
        answer = as_("sam").post(
            reverse("calls:log", args=[attempt.pk]), {"disposition": "voicemail"}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 422 and "no such outcome" in answer.content.decode()

    def test_every_usual_outcome_has_a_place_or_is_of_a_meeting(self, as_, attempt, dispositions):
        page = as_("sam").get(reverse("calls:desk")).content.decode()
        for row in dispositions.values():
            about = row.outcome in (Outcome.CONFIRMED, Outcome.MOVED, Outcome.CANCELLED)
            assert (f'value="{row.code}"' in page or f'"{row.code}-dialog"' in page) != about
