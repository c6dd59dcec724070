"""Units and their vectors into a set of candidate themes; pure functions that edit such a set."""

from thememiner.themes._find import (
    FEWEST_UNITS,
    MOST_THEMES,
    SPOKEN_STOP_WORDS,
    Clusters,
    Embed,
    PhraseFinder,
    ThemeFinder,
    Tools,
    default_n_themes,
    find_theme_set,
    plain_talk,
    rename_theme,
)

__all__ = [
    "FEWEST_UNITS",
    "MOST_THEMES",
    "SPOKEN_STOP_WORDS",
    "Clusters",
    "Embed",
    "PhraseFinder",
    "ThemeFinder",
    "Tools",
    "default_n_themes",
    "find_theme_set",
    "plain_talk",
    "rename_theme",
]
