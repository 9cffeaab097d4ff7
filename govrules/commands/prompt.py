"""The prompt of `govrules ask`: questions one after the other, with completion and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..asking.completing import Completing
from ..errors import GovrulesError
from ..messages import Words
from ..version import __version__
from .common import given_lang, program_lang

if TYPE_CHECKING:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.history import History

    from ..engine.answer import Answer
    from .ask import Asking

SIGN = "govrules> "
LEAVE = frozenset({"exit", "quit", "退出"})
HELP: Mapping[str, str] = {"?": "", "？": "", "help": "en", "帮助": "zh"}
WHY = frozenset({"why", "为什么"})
JSON = "json"


def prompt(asking: Asking) -> None:
    """Ask until the user leaves. What is wrong with a question is said, and the next one awaited."""
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession(
        SIGN, completer=_completer(Completing(asking.books.phrases)), history=_history(), complete_in_thread=True
    )
    talk = Talk(asking)
    click.echo(Words("prompt", version=__version__).text(given_lang() or "zh"))
    while True:
        try:
            typed = session.prompt()
        except KeyboardInterrupt:  # gives up the line
            continue
        except EOFError:
            return
        for line in filter(None, map(str.strip, typed.splitlines())):
            if line in LEAVE:
                return
            try:
                click.echo(talk.reply(line))
            except GovrulesError as error:
                click.echo(f"govrules: {error.text(program_lang(line))}", err=True)
            except KeyboardInterrupt:  # gives up the answer
                click.echo()


class Talk:
    """What is said to each line; it remembers the last answer."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.last: tuple[str, Mapping[str, Answer]] | None = None

    def reply(self, line: str) -> str:
        """The answer to a question, help, or more of the last answer. GovrulesError where there is none."""
        if line in HELP:
            return Words("prompt_help").text(given_lang() or HELP[line] or "zh")
        if line not in WHY and line != JSON:
            answers = self.asking.ask(line)
            self.last = line, answers
            return self.asking.shown(line, answers)
        if self.last is None:
            return Words("nothing_asked").text(given_lang() or ("en" if line.isascii() else "zh"))
        question, answers = self.last
        if line == JSON:
            return self.asking.json(answers)
        lang = self.asking.lang(question)
        return "\n".join(_why_not(answer, lang) for answer in answers.values())


def _why_not(answer: Answer, lang: str) -> str:
    """Why the other rules did not apply: what the whole explanation says at its end."""
    reasons = answer.explain(lang, why_not=True).removeprefix(answer.explain(lang, why_not=False)).strip("\n")
    return f"{answer.asked}\n{reasons or Words('all_applied').text(lang)}"


def _completer(completing: Completing) -> Completer:
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    class Vocabulary(Completer):
        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
            for word, typed in completing.completions(document.text_before_cursor):
                yield Completion(word, start_position=-typed)

    return Vocabulary()


def _history() -> History:
    """The questions of earlier times, kept in the user's folder; where that cannot be written, only those of
    this time."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = Path(click.get_app_dir("govrules")) / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+"):
            return FileHistory(str(path))
    except OSError:
        return InMemoryHistory()
