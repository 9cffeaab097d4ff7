"""What people type, read: beside the canonical form, and by the length of the input."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median

import yaml

import govrules
from govrules.language.question import read_question

from .measuring import ROOT, Limit, Options, Result, Row, interleaved

PHRASINGS = ROOT / "tests" / "phrasings"
LENGTHS = (250, 500, 1_000)
LINEAR = 1.5
"""What a character of the longest input may take, by one of the shortest."""
QUICKLY = 100
"""Milliseconds in which a hostile input is refused."""
Read = Callable[[str], object]


def measure(options: Options) -> Iterator[Result]:
    """The rows of this measure."""
    books = govrules.load(eager=True)
    phrases, forms, where = spoken(books, options.pick(tiny=5, usual=30))
    turns = options.pick(tiny=1, usual=5)
    for text in phrases:  # what the reader keeps of questions and rulebooks is there from now on
        books.phrases.read(text)
    read = {"phrase": books.phrases.read, "canonical": read_question}
    found = interleaved(
        options.rounds,
        lambda: _typical(read["canonical"], forms, turns),
        {"phrase": lambda: _typical(read["phrase"], phrases, turns)},
    )
    yield found["phrase"].row(
        f"a phrase read ({len(phrases)} {where})", "ms", "its canonical form read", Limit(1, "value")
    )
    yield Row("the canonical form read", "ms", tuple(found["phrase"].against), limit=Limit(0.1, "value"))
    for length in LENGTHS:
        books.phrases.read(long_phrase(length))  # it is read, not refused
    yield from _by_length(options.rounds, turns, "phrase", books.phrases.read, long_phrase)
    yield from _by_length(options.rounds, turns, "canonical form", read_question, long_form)
    for name, text in hostile(options.pick(tiny=1_000, usual=100_000)).items():
        values = tuple(_refused(books, text) for _ in range(options.rounds))
        yield Row(f"refused: {name}", "ms", values, limit=Limit(QUICKLY, "value"))


def _by_length(rounds: int, turns: int, name: str, read: Read, text: Callable[[int], str]) -> Iterator[Result]:
    """What a character takes in longer inputs, by one of the shortest."""
    jobs = {length: lambda length=length: _each(read, text(length), turns) for length in LENGTHS[1:]}
    for length, series in interleaved(rounds, lambda: _each(read, text(LENGTHS[0]), turns), jobs).items():
        limit = Limit(LINEAR) if length == LENGTHS[-1] else None
        yield series.row(f"{name} of {length:,} characters", "µs/char", f"of {LENGTHS[0]}", limit)


def spoken(books: govrules.Books, count: int) -> tuple[list[str], list[str], str]:
    """Phrases, their canonical forms, and where they are from: the phrasings of the tests, where they
    are there, else questions printed as phrases."""
    entries = [
        entry
        for path in sorted(PHRASINGS.glob("*.yaml"))
        if not path.name.endswith(".refused.yaml")
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    if entries:
        return [entry["ask"] for entry in entries], [entry["reads"] for entry in entries], "phrasings of the tests"
    chance = random.Random(6)
    pairs = [(name, question) for name in books for question in books[name].data.rules]
    phrases = [
        books[name].phrase(question, chance.choice(("zh", "en"))) for name, question in chance.sample(pairs, count)
    ]
    return phrases, [books.phrases.read(text).written() for text in phrases], "questions printed as phrases"


def long_phrase(length: int) -> str:
    """A question of about that length: governments named over and over, which change nothing."""
    return ("瓜州、抚顺、康乐、东区、" * length)[: length - 6].rpartition("、")[0] + " 公文签发"


def long_form(length: int) -> str:
    """A canonical form of about that length."""
    facts = ", ".join(f"fact{number}=value{number}" for number in range(length))
    return f"guazhou: document.signing({facts[: length - 27].rpartition(',')[0]})"


def hostile(length: int) -> dict[str, str]:
    """Inputs that nobody means."""
    return {
        f"{length:,} characters": "上行文由谁签发" * (length // 7),
        f"{length:,} parentheses": "guazhou: document.signing" + "(" * length,
        "1,000 words that could be read in many ways": ("会议 " * 500)[:1_000],
        "look-alike characters": "guаzhоu: dосument.signing(directiоn=uрward)",
        "1,000 combining marks": "上行文由谁签发" + "\u0301" * 990,
    }


def _typical(read: Read, texts: Sequence[str], turns: int) -> float:
    """The median over the texts, in ms."""
    return median(_each(read, text, turns) * len(text) for text in texts) / 1e3


def _each(read: Read, text: str, turns: int) -> float:
    """What a character of the text takes to be read or refused, in µs: the least of some turns."""
    taken = []
    for _ in range(turns):
        begun = time.perf_counter()
        with contextlib.suppress(govrules.GovrulesError):
            read(text)
        taken.append(time.perf_counter() - begun)
    return min(taken) / len(text) * 1e6


def _refused(books: govrules.Books, text: str) -> float:
    begun = time.perf_counter()
    try:
        answers = books.ask(text)
    except govrules.GovrulesError:
        return (time.perf_counter() - begun) * 1e3
    raise AssertionError(f"answered, not refused: {text[:40]}: {answers}")
