"""docker-compose.yml, as far as it can be proved without an engine: its services, health checks, names and commands."""

import re
import shlex

import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands
from gunicorn.app.wsgiapp import WSGIApplication

from setterdesk.management.commands.up import AFTER_THE_CALLS
from tests.ground.conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
APP = ("migrate", "web", "worker", "beat")
KEPT_BY_COMPOSE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def named_in_settings():
    return set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "setterdesk" / "settings.py").read_text())) | {
        "SETTERDESK_DATA"
    }


def named_in_example():
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_services():
    assert set(SERVICES) == {"postgres", "redis", *APP}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["redis"]["image"].startswith("redis:")


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_every_lasting_service_has_a_health_check_and_comes_back(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_app_waits_for_database_redis_and_migration(name):
    assert SERVICES[name]["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


def test_the_example_names_what_the_settings_read():
    assert named_in_example() == named_in_settings()


@pytest.mark.parametrize("name", APP)
def test_the_app_gets_only_what_the_settings_read(name):
    assert set(SERVICES[name]["environment"]) <= named_in_settings()
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SETTERDESK_PRODUCTION"} <= set(SERVICES[name]["environment"])


def test_whatever_compose_asks_of_its_environment_is_explained():
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked <= named_in_example() | KEPT_BY_COMPOSE
    page = (ROOT / "docs" / "deploy.md").read_text()
    assert {name for name in asked if f"`{name}`" not in page} == set()


def test_no_secret_stands_in_the_file():
    for text in re.findall(r"(?:PASSWORD|SECRET_KEY): (.*)", (ROOT / "docker-compose.yml").read_text()):
        assert text.startswith("${")
        assert ":?" in text


def test_only_the_loopback_is_published():
    assert [port for service in SERVICES.values() for port in service.get("ports", [])] == ["127.0.0.1:8000:8000"]


def test_data_outlives_the_containers():
    named = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert named == set(COMPOSE["volumes"])


def test_gunicorn_understands_its_command(monkeypatch):
    words = shlex.split(SERVICES["web"]["command"])
    monkeypatch.setattr("sys.argv", words)
    server = WSGIApplication("%(prog)s", prog="gunicorn")
    assert server.cfg.address == [("0.0.0.0", 8000)]
    assert server.cfg.worker_class_str == "gthread"


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_understands_its_commands(name):
    words = shlex.split(SERVICES[name]["command"])
    if name == "worker":
        assert words[:3] == AFTER_THE_CALLS
        words = words[3:]
    assert words[:4] == ["celery", "-A", "setterdesk", name]
    assert celery.commands[name].make_context(name, words[4:], parent=None, resilient_parsing=True).params


@pytest.mark.parametrize("name", ["web", "beat", "migrate"])
def test_the_commands_of_manage_py_exist(name):
    words = SERVICES[name].get("healthcheck", {"test": ["CMD", *SERVICES[name]["command"].split()]})["test"]
    assert words[:3] == ["CMD", "python", "manage.py"]
    assert words[3] in get_commands()


def test_the_image_installs_the_pinned_packages_and_runs_without_root():
    lines = (ROOT / "Dockerfile").read_text()
    assert "pip install --require-hashes -r requirements.txt" in lines
    assert lines.index("USER setterdesk") < lines.index("CMD [")
    for command in re.findall(r"manage\.py (\w+)", lines):
        assert command in get_commands()


def test_nothing_private_enters_the_image():
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", "var", ".venv"} <= set(left_out)
