"""The pages of the rules: read, approve, withdraw; a client's own; and why a lead may not be called."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from calls.models import ClientRule, RuleApproval
from calls.rules import shelf
from leads.models import Suppression
from leads.states import Stage
from office import clock
from office.models import Refused
from tests import factories

HOUSE = next(file for file in shelf() if file.name == "house")


@pytest.fixture
def chief(cast, as_):
    """Who runs the house."""
    cast.cleo = factories.chief()
    return cast.cleo


def page(browser, name, *args):
    return browser.get(reverse(name, args=args)).content.decode()


def test_every_file_in_words_with_its_source(as_):
    listed = page(as_("mo"), "calls:rules")
    for file in shelf():
        assert file.title in listed
        shown = page(as_("mo"), "calls:rule_file", file.name)
        assert file.rules[0].source.split("(")[0].replace("'", "&#x27;")[:30] in shown and "not advice" in shown
    assert "Sources conflict" in page(as_("mo"), "calls:rule_file", "us-states")


def test_the_door_to_a_clients_own_rules_stands_where_it_opens(as_):
    for person, opens in (("mo", True), ("ada", True), ("mia", False)):
        assert (reverse("calls:own_rules") in page(as_(person), "calls:rules")) is opens


def test_a_file_is_called_by_its_head_and_its_name_opens_it(as_):
    titles = {file.name: file.title for file in shelf()}
    assert titles["us-states"] == "United States: states" and len(set(titles.values())) == len(titles)
    assert f'<a class="sd-link" href="{reverse("calls:rule_file", args=["us-states"])}"' in page(
        as_("mo"), "calls:rules"
    )


def test_what_waits_is_told_to_the_administrator_first_of_all(as_):
    assert "Read and approve" not in page(as_("ada"), "calls:rules_due")
    RuleApproval.objects.all().delete()
    assert "Read and approve" in page(as_("ada"), "calls:rules_due")
    assert "wait for approval" in page(as_("ada"), "calls:rules")
    assert reverse("calls:rules_due") in page(as_("ada"), "office:people")


def test_approve_and_withdraw(as_, chief):
    RuleApproval.objects.all().delete()
    url = reverse("calls:approve_rules", args=["house"])
    as_("cleo").post(url, {"digest": HOUSE.digest})
    as_("cleo").post(url, {"digest": HOUSE.digest})
    assert RuleApproval.objects.digests() == {HOUSE.digest}
    as_("cleo").post(reverse("calls:withdraw_rules", args=["house"]))
    assert RuleApproval.objects.digests() == set()
    shown = page(as_("cleo"), "calls:rule_file", "house")
    assert "Approved by Cleo" in shown and "withdrawn by Cleo" in shown
    as_("cleo").post(url, {"digest": HOUSE.digest})
    assert RuleApproval.objects.of_file("house").count() == 2, "both stay on record"


def test_what_was_read_is_what_is_approved(as_, chief):
    RuleApproval.objects.all().delete()
    told = as_("cleo").post(reverse("calls:approve_rules", args=["house"]), {"digest": "0" * 64}, follow=True)
    assert "changed meanwhile" in told.content.decode()
    assert not RuleApproval.objects.digests()


def test_a_changed_file_says_so(as_, cast):
    RuleApproval.objects.of_text(HOUSE.digest).update(digest="1" * 64)
    assert "changed since it was approved" in page(as_("mo"), "calls:rules")


def test_only_who_runs_the_house_stands_for_the_rules(cast):
    """ada administers one client of two."""
    with pytest.raises(Refused):
        RuleApproval.approve(HOUSE, by=cast.ada)
    with pytest.raises(Refused):
        RuleApproval.withdraw(HOUSE, by=cast.ada)


def test_the_refusal_is_told_on_the_page(as_):
    told = as_("ada").post(reverse("calls:withdraw_rules", args=["house"]), follow=True)
    assert "administrator of all of them" in told.content.decode()


def test_no_such_file(as_):
    assert as_("mo").get(reverse("calls:rule_file", args=["atlantis"])).status_code == 404


def test_a_client_tightens_and_ends_it(as_, cast):
    told = {
        "client": cast.a.pk, "reason": "Letter of 3 March", "weekdays": "09:00-12:00, 14:00 – 18:00", "saturday": "",
        "sunday": "", "country": "Greece", "per_day": "2", "per_30_days": "", "silence": "30",
    }  # fmt: skip
    assert as_("mo").post(reverse("calls:own_rules"), told).status_code == 302
    made = ClientRule.objects.get()
    assert made.windows == {"mon-fri": ["09:00-12:00", "14:00-18:00"], "sat": [], "sun": []}
    assert (made.countries, made.per_day, made.per_30_days, made.silence) == (["GR"], 2, None, 30)
    shown = page(as_("mo"), "calls:own_rules")
    assert (
        "Letter of 3 March" in shown and "Mon–Fri 09:00–12:00, 14:00–18:00" in shown and "30 days of silence" in shown
    )
    as_("mo").post(reverse("calls:end_rule", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_by == cast.mo and "ended by Mo" in page(as_("mo"), "calls:own_rules")


@pytest.mark.parametrize(
    "wrong", [{}, {"weekdays": "nine to five"}, {"country": "Atlantis", "per_day": "1"}, {"per_day": "0"}]
)
def test_a_rule_that_says_nothing_or_nonsense_is_refused(as_, cast, wrong):
    told = {"client": cast.a.pk, "reason": "Hm", **wrong}
    assert as_("mo").post(reverse("calls:own_rules"), told).status_code == 422
    assert not ClientRule.objects.exists()


class TestWhy:
    @pytest.fixture
    def ask(self, as_):
        return lambda enrollment: page(as_("sam"), "calls:next_time", enrollment.lead_id)

    def test_now_and_until_when(self, enrolled, ask):
        shown = ask(enrolled())
        assert "May be called now" in shown and "21:00" in shown and "gr.hours" in shown

    def test_not_before_in_both_times(self, enrolled, ask):
        made = enrolled(zones=("Europe/London",), country="GB")
        with clock.frozen(datetime(2026, 11, 22, 12, tzinfo=UTC)):
            shown = ask(made)
        assert (
            "Not before" in shown and "<b>Mon 23 Nov, 09:00</b>" in shown and "11:00" in shown and "uk.hours" in shown
        )

    def test_never(self, cast, enrolled, ask):
        made = enrolled()
        Suppression.put(made.next_number, client=cast.a, source="letter", by=cast.mo)
        assert "Not to be called" in ask(made)

    def test_rules_that_wait_for_approval(self, enrolled, ask):
        made = enrolled()
        RuleApproval.objects.all().delete()
        shown = ask(made)
        assert "not approved" in shown and "Not to be called" in shown

    def test_a_lead_that_nobody_works(self, enrolled, ask):
        made = enrolled()
        made.become(Stage.DO_NOT_CALL)
        assert "in no queue" in ask(made)

    def test_it_stands_on_the_leads_page(self, as_, enrolled):
        made = enrolled()
        assert reverse("calls:next_time", args=[made.lead_id]) in page(as_("mia"), "leads:lead", made.lead_id)

    def test_the_desk_shows_it_when_it_refuses(self, as_, cast, enrolled):
        made = enrolled()
        as_("sam").post(reverse("calls:claim"))
        RuleApproval.objects.all().delete()
        told = as_("sam").post(reverse("calls:dial", args=[made.pk]), headers={"HX-Request": "true"})
        assert told.status_code == 422
        assert reverse("calls:next_time", args=[made.lead_id]) in told.content.decode()
