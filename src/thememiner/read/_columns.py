"""Turns the header and cells of a table into what each column is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from types import MappingProxyType
from typing import Literal

from thememiner.read._clock import seconds_of

Kind = Literal[
    "talk",
    "notes",
    "speaker",
    "person",
    "observer",
    "role",
    "begin",
    "end",
    "turn",
    "number",
    "conversation",
    "code",
    "definition",
    "document",
    "identity",
    "other",
]

_NAMES: Mapping[Kind, str] = MappingProxyType(
    {
        "talk": "text, texts, word, words, speech, sentence, sentences, utterance, utterances, "
        "utterance text, turn text, spoken text, full text, transcript text, transcription, "
        "dialogue, dialog, talk, verbatim, statement, message, said, what was said, content, body, "
        "free text, freetext, open text, open response, open ended response, response, responses, "
        "response text, answer, answers, answer text, comment, comments, feedback, texte, texto, "
        "testo, tekst, antwort, antworten, aussage, redebeitrag, réponse, respuesta, resposta, "
        "risposta, antwoord, svar, udsagn, 内容, 文本, 发言, テキスト, 発言",
        "notes": "note, notes, observation, observations, observation note, observation notes, "
        "field note, field notes, fieldnote, fieldnotes, what i saw, what was observed",
        "speaker": "speaker, speaker name, speaker label, speaker id, speakers, who, who speaks, "
        "who said it, spoken by, said by, talker, voice, interlocutor, sprecher, sprecherin, "
        "locuteur, locutrice, hablante, parlante, spreker, taler, 说话人, 話者",
        "person": "participant, participants, participant id, participant number, respondent, "
        "respondent id, respondent number, response id, responseid, person, person id, case, "
        "case id, pid, subject, subject id, record id, study id, interviewee, informant, "
        "anonymous id, user id, id, teilnehmer, teilnehmerin, befragte",
        "observer": "observer, observed by, researcher, field worker, fieldworker, recorded by, "
        "note taker, notetaker, author",
        "role": "role, speaker role",
        "begin": "timestamp, time stamp, time, times, timecode, time code, start, start time, "
        "time start, begin, begins, began, begin time, began s, start s, start ms, onset, tc in, "
        "starttime, start seconds, zeit, tid",
        "end": "end, ends, end time, time end, stop, ended, ended s, end s, end ms, offset, tc out, "
        "endtime, end seconds",
        "turn": "turn, turn number, turn no, turn id",
        "number": "#, index, row, row number, line, lines, line number, line no, no, nr, seq, "
        "sequence, utterance id, sentence id, utterance number, cue, order",
        "conversation": "transcript, transcript id, transcript name, interview, interview id, "
        "session, session id, conversation, conversation id, meeting, meeting id, recording, "
        "focus group, group id, dialogue id",
        "code": "code, codes, code name, coded as, tag, tags, theme, themes, node, nodes, category, "
        "categories, label, labels",
        "definition": "description, descriptions, definition, definitions, number of highlights, "
        "highlights, count, counts, frequency, include, inclusion, exclude, exclusion, references",
        "document": "document, document name, document id, file, file name, filename, files, "
        "source, source name, path, url, link",
        "identity": "name, names, full name, first name, last name, firstname, lastname, surname, "
        "recipient first name, recipient last name, recipientfirstname, recipientlastname, email, "
        "e mail, emails, email address, e mail address, recipient email, recipientemail, phone, "
        "phone number, telephone, telephone number, mobile, mobile number, address, home address, "
        "postcode, zip code, ip, ip address, ipaddress, latitude, longitude, location latitude, "
        "location longitude, locationlatitude, locationlongitude, date of birth, dob, nhs number, "
        "external reference, externalreference, username, user name",
    }
)
_KIND_OF: Mapping[str, Kind] = MappingProxyType(
    {name: kind for kind, names in _NAMES.items() for name in names.split(", ")}
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLOCK = re.compile(r"[\[(]?(\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,6})?)[\])]?")
_RANGE = re.compile(rf"{_CLOCK.pattern}\s*(?:-->|[-–—]|to)\s*{_CLOCK.pattern}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*s?", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?|^\W*(?:q\d+\W+\w|how|what|why|when|where|who|which|please|tell|describe|explain|"
    r"in your|do you|did you|would you|could you|can you|have you|is there|are there|any other|"
    r"anything)\b|\bspecify\b|\bcomments?\b",
    re.IGNORECASE,
)
_SAMPLE = 400
_SPEAKING: tuple[Kind, ...] = ("talk", "notes", "other", "conversation")
_FREE_WORDS = 4.0
_FREE_BESIDE_TALK = 6.0
_ANSWER_WORDS = 2.0


@dataclass(frozen=True)
class Column:
    """One column: its header as written, what its header says it is, and its cells.

    Attributes:
        at: position in the table, from 0.
        title: the header as written.
        kind: what the header names; ``other`` where it names nothing we know.
        cells: one for each row, empty where it is empty.
    """

    at: int
    title: str
    kind: Kind
    cells: tuple[str, ...]

    @cached_property
    def name(self) -> str:
        """The header as an attribute's name."""
        return plain_title(self.title)

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The cells with anything in them."""
        return tuple(filter(None, self.cells))

    @cached_property
    def counts(self) -> Counter[str]:
        """What the filled cells say, and how often."""
        return Counter(self.filled)

    @cached_property
    def sample(self) -> tuple[str, ...]:
        """Some hundreds of the filled cells, evenly from top to bottom."""
        return self.filled[:: -(-len(self.filled) // _SAMPLE) or 1]

    @cached_property
    def n_words(self) -> float:
        """Mean number of words in a filled cell, from the sample."""
        return fmean(len(_WORD.findall(cell)) for cell in self.sample) if self.sample else 0.0

    @property
    def distinct(self) -> float:
        """Share of the filled cells that are unlike each other, 0 to 1."""
        return len(self.counts) / len(self.filled) if self.filled else 0.0

    @cached_property
    def is_clock(self) -> bool:
        """Whether most filled cells are times of a recording, or numbers that could be."""
        times = [cell for cell in self.sample if seconds_in(cell) is not None]
        return bool(times) and len(times) >= 0.8 * len(self.sample)

    @cached_property
    def has_letters(self) -> bool:
        """Whether most filled cells have a letter."""
        lettered = [cell for cell in self.sample if any(map(str.isalpha, cell))]
        return bool(lettered) and 2 * len(lettered) >= len(self.sample)

    @property
    def asks(self) -> bool:
        """Whether the header is a question of a survey, or a request."""
        return bool(_QUESTION.search(self.title))


def kind_of(title: str) -> Kind:
    """What a header names; case, punctuation and underscores do not count."""
    return _KIND_OF.get(plain_title(title).replace("_", " "), "other")


def plain_title(title: str) -> str:
    """A header as an attribute's name: small letters, words joined by ``_``."""
    spaced = re.sub(r"([a-z])([A-Z][a-z])", r"\1 \2", title)
    words = re.findall(r"[^\W_]+|#", spaced.casefold())
    return "_".join(words)


def make_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns that have any cell filled, or a header."""
    width = max((len(row) for row in rows), default=0)
    titles = [*header, *([""] * (width - len(header)))]
    columns = []
    for at, title in enumerate(titles):
        cells = tuple(row[at] if at < len(row) else "" for row in rows)
        if title or any(cells):
            columns.append(Column(at, title, kind_of(title) if title else "other", cells))
    return tuple(columns)


def seconds_in(cell: str) -> float | None:
    """A time in a recording in seconds, from ``[00:04:40]``, ``4:40`` or ``280.5``."""
    cell = cell.strip()
    if match := _CLOCK.fullmatch(cell):
        return seconds_of(match[1])
    if match := _RANGE.fullmatch(cell):
        return seconds_of(match[1])
    if _NUMBER.fullmatch(cell):
        return float(cell.rstrip("sS \t").replace(",", "."))
    return None


def end_in(cell: str) -> float | None:
    """The second time of a range such as ``00:01 - 00:09``, in seconds."""
    match = _RANGE.fullmatch(cell.strip())
    return seconds_of(match[2]) if match else None


def find_talk(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns that hold free text, in the order of the table.

    A column counts where its header says so, where its header is a question and its cells are
    answers of their own, or where its cells are long and differ.
    """
    spoken = [one for one in columns if one.kind in _SPEAKING and one.has_letters]
    named = [one for one in spoken if one.kind in ("talk", "notes")]
    least = _FREE_BESIDE_TALK if named else _FREE_WORDS
    return tuple(
        one
        for one in spoken
        if one in named
        or (one.asks and one.n_words >= _ANSWER_WORDS and one.distinct > 0.5)
        or (one.n_words >= least and (one.distinct > 0.6 or len(one.filled) < 5))
    )


def find_longest(columns: Iterable[Column]) -> Column | None:
    """The column with the longest text, None where none has two words a cell."""
    spoken = [
        one
        for one in columns
        if one.kind in _SPEAKING and one.has_letters and one.n_words >= _ANSWER_WORDS
    ]
    return max(spoken, key=lambda one: (one.n_words, -one.at), default=None)
