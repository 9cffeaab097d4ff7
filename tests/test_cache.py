"""What is remembered between processes changes no answer, whatever becomes of the folder."""

import json
import os
import random
import shutil
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import govrules
from govrules.errors import LoadError
from govrules.loading import cache, rulebook_reader
from govrules.loading.folders import VOCABULARY, shipped_folder

SHIPPED = shipped_folder()
UPWARD = {"direction": "upward"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the cache, which is not there yet."""
    monkeypatch.setenv("GOVRULES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def world(tmp_path):
    """A rulebook that may be changed."""
    shutil.copytree(SHIPPED / "wolong", tmp_path / "books/wolong")
    return tmp_path / "books"


@pytest.fixture
def loads(monkeypatch):
    """The names of the rulebooks that have been read from their files."""
    names = []
    load = rulebook_reader.RulebookReader.load

    def counted(self, until):
        names.append(self.name)
        return load(self, until)

    monkeypatch.setattr(rulebook_reader.RulebookReader, "load", counted)
    return names


def said(books):
    """What a rulebook says: its content, and its answers."""
    book = books["wolong"]
    asked = [book.ask(name).to_dict() for name in book.data.rules]
    return book.content_hash, asked, [str(rule.position) for rules in book.data.rules.values() for rule in rules]


def test_with_and_without_it_a_rulebook_is_the_same(folder, loads, monkeypatch):
    for name in ("dongqu", "fushun", "guazhou", "kangle", "wolong"):
        first, second = govrules.load()[name], govrules.load()[name]
        monkeypatch.setenv("GOVRULES_CACHE", "off")
        without = govrules.load()[name]
        monkeypatch.setenv("GOVRULES_CACHE", str(folder))
        assert loads == [name, name]
        loads.clear()
        for book in (first, second):
            for part in ("header", "ledger", "places", "files", "digest"):
                assert getattr(book.data, part) == getattr(without.data, part)
            assert dict(book.data.rules) == dict(without.data.rules)
            assert dict(book.data.silences) == dict(without.data.silences)
            assert book.data.names.vocabulary.digest == without.data.names.vocabulary.digest
            assert book.data.names.vocabulary.places == without.data.names.vocabulary.places
        dice = random.Random(name)
        for question in dice.sample(list(without.data.rules), min(12, len(without.data.rules))):
            answers = [book.ask(question) for book in (first, second, without)]
            assert len({json.dumps(answer.to_dict(), ensure_ascii=False, default=str) for answer in answers}) == 1
            assert len({answer.explain() for answer in answers}) == 1
    assert len(list(folder.iterdir())) == 6


def test_what_files_say_now_counts(folder, world, loads):
    before = said(govrules.load(world))
    for path in sorted((world / "wolong").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "# looked at again\n", encoding="utf-8")
        assert said(govrules.load(world)) == before
    assert len(loads) == 1 + len(list((world / "wolong").glob("*.yaml")))
    assert said(govrules.load(world)) == before
    assert len(loads) == 1 + len(list((world / "wolong").glob("*.yaml")))
    header = world / "wolong/rulebook.yaml"
    header.write_text(header.read_text(encoding="utf-8").replace("version:", "version: '2' # ", 1), encoding="utf-8")
    assert govrules.load(world)["wolong"].version == "2"
    (world / "wolong/openness.yaml").unlink()
    assert "openness.duties" not in govrules.load(world)["wolong"].data.rules
    (world / "vocabulary").mkdir()
    (world / "vocabulary/own.yaml").write_text("roles:\n  crier: {zh: 更夫, en: town crier}\n", encoding="utf-8")
    assert "crier" in govrules.load(world)["wolong"].data.names.vocabulary.roles


def test_errors_are_the_same_and_never_remembered(folder, world, monkeypatch):
    govrules.load(world)["wolong"]
    rules = world / "wolong/meetings.yaml"
    rules.write_text(rules.read_text(encoding="utf-8") + "no.such.question:\n  - id: x\n", encoding="utf-8")
    found = []
    for given in (str(folder), str(folder), "off"):
        monkeypatch.setenv("GOVRULES_CACHE", given)
        with pytest.raises(LoadError) as error:
            govrules.load(world)["wolong"]
        found.append(str(error.value))
    assert len(set(found)) == 1
    assert "no.such.question" in found[0]


@pytest.mark.parametrize("damage", ["flip", "cut", "longer", "empty", "other"])
def test_a_damaged_file_is_not_used(folder, world, loads, damage):
    before = said(govrules.load(world))
    entry = entry_of(world, folder)
    whole = entry.read_bytes()
    header = len(cache.MARK) + 64
    regions = [0, 3, len(cache.MARK), len(cache.MARK) + 31, len(cache.MARK) + 32, header - 1, header, header + 9]
    regions += [*range(header + 100, len(whole), len(whole) // 12), len(whole) - 1]
    for index in regions:
        bad = {
            "flip": whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :],
            "cut": whole[:index],
            "longer": whole[:index] + b"\0" + whole[index:],
            "empty": b"",
            "other": (folder / next(path.name for path in folder.iterdir() if path != entry)).read_bytes(),
        }[damage]
        assert bad != whole
        entry.write_bytes(bad)
        loads.clear()
        book = govrules.load(world)["wolong"]
        assert loads == ["wolong"], index
        assert book.content_hash == before[0]
        assert entry.read_bytes() == whole
    assert said(govrules.load(world)) == before


def entry_of(world, folder):
    """The file that stands for the rulebook."""
    name = cache.kept_for("rulebook", [world / "wolong"], {}).name
    return folder / name


def write_entry(entry, payload):
    """A file of the cache that is not damaged, with another payload."""
    start = entry.read_bytes()[: len(cache.MARK) + 32]
    packed = zlib.compress(payload.encode())
    entry.write_bytes(start + cache.hashlib.sha256(start + packed).digest() + packed)


HOSTILE = [
    "", "null", "0", "[]", "{}", '"x"', "[" * 50_000, '["",{},{}]', '["[]",{},{}]', '["{}",{},{}]',
    '["[\\"t\\"]",{},{}]',
    '["[\\"t\\",1,2,3,4,5,6]",{},{}]', '["[\\"t\\",[0],2,3,4,5,6]",{},{}]', '[["x"],{},{}]', '["[99999]",[],[]]',
    '["__import__(\\"os\\").abort()",{},{}]', "cos\nsystem\n(S'false'\ntR.", "!!python/object/apply:os.abort []",
]  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_rulebook_is_loaded_from_its_files(folder, world, loads, payload):
    before = said(govrules.load(world))
    write_entry(entry_of(world, folder), payload)
    assert said(govrules.load(world)) == before
    assert loads == ["wolong", "wolong"]


@pytest.mark.parametrize("payload", [*HOSTILE, '["",{},[],""]', '["",{"roles":{}},[{},{},{},[],[]],""]'])
def test_what_is_no_vocabulary_is_loaded_from_its_files(folder, world, payload):
    before = said(govrules.load(world))
    entry = folder / cache.kept_for("vocabulary", [SHIPPED / VOCABULARY], {}).name
    kept = entry.read_bytes()
    write_entry(entry, payload)
    assert said(govrules.load(world)) == before
    assert entry.read_bytes() == kept


def test_a_payload_that_unfolds_without_end_is_not_unfolded(folder, world, loads):
    govrules.load(world)["wolong"]
    write_entry(entry_of(world, folder), " " * (cache.MAX_BYTES + 10))
    govrules.load(world)["wolong"]
    assert loads == ["wolong", "wolong"]


def test_another_library_makes_its_own(folder, world, loads, monkeypatch):
    govrules.load(world)["wolong"]
    monkeypatch.setattr(cache, "_library", lambda: ("another",))
    govrules.load(world)["wolong"]
    govrules.load(world)["wolong"]
    assert loads == ["wolong", "wolong"]


@pytest.mark.parametrize("given", ["off", ""])
def test_it_can_be_switched_off(tmp_path, world, loads, monkeypatch, given):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GOVRULES_CACHE", given)
    for _ in range(2):
        govrules.load(world)["wolong"]
    assert loads == ["wolong", "wolong"]
    assert not (tmp_path / "home").exists()


def test_where_it_is(tmp_path, monkeypatch):
    monkeypatch.delenv("GOVRULES_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.cache_folder() == tmp_path / "xdg/govrules"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # which the standard says to ignore
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.cache_folder() == tmp_path / ".cache/govrules"
    monkeypatch.setenv("GOVRULES_CACHE", str(tmp_path / "own"))
    assert cache.cache_folder() == tmp_path / "own"


def test_only_its_owner_may_read_it(folder, world):
    govrules.load(world)["wolong"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o1777])
def test_a_folder_in_which_others_may_write_is_not_used(folder, world, loads, mode):
    folder.mkdir()
    folder.chmod(mode)
    for _ in range(2):
        govrules.load(world)["wolong"]
    assert loads == ["wolong", "wolong"]
    assert not list(folder.iterdir())


def test_nor_is_a_file_that_others_may_write(folder, world, loads):
    govrules.load(world)["wolong"]
    entry_of(world, folder).chmod(0o602)
    govrules.load(world)["wolong"]
    assert loads == ["wolong", "wolong"]


def test_nor_is_what_belongs_to_somebody_else(folder, world, loads, monkeypatch):
    govrules.load(world)["wolong"]
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    govrules.load(world)["wolong"]
    assert loads == ["wolong", "wolong"]


@pytest.mark.parametrize("what", ["file", "missing above", "link", "pipe", "folder"])
def test_a_folder_that_is_none_and_entries_that_are_no_files(folder, world, loads, what, monkeypatch):
    if what == "file":
        folder.write_text("")
    elif what == "missing above":
        folder.parent.joinpath("gone").symlink_to(folder.parent / "nowhere")
        monkeypatch.setenv("GOVRULES_CACHE", str(folder.parent / "gone/cache"))
    else:
        govrules.load(world)["wolong"]
        entry = entry_of(world, folder)
        content = entry.read_bytes()
        entry.unlink()
        if what == "link":
            (folder / "elsewhere").write_bytes(content)
            entry.symlink_to(folder / "elsewhere")
        elif what == "pipe":
            os.mkfifo(entry)
        else:
            entry.mkdir()
        loads.clear()
    first = said(govrules.load(world))
    assert said(govrules.load(world)) == first
    assert loads[0] == "wolong"


@pytest.mark.parametrize("how", ["mkdir", "create", "write", "replace"])
def test_a_folder_that_cannot_be_written_or_a_full_disk_does_no_harm(folder, world, loads, how, monkeypatch):
    def full(*_arguments, **_more):
        raise OSError(28, "No space left on device")

    if how == "create":
        create = os.open
        monkeypatch.setattr(os, "open", lambda path, flags, *mode: (full if mode else create)(path, flags, *mode))
    elif how == "write":
        monkeypatch.setattr(cache, "open", lambda number, mode: Full(number, mode, full), raising=False)
    else:
        monkeypatch.setattr(Path, how, full)
    first, second = said(govrules.load(world)), said(govrules.load(world))
    assert first == second
    assert loads == ["wolong", "wolong"]
    assert not folder.exists() or not list(folder.iterdir())


class Full:
    """A file to which nothing can be written."""

    def __init__(self, number, mode, full):
        self.file, self.write = os.fdopen(number, mode), full

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


def test_many_may_write_at_once(folder, world):
    program = "import sys, govrules; print(govrules.load(sys.argv[1])['wolong'].ask('meeting.quorum').asked)"

    def run(_number):
        return subprocess.run([sys.executable, "-c", program, str(world)], capture_output=True, text=True)

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(run, range(12)))
    assert {(one.returncode, one.stderr) for one in done} == {(0, "")}
    assert len({one.stdout for one in done}) == 1
    assert sorted(path.suffix for path in folder.iterdir()) == ["", ""]
    assert entry_of(world, folder).is_file()


READING = {
    "yaml", "lark", "govrules.loading.rulebook_reader", "govrules.loading.vocabulary_reader",
    "govrules.loading.validation", "govrules.model.gathered", "govrules.model.threshold",
}  # fmt: skip
"""What reading files takes, and a question whose outcome is a chain does not."""


def test_nothing_reads_yaml_or_conditions_where_all_is_remembered(folder):
    asked = f"import govrules; govrules.load()['guazhou'].ask('document.signing', {UPWARD})"
    printed = f"{asked}; import sys; print(sorted({READING} & set(sys.modules)))"
    found = [subprocess.run([sys.executable, "-c", printed], capture_output=True, text=True).stdout for _ in range(2)]
    assert found == [f"{sorted(READING)}\n", "[]\n"]
