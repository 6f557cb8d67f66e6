"""The pages on which colleagues set doors up, and see what came through each."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from leads.models import Ad, Arrival, LeadList, WatchedFolder, WebForm
from office import clock, isolation
from office.models import ApiToken, Refused
from tests import factories


@pytest.fixture
def lead_list(campaign, cast):
    return LeadList.open(campaign=campaign, name="Web", by=cast.mia)


@pytest.fixture
def words(lead_list):
    """What the page of a new form is answered with."""
    return {
        "lead_list": lead_list.pk, "title": "Audit", "language": "el", "intro": "", "thanks": "Ευχαριστούμε.",
        "fields_asked": ["phone", "full_name"], "required": ["phone", "email"], "consent_text": "Συμφωνώ.",
        "coupons": " GOLD  1 \nSILVER\n\nGOLD 1", "is_on": "on",
    }  # fmt: skip


# Forms


def test_marketing_makes_a_form_and_sees_its_address(as_, words, cast):
    answer = as_("mia").post(reverse("leads:form_new"), words)
    made = WebForm.objects.get()
    assert answer.url == reverse("leads:web_form", args=[made.pk])
    assert (made.fields, made.required) == (["full_name", "phone"], ["phone"]), "in our order; only what is asked"
    assert (made.coupons, made.language, made.version, made.by) == (["GOLD 1", "SILVER"], "el", 1, cast.mia)
    assert len(made.token) >= 20
    page = as_("mia").get(answer.url).content.decode()
    assert f"/f/{made.token}/" in page and "Συμφωνώ." in page and "<fieldset disabled>" in page


def test_the_form_is_changed_and_its_words_are_counted(as_, words):
    as_("mia").post(reverse("leads:form_new"), words)
    url = reverse("leads:web_form", args=[WebForm.objects.get().pk])
    as_("mo").post(url, words | {"title": "Other"})
    assert (WebForm.objects.get().title, WebForm.objects.get().version) == ("Other", 1)
    as_("mo").post(url, {name: value for name, value in words.items() if name != "is_on"} | {"consent_text": "Ναι."})
    assert (WebForm.objects.get().version, WebForm.objects.get().is_on) == (2, False)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"fields_asked": ["full_name"]}, None), ({"consent_text": ""}, "consent_text"), ({"title": ""}, "title"),
    ({"fields_asked": ["password"]}, "fields_asked"), ({"coupons": "x" * 41}, "coupons"),
    ({"language": "xx"}, "language"),
])  # fmt: skip
def test_a_form_that_cannot_be_is_refused_at_the_field(as_, words, wrong, field):
    answer = as_("mia").post(reverse("leads:form_new"), words | wrong)
    assert answer.status_code == 422 and not WebForm.objects.exists()
    assert list(answer.context["form"].errors) == [field or "__all__"]


def test_the_list_of_another_client_cannot_be_chosen(as_, words, other_campaign, cast):
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    answer = as_("mia").post(reverse("leads:form_new"), words | {"lead_list": theirs.pk})
    assert answer.status_code == 422 and not WebForm.objects.exists()


def test_a_form_stays_with_its_client(as_, words, other_campaign, cast):
    """Somebody who works for both cannot move it: its token, leads and consents are the client's."""
    cast.mia.join(cast.b, "marketing")
    as_("mia").post(reverse("leads:form_new"), words)
    made = WebForm.objects.get()
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    answer = as_("mia").post(reverse("leads:web_form", args=[made.pk]), words | {"lead_list": theirs.pk})
    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.client == cast.a and made.lead_list.client_id == cast.a.pk


# Ads


def ad_words(campaign, **more):
    return {"campaign": campaign.pk, "code": "spring 24", "label": "Leaflet", "channel": "print", **more}


def test_marketing_writes_an_ad_down_and_ends_it(as_, campaign):
    assert as_("mia").post(reverse("leads:ads"), ad_words(campaign)).status_code == 302
    ad = Ad.objects.get()
    assert (ad.code, ad.is_running, ad.has_ended) == ("SPRING24", True, False)
    as_("mo").post(reverse("leads:end_ad", args=[ad.pk]))
    ad.refresh_from_db()
    assert ad.ends_on == date(2026, 11, 23) and ad.has_ended
    clock.advance(timedelta(days=1))
    assert not ad.is_running


def test_a_code_is_given_once(as_, campaign, other_campaign, cast):
    as_("mia").post(reverse("leads:ads"), ad_words(campaign))
    answer = as_("mia").post(reverse("leads:ads"), ad_words(campaign, code="Spring24"))
    assert answer.status_code == 422 and "already" in answer.content.decode() and Ad.objects.count() == 1
    Ad.open(campaign=other_campaign, code="SPRING24", label="Theirs", by=cast.olga)
    with pytest.raises(Refused):
        Ad.open(campaign=campaign, code=" sPRING 24", label="Again", by=cast.mia)


@pytest.mark.parametrize("wrong", [
    {"code": ""}, {"label": ""}, {"channel": "smoke"}, {"starts_on": "2026-12-02", "ends_on": "2026-12-01"},
])  # fmt: skip
def test_an_ad_that_cannot_be_is_refused(as_, campaign, wrong):
    assert as_("mia").post(reverse("leads:ads"), ad_words(campaign, **wrong)).status_code == 422
    assert not Ad.objects.exists()


def test_the_list_of_an_ad_is_of_its_campaign(as_, campaign, lead_list, cast):
    another = factories.campaign(cast.a, cast.mo, name="Another")
    answer = as_("mia").post(reverse("leads:ads"), ad_words(another, lead_list=lead_list.pk))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["lead_list"]
    assert as_("mia").post(reverse("leads:ads"), ad_words(campaign, lead_list=lead_list.pk)).status_code == 302


def test_a_code_that_came_before_its_ad_is_counted_when_the_ad_is_written_down(as_, lead_list, campaign, cast):
    form = factories.web_form(lead_list, cast.mia)
    came = factories.arrival(lead_list, cast.mia, web_form=form, code="Spring 24")
    other = factories.arrival(lead_list, cast.mia, web_form=form, code="Autumn")
    page = as_("mia").get(reverse("leads:doors")).content.decode()
    assert "Codes that no ad has" in page and "?code=Spring%2024" in page
    as_("mia").post(reverse("leads:ads"), ad_words(campaign))
    came.refresh_from_db()
    other.refresh_from_db()
    assert came.ad == Ad.objects.get() and came.ad_code == "Spring 24" and other.ad is None


def test_the_page_of_ads_begins_with_the_code_that_was_followed(as_, campaign):
    page = as_("mia").get(reverse("leads:ads") + "?code=Autumn%22%3E").content.decode()
    assert 'value="Autumn&quot;&gt;"' in page


# Folders


@pytest.fixture
def folder_words(lead_list, cast):
    return {
        "lead_list": lead_list.pk, "name": "supplier-1", "pattern": "*.csv", "country": "GR",
        "loads_as": cast.mia.pk, "is_on": "on",
    }  # fmt: skip


def test_a_folder_is_set_up_and_changed(as_, folder_words, cast, settings):
    settings.WATCHED_FOLDER = "/srv/leads"
    assert as_("ada").post(reverse("leads:folder_new"), folder_words).url == reverse("leads:doors")
    made = WatchedFolder.objects.get()
    assert (made.name, made.pattern, made.loads_as, made.state) == ("supplier-1", "*.csv", cast.mia, "due")
    assert made.path == "/srv/leads/aegean/supplier-1"
    url = reverse("leads:folder", args=[made.pk])
    assert "/srv/leads/aegean/supplier-1" in as_("mia").get(url).content.decode()
    as_("mia").post(url, {name: value for name, value in folder_words.items() if name != "is_on"})
    made.refresh_from_db()
    assert (made.is_on, made.state) == (False, "void")


@pytest.mark.parametrize("wrong", [{"name": "../up"}, {"name": "a b"}, {"pattern": ""}, {"country": "XX"}])
def test_a_folder_that_cannot_be_is_refused(as_, folder_words, wrong):
    assert as_("mia").post(reverse("leads:folder_new"), folder_words | wrong).status_code == 422
    assert not WatchedFolder.objects.exists()


@pytest.mark.parametrize("name", ["sam", "vic", "otto"])
def test_nobody_is_named_who_may_not_load_leads_here(as_, folder_words, cast, name):
    answer = as_("mia").post(reverse("leads:folder_new"), folder_words | {"loads_as": getattr(cast, name).pk})
    assert answer.status_code == 422 and not WatchedFolder.objects.exists()


def test_a_colleague_of_both_may_not_be_named_for_the_other_client(as_, folder_words, cast):
    cast.mia.join(cast.b, "marketing")
    answer = as_("mia").post(reverse("leads:folder_new"), folder_words | {"loads_as": cast.olga.pk})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["loads_as"]


def test_without_a_root_the_page_says_who_can_help(as_, settings, campaign):
    settings.WATCHED_FOLDER = ""
    assert "WATCHED_FOLDER" in as_("mia").get(reverse("leads:doors")).content.decode()


# Tokens


def test_a_token_is_shown_once(as_, cast):
    page = as_("ada").post(reverse("office:tokens"), {"client": cast.a.pk, "name": "Shop"}).content.decode()
    made = ApiToken.objects.get()
    assert page.count("sd_") >= 2 and made.prefix in page
    signs = page.split('translate="no">')[1].split("<")[0]
    with isolation.seeing([]):
        assert ApiToken.objects.bearing(signs) == made
    again = as_("ada").get(reverse("office:tokens")).content.decode()
    assert signs not in again and made.prefix in again
    assert signs not in made.token_hash and len(made.token_hash) == 64


def test_a_token_is_revoked_once_and_for_all(as_, cast):
    made, signs = ApiToken.make(client=cast.a, name="Shop", by=cast.ada)
    as_("ada").post(reverse("office:revoke_token", args=[made.pk]))
    made.refresh_from_db()
    assert (made.revoked_at, made.revoked_by) == (clock.now(), cast.ada)
    clock.advance(timedelta(hours=1))
    made.revoke(by=cast.ada)
    made.refresh_from_db()
    assert made.revoked_at == clock.now() - timedelta(hours=1), "when it was, not when it was asked again"
    with isolation.seeing([]):
        assert ApiToken.objects.bearing(signs) is None


def test_only_who_runs_the_client_makes_and_revokes(cast):
    with pytest.raises(Refused):
        ApiToken.make(client=cast.a, name="Shop", by=cast.mo)
    made, _signs = ApiToken.make(client=cast.a, name="Shop", by=cast.ada)
    with pytest.raises(Refused):
        made.revoke(by=cast.mia)
    with pytest.raises(Refused):
        ApiToken.make(client=cast.b, name="Shop", by=cast.ada)


def test_an_administrator_of_one_makes_none_for_the_other(as_, cast):
    answer = as_("ada").post(reverse("office:tokens"), {"client": cast.b.pk, "name": "Shop"})
    assert answer.status_code == 422 and not ApiToken.objects.exists()


def test_the_question_over_all_clients_knows_two_doors_only(cast):
    from django.db import InternalError, transaction

    for table, column in (("leads_lead", "email"), ("office_user", "email"), ("office_apitoken", "name")):
        with pytest.raises(InternalError, match="no door"), transaction.atomic():
            isolation.opened(table, column, "x")


# What came


def test_the_page_shows_what_came_through_each_door(as_, lead_list, campaign, cast):
    form = factories.web_form(lead_list, cast.mia, title="Autumn audit")
    Ad.open(campaign=campaign, code="GOLD", label="Coupon", by=cast.mia)
    token, _signs = ApiToken.make(client=cast.a, name="Web shop", by=cast.ada)
    factories.arrival(lead_list, cast.mia, web_form=form, code="gold")
    factories.arrival(lead_list, cast.mia, {"phone": "12"}, web_form=form)
    factories.arrival(lead_list, cast.mia, {"phone": "6912345678"}, {"phone": "6912345679"}, token=token)
    page = as_("ada").get(reverse("leads:doors"))
    (_form, by_form), (_token, by_token), (_ad, by_ad) = (page.context[name][0] for name in ("forms", "tokens", "ads"))
    assert [by_form[name] for name in ("n", "rows", "created", "rejected")] == [2, 2, 1, 1]
    assert [by_token[name] for name in ("n", "rows", "created", "rejected")] == [1, 2, 2, 0]
    assert (by_ad["n"], by_ad["created"]) == (1, 1)
    text = page.content.decode()
    assert "Autumn audit" in text and "Web shop" in text and "GOLD" in text
    assert len(page.context["latest"]) == 3


def test_only_lately_counts(as_, lead_list, cast):
    form = factories.web_form(lead_list, cast.mia)
    came = factories.arrival(lead_list, cast.mia, web_form=form)
    Arrival.objects.filter(pk=came.pk).update(at=clock.now() - timedelta(days=31))
    assert as_("mia").get(reverse("leads:doors")).context["forms"] == [(form, {})]


def test_tokens_are_shown_to_administrators_only(as_, cast, lead_list):
    ApiToken.make(client=cast.a, name="Web shop", by=cast.ada)
    assert "Web shop" not in as_("mia").get(reverse("leads:doors")).content.decode()
    assert "Web shop" in as_("ada").get(reverse("leads:doors")).content.decode()


def test_another_clients_doors_are_not_shown(as_, other_campaign, campaign, cast):
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    form = factories.web_form(theirs, cast.olga, title="Their form")
    factories.arrival(theirs, cast.olga, web_form=form, code="THEIRS")
    page = as_("mia").get(reverse("leads:doors")).content.decode()
    assert "Their form" not in page and "THEIRS" not in page


def test_links_lead_only_where_one_may_go(as_, lead_list, cast):
    form = factories.web_form(lead_list, cast.mia)
    url = reverse("leads:web_form", args=[form.pk])
    assert url in as_("mia").get(reverse("leads:doors")).content.decode()
    assert url not in as_("ada").get(reverse("leads:doors")).content.decode()


def test_the_page_costs_the_same_however_much_came(as_, lead_list, cast, django_assert_max_num_queries):
    form = factories.web_form(lead_list, cast.mia)
    for _turn in range(5):
        factories.arrival(lead_list, cast.mia, web_form=form, code="X")
    browser = as_("mia")
    with django_assert_max_num_queries(30):
        browser.get(reverse("leads:doors"))


def test_single_people_do_not_crowd_the_page_of_files(as_, lead_list, cast, campaign):
    form = factories.web_form(lead_list, cast.mia, title="Autumn audit")
    factories.arrival(lead_list, cast.mia, web_form=form)
    factories.lead_import(campaign, cast.mia, "Name,Phone", "Ann,6912345678")
    page = as_("mia").get(reverse("leads:imports"))
    assert [shown.file_name for shown in page.context["imports"]] == ["leads.csv"]
