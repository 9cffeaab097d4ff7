"""What Sphinx needs to build the guide: reference pages filled in from the code, chains drawn, names linked.

A page under `reference/` is a template of jinja2: `{{ facts() }}` stands for what the function of that name in
this package writes, as Markdown. Nothing that is written so is kept in the project.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any, ClassVar

import jinja2
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

import govrules

from . import api, commands, fileformat, language, vocabulary

PAGES: dict[str, Callable[..., str]] = {
    function.__name__: function
    for module in (api, commands, fileformat, language, vocabulary)
    for function in module.PAGE_FUNCTIONS
}

OPTIONAL = ("pandas",)
"""Libraries that signatures name, and the guide is built without."""


class ChainDirective(Directive):
    """The picture of the answer to a question."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        rulebook, _, question = self.arguments[0].partition(": ")
        answer = govrules.load()[rulebook].ask(question)
        return [nodes.raw("", f'<div class="chain">{answer.to_svg(theme="light")}</div>', format="html")]


def fill_in(app: Sphinx, page: str, source: list[str]) -> None:
    """The reference pages, with what the code says."""
    if page.startswith("reference/"):
        template = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(source[0])
        source[0] = template.render(PAGES)


def literal(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Names in docstrings stand between single backquotes; reStructuredText wants two."""
    lines[:] = [re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", line) for line in lines]
    fields = getattr(thing, "model_fields", None) or getattr(thing, "__dataclass_fields__", None) or {}
    shown = [f"``{field}``" for field in fields if not field.startswith("_")]
    if what == "class" and shown:
        lines += ["", f"Fields: {', '.join(shown)}.", ""]


def bare(app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, returns: str) -> Any:
    """Classes are met, not called: their fields are listed, and a constructor is left out."""
    return ("", None) if what == "class" else None


def known(app: Sphinx, env: Any, node: Any, content: nodes.Element) -> nodes.Node | None:
    """A name in a signature, linked where it is public; as it stands where it is a thing of the code or of
    another library. A name of nothing stays a warning."""
    target = node.get("reftarget", "")
    if node.get("refdomain") != "py":
        return None
    name = target.rpartition(".")[2]
    if name in govrules.__all__ and target.startswith("govrules."):
        domain = env.get_domain("py")
        found = domain.resolve_xref(
            env, node["refdoc"], app.builder, node.get("reftype"), f"govrules.{name}", node, content
        )
        if found is not None:
            return found
    return content if exists(target) else None


def exists(target: str) -> bool:
    """Whether a dotted name is that of a thing: of a module, of the modules of govrules, or built in."""
    if target.partition(".")[0] in OPTIONAL:
        return True
    module, _, name = target.rpartition(".")
    places = [module] if module else ["builtins", "typing", "collections.abc", *api.modules()]
    for place in places:
        try:
            if hasattr(importlib.import_module(place), name):
                return True
        except ImportError:
            continue
    return False


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("chain", ChainDirective)
    app.connect("source-read", fill_in)
    app.connect("autodoc-process-docstring", literal)
    app.connect("autodoc-process-signature", bare)
    app.connect("missing-reference", known)
    return {"version": govrules.__version__, "parallel_read_safe": True}
