"""How a question that is being typed could go on: words of the vocabulary that begin as its end does."""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

from ..language.question import AT
from .lexicon import ROLE, Lexicon, Meaning
from .phrase import PhraseReader
from .reader import Word, words_at
from .tokens import at_edge, plain

MAX_SHOWN = 40
"""How many completions are offered at one place."""
ID = re.compile(r"[a-z][a-z0-9_.]*")
OPEN = "(（,，=＝["
INSIDE = re.compile(r"[(（][^)）]*$")
NAMED = re.compile(r"([\w.]+)\s*[(（][^)）]*$")
CHINESE = re.compile("[㐀-鿿]")
AWAITED = re.compile(r"(\w+)\s*[=＝]\s*\[?[^,，=＝]*$")


class Completion(NamedTuple):
    """A word that could stand there: it takes the place of the last `typed` characters."""

    word: str
    typed: int


class Completing:
    """Completes questions in the words of one reader. Between parentheses (the canonical form) ids and
    Chinese labels are offered, elsewhere all words of phrases."""

    def __init__(self, reader: PhraseReader) -> None:
        self.reader = reader
        self.phrases = _sorted(reader.lexicon.words)
        names = _by_id(reader.lexicon)
        chinese = {word: meanings for word, meanings in reader.lexicon.words.items() if CHINESE.match(word)}
        self.canonical = _sorted({**chinese, **names})
        self.meanings = {**names, **reader.lexicon.words}

    def completions(self, text: str, limit: int = MAX_SHOWN) -> list[Completion]:
        """Words that begin as the text ends, those that take up most of it first, then the most useful: the
        facts and values of the question that the text names, a government where none is named, a question
        where none is."""
        inside = INSIDE.search(text) is not None
        typed = text.lower() if inside else plain(text)
        known = self.canonical if inside else self.phrases
        said = self._said(text)
        found: dict[str, Completion] = {}
        for start in range(len(typed)):
            end = typed[start:]
            if end[0].isspace() or not (_begins(typed, start) if inside else at_edge(typed, start, len(typed))):
                continue
            words = [word for word in _beginning(known, end) if word != end and (AT in end or AT not in word)]
            for word in sorted(words, key=lambda word: (self._rank(word, said), len(word), word)):
                found.setdefault(word, Completion(word, len(end)))
                if len(found) == limit:
                    return list(found.values())
        if inside and typed.rstrip()[-1] in OPEN:
            useful = (word for word in known if self._opens(word, said))
            found |= {word: Completion(word, 0) for word in sorted(useful, key=lambda word: (not word.isascii(), word))}
        return list(found.values())[:limit]

    def _opens(self, word: str, said: _Said) -> bool:
        """Whether a word is worth offering before anything of it is typed: a fact of the question, or a value of
        the fact that waits for one."""
        if said.awaited:
            return self._rank(word, said) == 0
        return any(meaning.kind == "fact" and meaning.name in said.facts for meaning in self.meanings[word])

    def _said(self, text: str) -> _Said:
        """What the text names already."""
        words = words_at(plain(text), self.reader.lexicon)
        meanings = [meaning for here in words for word in here for meaning in word.meanings]
        rulebooks = frozenset(meaning.name for meaning in meanings if meaning.kind == "rulebook")
        questions = self._questions(text, words)
        facts = {name: fact.type for question in questions for name, fact in self.reader.slots(question).facts.items()}
        return _Said(rulebooks, bool(questions), facts, self._awaited(text), INSIDE.search(text) is not None)

    def _questions(self, text: str, words: list[list[Word]]) -> list[str]:
        """The questions that the text may be about; in the canonical form the one that it names."""
        named = NAMED.search(text)
        known = self.reader.lexicon.vocabulary.words["question"]
        return [known[named[1]]] if named is not None and named[1] in known else self.reader.questions(words)

    def _awaited(self, text: str) -> frozenset[str]:
        """The types of the fact whose value comes next (`direction=`)."""
        found = AWAITED.search(text) if INSIDE.search(text) else None
        if found is None:
            return frozenset()
        if found[1] in ("absent", "pairs"):
            return frozenset({ROLE})
        types = self.reader.lexicon.types
        words = self.reader.lexicon.words.get(plain(found[1]), ())
        return frozenset(types[meaning.name] for meaning in words if meaning.kind == "fact" and meaning.name in types)

    def _rank(self, word: str, said: _Said) -> int:
        return min(_rank(meaning, said) for meaning in self.meanings[word])


class _Said(NamedTuple):
    rulebooks: frozenset[str]
    asks: bool
    facts: dict[str, str]
    awaited: frozenset[str]
    inside: bool


def _rank(meaning: Meaning, said: _Said) -> int:
    """How little use a meaning is where so much is said already."""
    own = meaning.owners
    if own is not None and said.rulebooks and not any(_has(name, owner) for name in said.rulebooks for owner in own):
        return 9
    if said.awaited:
        return 0 if meaning.kind == "value" and meaning.within in said.awaited else 5
    if said.inside and meaning.kind == "fact" and meaning.name in said.facts:
        return 0
    if meaning.kind == "rulebook":
        return 7 if said.rulebooks else 0
    if meaning.kind == "question":
        return 6 if said.asks else 1
    if meaning.kind in ("fact", "value"):
        fits = meaning.name in said.facts or meaning.within in said.facts.values()
        return 2 if fits else 8 if said.asks else 3
    return 4


def _has(rulebook: str, owner: str) -> bool:
    """Whether a rulebook that is named (or a version of it) has the words of an owner."""
    (first, _, version), (second, _, other) = rulebook.partition(AT), owner.partition(AT)
    return first == second and (version == other or "" in (version, other))


def _by_id(lexicon: Lexicon) -> dict[str, tuple[Meaning, ...]]:
    """Everything that has an id, by it."""
    found: dict[str, dict[Meaning, None]] = {}
    for meaning in (meaning for meanings in lexicon.words.values() for meaning in meanings):
        if ID.fullmatch(meaning.name):
            found.setdefault(meaning.name, {})[meaning] = None
    return {name: tuple(meanings) for name, meanings in found.items()}


def _sorted(words: dict[str, tuple[Meaning, ...]]) -> list[str]:
    """The words in order, without the plurals that the lexicon makes of English ones."""
    return sorted(word for word in words if not (word.endswith("s") and words.get(word[:-1]) == words[word]))


def _begins(text: str, start: int) -> bool:
    """Whether an id may begin there."""
    return start == 0 or not (ID.match(text[start:]) and re.match(r"[a-z0-9_.]", text[start - 1]))


def _beginning(words: list[str], start: str) -> list[str]:
    first = bisect.bisect_left(words, start)
    return words[first : bisect.bisect_left(words, start + "\U0010ffff", first)]
