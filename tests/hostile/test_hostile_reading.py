"""Hostile texts and files through every reader: read as the words they are, or refused with a reason."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

import pytest
from hostile_corpus import CODEBOOKS, FILES, SHORT_TEXTS, TEXTS, a_document
from hostile_study import held

import thememiner as tm
from thememiner.formats._xlsx import Sheet, Workbook, clean_text, make_xlsx
from thememiner.read import SUFFIXES, read_cases, read_guide
from thememiner.store import read_settings

SAYS = tuple(" ".join(held(clean_text(text)).split()) for text in SHORT_TEXTS)
LONGEST_S = 20.0


# --- each text as talk, in every format ----------------------------------------------------------


def as_txt(texts: tuple[str, ...]) -> bytes:
    return "".join(f"R: {text}\n\n" for text in texts).encode()


def as_vtt(texts: tuple[str, ...]) -> bytes:
    cues = (
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n<v R>{escape(t, quote=False)}"
        for n, t in enumerate(texts)
    )
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def as_srt(texts: tuple[str, ...]) -> bytes:
    cues = (
        f"{n}\n00:{n // 60:02}:{n % 60:02},000 --> 00:{n // 60:02}:{n % 60:02},900\nR: {t}\n\n"
        for n, t in enumerate(texts)
    )
    return "".join(cues).encode()


def as_json(texts: tuple[str, ...]) -> bytes:
    rows = [{"start": n, "end": n + 1, "speaker": "R", "text": t} for n, t in enumerate(texts)]
    return json.dumps({"segments": rows}).encode()


def as_html(texts: tuple[str, ...]) -> bytes:
    rows = "".join(f"<p>R: {escape(text)}</p>\n" for text in texts)
    return f'<html><head><meta charset="utf-8"></head><body>{rows}</body></html>'.encode()


def as_csv(texts: tuple[str, ...]) -> bytes:
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(["speaker", "text"])
    rows.writerows(["R", text] for text in texts)
    return stream.getvalue().encode()


def as_xlsx(texts: tuple[str, ...]) -> bytes:
    rows = tuple({"speaker": "R", "text": text} for text in texts)
    return make_xlsx(Workbook(sheets=(Sheet(name="S", columns=("speaker", "text"), rows=rows),)))


def as_docx(texts: tuple[str, ...]) -> bytes:
    from docx import Document

    document, stream = Document(), io.BytesIO()
    for text in texts:
        document.add_paragraph(f"R: {text}")
    document.save(stream)
    return stream.getvalue()


def as_odt(texts: tuple[str, ...]) -> bytes:
    from odfdo import Document, Paragraph

    document, stream = Document("text"), io.BytesIO()
    document.body.clear()
    for text in texts:
        document.body.append(Paragraph(f"R: {text}"))
    document.save(stream)
    return stream.getvalue()


def as_rtf(texts: tuple[str, ...]) -> bytes:
    return ("{\\rtf1\\ansi " + "".join(f"R: {_rtf(text)}\\par\n" for text in texts) + "}").encode()


def _rtf(text: str) -> str:
    units = text.encode("utf-16-le")
    codes = (
        int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2)
    )
    return "".join(f"\\u{code}?" for code in codes)


def as_cha(texts: tuple[str, ...]) -> bytes:
    lines = "".join(f"*PAR:\t{text} .\n" for text in texts)
    return f"@UTF8\n@Begin\n@Participants:\tPAR Participant\n{lines}@End\n".encode()


def as_eaf(texts: tuple[str, ...]) -> bytes:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 1000}"/>' for n in range(len(texts) + 1)
    )
    rows = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{n}" '
        f'TIME_SLOT_REF2="ts{n + 1}"><ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, text in enumerate(texts)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">'
        f'<TIME_ORDER>{slots}</TIME_ORDER><TIER LINGUISTIC_TYPE_REF="d" PARTICIPANT="R" '
        f'TIER_ID="R">{rows}</TIER></ANNOTATION_DOCUMENT>'
    ).encode()


CARRIERS: Mapping[str, Callable[[tuple[str, ...]], bytes]] = {
    "txt": as_txt, "vtt": as_vtt, "srt": as_srt, "json": as_json, "html": as_html, "csv": as_csv,
    "xlsx": as_xlsx, "docx": as_docx, "odt": as_odt, "rtf": as_rtf, "cha": as_cha, "eaf": as_eaf,
}  # fmt: skip
#: What a format uses as signs of its own is not talk in it: so many of the texts may read otherwise.
OTHERWISE = {"vtt": 40, "srt": 40, "cha": 70, "csv": 12}


def plain(text: str) -> str:
    """Letters and signs that people see, white space aside."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def test_there_are_more_than_a_hundred_hostile_inputs_and_none_twice() -> None:
    """Texts (formulas, scripts, templates, SQL, paths, signs, sizes), files and codebooks."""
    assert len(set(TEXTS)) + len(FILES) + len(CODEBOOKS) > 200
    assert len(set(TEXTS)) == len(TEXTS)


@pytest.mark.parametrize("format", CARRIERS)
def test_hostile_talk_is_read_as_the_words_it_is(format: str, tmp_path: Path) -> None:
    """Nothing is run, resolved, filled in or lost; spans hold."""
    path = tmp_path / f"talk.{format}"
    path.write_bytes(CARRIERS[format](SAYS))
    transcript = tm.read_transcript(path)
    read = plain(transcript.text)
    lost = [text for text in SAYS if plain(text) not in read]
    assert len(lost) <= OTHERWISE.get(format, 8), lost
    assert "49" not in transcript.text.replace("{{ 7*7 }}", "")
    assert "root:" not in transcript.text
    assert all(0 <= turn.start <= turn.end <= len(transcript.text) for turn in transcript.turns)
    assert not any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in transcript.text)


@pytest.mark.parametrize("format", CARRIERS)
def test_one_hostile_text_alone_is_read_or_refused(format: str, tmp_path: Path) -> None:
    """As the whole of a file, where nothing around it helps to tell what it is."""
    every = 6 if format in ("docx", "odt", "xlsx") else 1  # those take long to write
    for number, text in list(enumerate(TEXTS))[::every]:
        path = tmp_path / f"{number}.{format}"
        says = clean_text(held(text)) if format in ("docx", "odt", "eaf", "html") else held(text)
        try:
            path.write_bytes(CARRIERS[format]((says,)))
        except ValueError:  # the format itself cannot hold it
            continue
        (found, problems) = tm.read_transcripts([path])
        assert found or problems, text[:80]
        path.unlink()


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_raw_bytes_of_a_hostile_text_are_read_or_refused(number: int, tmp_path: Path) -> None:
    """Surrogates, null bytes and all, under every suffix there is."""
    data = f"R: {TEXTS[number]}".encode("utf-8", "surrogatepass")
    paths = [tmp_path / f"talk{suffix}" for suffix in SUFFIXES]
    for path in paths:
        path.write_bytes(data)
    found, problems = tm.read_transcripts(paths)
    assert len(found) + len({problem.path for problem in problems}) >= 1
    for transcript in found:
        assert transcript.model_validate_json(transcript.model_dump_json()) == transcript


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    """In good time, and without a file anywhere else."""
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / name
    path.write_bytes(FILES[name]())
    began = time.monotonic()
    found, problems = tm.read_transcripts([path])
    assert time.monotonic() - began < LONGEST_S
    assert found or any(problem.fatal and problem.found for problem in problems)
    assert all("owned" not in one.text for one in found)
    assert all("root:" not in one.text for one in found)
    assert [entry.name for entry in tmp_path.rglob("*")] == ["in", name]
    assert not Path("/tmp/owned.txt").exists()


def test_hostile_names_of_files_and_labels_stay_names(tmp_path: Path) -> None:
    """A study takes them in; the key alone knows them."""
    folder = tmp_path / "talks"
    folder.mkdir()
    n_written = 0
    for number, text in enumerate(SHORT_TEXTS):
        name = "".join(sign for sign in held(text) if sign not in "/\x00")[:60].strip(".")
        try:
            (folder / f"{name} {number}.txt").write_text(f"{name[:30]}: no time {number}.\n" * 3)
            n_written += 1
        except OSError:  # the file system refuses it
            continue
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(folder)
    assert len(study.transcripts) >= n_written - 8
    assert {path.name for path in (tmp_path / "study").iterdir()} <= {
        "study.toml", "study.sqlite", "key.json", "exports",
    }  # fmt: skip
    frame = study.speakers().to_frame()
    assert len(frame) >= n_written - 8
    study.close()


def test_a_hostile_table_of_cases_gives_attributes(tmp_path: Path) -> None:
    """Names and values of columns are data too."""
    (tmp_path / "talk.txt").write_text("R: no time.\n\nR: none at all.\n", encoding="utf-8")
    names = {"".join(text.casefold().split()): text for text in SAYS if text}
    columns = list(names.values())
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(["file", *columns])
    rows.writerow(["talk.txt", *reversed(columns)])
    (tmp_path / "cases.csv").write_bytes(stream.getvalue().encode())
    assert read_cases(tmp_path / "cases.csv")
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(tmp_path / "talk.txt", cases=tmp_path / "cases.csv")
    assert len(study.transcripts[0].attributes) > len(columns) // 2
    study.close()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("entities.docx", "entities"),
        ("outside.docx", "entities"),
    ],
)
def test_documents_with_entities_are_refused_for_them(
    name: str, found: str, tmp_path: Path
) -> None:
    """Not because they are no documents: without the entities they would be read."""
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    with pytest.raises(tm.ReadError, match=found):
        tm.read_transcript(path)
    plain = tmp_path / "plain.docx"
    plain.write_bytes(a_document(b"", body=b"no time"))
    assert [one.speaker for one in tm.read_transcript(plain).turns] == ["R"]


def test_a_guide_of_hostile_questions_is_a_guide(tmp_path: Path) -> None:
    """Or is refused; nothing else."""
    path = tmp_path / "guide.txt"
    path.write_text("\n".join(f"{n}. {text}?" for n, text in enumerate(SAYS, 1)), encoding="utf-8")
    assert read_guide(path)


# --- codebooks and settings ----------------------------------------------------------------------


@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_hostile_codebook_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    """Bombs, ten million codes, depths, objects: quickly, and in words."""
    path = tmp_path / name
    path.write_bytes(CODEBOOKS[name]())
    began = time.monotonic()
    with pytest.raises(tm.CodebookError) as raised:
        tm.load_codebook(path)
    assert time.monotonic() - began < LONGEST_S
    assert len(str(raised.value)) < 8_000
    assert not Path("/tmp/owned").exists()


def test_a_codebook_of_hostile_words_is_a_codebook(tmp_path: Path) -> None:
    """What it says is text, in every format that it can come in."""
    import yaml

    words = [" ".join(text.split()) for text in SAYS]
    path = tmp_path / "book.yaml"
    codes = [{"name": text, "definition": text, "examples": [text]} for text in words]
    path.write_text(yaml.safe_dump({"codes": codes}), encoding="utf-8")
    book = tm.load_codebook(path)
    assert [code.name for code in book.codes] == words
    table = tmp_path / "book.xlsx"
    rows = tuple({"name": text, "definition": text} for text in words)
    sheet = Sheet(name="S", columns=("name", "definition"), rows=rows)
    table.write_bytes(make_xlsx(Workbook(sheets=(sheet,))))
    assert len(tm.load_codebook(table)) == len(words)


@pytest.mark.parametrize(
    "text",
    [
        "seed = " + "[" * 50_000 + "]" * 50_000,
        "seed = 9" + "9" * 50_000,
        "approach = \"\"\"" + "a" * 2_000_000,
        "encoder = \"\\u0000\"\nencoder = 1",
        "[[a]]\n" * 10_000,
        "codebooks = [\"../../../../etc/passwd\"]\nseed = -1",
    ],
)  # fmt: skip
def test_hostile_settings_are_refused_with_the_reason(text: str, tmp_path: Path) -> None:
    """A study folder from a stranger has a study.toml from a stranger."""
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(tm.SettingsError):
        read_settings(path)


def test_the_command_line_shows_no_sign_that_steers_a_terminal(tmp_path: Path) -> None:
    """A file may be called what it likes: what is printed cannot move the cursor or turn a line."""
    from thememiner.cli._voice import visible

    said = visible("Not read: a\x1b]0;owned\x07\u202etxt\x9b2J\rb, c\nd é 👩‍👧 \u00a0.")
    assert said == "Not read: a�]0;owned��txt�2J�b, c\nd é 👩‍👧 \u00a0."
