"""The tour runs, and what is kept of its output is what it shows now."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

import govrules

EXAMPLES = Path(__file__).parent.parent / "examples"
RENEW = "python examples/renew.py"
CODE = [cell for cell in nbformat.read(EXAMPLES / "tour.ipynb", as_version=4).cells if cell.cell_type == "code"]


def renewing() -> Any:
    spec = importlib.util.spec_from_file_location("renew", EXAMPLES / "renew.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fresh() -> list[Any]:
    """The cells of code after a run of the whole notebook."""
    notebook = renewing().executed(nbformat.read(EXAMPLES / "tour.ipynb", as_version=4))
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def said(output: Any) -> dict[str, str]:
    """What an output shows, by kind; of a table of pandas its text only, since each version styles it differently."""
    if output.output_type == "stream":
        return {output.name: output.text}
    assert output.output_type in ("execute_result", "display_data"), output.output_type
    return {kind: text for kind, text in output.data.items() if kind != "text/html" or "dataframe" not in text}


@pytest.mark.parametrize("number", range(len(CODE)))
def test_a_cell_shows_what_is_kept(number: int, fresh: list[Any]) -> None:
    kept = [said(output) for output in CODE[number].outputs]
    assert kept == [said(output) for output in fresh[number].outputs], f"renew the tour: {RENEW}"


def test_the_tour_goes_from_a_question_to_a_receipt() -> None:
    code = "\n".join(cell.source for cell in CODE)
    steps = ("ask(", ".drawing()", ".needs", ".vary()", "absent=", ".due(", ".compare(", ".to_frame(", ".receipt()")
    assert [step for step in steps if step not in code] == []
    outputs = [output for cell in CODE for output in cell.outputs]
    assert all(cell.outputs for cell in CODE[1:])
    text = " ".join(text for output in outputs for text in said(output).values())
    assert all(status in text for status in ("有规定", "视情形而定", "未作规定"))
    assert any("image/svg+xml" in said(output) for output in outputs)


def test_nothing_in_it_depends_on_the_day_or_the_machine() -> None:
    text = (EXAMPLES / "tour.ipynb").read_text(encoding="utf-8")
    assert set(re.findall(r"20\d\d-\d\d-\d\d", text)) <= {
        *("2026-02-13", "2026-02-25", "2026-06-18"),
        *(str(book.instrument.in_force_from) for book in govrules.load().values()),
    }
    assert not re.search(r"/(home|root|tmp|work|Users)/", text)
    for cell in CODE:
        assert cell.execution_count is None and not cell.metadata


def test_what_a_code_host_leaves_of_an_answer_has_its_steps() -> None:
    htmls = [said(output).get("text/html", "") for cell in CODE for output in cell.outputs]
    bare = [re.sub(r"<(style|svg)\b.*?</\1>", "", html, flags=re.DOTALL) for html in htmls if "<svg" in html]
    assert len(bare) > 2
    for html in bare:
        outside = re.sub(r"<details>.*?</details>", "", html, flags=re.DOTALL)
        assert re.search(r"1\. .*审核.* 3\. 县长 签发", outside)


def test_the_command_that_renews_it_is_documented() -> None:
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    assert RENEW in readme and RENEW in (EXAMPLES / "renew.py").read_text(encoding="utf-8")
