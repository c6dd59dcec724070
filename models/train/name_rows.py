"""Invented talk with marked names into many versions of it, each with other names, to train a scorer on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from thememiner.adapters.name_lists import read_name_lists
from thememiner.adapters.spacy_names import SpacyNames
from thememiner.codebooks import BUILT_IN, load_codebook, load_no_code_examples
from thememiner.privacy import MentionFinder, NameLists
from thememiner.privacy._word_clues import WordKinds
from thememiner.privacy._words import Lexicon
from thememiner.read import make_transcript
from thememiner.records import Source

HERE = Path(__file__).resolve().parent / "names"
DEVELOPMENT = HERE.parents[2] / "benchmarks" / "quality" / "privacy" / "development.txt"
MARKED = re.compile(r"\{([a-z-]+):([^}]*)\}")
_SLOT = re.compile(r"<([a-z]+)>")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEPT = frozenset("big wee lanky mad old nanny little young de van der al st".split())
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December"
_STARTS = (
    "Bar Brack Car Cold Den Elm Far Gar Hol Kel Lang Mar Nor Oak Pen Ros Sel Thorn Wex Win Yar"
)
_ENDS = "bourne brook by combe dale den don field ford ham hurst ley mere mouth port stead ton wick worth"
_SOUNDS = (
    "ba be da di fa gi ha jo ka ke la li ma mi na ne o pa ra ri sa si ta ti u va wa ya za".split()
)
_SYSTEMS = "Caro Medi Nova Opti Pulse Quik Rota Santo Tele Vita Zeno Clin Evo Flexi".split()
_COURSES = (
    "Moving and Handling|Safe Start|Kitchen Nightmares|Making Space|First Steps|Casualty|Health Trainer|"
    "Silent Witness|Safeguarding|Duty of Candour|Active Lives|Call the Midwife|Basic Life Support|"
    "Mindful Mums|Songs of Praise|Conflict Resolution|Care Certificate|Dementia Friends|The Archers"
).split("|")
_ROLES = (
    "Practice Manager|Ward Clerk|Stroke Nurse|Chief Nurse|Health Visitor|Link Worker|Duty Manager|"
    "Social Worker|Registrar|Consultant|Matron|Podiatrist|Dietician|Head of Year|Site Manager|Warden"
).split("|")


@dataclass(frozen=True)
class Span:
    """A marked mention in a text: first code point, one past the last, kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Row:
    """A stretch of talk with its mentions, and the line that it comes from."""

    text: str
    spans: tuple[Span, ...]
    line: int


def read_lines(path: Path) -> list[str]:
    """The marked lines of a file, without remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def plain(line: str, number: int) -> Row:
    """A marked line into plain text and spans."""
    text, at, spans = "", 0, []
    for match in MARKED.finditer(line):
        text += line[at : match.start()]
        spans.append(Span(len(text), len(text) + len(match[2]), match[1]))
        text, at = text + match[2], match.end()
    return Row(text + line[at:], tuple(spans), number)


class Namer:
    """Puts other names in the place of those of a line.

    Args:
        rng: every choice comes from it.
        lists: names that people have, and ordinary words.
        half: 0 or 1: only names of this half of the lists are used, so that the other half stays unseen;
            None for all.
    """

    def __init__(self, rng: Random, lists: NameLists, *, half: int | None = None) -> None:
        self._rng, self._half = rng, half
        self.lexicon = Lexicon(lists)
        self.kinds = WordKinds(self.lexicon)
        self._lists = lists

    # --- names to choose from -----------------------------------------------------------------

    def _pool(self, names: Iterable[str]) -> list[str]:
        some = sorted(name for name in names if len(name) > 1 and name.isalpha())
        return [
            name for name in some if self._half is None or sum(map(ord, name)) % 2 == self._half
        ]

    @cached_property
    def _pools(self) -> dict[str, list[str]]:
        lexicon, lists, tables = self.lexicon, self._lists, self.lexicon.tables
        first = lexicon.first - tables["month_names"]
        plain_first = {name for name in first if not lexicon.is_word(name)}
        return {
            "first": self._pool(plain_first),
            "wordyfirst": self._pool(
                name for name in first if name in tables["word_names"] or lexicon.is_word(name)
            ),
            "otherfirst": self._pool(tables["other_names"] | tables["abstract_names"]),
            "rarefirst": self._pool(n for n in lists.rare_first if not lexicon.is_word(n)),
            "last": self._pool(name for name in lists.last if not lexicon.is_word(name)),
            "wordylast": self._pool(name for name in lists.last if lexicon.is_word(name)),
            "rarelast": self._pool(n for n in lists.rare_last if not lexicon.is_word(n)),
            "small": self._pool(name for name in first if lexicon.is_small_name(name)),
            "smalllast": self._pool(name for name in lists.last if lexicon.is_small_surname(name)),
            "town": self._pool(tables["cities"] - tables["word_cities"]),
            "drug": self._pool(tables["drugs"]),
            "brand": self._pool(tables["products"]),
            "eponym": self._pool(tables["eponyms"] | tables["named_conditions"]),
            "country": self._pool(tables["countries"]),
            "people": self._pool(tables["groups"]),
        }

    def _draw(self, pool: str) -> str:
        return self._rng.choice(self._pools[pool])

    def _sound(self, least: int = 2, most: int = 3) -> str:
        return "".join(self._rng.choice(_SOUNDS) for _ in range(self._rng.randint(least, most)))

    def first(self) -> str:
        """A first name, in small letters."""
        share = self._rng.random()
        if share < 0.50:
            return self._draw("first")
        if share < 0.66:
            return self._draw("rarefirst")
        if share < 0.78:
            return self._unlisted("first")
        return self._draw("wordyfirst" if share < 0.94 else "otherfirst")

    def last(self) -> str:
        """A surname, in small letters."""
        share = self._rng.random()
        if share < 0.40:
            return self._draw("last")
        if share < 0.55:
            return self._draw("rarelast")
        return self._unlisted("last") if share < 0.68 else self._draw("wordylast")

    def any_name(self) -> str:
        """A first name or a surname, often one that is an ordinary word as well."""
        share = self._rng.random()
        if share < 0.5:
            return self._draw(("wordyfirst", "wordylast", "otherfirst")[int(share * 5.99)])
        return self.first() if share < 0.8 else self.last()

    def _unlisted(self, pool: str) -> str:
        """A name that no list has: a listed one with a letter changed, or sounds."""
        while True:
            name = self._draw(pool)
            at = self._rng.randrange(len(name))
            change = (
                name[:at] + self._rng.choice("aeioulnrst") + name[at + self._rng.randint(0, 1) :]
            )
            name = self._sound() if self._rng.random() < 0.3 else change
            if not (self.lexicon.is_name(name) or self.lexicon.is_word(name)) and len(name) > 2:
                return name

    def town(self) -> str:
        """A town, most of them invented."""
        if self._rng.random() < 0.3:
            return self._draw("town").title()
        prefix = self._rng.choice(["", "", "", "Upper ", "Great ", "Little ", "Nether "])
        return prefix + self._rng.choice(_STARTS.split()) + self._rng.choice(_ENDS.split())

    # --- lines --------------------------------------------------------------------------------

    def filled(self, line: str) -> str:
        """A line with its slots filled."""
        return _SLOT.sub(lambda match: self._slot(match[1]), line)

    def _slot(self, name: str) -> str:
        small = name.startswith("small")
        kind = name.removeprefix("small") if name not in {"small", "smalllast"} else name
        value = {
            "first": lambda: self.first().title(),
            "last": lambda: self.last().title(),
            "any": lambda: self.any_name().title(),
            "town": self.town,
            "day": lambda: self._rng.choice(_DAYS),
            "month": lambda: self._rng.choice(_MONTHS.split()),
            "course": lambda: self._rng.choice(_COURSES),
            "role": lambda: self._rng.choice(_ROLES),
            "system": lambda: (
                self._rng.choice(_SYSTEMS) + self._rng.choice(["", "Care", "One", "link"])
            ),
        }.get(kind, lambda: self._listed(kind))()
        return value.lower() if small else value

    def _listed(self, kind: str) -> str:
        if kind in {"drug", "brand"} and self._rng.random() < 0.3:
            return self._sound(2, 4).title()
        word = self._draw(kind)
        return word if kind in {"small", "smalllast"} else word.title()

    def renamed(self, line: str) -> str:
        """A line with other names in the marks, the same one for the same."""
        chosen: dict[str, str] = {}
        return MARKED.sub(lambda match: f"{{{match[1]}:{self._other(match, chosen)}}}", line)

    def _other(self, match: re.Match[str], chosen: dict[str, str]) -> str:
        kind, words = match[1], match[2]
        if kind in {"place", "organisation"}:
            return _WORD.sub(lambda word: self._other_part(word[0], chosen), words)
        if kind != "person":
            return words
        titled = line_ends_with_title(match.string[: match.start()], self.lexicon)
        parts = words.split(" ")
        out = []
        for n, part in enumerate(parts):
            is_last = n == len(parts) - 1 and (len(parts) > 1 or titled)
            out.append(self._other_word(part, chosen, is_last=is_last))
        return " ".join(out)

    def _other_part(self, word: str, chosen: dict[str, str]) -> str:
        """Another word for one of a place or body; what says what it is stays."""
        small = word.lower()
        if small not in chosen:
            known = self.lexicon.is_name(small) or not self.lexicon.is_word(small)
            keeps = not known or small in _KEPT or small in self.lexicon.tables["organisations"]
            chosen[small] = word if keeps or self._rng.random() < 0.3 else self.town().split()[-1]
        return chosen[small]

    def _other_word(self, word: str, chosen: dict[str, str], *, is_last: bool) -> str:
        small = word.lower()
        if small in _KEPT or not word:
            return word
        if small not in chosen:
            chosen[small] = self._new_word(word, is_last=is_last)
        new = chosen[small]
        return new if word.islower() or word.isupper() else new[:1].upper() + new[1:]

    def _new_word(self, word: str, *, is_last: bool) -> str:
        small, letters = word.lower(), word.replace(".", "")
        if word.islower():
            return self._unlisted("small") if self._rng.random() < 0.15 else self._draw("small")
        if letters.isupper() and len(letters) <= 3:
            return re.sub("[A-Z]", lambda _: self._rng.choice("BCDFGHJKLMNPRSTVW"), word)
        wordy = self.kinds.of(small).doubtful or self.lexicon.is_word(small)
        if wordy and self._rng.random() < 0.5:
            return small
        if wordy:
            first = self.lexicon.is_first(small) and not is_last
            return self._draw("wordyfirst" if first else "wordylast")
        surname = is_last or (self.lexicon.is_last(small) and not self.lexicon.is_first(small))
        return self.last() if surname else self.first()


def line_ends_with_title(before: str, lexicon: Lexicon) -> bool:
    """Whether a title stands before a name."""
    words = before.replace(".", "").lower().split()
    return bool(words) and lexicon.is_title(words[-1])


def plain_statements() -> list[str]:
    """The invented statements of the codebooks; a few of them name somebody."""
    texts = [example.text for example in load_no_code_examples()]
    for name in BUILT_IN:
        for code in load_codebook(name).codes:
            texts += [example.text for example in code.examples]
    return sorted(set(texts))


def nameless(texts: Sequence[str]) -> list[str]:
    """Those of the texts in which the rules are sure of no name."""
    sources = {
        text: Source(sha256=hashlib.sha256(text.encode()).hexdigest(), format="txt")
        for text in texts
    }
    read = {text: make_transcript([(None, text)], source=sources[text]) for text in texts}
    found = MentionFinder(read_name_lists(), SpacyNames()).find(read.values())
    return [text for text in texts if not any(m.sure for m in found[read[text].id])]


def openings(texts: Sequence[str], kinds: WordKinds, rng: Random, n: int) -> list[str]:
    """Pieces of talk that begin with an ordinary word that is a name elsewhere."""
    out = []
    for text in texts:
        for match in re.finditer(r"(?<=[a-z,] )[a-z]+(?= [a-z]+ [a-z]+)", text):
            if kinds.of(match[0]).doubtful:
                rest = text[match.start() :]
                out.append(rest[0].upper() + rest[1:])
    rng.shuffle(out)
    return out[:n]


def training_rows(rng: Random, *, half: int | None = None, copies: int = 10) -> Iterator[Row]:
    """All that the scorer is trained on; versions of one line share its number."""
    namer = Namer(rng, read_name_lists(), half=half)
    number = 0
    for path in [*sorted(HERE.glob("talk-*.txt")), DEVELOPMENT]:
        for line in read_lines(path):
            number += 1
            yield plain(line, number)
            if MARKED.search(line):
                for _ in range(copies):
                    yield plain(namer.renamed(line), number)
    for line in [*read_lines(HERE / "templates.txt"), *read_lines(HERE / "predicates.txt")]:
        number += 1
        for _ in range(2 * copies):
            yield plain(namer.filled(line), number)
    texts = nameless(plain_statements())
    for text in texts:
        number += 1
        yield Row(text, (), number)
    for text in openings(texts, namer.kinds, rng, len(texts)):
        number += 1
        yield Row(text, (), number)
