"""Web pages: what is seen is read, in its order; scripts and hidden parts are not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read._html import read_html
from thememiner.records import Transcript

TALK = [("INT", "How was it?"), ("P1", "It was fine."), ("INT", "Why?"), ("P1", "It just was.")]
WORDS = st.lists(
    st.sampled_from(["we", "tried", "so.", "yes?", "é", "😀", "a & b", "x < y"]), min_size=1
).map(" ".join)
TURNS = st.lists(
    st.tuples(st.sampled_from(["INT", "P1", "Ann Lee"]), WORDS), min_size=1, max_size=4
).map(lambda turns: turns + turns)


def page(body: str, *, head: str = '<meta charset="utf-8">') -> bytes:
    """A whole page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@settings(max_examples=40)
@given(turns=TURNS)
def test_labels_in_paragraphs_are_read_back(turns: list[tuple[str, str]]) -> None:
    """One paragraph a turn, entities resolved."""
    escaped = [(a, b.replace("&", "&amp;").replace("<", "&lt;")) for a, b in turns]
    body = "\n".join(f"<p>{label}: {speech}</p>" for label, speech in escaped)
    assert speech_of(read_html(page(body))) == turns


@pytest.mark.parametrize(
    "row",
    [
        "<p><b>{label}</b> {speech}</p>",
        '<div><span class="speaker">{label}</span> {speech}</div>',
        "<dl><dt>{label}</dt><dd>{speech}</dd></dl>",
        "<p><strong>{label}:</strong><br>{speech}</p>",
        "<p>{label}:\n {speech}<br></p>",
    ],
)
def test_labels_are_read_in_every_form(row: str) -> None:
    """Bold words, a class named speaker, terms of a list and labels on a line of their own."""
    body = "".join(row.format(label=label, speech=speech) for label, speech in TALK)
    assert speech_of(read_html(page(f"<h1>Interview</h1>{body}"))) == TALK


def test_tables_give_one_turn_a_row() -> None:
    """Rows of time, speaker and text are turns with their times."""
    rows = "".join(
        f"<tr><td>0:0{n}<td>{label}<td>{speech}</tr>" for n, (label, speech) in enumerate(TALK)
    )
    head = "<tr><th>Time</th><th>Speaker</th><th>Text</th></tr>"
    transcript = read_html(page(f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"))
    assert speech_of(transcript) == TALK
    assert [turn.began_s for turn in transcript.turns] == [0, 1, 2, 3]


def test_what_is_not_seen_is_not_read() -> None:
    """Scripts, styles, comments and hidden elements are no talk; navigation is told."""
    transcript = read_html(
        page(
            "<nav>Home</nav><style>p {}</style><p>INT: How<script>x()</script><!-- no --> was it?"
            '</p><p hidden>secret</p><p style="display: none">secret</p><p>P1: Fine.</p>'
        )
    )
    assert speech_of(transcript) == [("INT", "How was it?"), ("P1", "Fine.")]
    assert "navigation and foot of the page left out: Home" in transcript.notes


def test_the_declared_encoding_is_used() -> None:
    """A page in an old encoding says so at its top."""
    body = "<p>INT: Как дела?</p><p>P1: Хорошо.</p>"
    data = f'<html><head><meta charset="windows-1251"></head>{body}</html>'.encode("cp1251")
    assert speech_of(read_html(data)) == [("INT", "Как дела?"), ("P1", "Хорошо.")]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"  ", "empty"),
        (page("<script>x</script>"), "shows no words"),
        (page("<div>" * 3000 + "INT: x"), "nested too deep"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not text"),
    ],
)
def test_what_is_no_page_with_words_is_refused(data: bytes, found: str) -> None:
    """Nothing to see, too deep to see, and pictures are ReadErrors."""
    with pytest.raises(ReadError, match=found):
        read_html(data)


def test_entities_of_the_pages_own_are_not_resolved() -> None:
    """A bomb of entities stays a few words long, and no file is read."""
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    entities = f'<!ENTITY a0 "aaaa">{bomb}<!ENTITY x SYSTEM "file:///etc/hostname">'
    data = f"<!DOCTYPE html [{entities}]><p>INT: How?</p><p>P1: &a8;&x; so.</p>".encode()
    assert len(read_html(data).text) < 2000


@settings(max_examples=60)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Whatever stands in a page gives a transcript or a ReadError."""
    for whole in (data, page("<p>INT: How?</p>") + data, b"<table><tr><td>" + data + b"</dt></tr>"):
        with suppress(ReadError):
            read_html(whole)
