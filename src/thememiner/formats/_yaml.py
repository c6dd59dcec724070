"""YAML text into plain structures, tags of any kind refused, bombs before they are unfolded."""

from __future__ import annotations

from typing import Any

from thememiner.errors import InputError

MOST_CHARACTERS = 10_000_000
_MOST_LEVELS = 60
_MOST_NODES = 500_000


def parse_yaml(text: str) -> object:
    """Plain values of a YAML document.

    Raises:
        InputError: the text is not YAML, asks for anything but plain values, or unfolds to more than
            any codebook holds.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if len(text) > MOST_CHARACTERS:
        raise _too_much(f"more than {MOST_CHARACTERS:,} characters")
    try:
        _Amount().check(yaml.parse(text, Loader=loader))
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"This is not readable YAML: {reason}. Check indents and quotes."
        ) from error
    except InputError:
        raise
    except (ValueError, RecursionError, OverflowError) as error:
        raise InputError(
            f"This YAML holds a value that cannot be read: {str(error)[:200]}. Put text that looks "
            "like a number or a date into quotes."
        ) from error


def make_yaml(value: object) -> str:
    """A YAML document of plain values, keys in the order given."""
    import yaml

    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


class _Amount:
    """Counts levels and values as they would be once every alias is unfolded; nothing is built."""

    def __init__(self) -> None:
        self._counts = [0]
        self._anchors = [""]
        self._sizes: dict[str, int] = {}

    def check(self, events: Any) -> None:
        """Go through the events of a document.

        Raises:
            InputError: there is too much of it.
        """
        from yaml import events as kinds

        for event in events:
            if isinstance(event, kinds.CollectionStartEvent):
                self._open(event.anchor or "")
            elif isinstance(event, kinds.CollectionEndEvent):
                self._close()
            elif isinstance(event, kinds.AliasEvent):
                self._add(self._size(event.anchor))
            elif isinstance(event, kinds.ScalarEvent):
                self._add(1)
                self._sizes[event.anchor or ""] = 1

    def _open(self, anchor: str) -> None:
        self._counts.append(1)
        self._anchors.append(anchor)
        self._sizes.pop(anchor, None)
        if len(self._counts) > _MOST_LEVELS:
            raise _too_much(f"more than {_MOST_LEVELS} levels")

    def _close(self) -> None:
        size = self._counts.pop()
        self._sizes[self._anchors.pop()] = size
        self._add(size)

    def _add(self, n: int) -> None:
        self._counts[-1] += n
        if self._counts[-1] > _MOST_NODES:
            raise _too_much(f"more than {_MOST_NODES:,} values, aliases unfolded")

    def _size(self, anchor: str | None) -> int:
        if anchor is None or anchor not in self._sizes:
            raise _too_much("an alias of a part that is not there, or holds itself")
        return self._sizes[anchor]


def _too_much(what: str) -> InputError:
    return InputError(
        f"This YAML has {what}, as no codebook has. Check that it is the right file, and write out "
        "what stands behind its aliases."
    )
