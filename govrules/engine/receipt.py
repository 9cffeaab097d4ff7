"""What an answer was, and of which rules, in a form to keep: `Answer.receipt`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import GovrulesError, nearest
from ..messages import Words
from ..model.book import BookData
from ..model.digest import canonical_json, digest
from ..version import __version__
from .answer import Answer

SCHEMA = "govrules.receipt/1"

MEMBERS: Mapping[str, type] = {
    "schema": str,
    "library": dict,
    "rulebook": dict,
    "question": str,
    "asked": str,
    "facts": dict,
    "absent": list,
    "pairs": dict,
    "assumed": list,
    "as_of": str,
    "result": dict,
    "rules": list,
    "citations": list,
    "nearest": list,
    "sha256": str,
}
"""The members of a receipt, and the type of each."""
KINDS: Mapping[type, Words] = {str: Words("text"), dict: Words("mapping"), list: Words("list")}

LIBRARY = ("name", "version")
RULEBOOK = ("id", "version", "sha256", "vocabulary")
RESULT = (
    "status",
    "value",
    "by_default",
    "permitted",
    "requires",
    "alternatives",
    "branches",
    "needs",
    "unstated",
    "ordinary",
    "unresolved",
)


@dataclass(frozen=True)
class Receipt:
    """A receipt, as the canonical JSON (RFC 8785) of these members:

    - `schema`: `govrules.receipt/1`.
    - `library`: `name` and `version` of what answered.
    - `rulebook`: `id`, `version` (of the instrument), `sha256` (of what was loaded from its files)
      and `vocabulary` (the same of the vocabulary).
    - `question`: its id, with the slot that it was narrowed to, if any.
    - `asked`: the canonical form of the question, with its date: asking it again is verifying.
    - `facts`: those that were given, by id.
    - `absent`: the roles that were given as away, but for those of which a fact says so.
    - `pairs`: who was given as whose partner (AB岗).
    - `assumed`: the ordinary cases taken: `fact`, `value`, `note`.
    - `as_of`: the date whose rules counted (today, where no date was asked for).
    - `result`: `status`, `value`, `by_default`, `permitted`, `requires`, `alternatives`, `branches`,
      `needs`, `unstated`, `ordinary`, `unresolved`, each as in Answer.to_dict.
    - `rules`: the ids of the rules that decided.
    - `citations`: what it rests on: `provision`, `spelt`, `quote`.
    - `nearest`: the same of the nearest provisions, where the rulebook is silent.
    - `sha256`: of the canonical JSON of all other members.
    """

    text: str

    def to_json(self) -> str:
        """The canonical JSON."""
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """The members, as JSON data."""
        members: dict[str, Any] = json.loads(self.text)
        return members

    @property
    def hash(self) -> str:
        """The member `sha256`."""
        return str(self.to_dict()["sha256"])

    @property
    def intact(self) -> bool:
        """Whether `sha256` is the hash of the other members."""
        return self.hash == members_hash(self.to_dict())

    def save(self, path: str | Path) -> None:
        """Write it to a file, in one line. GovrulesError where that is not possible."""
        try:
            Path(path).write_text(self.text + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise GovrulesError("receipt.unwritable", path=path, problem=error.strerror) from None

    def __str__(self) -> str:
        return self.text


def receipt_of(answer: Answer, book: BookData) -> Receipt:
    """The receipt of an answer of that rulebook."""
    whole = answer.to_dict()
    dated = "" if answer.asked.endswith(f" @ {whole['as_of']}") else f" @ {whole['as_of']}"
    members: dict[str, Any] = {
        "schema": SCHEMA,
        "library": {"name": "govrules", "version": __version__},
        "rulebook": {
            "id": answer.rulebook,
            "version": answer.version,
            "sha256": book.digest,
            "vocabulary": book.names.vocabulary.digest,
        },
        "question": answer.question,
        "asked": answer.asked + dated,
        "facts": whole["facts"],
        "absent": whole["absent"],
        "pairs": whole["pairs"],
        "assumed": [{key: entry[key] for key in ("fact", "value", "note")} for entry in whole["assumed"]],
        "as_of": whole["as_of"],
        "result": {name: whole[name] for name in RESULT},
        "rules": whole["rules"],
        "citations": [_cited(entry) for entry in whole["citations"]],
        "nearest": [_cited(entry) for entry in whole["nearest"]],
    }
    return Receipt(canonical_json(members | {"sha256": members_hash(members)}))


def _cited(citation: Mapping[str, Any]) -> dict[str, Any]:
    return {key: citation[key] for key in ("provision", "spelt", "quote")}


def members_hash(members: Mapping[str, Any]) -> str:
    """The hash of all members but `sha256`."""
    return digest(canonical_json({name: value for name, value in members.items() if name != "sha256"}))


def read_receipt(text: str, file: str | None = None) -> Receipt:
    """A receipt from its JSON, however that is laid out.

    Raises GovrulesError for what is no JSON, is of another schema, lacks a member, or has one too
    many; not for a receipt that was altered (see Receipt.intact). `file` is the name that errors give.
    """
    if not isinstance(text, str):
        raise GovrulesError("receipt.not_read", file=file, found=type(text).__name__)
    try:
        members = json.loads(text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
        canonical = canonical_json(members)
        canonical.encode("utf-8")
    except RecursionError:
        raise GovrulesError("receipt.not_json", file=file, problem=Words("too_deep")) from None
    except UnicodeEncodeError:
        raise GovrulesError("receipt.not_json", file=file, problem=Words("half_character")) from None
    except json.JSONDecodeError as error:
        problem = error.msg[:1].lower() + error.msg[1:]
        raise GovrulesError(
            "receipt.not_json", file=file, line=error.lineno, column=error.colno, problem=problem
        ) from None
    except ValueError as error:
        raise GovrulesError("receipt.not_json", file=file, problem=error.args[0]) from None
    _check(members, file)
    return Receipt(canonical)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = next(name for name in members if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(Words("member_twice", member=twice))
    return members


def _no_float(number: str) -> Any:
    raise ValueError(Words("no_float", number=number))


def _check(members: Any, file: str | None) -> None:
    """Refuse what has not the form of a receipt."""
    if not isinstance(members, dict):
        raise GovrulesError("receipt.not_one", file=file)
    if members.get("schema") != SCHEMA:
        raise GovrulesError("receipt.schema", file=file, found=members.get("schema", Words("none")), schema=SCHEMA)
    _names(members, MEMBERS, "", file)
    for name, kind in MEMBERS.items():
        if not isinstance(members[name], kind):
            raise GovrulesError("receipt.type", file=file, member=name, kind=KINDS[kind])
    for name, inner in (("library", LIBRARY), ("rulebook", RULEBOOK), ("result", RESULT)):
        _names(members[name], inner, f"{name}.", file)
    for name in ("id", "version", "sha256", "vocabulary"):
        if not isinstance(members["rulebook"][name], str):
            raise GovrulesError("receipt.type", file=file, member=f"rulebook.{name}", kind=Words("text"))
    if not re.fullmatch(r"[0-9a-f]{64}", members["sha256"]):
        raise GovrulesError("receipt.type", file=file, member="sha256", kind=Words("hexadecimal"))


def _names(members: Mapping[str, Any], known: Any, within: str, file: str | None) -> None:
    missing = [name for name in known if name not in members]
    surplus = [name for name in members if name not in known]
    if surplus and missing:
        near = nearest(surplus[0], missing)
        raise GovrulesError("receipt.surplus", file=file, member=f"{within}{surplus[0]}", suggestion=near)
    if missing:
        raise GovrulesError("receipt.missing", file=file, member=f"{within}{missing[0]}")
    if surplus:
        raise GovrulesError("receipt.surplus", file=file, member=f"{within}{surplus[0]}")
