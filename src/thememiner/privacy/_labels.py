"""Labels in front of turns: which of them are names, and what stands for them."""

from __future__ import annotations

import re
from collections.abc import Container

from thememiner.privacy._words import nickname_groups, read_tables

_LETTERS = re.compile(r"[^\W\d_]+")
_ROLE_WORDS = frozenset(
    """a b and assistant audience carer chair client clinician coordinator doctor facilitator female
    field focus gp group host id int interviewee interviewer ira irb lead leader male man manager
    moderator mod midwife note notes notetaker nurse observer pa participant participants partner
    patient person pharmacist physio practice project question receptionist res researcher resp respondent
    room service social sp speaker staff student teacher team therapist unknown user voice volunteer
    woman worker""".split()
)
_BEFORE_NUMBERS = frozenset("pat may gen art des".split())
_SHORTEST = 3
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_IDENTIFYING = re.compile(
    r"(?:full_|first_|last_|sur|fore|given_|family_|participant_?|person_|nick)?names?|surname|"
    r"e_?mails?(?:_address)?|(?:tele)?phone(?:_n(?:umber|o))?|mobile(?:_n(?:umber|o))?|"
    r"(?:home_|postal_)?address|post_?code|zip(?:_?code)?|dob|date_of_birth|birth_?da(?:te|y)|"
    r"nhs_?n(?:umber|o)|national_insurance(?:_n(?:umber|o))?|ni_n(?:umber|o)|hospital_n(?:umber|o)|"
    r"ip(?:_?address)?|user_?name|latitude|longitude"
)


def is_name(label: str, names: Container[str] | None = None) -> bool:
    """Whether a label may be somebody's name rather than a code (``AB-W1``) or a role (``Nurse 2``).

    A code has a digit and no run of letters that could be a name, is at most three capitals, or is a
    single sign. Capitals that are a first name in daily use (``SUE``, ``JOHN2``) are one here too.

    Args:
        label: as written.
        names: first names in small letters; None for the short list that comes with the library.
    """
    known = _own_names() if names is None else names
    if len(label) < 2:
        return False
    runs = _LETTERS.findall(label)
    rest = [run for run in runs if run.lower() not in _ROLE_WORDS]
    if not rest:
        return False
    numbered = any(char.isdigit() for char in label)
    if any(_is_shouted_name(run, known, numbered=numbered) for run in rest):
        return True
    if numbered:
        return not all(len(run) <= 2 or (run.isupper() and len(run) <= 4) for run in rest)
    return not (len(rest) == 1 and len(rest[0]) <= 3 and rest[0].isupper())


def _is_shouted_name(run: str, names: Container[str], *, numbered: bool) -> bool:
    """Whether capitals are a first name: ``SUE``, not ``CHW``."""
    word = run.lower()
    if not run.isupper() or len(run) < _SHORTEST or word in read_tables()["not_initials"]:
        return False
    return word in names and not (numbered and word in _BEFORE_NUMBERS)


def _own_names() -> Container[str]:
    return _OwnNames()


class _OwnNames:
    """The first names that come with the library."""

    def __contains__(self, word: object) -> bool:
        return word in read_tables()["own_first"] or word in nickname_groups()


def is_identifying(column: str) -> bool:
    """Whether a column of a table of cases says who somebody is: a name, an e-mail address, a postcode."""
    return bool(_IDENTIFYING.fullmatch(column.strip().lower().replace(" ", "_").replace("-", "_")))


def plain_code(pseudonym: str) -> str:
    """A pseudonym as a label: ``[PERSON-3]`` is ``PERSON-3:`` in front of a turn."""
    bare = pseudonym[1:-1] if pseudonym[:1] == "[" and pseudonym[-1:] == "]" else pseudonym
    return " ".join(bare.split())


def name_of_label(label: str) -> str:
    """The name in a label, without roles, numbers and what stands in brackets.

    ``Nurse Denise (worker) 2`` is ``Denise``, ``KHAN, Yusuf`` stays.
    """
    bare = _ASIDE.sub(" ", label)
    words = [word for word in bare.split() if not _is_role(word) and any(c.isalpha() for c in word)]
    return " ".join(words).strip(" :-–") or label


def _is_role(word: str) -> bool:
    plain = word.strip(".,:;-").lower()
    return plain in _ROLE_WORDS and len(plain) > 1


def is_site(value: str) -> bool:
    """Whether a cell names a place: ``Castle Row``, not ``Site 2``, ``urban`` or ``North``."""
    words = value.split()
    letters = [word for word in words if word[0].isalpha() and len(word) > 1]
    if not 1 <= len(letters) <= 6 or not all(word[0].isupper() for word in letters):
        return False
    tables = read_tables()
    own = [word.lower() for word in letters if word.lower() not in tables["generic"]]
    return any(word not in _SITE_WORDS for word in own) and not letters[0].isupper()


_SITE_WORDS = frozenset(
    "site sites practice place location town city area region ward clinic urban rural none other".split()
)
