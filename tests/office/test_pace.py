"""The brake of public pages counts visitors, also behind proxies of ours."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from office.pace import paced


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@paced(2, 60)
def view(request):
    return HttpResponse("in")


def statuses(rf, *visitors, **said):
    return [view(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=who)).status_code for who in visitors]


def test_the_third_within_a_minute_waits(rf):
    answers = [view(rf.get("/", REMOTE_ADDR="192.0.2.1")) for _each in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert view(rf.get("/", REMOTE_ADDR="192.0.2.2")).status_code == 200


def test_behind_our_proxy_each_visitor_is_counted(rf, settings):
    settings.TRUSTED_PROXIES = 1
    assert statuses(rf, "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2") == [200, 200, 429, 200]


def test_what_a_visitor_claims_counts_nothing(rf, settings):
    settings.TRUSTED_PROXIES = 0
    assert statuses(rf, "192.0.2.1", "192.0.2.2", "192.0.2.3") == [200, 200, 429]
