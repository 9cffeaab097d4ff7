"""What follows from a changed fact, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..model.citations import Citation
from .answer import Answer
from .explaining import Wording
from .variation import permissions, ruling


class Supposing(Wording):
    """The parts of the sentence that says a variation."""

    def role(self, role: str) -> str:
        """A role, by its local title or in English."""
        return self.names.title(role) if self.lang == "zh" else self.names.vocabulary.roles[role].en

    def example(self, name: str, value: Any) -> str:
        """The value for which the rest of the sentence is said."""
        return self.say("vary_example", value=self.fact_value(name, value)[1])

    def places(self, cited: Iterable[Citation], near: Iterable[Citation]) -> str:
        """The provisions that the other answer rests on, or that come nearest to it."""
        text = ""
        for code, citations in (("vary_places", cited), ("vary_nearest", near)):
            where = [citation.spelt if self.lang == "zh" else str(citation.provision) for citation in citations]
            text += self.say(code, places=self.say("and_roles").join(dict.fromkeys(where))) if where else ""
        return text

    def outcome(self, other: Answer, now: Answer) -> str:
        """What the other answer says; of permissions only those that come or fall away."""
        parts = [self._ruling(other)]
        if not other.branches and not now.branches and ruling(other) == ruling(now):
            parts = [self.say("vary_same")]
        for code, here, there in (("vary_also", other, now), ("vary_no_longer", now, other)):
            elsewhere = set(permissions(there.alternatives))
            for alternative, permitted in zip(here.alternatives, permissions(here.alternatives), strict=True):
                if permitted not in elsewhere:
                    parts.append(self.say(code, what=self.alternative(alternative)))
        return self.say("separator").join(parts)

    def _ruling(self, answer: Answer) -> str:
        if answer.branches:
            cases = [
                self.say("otherwise", when=self.condition(branch.when))
                + (self.say(branch.status) if branch.value is None else self.inline(branch.value))
                for branch in answer.branches
            ]
            return self.say("vary_depends", cases=self.say("separator").join(cases))
        text = self.say(answer.status) if answer.value is None else self.inline(answer.value)
        if answer.permitted is not None:
            text = self.say("alternative", word=answer.permitted) + text
        if answer.by_default:
            text += f"（{self.say('default_outcome')}）"
        return text if answer.requires is None else text + self.say("requires", when=self.condition(answer.requires))
