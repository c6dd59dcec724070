"""Decisions of several coders into coefficients of agreement with intervals."""

from __future__ import annotations

from thememiner.agreement._agree import find_agreement
from thememiner.agreement._audit import Missed, find_missed
from thememiner.agreement._coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    pabak,
    percent_agreement,
    positive_agreement,
)
from thememiner.agreement._record import (
    COEFFICIENTS,
    CONDITIONS,
    MACHINE,
    Agreement,
    AgreementRow,
    Condition,
    Difference,
    Figure,
)
from thememiner.agreement._sets import jaccard_distance, masi_distance, set_alpha
from thememiner.agreement._spans import overlap_f1, unitizing_alpha
from thememiner.agreement._stamping import RubberStamping, find_rubber_stamping
from thememiner.agreement._units import Finished, Material, find_coders

__all__ = [
    "COEFFICIENTS",
    "CONDITIONS",
    "MACHINE",
    "Agreement",
    "AgreementRow",
    "Condition",
    "Difference",
    "Figure",
    "Finished",
    "Material",
    "Missed",
    "RubberStamping",
    "cohen_kappa",
    "find_agreement",
    "find_coders",
    "find_missed",
    "find_rubber_stamping",
    "fleiss_kappa",
    "gwet_ac1",
    "jaccard_distance",
    "krippendorff_alpha",
    "masi_distance",
    "overlap_f1",
    "pabak",
    "percent_agreement",
    "positive_agreement",
    "set_alpha",
    "unitizing_alpha",
]
