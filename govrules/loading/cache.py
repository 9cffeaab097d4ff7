"""What has been loaded and checked is remembered in a folder, so that the next process need not do it again.

The folder is `GOVRULES_CACHE`; without it `govrules` in `XDG_CACHE_HOME`, or in `~/.cache`. `GOVRULES_CACHE=off`, or
an empty one, and nothing is remembered. One file stands for one folder of rulebooks. It says for which content of
which files it was made, by which version of this library, and is used for exactly these; and it holds a digest of
itself, so that one which is damaged is not used. Whatever goes wrong, files are loaded as if there were no cache.

Nothing in it is executed: it is JSON, of which `packing` makes values. That it says what the files say rests on
nobody else being able to write it, so a folder or file that is another user's, or that others may write, is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..version import __version__
from .packing import sources

VARIABLE = "GOVRULES_CACHE"
MARK = b"govrules cache 1\n"
MAX_BYTES = 64_000_000
"""How much a file of the cache may hold; of a larger one nothing is read."""


T = TypeVar("T")
S = TypeVar("S")


def remembered(kept: Entry | None, restore: Callable[[S], T], load: Callable[[], tuple[T, Callable[[], S]]]) -> T:
    """What `restore` makes of what is remembered; else what `load` loads, which then says as what it is to be
    remembered, in JSON's own types."""
    text = None if kept is None else kept.read()
    if text is not None:
        with suppress(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError):
            return restore(json.loads(text))
    found, stored = load()
    if kept is not None:
        kept.write(json.dumps(stored(), ensure_ascii=False, separators=(",", ":")))
    return found


class Entry(NamedTuple):
    """What is remembered of one folder: `name` is the file's name, and `key` says for what it was made."""

    name: str
    key: bytes

    def read(self) -> str | None:
        """What is remembered; None where nothing is, or it cannot be relied on."""
        folder = cache_folder()
        if folder is None or not _is_own(folder):
            return None
        content = _content(folder / self.name)
        start = MARK + self.key
        if content is None or not content.startswith(start):
            return None
        digest, packed = content[len(start) : len(start) + 32], content[len(start) + 32 :]
        if hashlib.sha256(start + packed).digest() != digest:
            return None
        try:
            text = zlib.decompressobj().decompress(packed, MAX_BYTES).decode()
        except (zlib.error, UnicodeDecodeError, MemoryError):
            return None
        return text

    def write(self, text: str) -> None:
        """Remember a text, or do nothing where that is not possible. Others see the whole of it or nothing."""
        folder = cache_folder()
        if folder is None:
            return
        start, packed = MARK + self.key, zlib.compress(text.encode(), 1)
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_own(folder):
                _replace(folder / self.name, start + hashlib.sha256(start + packed).digest() + packed)


def kept_for(kind: str, place: Iterable[Path], contents: Mapping[Path, bytes], *made_for: str) -> Entry:
    """What is remembered of the folders `place`: made for files with these contents, and for what else the result
    depends on."""
    name = hashlib.sha256("\n".join([kind, *(f"{path} {path.absolute()}" for path in place)]).encode()).hexdigest()
    parts = [kind, *made_for, *_library()]
    parts += [part for path, content in contents.items() for part in (str(path), hashlib.sha256(content).hexdigest())]
    return Entry(name, hashlib.sha256(repr(parts).encode()).digest())


def contents_of(files: Sequence[Path]) -> dict[Path, bytes] | None:
    """The content of each file; None where one cannot be read, which loading says better, or nothing is remembered."""
    if cache_folder() is None:
        return None
    try:
        return {path: path.read_bytes() for path in files}
    except OSError:
        return None


def cache_folder() -> Path | None:
    """The folder; None where nothing is to be remembered."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(given) if given not in ("", "off") else None
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(home) if Path(home).is_absolute() else Path.home() / ".cache") / "govrules"
    except RuntimeError:  # there is no home
        return None


@cache
def _library() -> tuple[str, ...]:
    """What this library is: its version; the content of the files that say what is packed; and, in a checkout, where
    the version stays the same, the state of the others."""
    package = Path(__file__).resolve().parents[1]
    folders = [package / "language", package / "loading", package / "model", package / "grammar"]
    folders += [package.parent / "grammar"]
    files = sorted(path for folder in folders for path in folder.glob("*.*") if path.is_file())
    packed = hashlib.sha256()
    for path in sources():
        with suppress(OSError):  # of a library without its sources, the version has to say enough
            packed.update(path.read_bytes())
    states = (f"{path.name} {(state := path.stat()).st_size} {state.st_mtime_ns}" for path in files)
    return __version__, packed.hexdigest(), *states


def _is_own(path: Path) -> bool:
    """Whether a folder is the user's own, and nobody else may write there."""
    try:
        return stat.S_ISDIR((state := path.stat()).st_mode) and _is_trusted(state)
    except OSError:
        return False


def _is_trusted(state: os.stat_result) -> bool:
    if not hasattr(os, "getuid"):
        return True
    return state.st_uid == os.getuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _content(path: Path) -> bytes | None:
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with open(number, "rb") as file:  # noqa: PTH123  opened without waiting for what is no file
            state = os.fstat(number)
            if not stat.S_ISREG(state.st_mode) or not _is_trusted(state) or state.st_size > MAX_BYTES:
                return None
            return file.read(MAX_BYTES)
    except OSError:
        return None


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".new-{os.urandom(8).hex()}")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  nobody else's
            file.write(content)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
