"""The facade: the one module that knows the whole way, and the functions without a study."""

from thememiner.study._functions import find_themes, suggest
from thememiner.study._speakers import SpeakerRow
from thememiner.study._study import DEFAULT_EXPORTS, Study
from thememiner.study._verify import Check, Verification

__all__ = [
    "DEFAULT_EXPORTS",
    "Check",
    "SpeakerRow",
    "Study",
    "Verification",
    "find_themes",
    "suggest",
]
