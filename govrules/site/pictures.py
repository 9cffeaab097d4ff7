"""What rules and answers say, with pictures whose styles stand once in the style sheet of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from ..drawing.describing import describe_rules
from ..drawing.description import Description, Panel
from ..drawing.svg import to_svg
from ..engine.question import CompiledQuestion
from ..notebook.views import Case, shown_case

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
WIDTH = re.compile(r' width="(\d+)"')
LEAST = 0.74
"""How far a picture may shrink to fit; past that it is scrolled, so that its words stay readable."""


def picture_style() -> str:
    """The styles of all pictures."""
    found = STYLE.search(to_svg(Description("zh", "", (), ())))
    assert found is not None
    return found.group(1)


def bare(case: Case) -> Case:
    """The case with a picture that leaves its styles to the page, and shrinks a little where it has to."""
    if case.picture is None:
        return case

    def least(found: re.Match[str]) -> str:
        return f'{found.group(0)} style="min-width:{round(LEAST * int(found.group(1)))}px"'

    return replace(case, picture=Markup(WIDTH.sub(least, STYLE.sub("", case.picture), count=1)))


def rule_cases(question: CompiledQuestion, lang: str) -> dict[str, Case]:
    """What each rule of a question gives, by its id."""
    description = describe_rules(question, lang)
    return {
        rule: bare(shown_case(description, _without_heading(panel)))
        for rule, panel in zip(question.rules, description.panels, strict=True)
    }


def _without_heading(panel: Panel) -> Panel:
    return replace(panel, heading=panel.heading[:1])


def bare_cases(cases: Iterable[Case]) -> list[Case]:
    """Each case with a picture that leaves its styles to the page."""
    return [bare(case) for case in cases]
