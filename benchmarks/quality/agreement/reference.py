"""Invented tables of decisions into the coefficients that other people's packages give for them.

The packages are not among those that thememiner needs or tests with: ``krippendorff`` is under the GPL, and
``irrCAC`` asks for other versions of scipy and pandas. So they run once in an environment of their own::

    python -m venv /tmp/reference
    /tmp/reference/bin/pip install krippendorff irrCAC nltk scikit-learn statsmodels
    /tmp/reference/bin/python benchmarks/quality/agreement/reference.py

and the tests compare with what is then in ``tests/agreement_reference.json``.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

TO = Path(__file__).resolve().parents[3] / "tests" / "agreement_reference.json"
PACKAGES = ("irrCAC", "krippendorff", "nltk", "scikit-learn", "statsmodels")
SHAPES = {
    "two coders, yes or no": (60, 2, 2, 0.8, 0.0, None),
    "two coders, a rare code": (150, 2, 2, 0.7, 0.0, [0.95, 0.05]),
    "two coders, four codes": (80, 2, 4, 0.6, 0.0, None),
    "three coders, yes or no": (70, 3, 2, 0.7, 0.0, [0.8, 0.2]),
    "five coders, four codes": (40, 5, 4, 0.5, 0.0, None),
    "three coders, gaps": (90, 3, 3, 0.6, 0.2, None),
    "five coders, gaps": (50, 5, 5, 0.7, 0.4, None),
    "coders at odds": (50, 2, 2, -0.5, 0.0, None),
}  # units, coders, categories, how often a coder follows the others, share of gaps, shares


def make_table(seed: int, shape: tuple) -> np.ndarray:
    n_units, n_coders, n_categories, follows, gaps, shares = shape
    random = np.random.default_rng(seed)
    truth = random.choice(n_categories, size=n_units, p=shares)
    own = random.choice(n_categories, size=(n_units, n_coders), p=shares)
    table = np.where(random.random((n_units, n_coders)) < abs(follows), truth[:, None], own)
    if follows < 0:
        table[:, 1] = np.where(random.random(n_units) < -follows, 1 - table[:, 0], table[:, 1])
    table[random.random((n_units, n_coders)) < gaps] = -1
    kept = table[(table >= 0).sum(axis=1) >= 1]
    kept[:n_categories] = np.arange(n_categories)[:, None]  # every category is there
    return kept


def coefficients(table: np.ndarray, n_categories: int) -> dict[str, dict[str, float]]:
    holes = np.where(table >= 0, table, np.nan).astype(float)
    cac = CAC(pd.DataFrame(holes), digits=15, categories=list(map(float, range(n_categories))))
    names = {"gwet_ac1": "gwet", "fleiss_kappa": "fleiss", "pabak": "bp", "alpha": "krippendorff"}
    if (table >= 0).all():
        names["cohen_kappa"] = "conger"
    out = {name: {"irrCAC": getattr(cac, what)()["est"]["coefficient_value"]}
           for name, what in names.items()}  # fmt: skip
    out["percent"] = {"irrCAC": cac.gwet()["est"]["pa"]}
    alpha = krippendorff.alpha(reliability_data=holes.T, level_of_measurement="nominal")
    out["alpha"]["krippendorff"] = float(alpha)
    if (table >= 0).all():
        counts, _ = aggregate_raters(table, n_cat=n_categories)
        out["fleiss_kappa"]["statsmodels"] = float(statsmodels_fleiss(counts))
    if table.shape[1] == 2:
        kappa = cohen_kappa_score(table[:, 0], table[:, 1], labels=list(range(n_categories)))
        out["cohen_kappa"]["scikit-learn"] = float(kappa)
    return out


def make_sets(seed: int) -> tuple[list[list[list[str]]], float]:
    """Sets of codes of three coders, none empty (nltk's distance divides by them), and alpha."""
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(50):
        base = {str(one) for one in random.choice(list("abcde"), size=random.integers(1, 4))}
        rows.append([sorted({one for one in base if random.random() < 0.8} or {"a"})
                     for _ in range(3)])  # fmt: skip
    said = [(f"c{c}", n, frozenset(one)) for n, row in enumerate(rows) for c, one in enumerate(row)]
    return rows, float(AnnotationTask(said, distance=jaccard_distance).alpha())


def main() -> None:
    tables = []
    for seed, (name, shape) in enumerate(SHAPES.items()):
        table = make_table(seed, shape)
        values = coefficients(table, shape[2])
        tables.append({"name": name, "n_categories": shape[2], "ratings": table.tolist(),
                       "coefficients": values})  # fmt: skip
    rows, alpha = make_sets(7)
    made = {
        "packages": {name: version(name) for name in PACKAGES},
        "tables": tables,
        "sets": {"rows": rows, "alpha_jaccard": {"nltk": alpha}},
    }
    TO.write_text(json.dumps(made) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
