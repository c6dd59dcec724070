"""Turns the size of a file into a refusal where no transcript of its kind is that large."""

from __future__ import annotations

from thememiner.errors import ReadError


def check_size(data: bytes, *, most: int, kind: str) -> None:
    """Let files of a sensible size pass.

    Args:
        data: the bytes of the whole file.
        most: the largest size that is read, bytes.
        kind: what the file should be, with its article, for the message.

    Raises:
        ReadError: the file is larger.
    """
    if len(data) <= most:
        return
    raise ReadError(
        f"The file has {len(data) / 1e6:.0f} MB, too much for {kind}.",
        expected=f"at most {most / 1e6:.0f} MB; a day of talk is far smaller.",
        remedy="Check that the right file was exported, or split it into one file per interview.",
    )
