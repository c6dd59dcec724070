"""A decision about themes and a grouping into the grouping after it, or into the reason why not."""

from __future__ import annotations

from thememiner.records import Decision
from thememiner.themes import (
    Grouping,
    with_confirmed,
    with_freed,
    with_label,
    with_merged,
    with_moved,
    with_split,
    without_theme,
)


def applied(grouping: Grouping, decision: Decision) -> Grouping:
    """The grouping after a decision, or the reason why it cannot be applied."""
    theme_id = decision.theme_id or ""
    if decision.verdict == "rename-theme":
        return with_label(grouping, theme_id, decision.label)
    if decision.verdict == "merge-themes":
        return with_merged(grouping, decision.theme_ids, decision.label)
    if decision.verdict == "split-theme":
        return with_split(grouping, theme_id, decision.unit_ids, decision.label)[0]
    if decision.verdict == "move-unit":
        return with_moved(grouping, decision.unit_ids, theme_id)
    if decision.verdict == "free-unit":
        return with_freed(grouping, decision.unit_ids)
    if decision.verdict == "confirm-theme":
        return with_confirmed(grouping, theme_id)
    return without_theme(grouping, theme_id)
