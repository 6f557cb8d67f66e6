"""The demo, loaded at the hardest hour: Sunday night. Every page of every person is alive, and all rules hold."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count, F
from django.http import QueryDict
from django.test import Client as Browser
from django.test import TestCase, override_settings
from django.urls import get_resolver, resolve, reverse

from appointments.models import Appointment, Assignment, CalendarBlock, HolidayRegion, PoolMember, Wish
from calls import queue
from calls.models import CallAttempt, Callback, MailTemplate
from calls.rules import files
from leads.models import Campaign, Customer, Enrollment, HandOff, Lead, LeadImport, LeadPhone, Suppression
from leads.states import Stage
from office import clock, isolation
from office.models import Client, Message, User
from reports.figures.dashboard import Dashboard
from reports.forms import FilterForm
from tests.sampling import some

SUNDAY_NIGHT = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # 23:30 in Athens: nobody may be called by any rule
MONTH = timedelta(days=31)
# Ofcom's numbers for drama; and +30 3…, which the Greek numbering plan keeps for the future.
NOBODY_S = re.compile(
    r"\+44(2079460|1614960|1134960|1214960|1174960|1514960|1144960|1414960|1314960|2920180|7700900|1632960)\d{3}$"
    r"|\+303100000\d{3}$"
)


@override_settings(DEMO=True)
class TheDemo(TestCase):
    @classmethod
    def setUpTestData(cls):
        with clock.frozen(SUNDAY_NIGHT), override_settings(DEMO=True):
            cls.said = StringIO()
            call_command("demo", scale=0.2, stdout=cls.said)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        files.ADDED.clear()
        files.forget()

    def setUp(self):
        self.enterContext(clock.frozen(SUNDAY_NIGHT))
        self.enterContext(isolation.seeing(Client.objects.values_list("pk", flat=True)))
        self.people = {user.email.split("@")[0]: user for user in User.objects.all()}

    def test_a_second_run_does_nothing(self):
        before = CallAttempt.objects.count(), User.objects.count()
        call_command("demo", verbosity=0)
        assert (CallAttempt.objects.count(), User.objects.count()) == before

    def test_it_gives_a_sign_of_life_each_week(self):
        assert self.said.getvalue().split("\n")[0] == "  lived through from 24 Oct"
        assert self.said.getvalue().count("lived through") == 5

    def test_every_campaign_has_a_mail_that_a_setter_may_send(self):
        for campaign in Campaign.objects.all():
            assert MailTemplate.objects.of_campaign(campaign).approved().exists(), campaign

    def test_it_is_refused_outside_demo_mode(self):
        with override_settings(DEMO=False), pytest.raises(CommandError):
            call_command("demo")

    def test_everybody_logs_in_with_the_printed_password_in_demo_mode_only(self):
        for name in ("sam", "sue", "rita", "mia", "mo", "alex", "ada"):
            assert authenticate(email=f"{name}@demo.test", password=settings.DEMO_PASSWORD), name
        for name in ("otto", "oscar", "olga", "oren", "vic"):
            assert authenticate(email=f"{name}@other.test", password=settings.DEMO_PASSWORD), name
        with override_settings(DEMO=False):
            assert authenticate(email="sam@demo.test", password=settings.DEMO_PASSWORD) is None

    def test_every_page_of_every_person_answers(self):
        """In the ordinary run each page is tried by a third of those who may open it."""
        browsers, visitors = {}, defaultdict(list)
        for name, user in self.people.items():
            browsers[name] = Browser()
            browsers[name].force_login(user)
            for path in pages_of(user):
                visitors[path].append(name)
        for path, names in visitors.items():
            for name in some(path, names, one_in=3):
                answer = browsers[name].get(path)
                assert answer.status_code in (200, 302, 405), (name, path, answer.status_code)
                if answer.status_code == 302:
                    assert browsers[name].get(path, follow=True).status_code == 200, (name, path)

    def test_every_place_of_the_navigation_has_something_to_show(self):
        # the desk waits for its setter to ask for a lead, a watched folder for one on this server
        bare, waiting = [], (reverse("calls:desk"), reverse("leads:doors"))
        for name, user in self.people.items():
            browser = Browser()
            browser.force_login(user)
            places = [
                item["url"] for group in browser.get("/", follow=True).context["navigation"]() for item in group.items
            ]
            assert places, name
            for place in places:
                if place not in waiting and "sd-empty" in browser.get(place).content.decode():
                    bare.append((name, place))
        assert bare == []

    def test_manager_sees_every_figure_and_a_full_floor(self):
        mo = Browser()
        mo.force_login(self.people["mo"])
        board = mo.get("/performance/?period=30d").context["board"]
        assert all(getattr(board.total, name) for name in ("dials", "conversations", "booked", "held", "no_shows"))
        assert board.reasons.total and len(board.setters) == 3 and len(board.lists) >= 3
        assert mo.get("/performance/floor/").context["floor"].owed == 1

    def test_figures_equal_the_rows(self):
        for name in ("mo", "otto", "vic"):
            user = self.people[name]
            user.look_as(["manager", "viewer"])
            form = FilterForm(QueryDict("period=custom&first=2026-10-01&last=2026-11-23"), user=user)
            board = Dashboard.of(form.scope(clock.now()), user=user, now=clock.now())
            calls = CallAttempt.objects.visible_to(user)
            meetings = Appointment.objects.visible_to(user)
            assert board.total.dials == calls.count() > 0
            assert board.total.conversations == calls.filter(reached="decision_maker").count()
            assert board.total.booked == meetings.exclude(state="cancelled").count()
            assert board.total.held == sum(meeting.state == "held" for meeting in meetings)
            assert board.total.won == Customer.objects.visible_to(user).count()

    def test_setters_have_a_lead_to_call_even_on_a_sunday_night(self):
        for name in ("sam", "sue", "oscar"):
            claimed = queue.claim(self.people[name])
            assert claimed is not None, name
            assert CallAttempt.dial(claimed, by=self.people[name]).state == CallAttempt.State.DIALLING

    def test_real_places_stay_closed_on_a_sunday_night(self):
        ahead = queue.ahead(self.people["sam"], most=200)
        assert ahead and {enrollment.lead.region for enrollment in ahead} == {"Night Owl Bay"}

    def test_callbacks_retries_and_hot_leads_are_due(self):
        now = clock.now()
        assert Callback.objects.due(now).count() >= 2
        assert Callback.objects.open().filter(at__gt=now, at__lt=now + timedelta(hours=3)).exists()
        due = Enrollment.objects.callable().filter(call_after__lte=now)
        assert set(due.values_list("priority", flat=True)) >= {20, 30, 40, 50}

    def test_meetings_lie_behind_and_ahead_and_some_wait_for_feedback(self):
        now = clock.now()
        assert Appointment.objects.standing().filter(starts_at__gt=now).count() >= 4
        assert Appointment.objects.filter(feedback__isnull=False).count() >= 3
        assert Appointment.objects.awaiting_feedback(now).exists()

    def test_meetings_come_about_in_all_the_ways_that_there_are(self):
        now = clock.now()
        for campaign in Campaign.objects.all():
            assert campaign.meeting_kinds.count() >= 2, campaign
        pools = PoolMember.objects.all()
        assert {member.weight for member in pools} == {1, 2}
        assert all(member.skills and member.languages for member in pools)
        assert all(member.postal_codes or member.area_codes for member in pools)
        assert HolidayRegion.objects.count() == 3
        assert Assignment.objects.unanswered().filter(accept_by__gt=now).count() >= 2
        assert Message.objects.about("chase").gone().exists()
        reminders = Message.objects.unsent().filter(key__contains=":reminder-")
        assert {key.rpartition(":")[2] for key in reminders.values_list("key", flat=True)} >= {"lead", "rep"}
        assert set(Wish.objects.open().values_list("state", flat=True)) == {"waiting", "offered"}
        assert Wish.objects.open().values("client").distinct().count() == 2

    def test_one_list_of_each_client_came_as_a_spreadsheet_and_every_row_is_accounted_for(self):
        assert LeadImport.objects.count() == 2
        for loaded in LeadImport.objects.all():
            assert (loaded.step, loaded.rejected, loaded.skipped) == (LeadImport.Step.LOADED, 2, 1)
            assert loaded.rows == loaded.created + 3 and loaded.created == loaded.lead_list.listings.count()

    def test_returns_carry_reasons_and_dates(self):
        back = HandOff.objects.to_team(HandOff.Team.MARKETING).carried()
        assert {"permanent", "temporary"} <= set(back.values_list("reason", flat=True))
        assert not back.filter(reason="temporary", return_on__isnull=True).exists()
        assert Suppression.objects.count() >= 2

    def test_rules_hold(self):
        now = clock.now()
        open_passes = Enrollment.objects.open().values("lead").annotate(n=Count("pk")).filter(n__gt=1)
        assert not open_passes.exists()
        blocks = list(CalendarBlock.objects.booked().order_by("person", "blocked"))
        for one, other in zip(blocks, blocks[1:], strict=False):
            assert one.person_id != other.person_id or one.blocked.upper <= other.blocked.lower
        assert not CallAttempt.objects.filter(started_at__gt=now).exists()
        assert not CallAttempt.objects.filter(started_at__lt=now - MONTH).exists()
        assert not CallAttempt.objects.exclude(verdict__allowed=True).exists()
        assert not Enrollment.objects.filter(attempts__gt=F("campaign__max_attempts") + 2).exists()
        assert CallAttempt.objects.owed().count() == 1
        assert not HandOff.objects.failed().exists() and not Message.objects.failed().exists()

    def test_a_lead_that_said_no_is_never_called_again(self):
        for lead in Lead.objects.filter(enrollments__stage=Stage.DO_NOT_CALL):
            last = CallAttempt.objects.filter(lead=lead).order_by("started_at").last()
            assert last.outcome == "do_not_call"

    def test_no_number_and_no_address_is_anybody_s(self):
        numbers = set(LeadPhone.objects.values_list("number", flat=True))
        assert numbers and not [number for number in numbers if not NOBODY_S.match(number)]
        assert len(numbers) == LeadPhone.objects.count()
        hosts = {email.split("@")[1] for email in Lead.objects.values_list("email", flat=True)}
        assert hosts == {"example.com", "example.org"}
        assert all(email.isascii() for email in Lead.objects.values_list("email", flat=True))

    def test_no_letter_is_left_to_be_sent_to_the_past(self):
        assert not Message.objects.due(clock.now() - timedelta(hours=2)).exists()


def pages_of(user):
    """Every address without a parameter whose door opens to the person."""
    for pattern in every_pattern(get_resolver()):
        path = f"/{pattern}"
        door = getattr(resolve(path).func, "door", ())
        if door and user.is_any(*door):
            yield path


def every_pattern(resolver, before=""):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$").rstrip("\\Z")
        if hasattr(entry, "url_patterns"):
            yield from every_pattern(entry, route)
        elif "<" not in route and "(" not in route:
            yield route
