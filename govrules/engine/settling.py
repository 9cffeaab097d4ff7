"""An outcome under known facts and absences: what it is, or which of its steps nobody may take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..language import TRUE, Node, disjunction
from ..model.book import BookData
from ..model.chain import Act, Chain, Entry, Sequence, Together
from ..model.outcome import Outcome, Unresolved
from ..model.substitution import Substitution
from .answer import Note, UnresolvedStep
from .resolving import Resolution
from .separation import Clash, acts_done, clashes
from .unresolved import no_stand_in, unresolved_step


class Settled(NamedTuple):
    """The outcome, or None: then nobody may take the steps under `unresolved`, or, without such, every step
    falls away and nothing is said. Notes on who may be one person.

    Where the steps that nobody may take are taken only under conditions that are not known, `nobody` is when
    one of them is, and `otherwise` what the outcome is without them."""

    value: Outcome | None
    unresolved: tuple[UnresolvedStep, ...] = ()
    notes: tuple[Note, ...] = ()
    nobody: Node = TRUE
    otherwise: Chain | None = None


def settled_outcome(question: str, outcome: Outcome, resolution: Resolution) -> Settled:
    """The outcome of a rule of the question, resolved. Raises Depends where that turns on facts of a
    question about substitution."""
    value, unresolved = _as_if_present(question, outcome, resolution)
    found = list(clashes(value, resolution.book.names.vocabulary)) if isinstance(value, Chain) else []
    for clash in found:
        if clash.certain:
            away = Unresolved(clash.act.substituted[0], clash.act.action, clash.role)
            unresolved.setdefault(unresolved_step(resolution, away))
    if unresolved and isinstance(value, Chain) and not any(clash.certain for clash in found):
        nobody = disjunction(*(TRUE if when is None else when for when in _nobody_acts(value)))
        return Settled(None, tuple(unresolved), (), nobody, _without_them(value))
    if unresolved:
        return Settled(None, tuple(unresolved))
    if isinstance(value, Chain) and not value.entries:
        return Settled(None)
    return Settled(value, (), tuple(_same_person(resolution.book, clash) for clash in found))


def read_outcome(question: str, outcome: Outcome, resolution: Resolution) -> tuple[Outcome | None, tuple[Node, ...]]:
    """The outcome of a rule for every case of the facts that its steps turn on, and the conditions under
    any of which nobody may act; None where that is so in any case. Raises Depends like settled_outcome.

    The steps that nobody may take are in the outcome still: where they are done, nobody may act.
    """
    value, unresolved = _as_if_present(question, outcome, resolution)
    if not isinstance(value, Chain):
        return (None if unresolved else value), ()
    nobody = [TRUE if when is None else when for when in _nobody_acts(value)]
    if unresolved and not nobody:
        return None, ()
    twice = (clash.when for clash in clashes(value, resolution.book.names.vocabulary))
    return value, (*nobody, *(when for when in twice if when is not None))


def _as_if_present(
    question: str, outcome: Outcome, resolution: Resolution
) -> tuple[Outcome | None, dict[UnresolvedStep, None]]:
    """The outcome as if whoever has no stand-in did the step (they then stand in for themselves), and these
    steps; of who stands in for somebody, only the latter."""
    unresolved: dict[UnresolvedStep, None] = {}
    while True:
        try:
            return outcome.resolve(resolution), unresolved
        except Unresolved as step:
            if isinstance(outcome, Substitution):
                return None, dict.fromkeys(no_stand_in(resolution, question, outcome))
            unresolved.setdefault(unresolved_step(resolution, step))
            resolution.waive(step)


def _stands_in_alone(act: Act) -> bool:
    """Whether it is an act that nobody may do: the absent one was supposed to stand in for themselves."""
    return bool({*act.stand_ins} & {*act.substituted})


def _nobody_acts(chain: Chain) -> Iterator[Node | None]:
    """When each act is done that nobody may do; None for one in one of several ways."""
    return (when for act, when in acts_done(chain) if _stands_in_alone(act))


def _without_them(chain: Chain) -> Chain:
    """The chain without the acts that nobody may do."""
    return chain.model_copy(update={"entries": tuple(_others(chain.entries))})


def _others(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        if isinstance(entry, Sequence | Together):
            left = tuple(_others(entry.entries))
            if left:
                yield entry.model_copy(update={"entries": left})
        elif not isinstance(entry, Act) or not _stands_in_alone(entry):
            yield entry


def _same_person(book: BookData, clash: Clash) -> Note:
    """The note that a stand-in may be somebody who has another step."""
    names, vocabulary = book.names, book.names.vocabulary
    act, other = (vocabulary.actions[entry.action] for entry in (clash.act, clash.other))
    role, holder = vocabulary.roles[clash.role], vocabulary.roles[clash.holder]
    return Note(
        f"{names.title(clash.role)}代为{act.zh}，{names.title(clash.holder)}{other.zh}："
        "两步应由两人承担；两人若为同一人，由谁代行，原文没有规定",
        f"{role.en} {act.en} as a stand-in, {holder.en} {other.en}: two persons should;"
        " if they are one, the text does not say who acts",
    )
