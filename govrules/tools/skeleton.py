"""`govrules new`: the plain text of an instrument -> a rulebook that loads, with everything still to do."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..errors import GovrulesError
from ..loading.folders import VOCABULARY
from ..loading.rulebook import HEADER, LEDGER
from ..loading.source import NUMERAL, Item, Source, first_words, parse_source, read_text
from ..model.citations import Provision
from .findings import Finding
from .schema import FOLDER, comment, schema_file
from .source import numbering

ID = re.compile(r"[a-z][a-z0-9_]*")

VERSION = r"[（(][^（()）]{1,12}[)）]"
"""What may follow a title: （试行）."""
TITLES = (
    re.compile(rf"([^:：>＞|»《》]*规则(?:{VERSION})?)》?$"),
    re.compile(rf"([^:：>＞|»《》]*(?:规定|办法|制度|细则|规范|规程|条例)(?:{VERSION})?)》?$"),
)
BARE = re.compile(r"工作|议事")
ISSUER = re.compile(r".*?(?:政府(?:办公[室厅])?|委员会|国务院|办公[室厅]|[局厅])")
NUMBER = re.compile(r"(?:.*文号[:：]\s*)?([一-鿿]{2,12}[〔﹝\[（(【]\d{4}[〕﹞\]）)】]\s*\d+\s*号)")
DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
CHINESE_DAY = re.compile(rf"([〇零○OＯ一二三四五六七八九]{{4}})年({NUMERAL})月({NUMERAL})日")
FORMAL_DAY = re.compile(r"(成文|印发|发文)日期")
NOT_THE_DAY = re.compile(r"通过|会议|审议|修[订正改]")
EFFECT = re.compile(r"(?:本[^，,。；;自]{1,6})?自[^，,。；;]{2,24}?起?(?:正式)?(?:施行|执行|实施|生效)")
ON_ISSUE = re.compile(r"(?:发布|印发|公布|下发|颁布|发文)之日")
KINDS = {
    "省": ("Province", "省长"),
    "州": ("Prefecture", "州长"),
    "市": ("City", "市长"),
    "县": ("County", "县长"),
    "旗": ("Banner", "旗长"),
    "区": ("District", "区长"),
    "镇": ("Town", "镇长"),
    "乡": ("Township", "乡长"),
}
"""By the last character of a place: its kind in English, and the title of its head."""


@dataclass(frozen=True)
class Skeleton:
    """The two files of a new rulebook, the source as it was cut, and what is in doubt in its numbering."""

    header: str
    ledger: str
    source: Source
    doubts: tuple[Finding, ...]


def write_skeleton(name: str, text: Path, into: Path) -> Skeleton:
    """Write the folder `into`/`name` from a text file, and return what was written. Where `into` holds
    schemas, the files name theirs in the first line, for editors.

    GovrulesError where the name is no id, the folder exists or cannot be written, or the text is not
    UTF-8 or has no article.
    """
    if not ID.fullmatch(name):
        raise GovrulesError("skeleton.id", name=name)
    if name in (VOCABULARY, FOLDER):
        raise GovrulesError("skeleton.reserved", name=name)
    folder = into / name
    if folder.exists() or folder.is_symlink():
        raise GovrulesError("skeleton.exists", path=folder)
    made = skeleton(name, read_text(text), str(text))
    try:
        folder.mkdir(parents=True)
        for kind, file, content in (("rulebook", HEADER, made.header), ("provisions", LEDGER, made.ledger)):
            known = (into / FOLDER / schema_file(kind)).is_file()
            first = f"{comment(kind, f'../{FOLDER}')}\n" if known else ""
            (folder / file).write_text(first + content, encoding="utf-8")
    except OSError as error:
        raise GovrulesError("skeleton.unwritable", path=folder, problem=error.strerror or error) from None
    return made


def skeleton(name: str, text: str, file: str) -> Skeleton:
    """The skeleton of the rulebook `name` for a text; `file` is the text's name in messages.

    GovrulesError where no article is found.
    """
    source = parse_source(text)
    if not any(article for article, _ in source.paragraphs):
        raise GovrulesError("skeleton.no_article", path=file)
    header = _header(name, source, Path(file).name)
    return Skeleton(header, "\n".join([*_ledger(source), ""]), source, tuple(numbering(text, file)))


# rulebook.yaml

HEADER_TEXT = """\
# The header. `govrules new` guessed it from {file}: look it over.
{id}{label}# aliases: [other names that questions may use]
{version}instrument:
{instrument}

# What the rulebook calls the roles of the vocabulary (rulebooks/vocabulary/roles.yaml):
# titles:
#   head: {head}
#   deputy: 副{head}

# Roles that the text itself defines as a class:
# classes:
#   government_members:
#     zh: 政府组成人员
#     en: members of the government
#     roles: [head, deputy]
#     cite: 4
#     quote: the operative words
"""


def _header(name: str, source: Source, file: str) -> str:
    preamble = source.paragraphs[(0, 1)].text.splitlines()
    title = _title(preamble)
    named = ISSUER.match(title or "") or next((match for line in preamble if (match := ISSUER.fullmatch(line))), None)
    issuer = named[0] if named else None
    place = re.sub(r"(人民)?政府.*", "", issuer or title or name) or name
    kind, head = KINDS.get(place[-1], ("", "县长"))
    effect = _effect(source)
    issued = _issued([*preamble, *_signature(source)])
    in_force = _day(effect[1]) if effect else None
    if in_force is None and effect is not None and issued is not None and ON_ISSUE.search(effect[1]):
        in_force = issued[0]
    known = in_force or (issued[0] if issued else None)
    instrument = [
        _entry("title", title or issuer or name) + ("" if title else "  # the text names none: write it"),
        *(_entry("number", number) for number in _number_of_document(preamble)),
        _entry("issuer", issuer or place) + ("" if issuer else "  # the text names none: write it"),
        f"issued: {issued[0]}  # {first_words(issued[1], 40)}" if issued else "# issued: 2020-01-31",
        f"in_force_from: {in_force}" if in_force else "# in_force_from: 2020-01-31  # without it: taken to be in force",
        *([f"cite: {effect[0]}", _entry("quote", effect[1])] if effect else []),
        "# repeals: [titles of the instruments that this one repeals]",
    ]
    english = " ".join(part for part in (name.replace("_", " ").title(), kind) if part)
    return HEADER_TEXT.format(
        file=first_words(file, 80),
        id=f"{_entry('id', name)}\n",
        label=f"label: {_flow({'zh': place, 'en': english})}\n",
        version=f'version: "{known.year}"\n' if known else "version: undated\n",
        instrument="\n".join(f"  {line}" for line in instrument),
        head=head,
    )


def _entry(key: str, text: str) -> str:
    return f"{key}: {_flow(text)}"


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    written: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    return written.removesuffix("...\n").strip()


def _title(preamble: list[str]) -> str | None:
    """The first line that ends in 规则 (else 规定, 办法 …), with the line before it where that has the
    issuer."""
    lines = ["".join(line.split()) for line in preamble]
    for pattern in TITLES:
        for index, line in enumerate(lines):
            match = pattern.search(line)
            if match is None or not match[1]:
                continue
            title = re.sub(r".*关于(?:印发|发布|修订)?", "", match[1])
            before = ISSUER.fullmatch(lines[index - 1]) if index and BARE.match(title) else None
            return f"{before[0]}{title}" if before else title
    return None


def _number_of_document(preamble: list[str]) -> list[str]:
    """The number of the document, where a line has nothing else, or calls it 文号; else nothing."""
    for line in preamble:
        match = NUMBER.match(line)
        if match and (match.end() == len(line) or "文号" in line[: match.start(1)]):
            return [match[1]]
    return []


def _day(text: str) -> datetime.date | None:
    """The first date in a text; None where there is none."""
    plain = CHINESE_DAY.sub(_plain_day, text)
    for match in DAY.finditer(plain):
        try:
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None


def _plain_day(match: re.Match[str]) -> str:
    import cn2an

    year = "".join(
        str("〇一二三四五六七八九".find(digit)) if digit in "一二三四五六七八九" else "0" for digit in match[1]
    )
    try:
        month, day = (cn2an.cn2an(part, "normal") for part in match.groups()[1:])
    except ValueError:
        return match[0]
    return f"{year}年{month}月{day}日"


def _issued(lines: list[str]) -> tuple[datetime.date, str] | None:
    """The date of issue and the line that has it: one called 成文日期 or the like, else a line with
    nothing but a date, else the first date; never one on which the text was adopted."""
    dated = [(day, line) for line in lines if not NOT_THE_DAY.search(line) and (day := _day(line))]
    formal = [entry for entry in dated if FORMAL_DAY.search(entry[1])]
    bare = [entry for entry in dated if not re.sub(r"[\W_]", "", DAY.sub("", CHINESE_DAY.sub("", entry[1])))]
    return next(iter([*formal, *bare, *dated]), None)


def _signature(source: Source) -> Iterator[str]:
    """What may be a signature: short paragraphs after the first one of the last article."""
    last = max(article for article, _ in source.paragraphs)
    for (article, paragraph), part in source.paragraphs.items():
        if article == last and paragraph > 1 and len(part.whole) < 40:
            yield part.whole


def _effect(source: Source) -> tuple[Provision, str] | None:
    """Where one of the last articles says from when on the instrument is in force, and the words."""
    last = max(article for article, _ in source.paragraphs)
    for (article, paragraph), part in reversed([*source.paragraphs.items()]):
        match = EFFECT.search(part.whole) if last - 3 < article and article else None
        if match is not None:
            single = (article, 2) not in source.paragraphs
            return Provision(article=article, paragraph=None if single else paragraph), match[0]
    return None


# provisions.yaml


def _ledger(source: Source) -> Iterator[str]:
    yield "# The ledger: every article and paragraph of the instrument, and what became of it. `pending` becomes"
    yield "# `encoded` once a rule cites it, or {declaratory: the reason} where it decides nothing."
    for (article, paragraph), part in source.paragraphs.items():
        words = first_words(part.text) or "(no text)"
        yield f"{Provision(article=article, paragraph=paragraph)}: {_pending(part)}  # {words}"
        for number, item in enumerate(part.items, 1):
            yield f"#   ({number}) {first_words(item.text)}"


def _pending(part: Item) -> str:
    """`pending`, with the number of items, or with those of the sub-items of each."""
    if not part.items:
        return "pending"
    counts = [len(item.items) for item in part.items]
    return f'{{pending: "", items: {counts if any(counts) else len(counts)}}}'
