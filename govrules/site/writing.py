"""The folder of a site: made new, or made again where an earlier one stands; nothing else is overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ..errors import GovrulesError

MARK = ".govrules-site.json"
"""The file that tells a site from other folders, and holds the names of all files in it."""


def check_folder(folder: Path) -> None:
    """GovrulesError where a site cannot be written there: it is no folder, or holds something else."""
    if folder.exists() and not folder.is_dir():
        raise GovrulesError("site.no_folder", path=folder)
    if folder.is_dir() and any(folder.iterdir()):
        earlier = _files(folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.relative_to(folder).as_posix() not in earlier:
                raise GovrulesError("site.not_empty", path=folder, found=path.relative_to(folder).as_posix())


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a site, by their path in it, and remove those of an earlier site that are no more.
    GovrulesError as check_folder, and where a file cannot be written."""
    check_folder(folder)
    earlier = _files(folder)
    mark = json.dumps({"files": sorted(files)}, ensure_ascii=False, indent=0) + "\n"
    try:
        for name in sorted(earlier - {*files, MARK}):
            (folder / name).unlink(missing_ok=True)
        for name, text in {**files, MARK: mark}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as error:
        raise GovrulesError("usage.unwritable", path=error.filename or folder, problem=error.strerror) from None


def _files(folder: Path) -> set[str]:
    """The files of the earlier site there, with its mark; none where there is no such site."""
    try:
        listed = json.loads((folder / MARK).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    inside = (name for name in listed if isinstance(name, str) and _inside(name))
    return {MARK, *inside}


def _inside(name: str) -> bool:
    """Whether a path leads nowhere out of the folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
