"""python -m benchmarks.generate N FOLDER [--seed S]: N rulebooks of 70 to 140 articles, made of the shipped ones.

Each starts from one of the four whole rulebooks and differs in names, titles, numbers and rules: some
questions are left out or ruled on as another government does, questions that only others rule on are
added, some rules fall away, and the articles are renumbered, in rules, notes and ledger alike. They are
for measuring only: what they say no government has decided.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from govrules.model.citations import chinese_numeral

from .sources import HEADER, LEDGER, Source, Text, sources

BASES = ("guazhou", "fushun", "kangle", "dongqu")
FEWEST, MOST = 70, 140
FIRST = "云岭青石清河东山金沙白水龙泉安宁永丰长乐平昌兴隆和顺新源太康宝应文登武定福海丹阳松江柳城梅溪竹"
SECOND = "山川河湖江海林原田野岗坡岭峰谷泉溪潭桥城镇关口门津渡洲岛湾港丘陵阳阴宁安康乐平和丰盛昌隆兴旺"
KINDS = (("县", "County"), ("市", "City"), ("区", "District"))
NUMERALS = {chinese_numeral(number): number for number in range(1, 200)} | {"两": 2}

ARTICLE = re.compile("第([一二三四五六七八九十百零]+)条")
UNITS = r"个工作日|天|小时|份|分钟|日内|日以上|日\)"
NUMBER = re.compile(rf"(?<![\d./])\d{{1,2}}(?= working days| days| hours| minutes| copies|, unit:|{UNITS})")
NUMERAL = re.compile(rf"(?<![一二三四五六七八九十百第])[两二三四五六七八九十]{{1,3}}(?={UNITS})")
COMPARED = re.compile(r"(?<=\bdays )(<=|>=|<|>|=) (\d{1,2})\b")
FRACTIONS = (("2/3", "3/4"), ("三分之二", "四分之三"))


def generate(count: int, folder: Path, seed: int = 7) -> list[str]:
    """Write `count` rulebooks into `folder`, each in a folder named by its id; the ids. The same count and
    seed make the same files, and a smaller count the first of them."""
    shipped = sources()
    units = _units(shipped)
    names = [f"g{number:04}" for number in range(count)]
    for number, name in enumerate(names):
        home = folder / name
        home.mkdir(parents=True)
        for file, text in _Maker(shipped, units, number, seed).files(name).items():
            (home / file).write_text(text, encoding="utf-8")
    return names


def _units(shipped: dict[str, Source]) -> list[frozenset[str]]:
    """Questions that must come from one rulebook: those that are stages of one another, and with those in
    which a finding on chains is accepted, those on standing in."""
    group: dict[str, set[str]] = {}

    def join(*questions: str) -> None:
        joined = set(questions).union(*(group.get(question, ()) for question in questions))
        group.update(dict.fromkeys(joined, joined))

    for source in shipped.values():
        for question in source.rules:
            join(question, *source.stages[question])
        if source.accepting:
            join(*source.accepting, *source.standing_in)
    return sorted({frozenset(questions) for questions in group.values()}, key=sorted)


class _Maker:
    """Makes one rulebook."""

    def __init__(self, shipped: dict[str, Source], units: list[frozenset[str]], number: int, seed: int) -> None:
        self.chance = random.Random(f"{seed}:{number}")
        self.number = number
        self.shipped = shipped
        self.base = shipped[self.chance.choice(BASES)]
        self.target = self.chance.randint(FEWEST, MOST)
        self.taken: dict[frozenset[str], Source] = {}
        self._take(units)
        self.firm = {
            (source.id, question)
            for unit, source in self.taken.items()
            for question in (unit if unit & source.accepting else ())
        }
        """Questions in which nothing may change on which an accepted finding rests."""
        self.rules = {
            (source.id, question): {file: self._kept(source, question, file) for file in source.rules[question]}
            for unit, source in self.taken.items()
            for question in sorted(unit & source.rules.keys())
        }
        self.order = self._ordered()

    def _take(self, units: list[frozenset[str]]) -> None:
        """Choose for every question whose rules to take, until there are enough articles, and not too many."""
        others = []
        for unit in units:
            donors = [source for source in self.shipped.values() if self._can_give(source, unit)]
            if not unit & self.base.rules.keys():
                others += [(unit, donors)]
                continue
            fate = self.chance.random()
            if fate < 0.8 or (fate < 0.95 and not donors):
                self.taken[unit] = self.base
            elif fate < 0.95:
                self.taken[unit] = self.chance.choice(donors)
        self.chance.shuffle(others)
        for unit, donors in others:
            if donors and len({*self._cited(), *self._own()}) < self.target:
                self.taken[unit] = self.chance.choice(donors)
        while len(self._cited()) > self.target:
            del self.taken[self.chance.choice(list(self.taken))]

    def _can_give(self, source: Source, unit: frozenset[str]) -> bool:
        """Whether another rulebook's rules on these questions can stand in this one."""
        if source is self.base or not unit & source.rules.keys():
            return False
        texts = [text for question in unit & source.rules.keys() for text in source.texts(question)]
        words = frozenset[str]().union(*(text.words for text in texts))
        clash = words & source.readings.keys() & self.base.readings.keys()
        shared = words & source.members.keys() & self.base.members.keys()
        clash |= {name for name in shared if source.members[name] != self.base.members[name]}
        return not clash and all(cite.article for text in texts for cite in text.cites)

    def _own(self) -> Iterator[tuple[str, int]]:
        return ((self.base.id, article) for article in self.base.ledger)

    def _texts(self) -> Iterator[tuple[Source, Text]]:
        """Everything that is taken, the header's declarations included."""
        for unit, source in self.taken.items():
            for question in sorted(unit & source.rules.keys()):
                yield from ((source, text) for text in source.texts(question))
        for section in ("classes", "readings", "judged", "nearest"):
            yield from self._declared(section).values()

    def _declared(self, section: str) -> dict[str, tuple[Source, Text]]:
        """A section of the header: the base's, and what rules of others need of theirs."""
        found = {name: (self.base, text) for name, text in getattr(self.base, section).items()}
        if section in ("classes", "readings"):
            for unit, source in self.taken.items():
                for question in sorted(unit & source.rules.keys()) if source is not self.base else ():
                    words = frozenset[str]().union(*(text.words for text in source.texts(question)))
                    for name, text in getattr(source, section).items():
                        if name in words:
                            found.setdefault(name, (source, text))
        return found

    def _cited(self) -> set[tuple[str, int]]:
        """The articles that are needed, by the rulebook that they are from."""
        return {(source.id, cite.article) for source, text in self._texts() for cite in text.cites}

    def _kept(self, source: Source, question: str, file: str) -> list[Text]:
        """The rules of a question in a file, some of them left out."""
        rules = source.rules[question][file]
        firm = (source.id, question) in self.firm
        kept = [rule.text for rule in rules if firm or not rule.spare or self.chance.random() < 0.9]
        return kept or [rules[0].text]

    def _ordered(self) -> list[tuple[str, int] | None]:
        """The articles in their new order, from article 1; None is one that says nothing decidable."""
        cited = {key for key in self._cited() if key[1]}
        own = [key for key in self._own() if key[1]]
        spare = [key for key in own if key not in cited]
        surplus = len(cited | set(own)) - self.target
        gone = set(self.chance.sample(spare, max(0, min(surplus, len(spare)))))
        order: list[tuple[str, int] | None] = [key for key in own if key not in gone]
        for key in sorted(cited - set(own)):
            order.insert(self.chance.randint(0, len(order)), key)
        while len(order) < self.target:
            order.insert(self.chance.randint(0, len(order)), None)
        return order

    def files(self, name: str) -> dict[str, str]:
        """The rulebook: file -> text."""
        articles: dict[str, dict[int, int]] = {source: {0: 0} for source in self.shipped}
        for number, key in enumerate(self.order, 1):
            if key is not None:
                articles[key[0]][key[1]] = number
        subjects: dict[str, list[str]] = {}
        for (source, question), files in self.rules.items():
            changed = self._changing(
                articles[source], 0 if (source, question) in self.firm else self.chance.randint(0, 5)
            )
            for file, texts in files.items():
                body = "\n".join(changed(text.written(articles[source])) for text in texts)
                subjects.setdefault(file, []).append(f"{question}:\n{body}")
        written = {file: "\n".join(blocks) for file, blocks in sorted(subjects.items())}
        return {HEADER: self._header(name, articles), LEDGER: self._ledger(), **written}

    def _changing(self, articles: dict[int, int], more: int) -> Callable[[str], str]:
        """What is done to the text of one question: other articles, and numbers that are greater by `more`
        wherever they stand."""
        fractions = FRACTIONS if self.number % 2 else ()

        def number(match: re.Match[str]) -> str:
            found = int(match[0])
            return str(found + more) if found > 1 else match[0]

        def numeral(match: re.Match[str]) -> str:
            found = NUMERALS.get(match[0], 1)
            return chinese_numeral(found + more) if found > 1 and more else match[0]

        def change(text: str) -> str:
            text = NUMERAL.sub(numeral, NUMBER.sub(number, text))
            text = COMPARED.sub(lambda match: f"{match[1]} {int(match[2]) + more * (int(match[2]) > 1)}", text)
            for old, new in fractions:
                text = text.replace(old, new)
            return ARTICLE.sub(lambda match: _article(match, articles), text)

        return change

    def _header(self, name: str, articles: dict[str, dict[int, int]]) -> str:
        place = FIRST[self.number % len(FIRST)] + SECOND[self.number // len(FIRST) % len(SECOND)]
        kind, english = KINDS[self.number % 3]
        titles = {role: f"{place}{title}" for role, title in self.base.titles.items()}
        year = self.chance.randint(2010, 2024)
        parts = [
            f"id: {name}\nlabel: {{zh: {place}{kind}, en: Sample {english} {self.number}}}\naliases: [{place}]\n",
            f'version: "{year}"\ninstrument:\n  title: {place}{kind}人民政府工作规则\n',
            f"  issuer: {place}{kind}人民政府\n  in_force_from: {year}-0{self.chance.randint(1, 9)}-01\n",
            "titles:\n" + "".join(f"  {role}: {title}\n" for role, title in titles.items()),
        ]
        for section in ("classes", "readings", "judged", "nearest"):
            entries = self._declared(section).values()
            body = "".join(text.written(articles[source.id]) for source, text in entries)
            parts.append(f"{section}:\n{body}" if body else "")
        return "".join(parts)

    def _ledger(self) -> str:
        cited: dict[tuple[str, int], set[Any]] = {}
        for (source, _question), files in self.rules.items():
            for text in (text for texts in files.values() for text in texts):
                for cite in text.cites:
                    cited.setdefault((source, cite.article), set()).add(cite.paragraph)
        keys = [(self.base.id, 0)] * (0 in self.base.ledger) + self.order
        first = 0 if 0 in self.base.ledger else 1
        return "".join(
            f"{number}.{paragraph}: {entry}\n"
            for number, key in enumerate(keys, first)
            for paragraph, entry in self._entries(key, cited)
        )

    def _entries(
        self, key: tuple[str, int] | None, cited: dict[tuple[str, int], set[Any]]
    ) -> Iterator[tuple[int, str]]:
        """What the ledger says of the paragraphs of one article."""
        if key is None:
            yield 1, "{declaratory: 一般要求，没有可判定的规范}"
            return
        for paragraph, value in self.shipped[key[0]].ledger[key[1]].items():
            items = f"items: {json.dumps(value['items'])}" if isinstance(value, dict) and "items" in value else ""
            if {None, paragraph} & cited.get(key, set()):
                yield paragraph, f"{{{items}}}" if items else "encoded"
            else:
                yield paragraph, f"{{declaratory: 没有规则据此作出{', ' if items else ''}{items}}}"


def _article(match: re.Match[str], articles: dict[int, int]) -> str:
    """第五十一条 with its new number, where the article has one."""
    new = articles.get(NUMERALS.get(match[1], -1))
    return match[0] if new is None else f"第{chinese_numeral(new)}条"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    print(f"{len(generate(given.count, given.folder, given.seed))} rulebooks in {given.folder}")


if __name__ == "__main__":
    main()
