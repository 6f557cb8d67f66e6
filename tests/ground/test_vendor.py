"""`manage.py vendor` serves only the very files whose hashes stand in the list."""

import hashlib
import json
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from setterdesk.management.commands import vendor

CIRCLE = [["circle", {"cx": "12", "cy": "12", "r": "3"}]]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A node_modules with one file and two icons, their list, and an npm that only counts how often it is asked."""
    modules, target, listed = tmp_path / "node_modules", tmp_path / "vendor", tmp_path / "vendor.toml"
    (modules / "some").mkdir(parents=True)
    (modules / "some/style.css").write_text("a{}")
    (modules / "some/icons.json").write_text(json.dumps({"dot": CIRCLE, "ring": CIRCLE}))
    asked = []
    for name, value in {"MODULES": modules, "VENDOR": target, "LIST": listed}.items():
        monkeypatch.setattr(vendor, name, value)
    monkeypatch.setattr(vendor, "fetch", lambda: asked.append(1))

    def write(*icons, css=""):
        files = (modules / "some/style.css", modules / "some/icons.json")
        sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        listed.write_text(
            f'[[file]]\nsource = "some/style.css"\ntarget = "style.css"\nsha256 = "{css or sums[0]}"\n'
            f'[icons]\nsource = "some/icons.json"\ntarget = "icons.svg"\nsha256 = "{sums[1]}"\n'
            f"names = {json.dumps(icons)}\n"
        )

    write("dot")
    return SimpleNamespace(write=write, asked=asked, target=target, modules=modules, listed=listed)


def run(**options):
    call_command("vendor", verbosity=0, **options)


def test_files_and_sprite_are_laid(shop):
    run()
    assert (shop.target / "style.css").read_text() == "a{}"
    assert '<symbol id="dot"' in (shop.target / "icons.svg").read_text()


def test_a_second_run_asks_nobody(shop):
    run()
    run()
    assert len(shop.asked) == 1


@pytest.mark.parametrize("file", ["style.css", "icons.svg"])
def test_a_changed_file_is_laid_anew(shop, file):
    run()
    right = (shop.target / file).read_text()
    (shop.target / file).write_text(right + "tampered")
    run()
    assert (shop.target / file).read_text() == right


def test_a_new_icon_redraws_the_sprite(shop):
    run()
    shop.write("dot", "ring")
    run()
    assert (shop.target / "icons.svg").read_text().count("<symbol") == 2


def test_a_file_that_is_not_the_listed_one_is_refused(shop):
    shop.write("dot", css="0" * 64)
    with pytest.raises(CommandError, match="some/style.css is not the file"):
        run()
    assert not (shop.target / "style.css").exists()


def test_an_icon_that_does_not_exist_is_named(shop):
    shop.write("dot", "unicorn")
    with pytest.raises(CommandError, match="unicorn"):
        run()


def test_write_renews_the_hashes(shop):
    (shop.modules / "some/style.css").write_text("b{}")
    run(write=True)
    assert hashlib.sha256(b"b{}").hexdigest() in shop.listed.read_text()
    assert (shop.target / "style.css").read_text() == "b{}"
