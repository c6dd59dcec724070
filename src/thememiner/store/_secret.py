"""Passphrases and names into values that no repr, log or traceback shows."""

from __future__ import annotations

import hmac
import unicodedata
from typing import NoReturn


class Secret:
    """Bytes that show themselves to nobody who does not ask.

    Args:
        value: the bytes.
    """

    __slots__ = ("_bytes",)

    def __init__(self, value: bytes) -> None:
        self._bytes = value

    @classmethod
    def typed(cls, text: str) -> Secret:
        """A passphrase as typed, in one Unicode form: the same from another keyboard or system."""
        return cls(unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass"))

    def reveal(self) -> bytes:
        """The bytes themselves."""
        return self._bytes

    @property
    def text(self) -> str:
        """A passphrase as text."""
        return self._bytes.decode("utf-8", "surrogatepass")

    def is_same(self, other: Secret | None) -> bool:
        """Whether two hold the same bytes; how long it takes to find out tells nothing of them."""
        return other is not None and hmac.compare_digest(self._bytes, other._bytes)

    def __len__(self) -> int:
        return len(self._bytes)

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled or copied to another process")
