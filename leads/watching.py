"""The disk side of a watched folder: which files lie there, and moving them. Pure: knows no Django.

A folder has `working`, `done` and `failed` inside. Nothing outside it is read or written: names are plain, and no
link is followed, neither for the folders nor for a file.
"""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

WORKING, DONE, FAILED = "working", "done", "failed"
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".download")  # what programs call a file they still write
MOST = 500  # files of one look; the others wait for the next
LONGEST = 230  # bytes of a name; with its number and `.txt` a disk takes 255
_NAME = re.compile(r"[^\W_][\w-]{0,59}")
_BLOCK = 1024 * 1024


class Seen(NamedTuple):
    """A file as a look found it: size in bytes, time of its last change in nanoseconds."""

    size: int
    changed: int


class TooLarge(Exception):
    """A file above the limit."""


def is_safe(name: str) -> bool:
    """A plain name for a folder: letters, digits, hyphens, underscores."""
    return bool(_NAME.fullmatch(name)) and name not in (WORKING, DONE, FAILED)


class Place:
    """One folder: root / client / name. Raises OSError where it cannot be used, also when a link is in its way."""

    def __init__(self, root: Path, client: str, name: str) -> None:
        if not (is_safe(client) and is_safe(name)):
            raise NotADirectoryError(name)
        self.path = root.resolve(strict=True)
        for part in (client, name):
            self.path = _own_folder(self.path / part)
        for part in (WORKING, DONE, FAILED):
            _own_folder(self.path / part)

    def look(self, pattern: str) -> dict[str, Seen]:
        """The files that lie there and match, links and hidden ones left out."""
        with os.scandir(self.path) as entries:
            files = [entry for entry in entries if _matches(entry.name, pattern) and _is_file(entry)]
        files = sorted(files, key=lambda entry: entry.name)[:MOST]
        return {entry.name: Seen(told.st_size, told.st_mtime_ns) for entry in files if (told := _told(entry))}

    def take(self, name: str) -> bool:
        """Move a file into `working`; False when one of that name is there still, or this one is gone."""
        target = self.path / WORKING / name
        if os.path.lexists(target):
            return False
        try:
            os.rename(self.path / name, target)
        except FileNotFoundError:
            return False
        return True

    def working(self) -> list[str]:
        """The names of the files that were taken and not yet put away."""
        return sorted(os.listdir(self.path / WORKING))

    @contextmanager
    def copied(self, name: str, most: int) -> Iterator[tuple[Path, str]]:
        """A private copy of a file in `working`, and its sha256: what is read stays the same whatever happens to it."""
        handle = os.open(self.path / WORKING / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file, tempfile.NamedTemporaryFile(prefix="watched-") as copy:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise IsADirectoryError(name)
            digest, size = hashlib.sha256(), 0
            while block := file.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise TooLarge
                digest.update(block)
                copy.write(block)
            copy.flush()
            yield Path(copy.name), digest.hexdigest()

    def put_away(self, name: str, into: str, words: str) -> None:
        """Move a file out of `working`, with a text beside it that says what became of it. The text is there first."""
        target = _free(self.path / into / _short(name), words)
        _write(_beside(target), words)
        os.rename(self.path / WORKING / name, target)


def _own_folder(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise NotADirectoryError(str(path))
    return path


def _is_file(entry: "os.DirEntry[str]") -> bool:
    return entry.is_file(follow_symlinks=False)


def _told(entry: "os.DirEntry[str]") -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None


def _matches(name: str, pattern: str) -> bool:
    plain = name.lower()
    unready = plain.startswith((".", "~$")) or plain.endswith(UNFINISHED)
    return not unready and fnmatchcase(plain, pattern.lower())


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.txt")


def _short(name: str) -> str:
    """So that there is room for a number and for `.txt`."""
    if len(os.fsencode(name)) <= LONGEST:
        return name
    stem, suffix = (os.fsencode(part).decode("utf-8", "ignore") for part in os.path.splitext(name))
    suffix = suffix[:10]
    room = LONGEST - len(suffix.encode())
    return f"{stem.encode()[:room].decode('utf-8', 'ignore')}{suffix}"


def _free(path: Path, words: str) -> Path:
    """The path, or `name (2)` … where a file or another text lies already. The same text is an earlier try's."""
    found, number = path, 1
    while os.path.lexists(found) or _holds_another(_beside(found), words):
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found


def _holds_another(path: Path, words: str) -> bool:
    if not os.path.lexists(path):
        return False
    return path.is_symlink() or not path.is_file() or path.read_bytes() != words.encode()


def _write(path: Path, words: str) -> None:
    """All of it or nothing; never through a link that somebody laid there."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".", delete=False) as file:
        file.write(words)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
