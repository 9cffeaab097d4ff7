"""The results of cases as JUnit XML, which continuous integration reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from ..errors import GovrulesError
from .cases import Result

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not hold, not even escaped."""


def write_junit(path: Path, results: Sequence[Result]) -> None:
    """Write the results to a file, a suite a case file; times are in seconds. GovrulesError where it
    cannot be written."""
    root = ElementTree.Element("testsuites", {"name": "govrules", **_counts(results)})
    for file, group in groupby(results, key=lambda result: result.file):
        listed = list(group)
        suite = ElementTree.SubElement(root, "testsuite", {"name": _text(file), **_counts(listed)})
        for result in listed:
            _case(suite, result)
    ElementTree.indent(root)
    try:
        path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    except OSError as error:
        raise GovrulesError("usage.unwritable", path=path, problem=error.strerror or error) from None


def _counts(results: Sequence[Result]) -> dict[str, str]:
    failed = sum(not result.passed for result in results)
    spent = sum(result.nanoseconds for result in results)
    return {"tests": str(len(results)), "failures": str(failed), "errors": "0", "time": _seconds(spent)}


def _case(suite: ElementTree.Element, result: Result) -> None:
    attributes = {
        "name": _text(result.case),
        "classname": _text(Path(result.file).name.partition(".")[0]),
        "file": _text(result.file),
        "line": str(result.line),
        "time": _seconds(result.nanoseconds),
    }
    case = ElementTree.SubElement(suite, "testcase", attributes)
    if not result.passed:
        parts = ", ".join(entry.part for entry in result.differences)
        failure = ElementTree.SubElement(case, "failure", {"message": f"not as expected: {parts}"})
        failure.text = _text("\n".join(result.text_lines()))


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds // 10**9}.{nanoseconds % 10**9 // 1000:06}"


def _text(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
