"""Project archives (REFI-QDA): their text sources are transcripts; missing ones are told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from thememiner.read import ReadFile, read_files, read_transcript

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "refi" / "samples"
TALK = b"INT: How was it?\nP1: It was fine.\nINT: Why?\nP1: It just was.\n"
NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'


def project(
    sources: str,
    files: Mapping[str, bytes] | None = None,
    *,
    name: str = "project.qde",
    top: str = "",
) -> bytes:
    """A project archive with these sources."""
    xml = f'<?xml version="1.0"?>{top}<Project {NAMESPACE}><Sources>{sources}</Sources></Project>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
        for path, data in (files or {}).items():
            archive.writestr(path, data)
    return stream.getvalue()


def entries(folder: Path, data: bytes) -> dict[str, ReadFile]:
    """What is read from a project, by the path below the folder."""
    (folder / "p.qdpx").write_bytes(data)
    return {
        entry.path.relative_to(folder).as_posix(): entry for entry in read_files(folder / "p.qdpx")
    }


def found(entry: ReadFile) -> str:
    """What a problem says."""
    return " ".join(problem.found for problem in entry.problems)


@pytest.mark.parametrize("name", ["project.qde", "Project.qde", "PROJECT.QDE", "wards.qde"])
@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("internal://1.txt", "sources/1.txt"),
        ("internal://1.txt", "Sources/1.TXT"),
        ("relative://texts/1.txt", "texts/1.txt"),
        ("1.txt", "sources/1.txt"),
        ("internal://a%20b.txt", "Sources/a b.txt"),
    ],
)
def test_a_text_source_is_a_transcript(tmp_path: Path, name: str, path: str, member: str) -> None:
    """Names of files and folders differ between programs; the text stays as it is."""
    source = f'<TextSource guid="1" name="Interview 1" plainTextPath="{path}"/>'
    (entry,) = entries(tmp_path, project(source, {member: TALK}, name=name)).values()
    assert entry.path.name == "Interview 1"
    assert entry.transcript is not None
    assert entry.transcript.text == TALK.decode()


def test_words_in_the_project_file_itself_are_read(tmp_path: Path) -> None:
    """A source may carry its text in the project file."""
    content = f"<PlainTextContent>{TALK.decode()}</PlainTextContent>"
    (tmp_path / "p.qdpx").write_bytes(project(f'<TextSource guid="1">{content}</TextSource>'))
    assert len(read_transcript(tmp_path / "p.qdpx").turns) == 4


def test_a_rich_text_stands_in_for_an_empty_plain_one(tmp_path: Path) -> None:
    """NVivo for Mac writes a plain text of one blank beside the Word document."""
    document, stream = docx.Document(), io.BytesIO()
    document.add_paragraph("INT: How?")
    document.add_paragraph("P1: So.")
    document.save(stream)
    paths = 'plainTextPath="internal://1.txt" richTextPath="internal://1.docx"'
    files = {"sources/1.txt": b" ", "sources/1.docx": stream.getvalue()}
    read = entries(tmp_path, project(f'<TextSource guid="1" name="A" {paths}/>', files))
    transcript = read["p.qdpx/A"].transcript
    assert transcript is not None
    assert transcript.source.format == "docx"


def test_transcripts_of_recordings_and_words_of_pdfs_are_read(tmp_path: Path) -> None:
    """What is written beside a recording or a PDF is a transcript; a bare recording is told."""
    sources = (
        '<AudioSource guid="1" name="Talk" path="internal://1.mp3">'
        '<Transcript guid="2" name="Words" plainTextPath="internal://2.txt"/></AudioSource>'
        '<PDFSource guid="3" name="Page" path="internal://3.pdf">'
        '<Representation guid="4" plainTextPath="internal://4.txt"/></PDFSource>'
        '<VideoSource guid="5" name="Film" path="internal://5.mp4"/>'
    )
    files = {"sources/2.txt": TALK, "sources/4.txt": TALK.replace(b"fine", b"good")}
    read = entries(tmp_path, project(sources, files))
    assert [entry.transcript is not None for entry in read.values()] == [True, True, False]
    assert "'Film' is a video without a transcript" in found(read["p.qdpx/Film"])


@pytest.mark.parametrize(
    "path", ["internal://1.txt", "relative://../1.txt", "absolute:///etc/hosts"]
)
def test_a_source_that_is_not_in_the_archive_is_told(tmp_path: Path, path: str) -> None:
    """Nothing outside the archive is looked at; the rest is read."""
    (tmp_path.parent / "1.txt").write_bytes(TALK)
    sources = (
        f'<TextSource guid="1" name="Gone" plainTextPath="{path}"/>'
        '<TextSource guid="2" name="Here" plainTextPath="internal://2.txt"/>'
    )
    read = entries(tmp_path, project(sources, {"sources/2.txt": TALK}))
    assert f"'Gone' is not in the archive ({path})" in found(read["p.qdpx/Gone"])
    assert read["p.qdpx/Here"].transcript is not None


def test_sources_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Two sources may have one name; each has a path of its own."""
    source = '<TextSource guid="{0}" name="A/B" plainTextPath="internal://{0}.txt"/>'
    files = {"sources/1.txt": TALK, "sources/2.txt": TALK.replace(b"fine", b"good")}
    read = entries(tmp_path, project(source.format(1) + source.format(2), files))
    assert list(read) == ["p.qdpx/A_B", "p.qdpx/A_B (2)"]


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    """No project file, no sources, broken XML, entities and a cut-off archive."""
    whole = project('<TextSource guid="1" plainTextPath="internal://1.txt"/>', {"sources/1": TALK})
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa">]>'
    for data, words in (
        (project("", name="notes.txt"), "no project file"),
        (project(""), "no sources"),
        (project("<TextSource"), "damaged or cut off"),
        (project("<TextSource/>", top=bomb), "declares entities"),
        (whole[: len(whole) // 2], "damaged or cut off"),
    ):
        assert words in found(entries(tmp_path, data)["p.qdpx"])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared evaluation data is not here")
def test_projects_of_four_programs_are_read() -> None:
    """qualitative-coding and NVivo give their sources; ATLAS.ti's have codes alone."""
    n_read = {
        path.stem: sum(entry.transcript is not None for entry in read_files(path))
        for path in SAMPLES.glob("*.qdpx")
    }
    assert n_read == {
        "blank-atlas-project": 0,
        "demo": 2,
        "nvivo_project": 0,  # its documents are empty
        "oltas_teszt": 2,
        "target-atlas-project": 0,
    }
    for path in SAMPLES.glob("*.qdpx"):
        assert all(entry.transcript or entry.problems for entry in read_files(path))
