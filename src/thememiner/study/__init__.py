"""The facade: the one module that knows the whole way, and the functions without a study."""

from thememiner.study._functions import find_themes, learn, suggest, valence
from thememiner.study._holdings import Holding
from thememiner.study._key_desk import KeyReport
from thememiner.study._learning import Learned
from thememiner.study._merging import Merged
from thememiner.study._speakers import SpeakerRow
from thememiner.study._study import DEFAULT_EXPORTS, Study
from thememiner.study._theme_edit import ThemeEdit
from thememiner.study._theme_editor import ThemeEditor
from thememiner.study._verify import Check, Verification
from thememiner.study._withdrawn_report import Withdrawal

__all__ = [
    "DEFAULT_EXPORTS",
    "Check",
    "Holding",
    "KeyReport",
    "Learned",
    "Merged",
    "SpeakerRow",
    "Study",
    "ThemeEdit",
    "ThemeEditor",
    "Verification",
    "Withdrawal",
    "find_themes",
    "learn",
    "suggest",
    "valence",
]
