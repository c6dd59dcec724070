"""A codebook into a matcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thememiner.matches._evidence import definition_text, make_anchor, sentences_of
from thememiner.matches._lexical import make_lexicon
from thememiner.matches._matcher import MODEL, Heads, Matcher
from thememiner.matches._protocols import NO_CODE, Embed, Head, HeadTrainer, WordHead, WordTrainer
from thememiner.matches._shares import make_tree
from thememiner.matches._valence import ValenceReader, make_valence_reader
from thememiner.records import Codebook, Example
from thememiner.vectors import FloatArray

WORD_SHARE = 0.5
MANY_TEXTS = 40


@dataclass(frozen=True)
class Trained:
    """Heads that were fitted before, for one state of a codebook.

    Attributes:
        codes: a head over the codes and "no code fits".
        tops: a head over the codes at the top; None where there is only one level.
        vectors: of ``codebook_texts``, in their order. *Shape:* (n_texts, dimension).
        model: what made them, for the record.
        words: a head over the words of texts; None for none.
    """

    codes: Head
    tops: Head | None
    vectors: FloatArray
    model: str
    words: WordHead | None = None


def make_matcher(
    codebook: Codebook,
    *,
    embed: Embed,
    trainer: HeadTrainer,
    no_code: Sequence[Example],
    valence_examples: Sequence[Example] = (),
    valence: ValenceReader | None = None,
    trained: Trained | None = None,
    words: WordTrainer | None = None,
) -> Matcher:
    """A matcher from a codebook alone, or with heads that were fitted to it before.

    Args:
        codebook: with or without definitions and examples; a name alone will do.
        embed: makes vectors.
        trainer: fits heads.
        no_code: talk that no code fits.
        valence_examples: statements whose valence is known; used where the codebook has valences and
            ``valence`` is not given.
        valence: reads valence and status.
        trained: heads and vectors made before; nothing of the codebook is encoded or fitted then.
        words: fits a head over words where the codebook has examples enough; None for none.
    """
    if trained is None:
        trained = make_trained(
            codebook, (), embed=embed, trainer=trainer, no_code=no_code, words=words
        )
    known = _looked_up(codebook_texts(codebook), trained.vectors)
    if codebook.valences and valence is None:
        own = [example for code in codebook.codes for example in code.examples]
        valence = make_valence_reader(
            [*own, *valence_examples], no_code, embed=embed, trainer=trainer
        )
    heads = Heads(
        codes=trained.codes,
        tops=trained.tops,
        valence=valence if codebook.valences else None,
        definitions=known([definition_text(code) for code in codebook.codes]),
        anchors=tuple(make_anchor(code, known) for code in codebook.codes),
        lexicon=make_lexicon(
            [[definition_text(c), *(e.text for e in c.examples)] for c in codebook.codes]
        ),
        words=trained.words,
        word_share=WORD_SHARE,
    )
    return Matcher(codebook, embed=embed, heads=heads, model=trained.model)


def codebook_texts(codebook: Codebook) -> list[str]:
    """Every text of a codebook that is encoded, each once, in the order of the codes."""
    texts = [
        text
        for code in codebook.codes
        for text in (definition_text(code), *sentences_of(code), *(e.text for e in code.examples))
    ]
    return list(dict.fromkeys(texts))


def teaching_rows(codebook: Codebook) -> tuple[list[str], list[str]]:
    """The texts that heads are fitted to and the code of each, near misses where they belong."""
    texts, codes = [], []
    for code in codebook.codes:
        mine = [definition_text(code), *(example.text for example in code.examples)]
        texts.extend(mine)
        codes.extend([code.id] * len(mine))
        for miss in code.near_misses:
            if miss.belongs_to is None or miss.belongs_to in codebook:
                texts.append(miss.text)
                codes.append(miss.belongs_to or NO_CODE)
    return texts, codes


def fit_tops(
    codebook: Codebook,
    vectors: FloatArray,
    codes: Sequence[str],
    *,
    trainer: HeadTrainer,
    weights: Sequence[float] | None = None,
) -> Head | None:
    """A head over the codes at the top; None where there is only one level.

    Args:
        codebook: whose codes they are.
        vectors: of statements. *Shape:* (n, dimension).
        codes: the code of each, ``NO_CODE`` for none.
        trainer: fits heads.
        weights: how much each statement counts.
    """
    tree = make_tree(codebook)
    if not tree.has_below.any():
        return None
    top_of = {code: tree.ids[top] for code, top in zip(tree.ids, tree.tops, strict=True)}
    tops = [top_of.get(code, NO_CODE) for code in codes]
    return trainer.fit(vectors, tops, weights=weights) if len(set(tops)) > 2 else None


@dataclass(frozen=True)
class Labelled:
    """A text that somebody coded, from elsewhere than the codebook.

    Attributes:
        text: the statement.
        code: id of its code, ``NO_CODE`` for none.
        weight: how much it counts beside a text of the codebook.
    """

    text: str
    code: str
    weight: float = 1.0


def make_trained(
    codebook: Codebook,
    labelled: Sequence[Labelled],
    *,
    embed: Embed,
    trainer: HeadTrainer,
    no_code: Sequence[Example],
    words: WordTrainer | None = None,
    model: str = MODEL,
) -> Trained:
    """Heads fitted to a codebook and to texts that were coded elsewhere.

    Args:
        codebook: whose codes they are.
        labelled: texts from elsewhere; may be none.
        embed: makes vectors.
        trainer: fits heads.
        no_code: talk that no code fits.
        words: fits a head over words where there are ``MANY_TEXTS`` texts a code, in place of the one over
            the codes at the top; None for none.
        model: what the heads are called in a record.
    """
    texts, codes = teaching_rows(codebook)
    texts += [*(e.text for e in no_code), *(one.text for one in labelled)]
    codes += [*[NO_CODE] * len(no_code), *(one.code for one in labelled)]
    weights = [*[1.0] * (len(texts) - len(labelled)), *(one.weight for one in labelled)]
    every = list(dict.fromkeys([*codebook_texts(codebook), *texts]))
    known = _looked_up(every, embed(every))
    vectors, own = known(texts), known(codebook_texts(codebook))
    head = trainer.fit(vectors, codes, weights=weights)
    coded = sum(code != NO_CODE for code in codes)
    if words is None or coded < MANY_TEXTS * len(codebook.codes):
        tops = fit_tops(codebook, vectors, codes, trainer=trainer, weights=weights)
        return Trained(head, tops, own, model)
    return Trained(head, None, own, model, words.fit(texts, codes, weights=weights))


def _looked_up(texts: Sequence[str], vectors: FloatArray) -> Embed:
    """What looks the vectors of known texts up."""
    row = {text: i for i, text in enumerate(texts)}

    def find(some: Sequence[str]) -> FloatArray:
        return vectors[[row[text] for text in some]]

    return find
