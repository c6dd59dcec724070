"""Zip folders of transcripts: read in memory as if they lay in a folder; hostile ones refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read import ReadFile, read_files, read_transcript, read_transcripts

TALK = b"INT: How was it?\nP1: It was fine.\nINT: Why?\nP1: It just was.\n"
OTHER = TALK.replace(b"fine", b"good")


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def locked(data: bytes) -> bytes:
    """The archive with every member marked as encrypted."""
    out = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            out[place + at] |= 1
            place = data.find(mark, place + 4)
    return bytes(out)


def word_document() -> bytes:
    """A Word document with two turns."""
    document, stream = docx.Document(), io.BytesIO()
    for text in ("INT: How?", "P1: So."):
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def entries(folder: Path, data: bytes) -> dict[str, ReadFile]:
    """What is read from an archive, by the path below the folder."""
    (folder / "talks.zip").write_bytes(data)
    return {
        entry.path.relative_to(folder).as_posix(): entry
        for entry in read_files(folder / "talks.zip")
    }


def test_members_are_read_as_if_they_lay_in_a_folder(tmp_path: Path) -> None:
    """Each member is named below the archive; companions and hidden files are passed over."""
    files = {
        "a.txt": TALK,
        "ward/b.docx": word_document(),
        "README.md": b"x",
        "ward/.DS_Store": b"",
    }
    found = entries(tmp_path, packed({**files, "__MACOSX/._a.txt": b"x", "cases.csv": b"file\n"}))
    assert list(found) == ["talks.zip/a.txt", "talks.zip/ward/b.docx"]
    formats = [entry.transcript.source.format for entry in found.values() if entry.transcript]
    assert formats == ["txt", "docx"]


def test_problems_are_named_by_archive_and_member(tmp_path: Path) -> None:
    """One bad member never stops the rest."""
    (tmp_path / "talks.zip").write_bytes(packed({"a.txt": TALK, "b.docx": b"no", "c.xyz": b"no"}))
    transcripts, problems = read_transcripts(tmp_path)
    assert len(transcripts) == 1
    assert [Path(problem.path).name for problem in problems] == ["b.docx", "c.xyz"]
    assert all("talks.zip/" in problem.path for problem in problems)
    assert "damaged" in problems[0].found


def test_the_same_content_in_and_out_of_an_archive_is_read_once(tmp_path: Path) -> None:
    """A copy inside an archive is told, not read twice."""
    (tmp_path / "a.txt").write_bytes(TALK)
    (tmp_path / "talks.zip").write_bytes(packed({"copy.txt": TALK, "b.txt": OTHER}))
    transcripts, (problem,) = read_transcripts(tmp_path)
    assert len(transcripts) == 2
    assert "same content" in problem.found


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("../out.txt", TALK, "path leads out"),
        ("/etc/out.txt", TALK, "path leads out"),
        ("a/../../out.txt", TALK, "path leads out"),
        ("bomb.txt", b"0" * 20_000_000, "as in a zip bomb"),
        ("inner.zip", packed({"a.txt": TALK}), "archive inside an archive"),
        ("inner.docx", packed({"word/document.xml": b"0" * 20_000_000}), "as in a zip bomb"),
    ],
)
def test_hostile_members_are_refused_with_the_reason(
    tmp_path: Path, name: str, data: bytes, found: str
) -> None:
    """A path that climbs out, bombs and nested archives; the others are read all the same."""
    read = entries(tmp_path, packed({name: data, "good.txt": TALK}))
    (problem,) = (one for entry in read.values() for one in entry.problems)
    assert found in problem.found
    assert sum(entry.transcript is not None for entry in read.values()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talks.zip"]


def test_a_protected_archive_says_so(tmp_path: Path) -> None:
    """An archive with a password is one problem, not one a member."""
    read = entries(tmp_path, locked(packed({"a.txt": TALK, "b.txt": OTHER})))
    (problem,) = read["talks.zip"].problems
    assert "protected by a password" in problem.found


def test_a_single_protected_member_says_so(tmp_path: Path) -> None:
    """Where some members need a password, the others are read."""
    data = locked(packed({"a.txt": TALK}))
    plain = packed({"a.txt": TALK, "b.txt": OTHER})
    first = plain.find(b"PK\x01\x02")
    mixed = bytearray(plain)
    mixed[6] |= 1
    mixed[first + 8] |= 1
    assert data != plain
    read = entries(tmp_path, bytes(mixed))
    assert "protected by a password" in read["talks.zip/a.txt"].problems[0].found
    assert read["talks.zip/b.txt"].transcript is not None


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    """An archive of more files than a study has is refused as a whole."""
    read = entries(tmp_path, packed({f"{n}.txt": b"" for n in range(5001)}))
    assert "holds 5,001 files" in read["talks.zip"].problems[0].found


@pytest.mark.parametrize("data", [b"", b"PK", packed({"a.txt": TALK})[:60]])
def test_a_damaged_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    """A cut-off archive is one problem."""
    assert "damaged or cut off" in entries(tmp_path, data)["talks.zip"].problems[0].found


def test_an_archive_of_nothing_to_read_says_so(tmp_path: Path) -> None:
    """An archive of companions alone is a problem, as an empty folder is."""
    read = entries(tmp_path, packed({"README.md": b"x"}))
    assert "no files in this zip folder" in read["talks.zip"].problems[0].found


def test_one_transcript_is_read_from_an_archive_of_one(tmp_path: Path) -> None:
    """`read_transcript` takes an archive of one, and names the other way for more."""
    (tmp_path / "one.zip").write_bytes(packed({"a.txt": TALK}))
    (tmp_path / "two.zip").write_bytes(packed({"a.txt": TALK, "b.txt": OTHER}))
    (tmp_path / "bad.zip").write_bytes(b"PK")
    assert len(read_transcript(tmp_path / "one.zip").turns) == 4
    with pytest.raises(ReadError, match=r"two\.zip holds 2 transcripts.*read_transcripts"):
        read_transcript(tmp_path / "two.zip")
    with pytest.raises(ReadError, match=r"bad\.zip.*damaged or cut off"):
        read_transcript(tmp_path / "bad.zip")


@settings(max_examples=40)
@given(at=st.floats(0, 1), insert=st.binary(min_size=1, max_size=4), keep=st.floats(0.1, 1))
def test_a_damaged_archive_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, at: float, insert: bytes, keep: float
) -> None:
    """Changed bytes and lost ends give transcripts or problems, never a traceback."""
    data = bytearray(packed({"a.txt": TALK, "b.docx": word_document()}))
    place = int(at * len(data))
    data[place : place + len(insert)] = insert
    read = entries(tmp_path_factory.mktemp("zip"), bytes(data[: int(keep * len(data))]))
    assert all(entry.transcript or entry.problems for entry in read.values())
