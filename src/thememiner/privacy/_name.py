"""A name by the places of its words in a passage, and the mention that it makes."""

from __future__ import annotations

from dataclasses import dataclass

from thememiner.privacy._evidence import SURE
from thememiner.privacy._mentions import Kind, Mention
from thememiner.privacy._passage import Passage

PARTICLES = frozenset(
    "de del van der den von bin binti ibn el al le la da di dos das du ap ferch e y ó ní mac nic".split()
)


@dataclass(frozen=True)
class Name:
    """A name by the places of its words in a passage."""

    first: int
    last: int
    kind: Kind
    score: float
    reason: str
    title: str = ""

    def mention(self, passage: Passage) -> Mention:
        """The mention, with positions in the passage's text."""
        start, end = passage.tokens[self.first].start, passage.tokens[self.last].end
        return Mention(
            start=start,
            end=end,
            text=passage.text[start:end],
            kind=self.kind,
            sure=self.score >= SURE,
            reason=self.reason,
            title=self.title,
        )
