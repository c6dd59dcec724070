"""Counts into the files that cost a reader most: every shape of talk in every format, and archives.

Each file is just below a limit of the reader, or far above it. Nothing of thememiner is used here.
"""

# ruff: noqa: E501
from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

Line = tuple[str, str]

#: Turns in a file, just below what a reader takes, and far above it.
_MOST = {".pdf": 19_000, **dict.fromkeys((".md", ".docx", ".odt", ".html", ".rtf"), 29_000)}
_USUAL, _FAR = 39_000, 1_000_000


class Case(NamedTuple):
    """A file to be made and read.

    Attributes:
        suffix: its suffix, with the dot.
        shape: what is in it, in words.
        make: makes its bytes.
    """

    suffix: str
    shape: str
    make: Callable[[], bytes]


def _short(n: int) -> Iterator[Line]:
    return ((("I", "a?") if k % 2 else ("P1", "b.")) for k in range(n))


def _labels(n: int) -> Iterator[Line]:
    return (("P1", "") for _ in range(n))


def _names(n: int) -> Iterator[Line]:
    return ((f"Name{_letters(k)}", "well, yes.") for k in range(n))


def _stamps(n: int) -> Iterator[Line]:
    return ((f"[00:{k // 60 % 60:02}:{k % 60:02}] Ann Lee", "so we said") for k in range(n))


#: What the lines of a file are, by a name for the table.
SHAPES: Mapping[str, Callable[[int], Iterator[Line]]] = {
    "turns of one word": _short,
    "labels alone": _labels,
    "another name on each line": _names,
    "times and names": _stamps,
}


def _letters(n: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(n))


def _said(line: Line) -> str:
    label, speech = line
    return f"{label}: {speech}" if label else speech


def _txt(lines: Iterable[Line]) -> bytes:
    return "\n".join(map(_said, lines)).encode()


def _bold(lines: Iterable[Line]) -> bytes:
    return "\n\n".join(f"**{label or 'X'}** {speech}" for label, speech in lines).encode()


def _clock(n: int, dot: str) -> str:
    return f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}{dot}000"


def _vtt(lines: Iterable[Line]) -> bytes:
    cues = (
        f"{_clock(n, '.')} --> {_clock(n + 1, '.')}\n"
        + (f"<v {label}>{speech}" if label else speech)
        for n, (label, speech) in enumerate(lines)
    )
    return ("WEBVTT\n\n" + "\n\n".join(cues)).encode()


def _srt(lines: Iterable[Line]) -> bytes:
    return "\n\n".join(
        f"{n}\n{_clock(n, ',')} --> {_clock(n + 1, ',')}\n{_said(line)}"
        for n, line in enumerate(lines)
    ).encode()


def _sbv(lines: Iterable[Line]) -> bytes:
    return "\n\n".join(
        f"{_clock(n, '.')},{_clock(n + 1, '.')}\n{_said(line)}" for n, line in enumerate(lines)
    ).encode()


def _html(lines: Iterable[Line]) -> bytes:
    return (
        "<html><body>"
        + "\n".join(f"<p>{escape(_said(line))}</p>" for line in lines)
        + "</body></html>"
    ).encode()


def _rtf(lines: Iterable[Line]) -> bytes:
    return ("{\\rtf1\\ansi " + "\\par\n".join(map(_said, lines)) + "}").encode()


def _csv(lines: Iterable[Line], mark: str = ",") -> bytes:
    rows = "\n".join(f'{label}{mark}"{speech}"' for label, speech in lines)
    return f"speaker{mark}text\n{rows}".encode()


def _tsv(lines: Iterable[Line]) -> bytes:
    return _csv(lines, "\t")


def _json(lines: Iterable[Line]) -> bytes:
    rows = [
        {"start": n, "end": n + 1, "speaker": a or None, "text": b}
        for n, (a, b) in enumerate(lines)
    ]
    return json.dumps({"segments": rows}).encode()


def _json_words(lines: Iterable[Line]) -> bytes:
    words = [
        {"word": word, "start": n, "end": n + 1, "speaker": n % 7}
        for n, (_, speech) in enumerate(lines)
        for word in speech.split()[:50]
    ]
    return json.dumps(
        {"results": {"channels": [{"alternatives": [{"transcript": "x", "words": words}]}]}}
    ).encode()


def _cha(lines: Iterable[Line]) -> bytes:
    rows = "\n".join(f"*{(label or 'PAR')[:3].upper()}:\t{speech}" for label, speech in lines)
    return f"@UTF8\n@Begin\n@Participants:\tPAR Participant\n{rows}\n@End\n".encode()


def _eaf(lines: Iterable[Line]) -> bytes:
    lines = list(lines)
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="t{n}" TIME_VALUE="{n}"/>' for n in range(len(lines) + 1)
    )
    rows = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="t{n}" TIME_SLOT_REF2="t{n + 1}">'
        f"<ANNOTATION_VALUE>{escape(speech)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, (_, speech) in enumerate(lines)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT AUTHOR="" DATE="" FORMAT="3.0" VERSION="3.0">'
        f'<HEADER/><TIME_ORDER>{slots}</TIME_ORDER><TIER LINGUISTIC_TYPE_REF="u" TIER_ID="A" PARTICIPANT="A">'
        f'{rows}</TIER><LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="u" TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>'
    ).encode()


def _zipped(files: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def _docx(lines: Iterable[Line]) -> bytes:
    return _word(
        "".join(f"<w:p><w:r><w:t>{escape(_said(line))}</w:t></w:r></w:p>" for line in lines)
    )


def _docx_bold(lines: Iterable[Line]) -> bytes:
    return _word(
        "".join(
            f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{label or 'X'}</w:t></w:r><w:r><w:t> {speech}</w:t></w:r></w:p>"
            for label, speech in lines
        )
    )


def _docx_table(lines: Iterable[Line]) -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(
        f"<w:tr>{cell.format(label)}{cell.format(speech)}</w:tr>" for label, speech in lines
    )
    return _word(f"<w:tbl>{rows}</w:tbl>")


def _word(body: str) -> bytes:
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    relations = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return _zipped(
        {"[Content_Types].xml": _TYPES, "_rels/.rels": relations, "word/document.xml": document}
    )


def _odt(lines: Iterable[Line]) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(f"<text:p>{escape(_said(line))}</text:p>" for line in lines)
    xml = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:text="{office}text:1.0">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return _zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml})


def _xlsx(lines: Iterable[Line]) -> bytes:
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = "".join(
        f"<row>{cell.format(a)}{cell.format(b)}</row>" for a, b in [("speaker", "text"), *lines]
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office, package = _OFFICE, _PACKAGE
    return _zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def _pdf(lines: Iterable[Line]) -> bytes:
    rows = [
        _said(line)[:90]
        .encode("cp1252", "replace")
        .replace(b"\\", b"")
        .replace(b"(", b"")
        .replace(b")", b"")
        for line in lines
    ]
    pages = [rows[at : at + 45] for at in range(0, len(rows), 45)]
    return _pdf_file(
        [
            b"BT /F1 11 Tf 1 0 0 1 72 720 Tm 14 TL "
            + b" ".join(b"(%s) Tj T*" % row for row in page)
            + b" ET"
            for page in pages
        ]
    )


def _pdf_file(contents: Sequence[bytes]) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for content in map(zlib.compress, contents):
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(content)
            + content
            + b"\nendstream"
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    parts, places, at = [b"%PDF-1.4\n"], [], 9
    for n, body in enumerate(objects, 1):
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (n, body))
        at += len(parts[-1])
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows))
    parts.append(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, at)
    )
    return b"".join(parts)


def _zip(lines: Iterable[Line]) -> bytes:
    return _zipped(
        {f"talk-{n}.txt": "I: Why?\nP1: So.\n" * 3 + str(n) for n, _ in enumerate(lines)}
    )


def _one_in_zip(lines: Iterable[Line]) -> bytes:
    return _zipped({"talk.txt": _txt(lines)})


def _qdpx(lines: Iterable[Line]) -> bytes:
    lines = list(lines)[:9_000]
    rows = "".join(
        f'<TextSource guid="{n}" name="t{n}" plainTextPath="internal://{n}.txt"/>'
        for n, _ in enumerate(lines)
    )
    project = f'<Project xmlns="urn:QDA-XML:project:1.0"><Sources>{rows}</Sources></Project>'
    return _zipped(
        {
            "project.qde": project,
            **{f"Sources/{n}.txt": f"I: Why?\nP1: {n}" for n, _ in enumerate(lines)},
        }
    )


#: How the lines are written, by the format's name and the suffix.
WRITERS: Mapping[tuple[str, str], Callable[[Iterable[Line]], bytes]] = {
    (".txt", ""): _txt, (".md", "bold labels"): _bold, (".vtt", ""): _vtt, (".srt", ""): _srt, (".sbv", ""): _sbv,
    (".html", ""): _html, (".rtf", ""): _rtf, (".csv", ""): _csv, (".tsv", ""): _tsv, (".json", "segments"): _json,
    (".json", "words"): _json_words, (".cha", ""): _cha, (".eaf", ""): _eaf, (".docx", ""): _docx,
    (".docx", "bold labels"): _docx_bold, (".docx", "a table"): _docx_table, (".odt", ""): _odt, (".xlsx", ""): _xlsx,
    (".pdf", ""): _pdf, (".zip", "one file"): _one_in_zip,
}  # fmt: skip

_SIGNS = {
    "brackets": "[", "one word": "word ",
}  # fmt: skip

_SIGNED = (".txt", ".html", ".csv", ".json", ".pdf")
_COSTLY = ("turns of one word", "another name on each line")
_FAR_ABOVE = {("labels alone", ".txt"), ("labels alone", ".csv"), ("labels alone", ".docx")}
_SMALL = (".csv", ".pdf")


def find_cases() -> list[Case]:
    """The costly shapes in every format, one sign over and over, bombs, depths and chance."""
    cases = [
        Case(
            suffix,
            f"{n:,} × {shape}{f', {how}' if how else ''}",
            lambda w=write, s=make, n=n: w(s(n)),
        )
        for (suffix, how), write in WRITERS.items()
        for shape, make in SHAPES.items()
        for n in (_MOST.get(suffix, _USUAL), _FAR)
        if (shape in _COSTLY if n < _FAR else (shape, suffix) in _FAR_ABOVE)
    ]
    cases += [
        Case(
            suffix, f"{n // 1_000_000} MB of {name}", lambda t=text, n=n, s=suffix: _filled(t, n, s)
        )
        for suffix in _SIGNED
        for name, text in _SIGNS.items()
        for n in (1_900_000 if suffix in _SMALL else 9_900_000,)
    ]
    cases += [
        Case(suffix, "200 MB in one line", lambda: b"a word " * 28_500_000) for suffix in (".txt",)
    ]
    cases += [
        Case(suffix, "4 MB by chance", lambda: random.Random(3).randbytes(4_000_000))
        for suffix in (".txt", ".docx", ".pdf", ".zip")
    ]
    cases += [
        Case(
            suffix,
            "19 MB of an old encoding",
            lambda: "Señor: más, así fue.\n".encode("cp1252") * 900_000,
        )
        for suffix in (".txt",)
    ]
    cases += [
        Case(".zip", "4,900 transcripts", lambda: _zip(_short(4_900))),
        Case(".qdpx", "4,500 sources", lambda: _qdpx(_short(4_500))),
    ]
    cases += [
        Case(".zip", "a bomb of 1,000 MB", lambda: _zipped({"talk.txt": b"P1: a\n" * 166_000_000})),
        Case(".docx", "a bomb of 400 MB", lambda: _word(" " * 400_000_000)),
        Case(
            ".docx",
            "300,000 runs within each other",
            lambda: _word("<w:r>" * 300_000 + "</w:r>" * 300_000),
        ),
        Case(
            ".html",
            "100,000 boxes within each other",
            lambda: b"<div>" * 100_000 + b"P1: so" + b"</div>" * 100_000,
        ),
        Case(".json", "lists within lists", lambda: b"[" * 399_000),
        Case(
            ".pdf",
            "one page of 3 MB",
            lambda: _pdf_file(
                [b"BT /F1 11 Tf 1 0 0 1 72 720 Tm " + b"(I: a) Tj 0 -1 Td " * 160_000 + b" ET"]
            ),
        ),
        Case(".pdf", "pages in two columns", lambda: _two_columns(600)),
    ]
    return cases


def _filled(text: str, n: int, suffix: str) -> bytes:
    """A sign over and over, behind what makes the format known."""
    head = {
        ".vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\n",
        ".srt": "1\n00:00:00,000 --> 00:00:01,000\n",
        ".html": "<html><body><p>",
        ".rtf": "{\\rtf1 ",
        ".csv": "speaker,text\nI,",
        ".json": '{"segments": [{"text": "',
        ".cha": "@UTF8\n@Begin\n*PAR:\t",
        ".eaf": "<ANNOTATION_DOCUMENT><TIER>",
        ".pdf": "%PDF-1.4\n1 0 obj\n",
        ".docx": "",
        ".xlsx": "",
        ".zip": "",
    }
    if suffix in (".docx", ".xlsx"):
        body = text * (n // len(text.encode()))
        return (
            _word(f"<w:p><w:r><w:t>{escape(body)}</w:t></w:r></w:p>")
            if suffix == ".docx"
            else _xlsx([("I", escape(body))])
            if suffix == ".xlsx"
            else _zipped({"talk.txt": body})
        )
    return (head.get(suffix, "") + text * (n // len(text.encode()))).encode()


def _two_columns(n_pages: int) -> bytes:
    rows = b" ".join(
        b"1 0 0 1 %d %d Tm (some words of a column here, and more) Tj" % (x, 720 - 13 * n)
        for x in (60, 320)
        for n in range(50)
    )
    return _pdf_file([b"BT /F1 9 Tf " + rows + b" ET"] * n_pages)
