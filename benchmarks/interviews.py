"""A number into an invented interview of 8,000 words, as a file: what reading is measured on."""

from __future__ import annotations

from pathlib import Path

N_WORDS = 8000
_WORDS = (
    "we had the desk next to nurses and that was what made it work because you could ask them "
    "while the kettle boiled but nobody wrote it down so when she left the whole thing stopped"
).split()


def write_interview(folder: Path, n: int) -> Path:
    """An interview of 8,000 words in turns of 8 and 72."""
    lines, at = [f"Interview {n}", ""], n
    for _ in range(N_WORDS // 80):
        for label, length in (("I", 8), ("P1", 72)):
            said = " ".join(_WORDS[(at + k) % len(_WORDS)] for k in range(length))
            lines += [f"{label}: {said}{'?' if label == 'I' else '.'}", ""]
            at += length + 1
    path = folder / f"interview-{n:04}.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
