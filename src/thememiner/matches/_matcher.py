"""Texts and their vectors into suggestions of one codebook's codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.matches._calibrate import Calibration
from thememiner.matches._context import hear_questions
from thememiner.matches._evidence import Anchor, find_evidence
from thememiner.matches._lexical import Lexicon
from thememiner.matches._protocols import NO_CODE, Embed, Head, Scores, WordHead, log_shares
from thememiner.matches._shares import Tree, blend, choose, make_tree
from thememiner.matches._suggested import Suggested
from thememiner.matches._valence import ValenceReader, lean_of
from thememiner.records import Codebook, Evidence, Status, Suggestion, Valence, ValenceReading
from thememiner.vectors import FloatArray

MODEL = "examples, definitions and words 3"
DEFINITION_PULL = 3.0
WORD_PULL = 6.0
ABOVE_OTHERS = 0.7
LEAST_SIMILARITY = 0.2
LEAST_WORDS = 0.02
LEAST_PROBABILITY = 0.03
NONE_FITS = 0.5
_Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Heads:
    """What was fitted for one codebook.

    Attributes:
        codes: a head over the codes and "no code fits".
        tops: a head over the codes that stand under no other, and "no code fits"; None where there is
            only one level.
        valence: reads valence and status; None where the codebook has no valences.
        definitions: vectors of the definitions. *Shape:* (n_codes, dimension).
        anchors: what evidence is drawn from, for each code.
        lexicon: the codebook's own words.
        words: a head over the words of texts; None where there are too few examples to teach one.
        word_share: how much of the logarithms of the shares is that head's, 0 to 1.
    """

    codes: Head
    tops: Head | None
    valence: ValenceReader | None
    definitions: FloatArray
    anchors: tuple[Anchor, ...]
    lexicon: Lexicon
    words: WordHead | None = None
    word_share: float = 0.0


@dataclass(frozen=True)
class Confirmed:
    """Quotations that coders confirmed, for evidence.

    Attributes:
        texts: of the quotations.
        vectors: *Shape:* (n, dimension).
        codes: ids of the codes of each.
    """

    texts: tuple[str, ...] = ()
    vectors: FloatArray = field(default_factory=lambda: np.zeros((0, 1), dtype=np.float32))
    codes: tuple[frozenset[str], ...] = ()

    def nearest(self, vector: _Vector, code_id: str, *, most: int = 2) -> tuple[str, ...]:
        """The confirmed quotations of a code nearest to a vector, nearest first."""
        rows = [i for i, codes in enumerate(self.codes) if code_id in codes] if self.codes else []
        if not rows:
            return ()
        likeness = self.vectors[rows] @ vector
        return tuple(self.texts[rows[i]] for i in np.argsort(-likeness, kind="stable")[:most])


@dataclass(frozen=True)
class Leanings:
    """Valence and status of one text, with their probabilities, as a codebook knows them."""

    valence: Valence | None = None
    valence_probability: float | None = None
    status: Status | None = None
    status_probability: float | None = None


class Matcher:
    """Suggests codes of one codebook; made from the codebook alone by ``make_matcher``.

    Linear heads are fitted to the vectors of the codebook's examples, definitions and names, with talk
    that no code fits as a class of its own. The cosine to each definition and that to the codebook's own
    words are added to the log odds, and a code with codes below it starts a little behind them. Where the
    codebook has several levels, a head for the top level decides half of how the shares fall there. The
    shares become a probability for each code by itself, so that several codes can fit one text.

    Attributes:
        codebook: the codebook.
        model: what made the suggestions, for the record.
        certified: ids of the codes whose probabilities are calibrated.
        n_decisions: decisions of coders that it was taught by.
    """

    def __init__(
        self,
        codebook: Codebook,
        *,
        embed: Embed,
        heads: Heads,
        calibrations: Sequence[Calibration] = (),
        certified: frozenset[str] = frozenset(),
        confirmed: Confirmed | None = None,
        model: str = MODEL,
        n_decisions: int = 0,
    ) -> None:
        self.codebook = codebook
        self.certified = certified
        self.model = model
        self.n_decisions = n_decisions
        self._embed = embed
        self._heads = heads
        self._calibrations = tuple(calibrations)
        self._confirmed = confirmed or Confirmed()
        self._tree: Tree = make_tree(codebook)

    @property
    def calibrated(self) -> bool:
        """Whether every code's probability is calibrated."""
        return {code.id for code in self.codebook.codes} <= self.certified

    @property
    def embed(self) -> Embed:
        """What makes its vectors."""
        return self._embed

    @property
    def heads(self) -> Heads:
        """What was fitted."""
        return self._heads

    def suggest(
        self, texts: Sequence[str], *, top: int = 3, questions: Sequence[str | None] | None = None
    ) -> list[Suggested]:
        """Suggestions for each text, best first; none where no code fits.

        Args:
            texts: any texts; a blank one gets no suggestion.
            top: suggestions for each text at most.
            questions: what each text answers, or None; heard as the question of a unit is, see
                ``put_in_context``.

        Raises:
            SettingsError: there is not a question, or None, for each text; or ``top`` is below 1.
        """
        own = self._embed(texts)
        if questions is None:
            return self.match(texts, own, top=top)
        return self.match(texts, hear_questions(own, questions, self._embed), top=top, alone=own)

    def match(
        self,
        texts: Sequence[str],
        vectors: FloatArray,
        *,
        top: int = 3,
        alone: FloatArray | None = None,
    ) -> list[Suggested]:
        """As ``suggest``, for texts whose vectors are known. *Shape of vectors:* (n_texts, dimension).

        Where these have heard the talk around them, ``alone`` are those of the texts by themselves, for
        valence and evidence.
        """
        if top < 1:
            raise SettingsError(f"top is {top}; at least 1 suggestion is needed.")
        if not len(texts):
            return []
        own = vectors if alone is None else alone
        probabilities = self.probabilities(texts, vectors)
        leanings = self.leanings(texts, own)
        return [
            self._best(text, vector, row, leaning, top) if text.strip() else Suggested(no_code=1.0)
            for text, vector, row, leaning in zip(texts, own, probabilities, leanings, strict=True)
        ]

    def scores(self, texts: Sequence[str], vectors: FloatArray) -> Scores:
        """Logarithms of the share of each code and, last, of no code. *Shape:* (n, n_codes + 1)."""
        heads = self._heads
        scores = heads.codes.decision(vectors)[:, _columns(heads.codes.classes, self._tree.ids)]
        scores[:, :-1] += DEFINITION_PULL * (vectors @ heads.definitions.T)
        scores[:, -1] += DEFINITION_PULL * LEAST_SIMILARITY + WORD_PULL * LEAST_WORDS
        scores[:, :-1] += WORD_PULL * heads.lexicon.scores(texts)
        scores[:, :-1] -= ABOVE_OTHERS * self._tree.has_below
        shares = log_shares(scores)
        if heads.words is not None:
            of_words = log_shares(heads.words.decision(texts))[
                :, _columns(heads.words.classes, self._tree.ids)
            ]
            shares = log_shares((1 - heads.word_share) * shares + heads.word_share * of_words)
        if heads.tops is None:
            return shares
        return blend(
            shares, log_shares(heads.tops.decision(vectors)), heads.tops.classes, self._tree
        )

    def probabilities(self, texts: Sequence[str], vectors: FloatArray) -> Scores:
        """Probability of each code and, last, that no code fits; of each by itself, from 0 to 1.

        A code's own share and the shares of the codes below it make up its probability. Rows need not sum
        to 1: several codes may fit, and a code and the one above it are not rivals.

        *Shape:* (n, n_codes + 1).
        """
        own = np.exp(self.scores(texts, vectors))
        out = np.concatenate([own[:, :-1] @ self._tree.holds.T, own[:, -1:]], axis=1)
        out = np.asarray(np.clip(out, 0.0, 1.0))
        for column, calibration in enumerate(self._calibrations):
            out[:, column] = calibration(out[:, column])
        return np.asarray(out)

    def leanings(self, texts: Sequence[str], vectors: FloatArray) -> list[Leanings]:
        """Valence and status of each text; nothing where the codebook has neither."""
        reader = self._heads.valence
        if reader is None:
            return [Leanings()] * len(texts)
        return [self._leaning(*one) for one in reader.read_shares(texts, vectors)]

    def _leaning(self, shares: Scores, reading: ValenceReading) -> Leanings:
        valence, probability = lean_of(shares)
        known = next((v for v in self.codebook.valences if v == valence), None)
        status = next((s for s in self.codebook.statuses if s == reading.status), None)
        return Leanings(
            valence=known,
            valence_probability=probability if known else None,
            status=status,
            status_probability=reading.status_probability if status else None,
        )

    def choose(self, row: Scores, *, top: int) -> list[int]:
        """Rows of the codes worth naming for one text's probabilities, likeliest first."""
        return choose(row[:-1], self._tree, top)

    def evidence(self, text: str, vector: _Vector, column: int) -> Evidence:
        """Extracts that speak for the code of a row."""
        heads, code_id = self._heads, self.codebook.codes[column].id
        return find_evidence(
            vector,
            heads.anchors[column],
            words=heads.lexicon.carried(text, column),
            quotations=self._confirmed.nearest(vector, code_id),
        )

    def make_suggestion(
        self, column: int, *, rank: int, probability: float, leaning: Leanings, evidence: Evidence
    ) -> Suggestion:
        """A suggestion of the code of a row."""
        code_id = self.codebook.codes[column].id
        return Suggestion(
            codebook=self.codebook.id,
            code_id=code_id,
            rank=rank,
            probability=round(probability, 4),
            calibrated=code_id in self.certified,
            evidence=evidence,
            model=self.model,
            valence=leaning.valence,
            valence_probability=leaning.valence_probability,
            status=leaning.status,
            status_probability=leaning.status_probability,
        )

    def _best(
        self, text: str, vector: _Vector, row: Scores, leaning: Leanings, top: int
    ) -> Suggested:
        no_code = round(float(row[-1]), 4)
        if row[-1] >= NONE_FITS and row[-1] > row[:-1].max():
            return Suggested(no_code=no_code)
        named = [i for i in self.choose(row, top=top) if row[i] >= LEAST_PROBABILITY]
        return Suggested(
            (
                self.make_suggestion(
                    i,
                    rank=rank,
                    probability=float(row[i]),
                    leaning=leaning,
                    evidence=self.evidence(text, vector, i),
                )
                for rank, i in enumerate(named, 1)
            ),
            no_code=no_code,
        )


def _columns(classes: Sequence[str], ids: Sequence[str]) -> list[int]:
    """Columns of the codes among the classes of a head and, last, that of no code."""
    return [classes.index(one) for one in (*ids, NO_CODE)]
