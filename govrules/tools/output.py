"""Findings for machines: JSON, SARIF 2.1.0 (code scanning) and GitHub annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .findings import Finding, Report
from .help import help_text


def as_json(report: Report, lang: str = "en") -> str:
    """The report as JSON text, its sentences in `zh` or `en`."""
    shown = {
        "findings": [finding.to_dict(lang) for finding in report.findings],
        "coverage": report.coverage,
        "not_checked": [reason.text(lang) for reason in report.not_checked],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def as_sarif(report: Report, version: str, lang: str = "en") -> str:
    """The report as a SARIF 2.1.0 log of one run."""
    codes = sorted({finding.code for finding in report.findings})
    driver = {
        "name": "govrules",
        "version": version,
        "rules": [{"id": code, "fullDescription": {"text": help_text(code, lang) or code}} for code in codes],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "results": [_result(finding, lang) for finding in report.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(finding: Finding, lang: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": finding.sentence(lang)},
    }
    if finding.file is not None:
        region = {"startLine": finding.line or 1, "startColumn": finding.column or 1}
        location = {"artifactLocation": {"uri": _relative(finding.file)}, "region": region}
        result["locations"] = [{"physicalLocation": location}]
    return result


def _relative(file: str) -> str:
    """A path as code hosts want it: from the folder in which the check runs, where it is below it."""
    path = Path(file).resolve()
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else path.as_posix()


def as_github(report: Report, lang: str = "en") -> str:
    """The report as annotations of a GitHub workflow."""
    return "\n".join(_annotation(finding, lang) for finding in report.findings)


def _annotation(finding: Finding, lang: str) -> str:
    place = ",".join(
        f"{name}={_escaped(str(value), property_value=True)}"
        for name, value in (
            ("file", finding.file and _relative(finding.file)),
            ("line", finding.line),
            ("col", finding.column),
        )
        if value is not None
    )
    title = f"{',' if place else ''}title={finding.code}"
    return f"::{finding.severity} {place}{title}::{_escaped(finding.sentence(lang))}"


def _escaped(text: str, *, property_value: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_value else text
