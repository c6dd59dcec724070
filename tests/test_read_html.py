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
    assert "navigation, buttons and foot of the page left out: Home" in transcript.notes


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


SERVICES = {
    "name and time in spans": '<div><span class="name">{l}</span><span class="t">{t}</span>'
    "<p>{s}</p></div>",
    "no class that tells": '<div><span class="a1">{l}</span><span class="b2">{t}</span>'
    "<p>{s}</p></div>",
    "time first": '<div><span>{t}</span><span class="name">{l}</span><p>{s}</p></div>',
    "blocks": "<div><div>{l}</div><div>{t}</div><div>{s}</div></div>",
    "blocks, time first": '<div><div>{t}</div><div class="speaker">{l}</div><div>{s}</div></div>',
    "all in one paragraph": '<p><span class="speaker-name">{l}</span><span>[{t}]</span>'
    "<span>{s}</span></p>",
    "time, name, talk": '<p><i>{t}</i><b class="who">{l}</b><span>{s}</span></p>',
    "line breaks": "<p><strong>{l}</strong><em>{t}</em><br>{s}</p>",
    "wrappers named after speakers": '<div class="speaker-turn"><div class="head">'
    '<span class="user">{l}</span><span>{t}</span></div><div class="text">{s}</div></div>',
    "a list of terms": "<dl><dt>{l} <span>{t}</span></dt><dd>{s}</dd></dl>",
    "time in the talk of a term": "<dl><dt>{l}</dt><dd><time>{t}</time>{s}</dd></dl>",
    "cells of a table": "<table><tr><td>{t}<br>{l}</td><td>{s}</td></tr></table>",
    "name over time in a cell": "<table><tr><td><b>{l}</b><br>{t}</td><td>{s}</td></tr></table>",
    "buttons": '<div><button class="speaker">{l}</button><button>{t}</button><p>{s}</p>'
    "<button>Share</button></div>",
    "chat": '<div><a class="fromName">{l}</a><a>{t}</a><div>{s}</div></div>',
}


@pytest.mark.parametrize("service", SERVICES)
def test_pages_of_services_give_speakers_turns_and_times(service: str) -> None:
    """Names and times that only their look parts from the talk are no part of it."""
    people = [("Anna Lee" if label == "INT" else "Bo", speech) for label, speech in TALK]
    body = "".join(
        SERVICES[service].format(l=label, s=speech, t=f"00:{n * 14 + 2:02}")
        for n, (label, speech) in enumerate(people)
    )
    transcript = read_html(page(f"<h1>Call</h1>{body}"))
    assert speech_of(transcript) == people
    assert [turn.began_s for turn in transcript.turns] == [2, 16, 30, 44]


def test_captions_in_a_page_give_their_times() -> None:
    """Elements of a program's own are blocks; nobody is named."""
    body = "".join(
        f"<x-cue><x-time>0:0{n}</x-time><x-text>{speech}</x-text></x-cue>"
        for n, (_, speech) in enumerate(TALK)
    )
    transcript = read_html(page(body))
    assert speech_of(transcript) == [(None, speech) for _, speech in TALK]
    assert [turn.began_s for turn in transcript.turns] == [0, 1, 2, 3]


def test_words_cut_by_elements_stay_whole() -> None:
    """Only names and times are set apart; buttons that are neither are told."""
    transcript = read_html(
        page(
            '<p>INT: <span class="c1">Hel</span><span class="c2">lo</span> <b>N</b>ow?</p>'
            '<p>P1: <span class="w">so</span><span class="w">.</span> With '
            '<span class="name">Ann</span>\'s help.</p><button>Share</button>'
        )
    )
    assert speech_of(transcript) == [("INT", "Hello Now?"), ("P1", "so. With Ann's help.")]
    assert any("left out: Share" in note for note in transcript.notes)
