"""`govrules verify`: a receipt is asked again, and what differs is said, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..books import Rulebook
from ..engine.answer import Answer
from ..engine.receipt import Receipt, members_hash, read_receipt
from ..errors import GovrulesError, NoTruthValue, nearest
from ..messages import Worded, Words, series, wording
from ..model.base import FrozenMapping
from ..model.digest import canonical_json

MAX_BYTES = 4_000_000
"""The size up to which a receipt is read; a larger file is refused."""
SHOWN = 160
"""How many characters of a value a sentence shows."""

CHANGES = {
    "rulebook.version": "receipt.version",
    "rulebook.sha256": "receipt.content",
    "rulebook.vocabulary": "receipt.vocabulary",
    "library": "receipt.library",
}
"""What may have changed since, beside the answer, and what is said of it."""


@dataclass(frozen=True)
class Finding(Worded):
    """One thing that is not as the receipt says: a code with its sentence; of a member (`result.value`)
    also what the receipt has (`was`) and what is answered now (`now`), both as JSON text."""

    code: str
    parameters: FrozenMapping[str, Any]
    suggestion: str | None = None
    member: str | None = None
    was: str | None = None
    now: str | None = None

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.text()

    def text(self, lang: str = "en") -> str:
        """The sentence, in `zh` or `en`."""
        return wording(self.code, self.parameters, self.suggestion, lang)

    def __str__(self) -> str:
        return self.message

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """For JSON; the sentence in `zh` or `en`."""
        return {"code": self.code, "message": self.text(lang), "member": self.member, "was": self.was, "now": self.now}


@dataclass(frozen=True)
class Verification:
    """What became of a receipt: `findings` is empty where all is as it says."""

    receipt: Receipt
    findings: tuple[Finding, ...]

    def __bool__(self) -> bool:
        raise NoTruthValue("receipt.no_truth")

    @property
    def verified(self) -> bool:
        """Whether the receipt is intact, and rulebook, library and answer are those that it names."""
        return not self.findings

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """For JSON; sentences in `zh` or `en`."""
        asked = self.receipt.to_dict()["asked"]
        return {"asked": asked, "verified": self.verified, "findings": [entry.to_dict(lang) for entry in self.findings]}


def read_receipt_file(path: str | Path) -> Receipt:
    """A receipt from a file. GovrulesError for a file that cannot be read or holds no receipt."""
    try:
        content = Path(path).read_bytes()
    except OSError:
        raise GovrulesError("usage.path", path=path) from None
    if len(content) > MAX_BYTES:
        raise GovrulesError("load.too_large", file=str(path), size=len(content), limit=MAX_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GovrulesError("load.not_utf8", file=str(path)) from None
    return read_receipt(text, str(path))


def verify(books: Mapping[str, Rulebook], receipt: Receipt) -> Verification:
    """Ask again what the receipt says was asked, and compare every member.

    LoadError where its rulebook cannot be loaded, GovrulesError for what is no Receipt; everything else
    that is not as the receipt says is a finding.
    """
    if not isinstance(receipt, Receipt):
        raise GovrulesError("receipt.not_read", found=type(receipt).__name__)
    return Verification(receipt, tuple(_findings(books, receipt)))


def _findings(books: Mapping[str, Rulebook], receipt: Receipt) -> Iterator[Finding]:
    was = receipt.to_dict()
    causes: list[Words] = []
    if not receipt.intact:
        causes.append(Words("because_altered"))
        yield _finding("receipt.altered", member="sha256", was=was["sha256"], now=members_hash(was))
    name = was["rulebook"]["id"]
    if name not in books:
        yield _finding("receipt.no_rulebook", suggestion=nearest(name, books), name=name)
        return
    book = books[name]
    try:
        answer = book.ask(was["asked"])
    except GovrulesError as error:
        yield _finding("receipt.not_asked", asked=was["asked"], problem=error)
        return
    now = answer.receipt().to_dict()
    for member, code in CHANGES.items():
        before, after = _at(was, member), _at(now, member)
        if before != after:
            causes.append(Words(f"because_{code.removeprefix('receipt.')}"))
            yield _finding(code, member=member, was=before, now=after, rulebook=name)
    differing = [member for member in _members(was, now) if _at(was, member) != _at(now, member)]
    for member in differing:
        yield _difference(member, _at(was, member), _at(now, member), answer)
    if differing:
        because = series(causes, "or_because") or Words("because_nothing")
        yield _finding("receipt.because", because=because)
    elif causes:
        yield _finding("receipt.same", rulebook=name)


def _members(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What the answer is compared in."""
    for name in now:
        if name == "result":
            yield from (f"result.{inner}" for inner in dict.fromkeys((*now[name], *was[name])))
        elif name not in ("schema", "library", "rulebook", "sha256"):
            yield name


def _at(members: Mapping[str, Any], path: str) -> Any:
    value: Any = members
    for name in path.split("."):
        value = value[name]
    return value


def _difference(member: str, was: Any, now: Any, answer: Answer) -> Finding:
    """The part of a member that differs, with the provisions that the answer rests on now."""
    path, before, after = next(_leaves(member, was, now))
    cited = series(dict.fromkeys(citation.spelt for citation in answer.citations or answer.nearest))
    places = Words("places", places=cited) if cited and member.startswith("result.") else ""
    return _finding(
        "receipt.differs", member=member, was=was, now=now, path=path, before=before, after=after, places=places
    )


def _leaves(path: str, was: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """The smallest parts that differ; the text of an outcome first, which says it in a line."""
    if isinstance(was, dict) and isinstance(now, dict) and was.keys() == now.keys():
        for name in sorted(was, key=lambda name: (name != "text", name)):
            yield from _leaves(f"{path}.{name}", was[name], now[name]) if was[name] != now[name] else ()
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for index, (before, after) in enumerate(zip(was, now, strict=True)):
            yield from _leaves(f"{path}[{index}]", before, after) if before != after else ()
    elif isinstance(was, dict) and isinstance(now, dict) and was.get("text") != now.get("text"):
        yield from _leaves(f"{path}.text", was.get("text"), now.get("text"))
    else:
        yield path, _shown(was), _shown(now)


def _shown(value: Any) -> str:
    text = canonical_json(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _finding(
    code: str,
    *,
    member: str | None = None,
    was: Any = None,
    now: Any = None,
    suggestion: str | None = None,
    **more: Any,
) -> Finding:
    shown = {"was": _shown(was), "now": _shown(now), "member": member} if member is not None else {}
    parameters = FrozenMapping({**shown, **more})
    if member is None:
        return Finding(code, parameters, suggestion)
    return Finding(code, parameters, suggestion, member, canonical_json(was), canonical_json(now))
