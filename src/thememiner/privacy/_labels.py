"""Transcripts into the same transcripts without the names in front of the turns.

Names inside the talk stay as they were said; only labels are replaced, at equal length, so that every
position in the text stays what the reader made it.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Container, Mapping
from itertools import product

from thememiner.records import Speaker, Transcript, Turn

_LETTERS = re.compile(r"[^\W\d_]+")
_CODE_SIGNS = string.ascii_uppercase + string.digits
_TRIES = 32
_ROLE_WORDS = frozenset(
    """a b and assistant audience carer chair client clinician coordinator doctor facilitator female
    field focus gp group host id int interviewee interviewer ira irb lead leader male man manager
    moderator mod midwife note notes notetaker nurse observer pa participant participants partner
    patient person pharmacist physio practice project question receptionist res researcher resp respondent
    room service social sp speaker staff student teacher team therapist unknown user voice volunteer
    woman worker""".split()
)


def is_name(label: str) -> bool:
    """Whether a label may be somebody's name rather than a code (``AB-W1``) or a role (``Nurse 2``).

    A code has a digit and no run of letters that could be a name, is at most three capitals, or is a
    single sign.
    """
    if len(label) < 2:
        return False
    runs = _LETTERS.findall(label)
    rest = [run for run in runs if run.lower() not in _ROLE_WORDS]
    if not rest:
        return False
    if any(char.isdigit() for char in label):
        return not all(len(run) <= 2 or (run.isupper() and len(run) <= 4) for run in rest)
    return not (len(rest) == 1 and len(rest[0]) <= 3 and rest[0].isupper())


def pseudonym(label: str, transcript_id: str, *, length: int | None = None) -> str:
    """A code for a label, the same whenever the same transcript is read.

    Args:
        label: the label as written.
        transcript_id: the transcript it occurs in.
        length: characters that the code has to fill, at least two; None for six.
    """
    digest = hashlib.sha256(f"{transcript_id}\n{label}".encode()).hexdigest()
    width = 6 if length is None else max(length, 2)
    return ("S" + digest * (width // len(digest) + 1))[:width]


def mask_labels(transcript: Transcript) -> tuple[Transcript, Mapping[str, str]]:
    """Replace labels that may be names by codes of equal length.

    Returns:
        The transcript, and for each code the label it stands for: that is for the key, not for the
        database. A transcript without such labels comes back as it is.
    """
    codes = _codes(transcript)
    if not codes:
        return transcript, {}
    text = _masked_text(transcript, codes)
    turns = tuple(_with_code(turn, codes) for turn in transcript.turns)
    speakers = tuple(_with_code_of(speaker, codes) for speaker in transcript.speakers)
    notes = tuple(_without_names(note, codes) for note in transcript.notes)
    masked = transcript.model_copy(
        update={"text": text, "turns": turns, "speakers": speakers, "notes": notes}
    )
    return masked, {code: label for label, code in codes.items()}


def _codes(transcript: Transcript) -> dict[str, str]:
    codes: dict[str, str] = {}
    taken = {s.label.casefold() for s in transcript.speakers if s.label is not None}
    for speaker in transcript.speakers:
        label = speaker.label
        if label is not None and label not in codes and is_name(label):
            codes[label] = _free_code(label, transcript.id, taken)
            taken.add(codes[label].casefold())
    return codes


def _free_code(label: str, transcript_id: str, taken: Container[str]) -> str:
    """A code as long as the label that nobody has; two signs leave few, so any free one will do."""
    salted = (f"{label}\n{salt}" if salt else label for salt in range(_TRIES))
    tried = (pseudonym(one, transcript_id, length=len(label)) for one in salted)
    rest = ("".join(signs) for signs in product(_CODE_SIGNS, repeat=len(label)))
    return next(code for some in (tried, rest) for code in some if code.casefold() not in taken)


def _masked_text(transcript: Transcript, codes: Mapping[str, str]) -> str:
    """The text with every occurrence of a label between two turns replaced."""
    pieces: list[str] = []
    at = 0
    for turn in transcript.turns:
        pieces.append(_without_names(transcript.text[at : turn.start], codes))
        pieces.append(transcript.text[turn.start : turn.end])
        at = turn.end
    pieces.append(_without_names(transcript.text[at:], codes))
    return "".join(pieces)


def _without_names(text: str, codes: Mapping[str, str]) -> str:
    """All names replaced in one pass; one in other capitals takes the code of the name it matches."""
    names = "|".join(re.escape(label) for label in sorted(codes, key=len, reverse=True))

    def code_of(found: re.Match[str]) -> str:
        if found[0] in codes:
            return codes[found[0]]
        same = (n for n in codes if re.fullmatch(re.escape(n), found[0], re.IGNORECASE))
        return codes[next(same)]

    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", code_of, text, flags=re.IGNORECASE)


def _with_code(turn: Turn, codes: Mapping[str, str]) -> Turn:
    if turn.speaker is None or turn.speaker not in codes:
        return turn
    return turn.model_copy(update={"speaker": codes[turn.speaker]})


def _with_code_of(speaker: Speaker, codes: Mapping[str, str]) -> Speaker:
    if speaker.label is None or speaker.label not in codes:
        return speaker
    label = codes[speaker.label]
    return speaker.model_copy(
        update={"label": label, "reason": _without_names(speaker.reason, codes)}
    )
