"""A rulebook is kept packed: what is unpacked is what was loaded and checked."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import govrules
from govrules.language.syntax import Fact, Node, children
from govrules.loading.folders import find_rulebooks, shipped_folder
from govrules.loading.packing import Packing
from govrules.loading.rulebook_reader import RulebookReader
from govrules.loading.stored import restored_book, restored_vocabulary, stored_book, stored_vocabulary
from govrules.model.base import Model
from govrules.model.rulebook import Rule


@pytest.fixture(scope="module")
def library():
    return find_rulebooks([shipped_folder()])


def facts(value):
    """Every fact that conditions anywhere in a value speak of."""
    if isinstance(value, Fact):
        yield value
    if isinstance(value, Node):
        parts = children(value)
    elif isinstance(value, Model):
        parts = tuple(value.__dict__.values())
    else:
        parts = value if isinstance(value, tuple) else ()
    for part in parts:
        yield from facts(part)


@pytest.mark.parametrize("name", ["dongqu", "fushun", "guazhou", "kangle", "wolong"])
def test_unpacked_is_what_was_packed(library, name):
    (folder,) = library.folders[name]
    read = RulebookReader(folder, library.vocabulary, name).load(None)
    again = restored_book(stored_book(read), library.vocabulary)
    for part in ("header", "ledger", "places", "files", "digest", "id"):
        assert getattr(again, part) == getattr(read, part)
    assert dict(again.rules) == dict(read.rules)
    assert dict(again.silences) == dict(read.silences)
    assert list(again.scopes) == list(read.scopes)
    found = [fact for rules in again.rules.values() for fact in facts(rules)]
    assert len(found) > 20
    for fact in found:
        domain = fact.type.domain
        local = again.names
        known = (
            local.roles,
            *library.vocabulary.domains.values(),
            *(use.type.domain for use in local.readings.values()),
        )
        assert domain is None or any(domain is each for each in known)
    for rules in again.rules.values():
        assert [list(rule.__dict__) for rule in rules] == [list(Rule.model_fields)] * len(rules)
        assert all(rule.outcome.model_copy()._teller is None for rule in rules)


def test_the_vocabulary_too(library):
    read = library.vocabulary
    again = restored_vocabulary(stored_vocabulary(read))
    assert (again.sections, again.digest, again.places) == (read.sections, read.digest, read.places)
    assert (again.words, again.domains) == (read.words, read.domains)
    assert [again.same(role) for role in again.roles] == [read.same(role) for role in read.roles]


def test_a_question_is_unpacked_when_it_is_asked():
    book = govrules.load()["guazhou"]
    packed = book.data.rules
    book.ask("document.signing", direction="upward")
    unpacked = {name for name, entry in packed._entries.items() if not isinstance(entry, bytes)}
    assert "document.signing" in unpacked
    assert len(unpacked) < len(packed) / 2
    assert packed["document.signing"] is packed["document.signing"]


def test_all_threads_get_the_same_objects():
    for _ in range(5):
        rules = govrules.load()["wolong"].data.rules
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda name, rules=rules: (name, rules[name]), [*rules] * 8))
        assert all(rules[name] is each for name, each in found)


@pytest.mark.parametrize(
    "text",
    [
        "", "{}x", "[]", '["x"]',
        "[99999]", "[-99]", "[0,1,2,3,4]", '["f",1,0]', '["y","2024-02-30"]', '["m",1]', '["q"]',
        '["k","choice",false,"role"]', '["k","choice",false,"reading","nobody"]', "[" * 100_000, '[["t"]]',
        '[{"a":1}]', '["s",["t",{}]]',
    ],
)  # fmt: skip
def test_what_is_not_packed_is_refused(text):
    with pytest.raises((ValueError, TypeError, LookupError, ArithmeticError, RecursionError, AssertionError)):
        Packing().loaded(text)
