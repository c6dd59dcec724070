"""A matcher and what coders decided into a matcher that follows them the more, the more they decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.matches._calibrate import Calibration, fit_calibration
from thememiner.matches._evidence import definition_text
from thememiner.matches._lexical import Lexicon, make_lexicon
from thememiner.matches._make import fit_tops
from thememiner.matches._matcher import MODEL, Confirmed, Heads, Matcher
from thememiner.matches._protocols import NO_CODE, HeadTrainer, Scores, mix_heads
from thememiner.matches._shares import Tree, make_tree
from thememiner.records import Codebook
from thememiner.vectors import FloatArray

FEWEST_POSITIVES = 15
CODEBOOK_WEIGHT = 60.0
TAUGHT_WEIGHT = 300.0
N_FOLDS = 4


@dataclass(frozen=True)
class Decided:
    """Texts that coders decided about.

    Attributes:
        texts: what was decided about, each once.
        vectors: of the texts, or of the texts in their context. *Shape:* (n, dimension).
        codes: ids of the codes that fit each; none where no code fits.
        groups: who or where each comes from: texts of one group are left out together.
        whole: False where other codes may fit as well, since only some were decided about.
        rejected: ids of codes that were rejected for each.
        alone: vectors of the texts by themselves, for evidence; None for ``vectors``.
    """

    texts: tuple[str, ...]
    vectors: FloatArray
    codes: tuple[frozenset[str], ...]
    groups: tuple[str, ...]
    whole: tuple[bool, ...]
    rejected: tuple[frozenset[str], ...]
    alone: FloatArray | None = None

    @property
    def n(self) -> int:
        """Decisions: a code for a text, a rejected code, or that none fits."""
        return sum(
            max(len(codes) + len(rejected), 1)
            for codes, rejected in zip(self.codes, self.rejected, strict=True)
        )

    def take(self, rows: Sequence[int]) -> Decided:
        """The decisions about some of the texts."""
        return Decided(
            texts=tuple(self.texts[i] for i in rows),
            vectors=self.vectors[list(rows)],
            codes=tuple(self.codes[i] for i in rows),
            groups=tuple(self.groups[i] for i in rows),
            whole=tuple(self.whole[i] for i in rows),
            rejected=tuple(self.rejected[i] for i in rows),
            alone=None if self.alone is None else self.alone[list(rows)],
        )


def make_decided(
    texts: Sequence[str],
    vectors: FloatArray,
    codes: Sequence[Sequence[str] | frozenset[str]],
    *,
    groups: Sequence[str] | None = None,
    whole: Sequence[bool] | None = None,
    rejected: Sequence[frozenset[str]] | None = None,
) -> Decided:
    """Decisions as a matcher learns from them.

    Args:
        texts: what was decided about.
        vectors: *Shape:* (n, dimension).
        codes: for each text the ids of the codes that fit; none where no code does.
        groups: who or where each comes from; None for each its own.
        whole: False where other codes may fit as well; None for True everywhere.
        rejected: ids of codes that were rejected for each; None for none.

    Raises:
        SettingsError: there is not one collection of codes for each text.
    """
    n = len(texts)
    if len(codes) != n or (groups is not None and len(groups) != n):
        raise SettingsError(
            f"There are {n} texts, {len(codes)} collections of codes and "
            f"{n if groups is None else len(groups)} groups. Give one each; an empty one where no "
            "code fits."
        )
    return Decided(
        texts=tuple(texts),
        vectors=vectors,
        codes=tuple(frozenset(some) for some in codes),
        groups=tuple(groups) if groups is not None else tuple(str(i) for i in range(n)),
        whole=tuple(whole) if whole is not None else (True,) * n,
        rejected=tuple(rejected) if rejected is not None else (frozenset(),) * n,
    )


def learn_matcher(
    base: Matcher,
    decided: Decided,
    *,
    outside: FloatArray,
    trainer: HeadTrainer,
) -> Matcher:
    """A matcher that was taught by the codebook and by decisions.

    The heads are fitted again to the codebook's texts, which together count as ``CODEBOOK_WEIGHT``
    decisions, and to the texts that were decided about, each code of each counting as one: a hundred
    decisions later, most of what it knows is the coders'. Where thousands of statements taught the heads
    before, as those of ``npt``, the two are mixed, and what was there before counts as ``TAUGHT_WEIGHT``
    decisions. Probabilities are calibrated (Platt 1999) on
    texts left out, group by group; a code is certified from ``FEWEST_POSITIVES`` texts that have it on.
    One with fewer is calibrated together with its siblings and stays uncertified; so does every code where
    all texts are of one group.

    Args:
        base: from the codebook.
        decided: what coders decided.
        outside: vectors of talk that no code fits. *Shape:* (n, dimension).
        trainer: fits heads.

    Raises:
        SettingsError: a code is not in the codebook.
    """
    _check(base.codebook, decided)
    if not decided.texts:
        return base
    heads = _fit(base, decided, outside, trainer=trainer)
    matcher = _matcher(base, heads, decided)
    counts = _positives(make_tree(base.codebook), decided)
    if max(counts, default=0) < FEWEST_POSITIVES or len(set(decided.groups)) < 2:
        return matcher
    found = _left_out(base, decided, outside, trainer=trainer)
    tree = make_tree(base.codebook)
    calibrations = _calibrations(found, decided, tree)
    certified = frozenset(
        code_id for code_id, n in zip(tree.ids, counts, strict=True) if n >= FEWEST_POSITIVES
    )
    return _matcher(base, heads, decided, calibrations=calibrations, certified=certified)


def _check(codebook: Codebook, decided: Decided) -> None:
    known = {code.id for code in codebook.codes}
    strange = sorted({code for some in decided.codes for code in some} - known)
    if strange:
        raise SettingsError(
            f"The codebook {codebook.id} has no {', '.join(strange[:5])}. Its codes are "
            f"{', '.join(sorted(known))}."
        )


def _matcher(
    base: Matcher,
    heads: Heads,
    decided: Decided,
    *,
    calibrations: Sequence[Calibration] = (),
    certified: frozenset[str] = frozenset(),
) -> Matcher:
    return Matcher(
        base.codebook,
        embed=base.embed,
        heads=heads,
        calibrations=calibrations,
        certified=certified,
        confirmed=Confirmed(
            decided.texts,
            decided.vectors if decided.alone is None else decided.alone,
            decided.codes,
        ),
        model=f"{MODEL}, and {decided.n} decisions",
        n_decisions=decided.n,
    )


def _fit(base: Matcher, decided: Decided, outside: FloatArray, *, trainer: HeadTrainer) -> Heads:
    codebook, heads = base.codebook, base.heads
    rows = [heads.definitions, outside, *(anchor.example_vectors for anchor in heads.anchors)]
    codes = [code.id for code in codebook.codes] + [NO_CODE] * len(outside)
    for code, anchor in zip(codebook.codes, heads.anchors, strict=True):
        codes.extend([code.id] * len(anchor.examples))
    weights = [CODEBOOK_WEIGHT / len(codes)] * len(codes)
    for i, (some, whole) in enumerate(zip(decided.codes, decided.whole, strict=True)):
        mine = sorted(some) or ([NO_CODE] if whole else [])
        rows.append(np.repeat(decided.vectors[i : i + 1], len(mine), axis=0))
        codes.extend(mine)
        weights.extend([1.0] * len(mine))
    mean = sum(weights) / len(weights)
    counts, vectors = [weight / mean for weight in weights], np.concatenate(rows)
    head, lexicon = trainer.fit(vectors, codes, weights=counts), _lexicon(codebook, decided)
    if heads.words is None:
        tops = fit_tops(codebook, vectors, codes, trainer=trainer, weights=counts)
        return replace(heads, codes=head, tops=tops, lexicon=lexicon)
    before = TAUGHT_WEIGHT / (TAUGHT_WEIGHT + decided.n)
    return replace(
        heads,
        codes=mix_heads(heads.codes, head, before),
        lexicon=lexicon,
        word_share=heads.word_share * before,
    )


def _lexicon(codebook: Codebook, decided: Decided) -> Lexicon:
    said: dict[str, list[str]] = {code.id: [] for code in codebook.codes}
    for text, codes in zip(decided.texts, decided.codes, strict=True):
        for code in codes:
            said[code].append(text)
    return make_lexicon(
        [
            [definition_text(code), *(e.text for e in code.examples), *said[code.id]]
            for code in codebook.codes
        ]
    )


def _truth(tree: Tree, decided: Decided) -> npt.NDArray[np.bool_]:
    """Which codes fit, with those above them; last, whether none does. *Shape:* (n, n_codes + 1)."""
    row = {code_id: i for i, code_id in enumerate(tree.ids)}
    own = np.zeros((len(decided.texts), len(tree.ids)))
    for i, codes in enumerate(decided.codes):
        own[i, [row[code] for code in codes]] = 1
    fits = own @ tree.holds.T > 0
    none = np.array(
        [[whole and not codes] for codes, whole in zip(decided.codes, decided.whole, strict=True)]
    )
    return np.concatenate([fits, none.reshape(-1, 1)], axis=1)


def _known(tree: Tree, decided: Decided) -> npt.NDArray[np.bool_]:
    """Where it is known whether a code fits. *Shape:* (n, n_codes + 1)."""
    out = np.repeat(np.array(decided.whole).reshape(-1, 1), len(tree.ids) + 1, axis=1)
    out |= _truth(tree, decided)
    row = {code_id: i for i, code_id in enumerate(tree.ids)}
    for i, codes in enumerate(decided.rejected):
        out[i, [row[code] for code in codes if code in row]] = True
    return np.asarray(out, dtype=np.bool_)


def _positives(tree: Tree, decided: Decided) -> list[int]:
    return [int(n) for n in _truth(tree, decided)[:, :-1].sum(axis=0)]


def _left_out(
    base: Matcher, decided: Decided, outside: FloatArray, *, trainer: HeadTrainer
) -> Scores:
    """Uncalibrated probabilities of each text by what the other groups taught. *Shape:* (n, n_codes + 1)."""
    names = sorted(set(decided.groups))
    rng = np.random.default_rng(0)
    fold_of = dict(
        zip(rng.permutation(names).tolist(), np.arange(len(names)) % N_FOLDS, strict=True)
    )
    folds = np.array([fold_of[group] for group in decided.groups])
    out = np.zeros((len(decided.texts), len(base.codebook.codes) + 1))
    for fold in sorted(set(folds.tolist())):
        there = np.flatnonzero(folds == fold)
        taught = decided.take(np.flatnonzero(folds != fold).tolist())
        heads = _fit(base, taught, outside, trainer=trainer)
        texts = [decided.texts[i] for i in there]
        out[there] = _matcher(base, heads, taught).probabilities(texts, decided.vectors[there])
    return out


def _calibrations(found: Scores, decided: Decided, tree: Tree) -> list[Calibration]:
    """A calibration for each code and, last, for "no code fits"; of its own where enough texts have it."""
    truth, known = _truth(tree, decided), _known(tree, decided)
    together = fit_calibration(found[known], truth[known])
    out = []
    for column in range(found.shape[1]):
        for columns in ([column], _siblings(column, tree)):
            part = np.zeros_like(known)
            part[:, columns] = known[:, columns]
            if truth[part].sum() >= FEWEST_POSITIVES:
                out.append(fit_calibration(found[part], truth[part]))
                break
        else:
            out.append(together)
    return out


def _siblings(column: int, tree: Tree) -> list[int]:
    if column >= len(tree.ids):
        return [column]
    return [i for i, above in enumerate(tree.parents) if above == tree.parents[column]]
