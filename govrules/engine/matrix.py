"""Every question at once: which rulebooks say the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model.base import FrozenMapping, Label
from .grouping import cells_of, grouped, verdict_of
from .panel import Panel
from .phrases import PHRASES
from .table import Tabular, spelt


@dataclass(frozen=True)
class MatrixRow:
    """One question. `cells` has a word for each rulebook: `same` (as the largest group of at least
    two), `differs`, `undecided` (alike but for the text's own words), `alone` (no other rulebook
    answers), `silent`, `lost`, `not_in_force`; `letters` says which of them say the same."""

    question: str
    label: Label
    verdict: str
    cells: FrozenMapping[str, str]
    letters: FrozenMapping[str, str]


@dataclass(frozen=True)
class Matrix(Tabular):
    """Every question, put to several rulebooks without facts. `rows` are in the vocabulary's order."""

    rulebooks: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    ordinary: bool = True

    def __str__(self) -> str:
        return self.to_text()

    def only(self, *verdicts: str) -> Matrix:
        """The questions with one of these verdicts."""
        kept = tuple(row for row in self.rows if row.verdict in verdicts)
        return Matrix(self.rulebooks, kept, self.ordinary)

    def title(self, lang: str = "zh") -> str:
        """See Tabular.title."""
        return PHRASES[lang]["matrix" if self.ordinary else "matrix_whole"].format(count=len(self.rows))

    def columns(self) -> tuple[str, ...]:
        """See Tabular.columns."""
        return "question", "label", "verdict", *self.rulebooks

    def rows_of_text(self, lang: str = "zh") -> list[tuple[str, ...]]:
        """See Tabular.rows_of_text."""
        phrases = PHRASES[lang]

        def cell(row: MatrixRow, name: str) -> str:
            return f"{phrases[f'cell_{row.cells[name]}']} {row.letters.get(name, '')}".strip()

        return [
            (
                row.question,
                row.label(lang),
                phrases[f"verdict_{row.verdict}"],
                *(cell(row, name) for name in self.rulebooks),
            )
            for row in self.rows
        ]

    def to_dict(self) -> dict[str, Any]:
        """As JSON data; names are stable."""
        return {
            "rulebooks": list(self.rulebooks),
            "ordinary": self.ordinary,
            "questions": [
                {
                    "question": row.question,
                    "label": spelt(row.label),
                    "verdict": row.verdict,
                    "cells": dict(row.cells),
                    "groups": dict(row.letters),
                }
                for row in self.rows
            ],
        }


def matrix(
    panels: Iterable[Panel], facts: Mapping[str, Mapping[str, Any]], *, ordinary: bool, as_of: datetime.date | None
) -> Matrix:
    """Every question of some rulebooks, which each panel is put; `facts` has those that a question is asked with."""
    rows = []
    names: tuple[str, ...] = ()
    how = {} if as_of is None else {"as_of": as_of}
    for panel in panels:
        names = tuple(book.name for book in panel.books)
        grouping = grouped(panel, panel.given_to_all(facts[panel.name]), how)
        definition = panel.asked[0].scope.definition
        rows.append(
            MatrixRow(
                panel.name,
                Label(zh=definition.zh, en=definition.en),
                verdict_of(grouping.groups, grouping.undecided),
                FrozenMapping(cells_of(grouping)),
                FrozenMapping(grouping.letters),
            )
        )
    return Matrix(names, tuple(rows), ordinary)
