"""A codebook into the names a coder reads and types, and what was typed back into a code."""

from __future__ import annotations

import re
from collections import Counter

from thememiner.records import Code, Codebook

_SCORE = re.compile(r"\s*\(\d(?:\.\d+)?\)$")


class CodeNames:
    """The names of a codebook's codes, and the way back from what a coder typed.

    Args:
        codebook: the codebook.

    Attributes:
        labels: code id to the label in drop-downs, ``Parent > Name``; never the same twice.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        by_id = {code.id: code for code in codebook.codes}
        paths = {code.id: " > ".join(_path(code, by_id)) for code in codebook.codes}
        times = Counter(_plain(path) for path in paths.values())
        self.labels: dict[str, str] = {
            code_id: path if times[_plain(path)] == 1 else f"{path} [{code_id}]"
            for code_id, path in paths.items()
        }
        self._meant: dict[str, set[str]] = {}
        for code_id, label in self.labels.items():
            path = _path(by_id[code_id], by_id)
            for name in (label, code_id, " > ".join(path), " > ".join(path[-2:]), path[-1]):
                self._meant.setdefault(_plain(name), set()).add(code_id)
        self._exact = {_plain(label): code_id for code_id, label in self.labels.items()}

    def meant(self, typed: str) -> tuple[str, ...]:
        """Ids of the codes that a typed name can mean: one where it is clear, none, or several.

        Letter case does not matter; a label of the drop-down always means its own code, and the
        score behind a suggestion may be left in.
        """
        for key in (_plain(typed), _plain(_SCORE.sub("", typed.strip()))):
            if key in self._exact:
                return (self._exact[key],)
            if key in self._meant:
                return tuple(sorted(self._meant[key]))
        return ()


def _path(code: Code, by_id: dict[str, Code]) -> list[str]:
    names, seen = [code.name], {code.id}
    while code.parent in by_id and code.parent not in seen:
        code = by_id[code.parent]
        seen.add(code.id)
        names.insert(0, code.name)
    return names


def _plain(text: str) -> str:
    return re.sub(r"\s*>\s*", " > ", " ".join(text.split())).casefold()
