"""Rulebooks as they stood in a git revision: read into a temporary folder, with that revision's own
vocabulary. git is called as a program."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from ..books import Books
from ..errors import GovrulesError, LoadError
from ..loading.folders import VOCABULARY, find_rulebooks
from ..messages import Words


def is_revision(text: str) -> bool:
    """Whether git, in the current folder, knows a revision of that name."""
    try:
        _commit(text, text)
    except GovrulesError:
        return False
    return True


def working_path(path: str, spec: str) -> Path:
    """Where a path of `REV:PATH` stands in the working tree."""
    return _top(spec) / _from_top(path, spec)


def books_of_revision(revision: str, path: str) -> Books:
    """The rulebooks that stood under `path` in a git revision, all of them loaded. As for git, a path
    counts from the top of the repository, and one that begins with ./ from the current folder.

    Raises GovrulesError in one sentence for what git cannot do; LoadError with the files as REV:PATH.
    """
    spec = f"{revision}:{path}"
    commit, top, inside = _commit(revision, spec), _top(spec), _from_top(path, spec)
    with tempfile.TemporaryDirectory(prefix="govrules-") as folder:
        base = Path(folder) / top.name  # a repository may itself be a rulebook
        _unpack(commit, top, inside, base, spec)
        try:
            return _loaded(base / inside)
        except LoadError as error:
            raise LoadError([_renamed(one, f"{base}/", f"{revision}:") for one in error.errors]) from None


def _git(*arguments: str, spec: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise GovrulesError("git.missing", spec=spec) from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        problem = lines[0].removeprefix("fatal: ").removeprefix("error: ")
        raise GovrulesError("git.failed", spec=spec, problem=problem)
    return done.stdout


def _commit(revision: str, spec: str) -> str:
    """The full name of a commit."""
    _top(spec)  # where there is no repository, that is what is wrong
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return _git(*arguments, spec=spec).decode().strip()
    except GovrulesError as error:
        if error.code != "git.failed":
            raise
        raise GovrulesError("git.revision", spec=spec, revision=revision) from None


def _top(spec: str) -> Path:
    return Path(_git("rev-parse", "--show-toplevel", spec=spec).decode().strip())


def _from_top(path: str, spec: str) -> PurePosixPath:
    if not path.startswith((".", "/")):
        return PurePosixPath(path)
    whole, top = Path(path).resolve(), _top(spec).resolve()
    if not whole.is_relative_to(top):
        raise GovrulesError("git.failed", spec=spec, problem=Words("outside_repository", path=path))
    return PurePosixPath(whole.relative_to(top).as_posix())


def _unpack(commit: str, top: Path, path: PurePosixPath, base: Path, spec: str) -> None:
    """Write what stood at the path into a folder, with the vocabulary beside it (or above, of a version)."""
    beside = [str(above / VOCABULARY) for above in list(path.parents)[:2]]
    listed = ("-C", str(top), "ls-tree", "-d", "-z", "--name-only", commit, "--")
    there = _git(*listed, *beside, spec=spec).decode().split("\0") if beside else []
    wanted = [str(path), *(place for place in there if place)]
    archive = _git("-C", str(top), "archive", "--format=tar", commit, "--", *wanted, spec=spec)
    with tarfile.open(fileobj=io.BytesIO(archive)) as content:
        content.extractall(base, filter="data")


def _loaded(place: Path) -> Books:
    """The rulebooks with the vocabulary of the revision alone where it is whole; where it only adds to
    the shipped one, with both."""
    try:
        books = Books(find_rulebooks([place], below=()))
        books.load_all()
    except LoadError:
        books = Books(find_rulebooks([place]))
        books.load_all()
    return books


def _renamed(error: GovrulesError, folder: str, revision: str) -> GovrulesError:
    """The error with its file as REV:PATH, not as the temporary one."""
    error.message = error.message.replace(folder, revision)
    error.args = (error.message,)
    return error.at(error.file and error.file.replace(folder, revision), error.line, error.column)
