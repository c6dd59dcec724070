"""Shared fakes and fixtures: small, deterministic, offline.

The fakes fulfil the protocols of the rooms that ask for them, so a test says what it needs without a
model. Import them with ``from conftest import HashingEncoder``. Tests that need the sample study ask for
``mined_study`` (read only, mined once) or ``study_copy`` (a copy of their own); both are marked ``slow``.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from filelock import FileLock
from hypothesis import settings

from thememiner.matches import Head, HeadTrainer
from thememiner.records import Role, Source, Speaker, Transcript, Turn, Unit
from thememiner.themes import SPOKEN_STOP_WORDS, Clusters, PhraseFinder, ThemeFinder, Tools
from thememiner.units import Sentence, Splitter
from thememiner.vectors import Encoder, FloatArray, VectorCache, unit_length

if TYPE_CHECKING:
    from thememiner.study import Study

settings.register_profile("thememiner", deadline=None, derandomize=True)
settings.load_profile("thememiner")

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "chw-pilot"
DIMENSION = 32

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"\S.*?(?:[.!?]+(?=\s|$)|\n|\Z)", re.DOTALL)
_BREAK = re.compile(r"[,;]\s+")


# --- fakes that fulfil the protocols ---------------------------------------------------------


@cache
def word_vector(word: str) -> npt.NDArray[np.float64]:
    """A fixed direction for a word. *Shape:* (DIMENSION,)."""
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSION)


class HashingEncoder:
    """Texts that share words lie near each other; each word has a direction from its hash.

    Words that name nothing weigh little, as they do for a real encoder.

    Attributes:
        encoded: every text that was encoded, in order.
    """

    def __init__(self, *, fingerprint: str = "hashing", max_tokens: int = 254) -> None:
        self._fingerprint = fingerprint
        self._max_tokens = max_tokens
        self.encoded: list[str] = []

    @property
    def name(self) -> str:
        return "hashing"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token for every four characters of a word, as word pieces are."""
        return [sum(-(-len(word) // 4) for word in text.split()) for text in texts]

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Only what fits into ``max_tokens`` words is read, as a real encoder does."""
        self.encoded.extend(texts)
        rows = np.zeros((len(texts), DIMENSION))
        for i, text in enumerate(texts):
            for word in _WORD.findall(text.lower())[: self._max_tokens]:
                rows[i] += word_vector(word) * (0.1 if word in SPOKEN_STOP_WORDS else 1.0)
        return unit_length(rows.astype(np.float32))

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """The plain function that some rooms ask for."""
        return self.encode(texts)


class FullStopSplitter:
    """Sentences end at a full stop, question mark, exclamation mark or line end; commas are breaks."""

    @property
    def name(self) -> str:
        return "full stops"

    def split(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        return [tuple(self._sentences(text)) for text in texts]

    def _sentences(self, text: str) -> Iterator[Sentence]:
        for match in _SENTENCE.finditer(text):
            start = match.start()
            end = start + len(match[0].rstrip())
            breaks = tuple(found.end() for found in _BREAK.finditer(text, start, end))
            yield Sentence(start=start, end=end, breaks=tuple(at for at in breaks if at < end))


class FarthestFirstFinder:
    """Centres are chosen far from each other, every text joins the nearest."""

    @property
    def name(self) -> str:
        return "farthest first"

    def find(
        self,
        texts: Sequence[str],
        vectors: FloatArray | npt.NDArray[np.float64],
        *,
        n_themes: int,
        seed: int,  # noqa: ARG002
        within: tuple[int, int] | None = None,  # noqa: ARG002
    ) -> Clusters:
        chosen = [0]
        while len(chosen) < min(n_themes, len(vectors)):
            nearest = (vectors @ vectors[chosen].T).max(axis=1)
            chosen.append(int(nearest.argmin()))
        found = (vectors @ vectors[chosen].T).argmax(axis=1)
        numbers = {int(label): n for n, label in enumerate(sorted(set(found)))}
        labels = tuple(numbers[int(label)] for label in found)
        words: dict[int, Counter[str]] = {n: Counter() for n in numbers.values()}
        for label, text in zip(labels, texts, strict=True):
            words[label].update(text.split())
        terms = {n: tuple(sorted(c, key=lambda w: (-c[w], w))[:8]) for n, c in words.items()}
        return Clusters(labels=labels, terms=terms, stability=dict.fromkeys(words, 0.8))


class WordPairs:
    """Every two neighbouring words are a phrase."""

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        words = [_WORD.findall(text.lower()) for text in texts]
        return [tuple(f"{a} {b}" for a, b in pairwise(w)) for w in words]


class CentreHead:
    """Scores are cosines to the centre of each class, drawn apart."""

    def __init__(self, classes: Sequence[str], centres: FloatArray) -> None:
        self._classes, self._centres = tuple(classes), centres

    @property
    def classes(self) -> tuple[str, ...]:
        return self._classes

    def decision(self, vectors: FloatArray) -> npt.NDArray[np.float64]:
        return np.asarray(12.0 * (vectors.astype(np.float64) @ self._centres.T))


class CentreTrainer:
    """Fits a centre for each class."""

    @property
    def name(self) -> str:
        return "centres"

    def fit(
        self,
        vectors: FloatArray,
        classes: Sequence[str],
        *,
        weights: Sequence[float] | None = None,  # noqa: ARG002
    ) -> Head:
        names = sorted(set(classes))
        rows = np.array(classes)
        centres = np.stack([vectors[rows == name].mean(axis=0) for name in names])
        return CentreHead(names, unit_length(centres))


class MemoryCache:
    """Vectors remembered in a dictionary."""

    def __init__(self) -> None:
        self.vectors: dict[str, bytes] = {}

    def get_vectors(self, keys: Sequence[str]) -> Mapping[str, bytes]:
        return {key: self.vectors[key] for key in keys if key in self.vectors}

    def put_vectors(self, vectors: Mapping[str, bytes]) -> None:
        self.vectors.update(vectors)


if TYPE_CHECKING:
    _encoder: Encoder = HashingEncoder()
    _splitter: Splitter = FullStopSplitter()
    _finder: ThemeFinder = FarthestFirstFinder()
    _phrases: PhraseFinder = WordPairs()
    _trainer: HeadTrainer = CentreTrainer()
    _cache: VectorCache = MemoryCache()


def fake_tools(finder: ThemeFinder | None = None) -> Tools:
    """What finding themes asks for, without any model."""
    return Tools(
        finder=finder or FarthestFirstFinder(), phrases=WordPairs(), embed=HashingEncoder().embed
    )


# --- small true things -----------------------------------------------------------------------


def make_transcript(
    turns: Sequence[tuple[str | None, str]],
    *,
    roles: Mapping[str | None, Role] | None = None,
    front: str = "",
    **changes: object,
) -> Transcript:
    """A transcript from labels and speeches; INT is the interviewer, everybody else takes part.

    Args:
        turns: label and speech.
        roles: label to role, where it is another.
        front: text above the first turn.
        changes: other fields of the transcript.
    """
    text, placed = front, []
    for label, speech in turns:
        text += ("\n\n" if text else "") + (f"{label}: " if label else "")
        placed.append(Turn(speaker=label, start=len(text), end=len(text) + len(speech)))
        text += speech
    known: dict[str | None, Role] = {"INT": "interviewer", **(roles or {})}
    speakers = tuple(
        Speaker(label=label, role=known.get(label, "participant"), person=f"person-{label}")
        for label in dict.fromkeys(label for label, _ in turns)
    )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    made = Transcript(
        id=f"t{sha256[:10]}",
        text=text,
        turns=tuple(placed),
        speakers=speakers,
        source=Source(sha256=sha256, format="txt"),
    )
    return made.model_copy(update=changes)


def make_unit(text: str, *, person: str = "P1", number: int = 0, source: str = "t1") -> Unit:
    """A unit of its own; ``number`` says where in its transcript it stands."""
    start = 1000 * number
    return Unit(
        id=f"{source}:{start}-{start + len(text)}",
        transcript_id=source,
        start=start,
        end=start + len(text),
        text=text,
        speaker=person,
        person=person,
        role="participant",
    )


# --- fixtures --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of the sample study: transcripts, cases, answer key."""
    return SAMPLE


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the evaluation data; a test that asks for it is skipped where it is absent."""
    folder = Path(os.environ.get("THEMEMINER_SHARED") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(
            "The evaluation data are not on this machine. Put them into ../shared/data beside the "
            "repository, or name their folder in the environment variable THEMEMINER_SHARED."
        )
    return folder


@pytest.fixture(scope="session")
def mined_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample study lies once it is mined; tests that run side by side mine it once."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "mined" / "study"
    with FileLock(shared / "mined.lock"):
        if not folder.exists():
            _mine_sample(shared / "mining" / "study")
            (shared / "mining").rename(shared / "mined")
    return folder


def _mine_sample(folder: Path) -> None:
    import thememiner as tm

    with tm.Study(folder, progress=False) as study:
        study.add(SAMPLE / "transcripts", cases=SAMPLE / "cases.csv")
        study.mine(codebook=["barriers-enablers", "npt"])


@pytest.fixture(scope="session")
def mined_study(mined_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """The sample study, mined once with both built-in codebooks: only for tests that read it."""
    import thememiner as tm

    own = tmp_path_factory.mktemp("own") / "study"
    shutil.copytree(mined_folder, own)
    study = tm.Study(own, progress=False)
    yield study
    study.close()


@pytest.fixture
def study_copy(mined_study: Study, tmp_path: Path) -> Iterator[Study]:
    """A copy of the mined sample study that a test may write to."""
    import thememiner as tm

    shutil.copytree(mined_study.folder, tmp_path / "study")
    study = tm.Study(tmp_path / "study", progress=False)
    yield study
    study.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the mined sample study is slow: ``-m "not slow"`` leaves it out."""
    for item in items:
        if "mined_study" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
