"""What somebody said into the runs of words that only they said, to be found and cut out elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MARK = "[withdrawn]"
RUN = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_Run = tuple[str, ...]


class Words:
    """Runs of words that those who withdrew said and nobody else did.

    A run is as long as ``RUN`` words: shorter ones are everybody's language, and longer ones hold some.

    Args:
        said: what they said.
        others: what everybody else said.
    """

    def __init__(self, said: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        self._runs = {run for text in said for _, run in _runs(text)}
        for text in others:
            if not self._runs:
                break
            self._runs.difference_update(run for _, run in _runs(text))

    def __repr__(self) -> str:
        return f"<{len(self._runs)} runs of words>"

    def occur_in(self, text: str) -> bool:
        """Whether a text holds any of them."""
        return bool(self._runs) and any(run in self._runs for _, run in _runs(text))

    def cut(self, text: str) -> str:
        """The text with each of them replaced by a mark, never longer than it was."""
        if not self._runs or len(text) < 2 * RUN - 1:
            return text
        spans: list[list[int]] = []
        for (start, end), run in _runs(text):
            if run in self._runs and spans and start <= spans[-1][1]:
                spans[-1][1] = end
            elif run in self._runs:
                spans.append([start, end])
        for start, end in reversed(spans):
            text = text[:start] + (MARK if end - start >= len(MARK) else "…") + text[end:]
        return text

    def cut_all(self, value: Any) -> Any:
        """Plain data of mappings, sequences and texts with every text cut."""
        if isinstance(value, str):
            return self.cut(value)
        if isinstance(value, Mapping):
            return {key: self.cut_all(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.cut_all(item) for item in value]
        return value


def _runs(text: str) -> Iterator[tuple[tuple[int, int], _Run]]:
    """Each run of words of a text with its span."""
    found = [(m.start(), m.end(), m[0].casefold().replace("’", "'")) for m in _WORD.finditer(text)]
    for at in range(len(found) - RUN + 1):
        some = found[at : at + RUN]
        yield (some[0][0], some[-1][1]), tuple(word for _, _, word in some)
