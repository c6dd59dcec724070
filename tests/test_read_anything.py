"""Every suffix at once: turns written and read back, and any bytes at all give turns or a reason."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.formats._xlsx import Sheet, Workbook, make_xlsx
from thememiner.read import SUFFIXES, read_files, read_transcript

Turns = Sequence[tuple[str, str]]

WORDS = st.lists(
    st.sampled_from("we tried it, so. yes? Point: nine - no [laughs] (…) ÄÖ £5 don't".split()),
    min_size=1,
    max_size=8,
).map(lambda words: " ".join(["well", *words]))
TURNS = st.lists(
    st.tuples(st.sampled_from(["INT", "P1", "Ann Lee"]), WORDS), min_size=2, max_size=5
).map(lambda turns: [*turns, *turns])


def _lines(form: str) -> Callable[[Turns], bytes]:
    return lambda turns: "".join(form.format(l=label, s=said) for label, said in turns).encode()


def _rows(delimiter: str, header: Sequence[str] = ("speaker", "text")) -> Callable[[Turns], bytes]:
    def write(turns: Turns) -> bytes:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=delimiter).writerows([header, *turns])
        return stream.getvalue().encode()

    return write


def _captions(head: str, form: str) -> Callable[[Turns], bytes]:
    def write(turns: Turns) -> bytes:
        cues = [
            form.format(n=n + 1, a=f"00:{n:02}:01", b=f"00:{n:02}:30", l=label, s=said)
            for n, (label, said) in enumerate(turns)
        ]
        return (head + "\n".join(cues)).encode()

    return write


def _workbook(turns: Turns) -> bytes:
    rows = tuple({"speaker": label, "text": said} for label, said in turns)
    sheet = Sheet(name="S", columns=("speaker", "text"), rows=rows)
    return make_xlsx(Workbook(sheets=(sheet,)))


def _word(turns: Turns, *, table: bool = False, bold: bool = False) -> bytes:
    document: Any = docx.Document()
    grid = document.add_table(rows=0, cols=2) if table else None
    for label, said in turns:
        if grid is not None:
            cells = grid.add_row().cells
            cells[0].text, cells[1].text = label, said
        elif bold:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label} ").bold = True
            paragraph.add_run(said)
        else:
            document.add_paragraph(f"{label}: {said}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(turns: Turns) -> bytes:
    body = "".join(f"<p><b>{label}:</b> {escape(said)}</p>" for label, said in turns)
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def _segments(turns: Turns) -> bytes:
    rows = [
        {"start": n, "end": n + 1, "speaker": label, "text": said}
        for n, (label, said) in enumerate(turns)
    ]
    return json.dumps({"segments": rows}).encode()


#: Name of a convention to its suffix and its writer.
WRITERS: Mapping[str, tuple[str, Callable[[Turns], bytes]]] = {
    "text": (".txt", _lines("{l}: {s}\n")),
    "text, talk below": (".txt", _lines("{l}:\n{s}\n\n")),
    "text, brackets": (".txt", _lines("[{l}]: {s}\n")),
    "text, names alone": (".txt", _lines("{l}\n{s}\n\n")),
    "Markdown": (".md", _lines("**{l}:** {s}\n\n")),
    "Markdown, bold": (".md", _lines("**{l}** {s}\n\n")),
    "WebVTT, voices": (".vtt", _captions("WEBVTT\n\n", "{a}.000 --> {b}.000\n<v {l}>{s}\n")),
    "WebVTT, labels": (".vtt", _captions("WEBVTT\n\n", "{a}.000 --> {b}.000\n{l}: {s}\n")),
    "SubRip": (".srt", _captions("", "{n}\n{a},000 --> {b},000\n{l}: {s}\n")),
    "SubViewer": (".sbv", _captions("", "{a}.000,{b}.000\n{l}: {s}\n")),
    "CSV": (".csv", _rows(",")),
    "CSV with semicolons": (".csv", _rows(";")),
    "TSV": (".tsv", _rows("\t")),
    "workbook": (".xlsx", _workbook),
    "Word": (".docx", _word),
    "Word, table": (".docx", lambda turns: _word(turns, table=True)),
    "Word, bold": (".docx", lambda turns: _word(turns, bold=True)),
    "web page": (".html", _page),
    "JSON": (".json", _segments),
}


def joined(turns: Turns) -> list[tuple[str, str]]:
    """Neighbouring turns of one speaker as one, as captions and segments have them."""
    out: list[tuple[str, str]] = []
    for label, said in turns:
        if out and out[-1][0] == label:
            out[-1] = (label, f"{out[-1][1]} {said}")
        else:
            out.append((label, said))
    return out


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=25, deadline=None)
@given(turns=TURNS)
def test_turns_written_in_a_convention_are_read_back(
    name: str, turns: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Label and words of every turn, whatever signs are in the talk."""
    suffix, write = WRITERS[name]
    if name == "text, names alone" and len({label for label, _ in turns}) < 2:
        turns = [("INT", "So?"), ("P1", "Yes.")] * 2
    path = tmp_path_factory.mktemp("talk") / f"talk{suffix}"
    path.write_bytes(write(turns))
    transcript = read_transcript(path)
    read = [(turn.speaker or "", transcript.speech(turn)) for turn in transcript.turns]
    plain = [(label, " ".join(said.split())) for label, said in read]
    assert joined(plain) == joined(turns)


HEADS = {
    ".vtt": b"WEBVTT\n\n",
    ".html": b"<html><body>",
    ".rtf": b"{\\rtf1 ",
    ".json": b'{"segments": [',
    ".cha": b"@UTF8\n@Begin\n",
    ".eaf": b"<ANNOTATION_DOCUMENT>",
    ".pdf": b"%PDF-1.7\n",
    ".docx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".zip": b"PK\x03\x04",
    ".qdpx": b"PK\x03\x04",
}


def read_or_refused(path: Path) -> None:
    """Every entry is a transcript, or says what was found, expected and to be done."""
    entries = read_files(path)
    assert entries
    for entry in entries:
        fatal = [problem for problem in entry.problems if problem.fatal]
        assert entry.transcript is not None or fatal
        assert all(problem.found and problem.expected and problem.remedy for problem in fatal)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=600), headed=st.booleans())
def test_any_bytes_are_read_or_refused(
    suffix: str, data: bytes, headed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Also behind the first bytes that the format begins with; never another error."""
    path = tmp_path_factory.mktemp("bytes") / f"any{suffix}"
    path.write_bytes((HEADS.get(suffix, b"") if headed else b"") + data)
    read_or_refused(path)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), n_wrong=st.integers(1, 6), keep=st.floats(0.2, 1.0))
def test_damaged_files_are_read_or_refused(
    name: str,
    seed: int,
    n_wrong: int,
    keep: float,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Bytes changed by chance, or an end cut off, as a bad download does."""
    suffix, write = WRITERS[name]
    data = bytearray(write([("INT", "How was it?"), ("P1", "It was fine, I think.")] * 3))
    chance = random.Random(seed)
    for _ in range(n_wrong):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path_factory.mktemp("damaged") / f"talk{suffix}"
    path.write_bytes(bytes(data[: int(len(data) * keep)]))
    read_or_refused(path)


def _many(form: str, n: int) -> bytes:
    return "".join(form.format(n=n) for n in range(n)).encode()


#: Files that are far too long in one way, and the words that say so.
TOO_LONG: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "labels alone": (".txt", lambda: b"P1:\n" * 1_000_000, r"more than 60,000 lines.*far fewer"),
    "turns": (".txt", lambda: b"I: a\nP: b\n" * 29_000, r"more than 40,000 turns.*far fewer"),
    "characters": (".md", lambda: b"word " * 2_500_000, r"more than 10,000,000 characters"),
    "one line": (".txt", lambda: b"a word " * 28_500_000, r"199.5 MB.*at most 20 MB"),
    "one line of captions": (".vtt", lambda: b"a word " * 28_500_000, r"199.5 MB.*at most 20 MB"),
    "rows": (".csv", lambda: b"speaker,text\n" + b"I,so\n" * 80_000, r"more than 50,000 rows"),
    "paragraphs": (".html", lambda: b"<p>I: so</p>" * 60_000, r"more than 40,000 paragraphs"),
    "entries": (
        ".json",
        lambda: b'{"segments":[' + b'{"text":"a","speaker":"I"},' * 150_000 + b'{"text":"a"}]}',
        r"more than 120,000 entries",
    ),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_file_that_is_far_too_long_is_refused_with_the_limit(name: str, tmp_path: Path) -> None:
    """The refusal counts, says what is allowed, and what to do."""
    suffix, make, found = TOO_LONG[name]
    path = tmp_path / f"long{suffix}"
    path.write_bytes(make())
    with pytest.raises(ReadError, match=found):
        read_transcript(path)
