"""What a researcher says of replacements into replacements that are so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from thememiner.errors import SettingsError
from thememiner.privacy import (
    KINDS,
    STATES,
    Kind,
    Replacement,
    State,
    entity_of,
    mark_of,
    plain_code,
)

_SAID_BY = "researcher"


@dataclass(frozen=True, kw_only=True)
class NameDecision:
    """What a researcher says of replacements.

    Attributes:
        which: an id, ids, the words as they were said in any letters, or what stands for them.
        state: replaced, kept or doubtful; None leaves it.
        pseudonym: what is to stand for it; None leaves it.
        kind: of what it is a name; None leaves it.
    """

    which: str | Collection[str]
    state: State | None = None
    pseudonym: str | None = None
    kind: Kind | None = None


def decide(
    replacements: Sequence[Replacement], decisions: Sequence[NameDecision], numbers: dict[str, int]
) -> list[Replacement]:
    """All replacements, those that were decided on with what was decided.

    Args:
        replacements: of a study.
        decisions: in their order.
        numbers: kind to the highest number used; new ones are counted in it.

    Raises:
        SettingsError: a decision means nothing, or a value is not allowed.
    """
    for one in decisions:
        check_said(one.state, one.pseudonym, one.kind)
    new = {one.id: one for one in replacements}
    for decision in decisions:
        meant = _meant(list(new.values()), decision.which, whole=decision.pseudonym is not None)
        if not meant:
            raise SettingsError(_nothing_meant(decision.which, len(new)))
        made = _Making(tuple(new.values()), numbers, decision).apply(meant)
        new.update({one.id: one for one in made})
    return list(new.values())


def check_said(state: str | None, pseudonym: str | None, kind: str | None) -> None:
    """Whether values may be set.

    Raises:
        SettingsError: one is not allowed.
    """
    if state is None and pseudonym is None and kind is None:
        raise SettingsError("Say what is to change: state=, pseudonym= or kind=.")
    if state is not None and state not in STATES:
        raise SettingsError(f"There is no state {state!r}. Allowed are {', '.join(STATES)}.")
    if kind is not None and kind not in KINDS:
        raise SettingsError(f"There is no kind {kind!r}. Allowed are {', '.join(KINDS)}.")
    if pseudonym is not None and (not pseudonym.strip() or "\n" in pseudonym):
        raise SettingsError("The pseudonym is empty or has a line break. Give a name in one line.")


def _meant(
    replacements: Sequence[Replacement], which: str | Collection[str], *, whole: bool
) -> list[Replacement]:
    """The replacements that a researcher means; a name that is chosen is for all of an entity."""
    if not isinstance(which, str):
        ids = set(which)
        return [one for one in replacements if one.id in ids]
    by_id = [one for one in replacements if one.id == which]
    if by_id:
        return by_id
    plain = plain_code(which).casefold()
    meant = [
        one
        for one in replacements
        if one.original.casefold() == which.strip().casefold()
        or (one.pseudonym and plain_code(one.pseudonym).casefold() == plain)
        or one.entity == plain
    ]
    entities = {one.entity for one in meant if one.entity and one.state == "replaced"}
    also = [one for one in replacements if whole and one.entity in entities]
    return list({one.id: one for one in (*meant, *also)}.values())


def _nothing_meant(which: str | Collection[str], n: int) -> str:
    said = repr(which) if isinstance(which, str) else f"any of these {len(which)} ids"
    return (
        f"No replacement is meant by {said}; the study has {n}. Name one of "
        "study.replacements() by its id, its words or its pseudonym. A name that was not found is "
        "replaced by study.add_names(['Name'])."
    )


@dataclass(frozen=True)
class _Making:
    """A decision, on its way to the replacements."""

    replacements: tuple[Replacement, ...]
    numbers: dict[str, int]
    decision: NameDecision

    def apply(self, meant: Sequence[Replacement]) -> list[Replacement]:
        """The replacements with it."""
        entities: dict[tuple[str, str], str] = {}
        return [self._one(one, entities, alone=len(meant) == 1) for one in meant]

    def _one(
        self, one: Replacement, entities: dict[tuple[str, str], str], *, alone: bool
    ) -> Replacement:
        said = self.decision
        kind = said.kind or one.kind
        state = said.state or ("replaced" if said.pseudonym else one.state)
        update: dict[str, object] = {"decided_by": _SAID_BY, "kind": kind, "state": state}
        if state == "replaced":
            entity = one.entity if kind == one.kind else ""
            if said.pseudonym is not None:
                entity = self._entity_of(said.pseudonym, kind) or ("" if alone else entity)
            entity = entity or self._known(one, kind) or self._next(one, kind, entities)
            update["entity"] = entity
            update["pseudonym"] = said.pseudonym or self._pseudonym(entity) or mark_of(entity)
        return one.model_copy(update=update)

    def _entity_of(self, pseudonym: str, kind: Kind) -> str:
        """What a pseudonym stands for already."""
        entity = entity_of(pseudonym)
        if entity.rpartition("-")[0] == kind:
            return entity
        plain = plain_code(pseudonym).casefold()
        same = (
            one.entity
            for one in self.replacements
            if one.entity and one.kind == kind and plain_code(one.pseudonym).casefold() == plain
        )
        return next(same, "")

    def _known(self, one: Replacement, kind: Kind) -> str:
        """The entity that the same words stand for elsewhere."""
        if self.decision.pseudonym is not None:
            return ""
        words = one.original.casefold()
        found = {
            other.entity
            for other in self.replacements
            if other.entity and other.kind == kind and other.original.casefold() == words
        }
        return found.pop() if len(found) == 1 else ""

    def _pseudonym(self, entity: str) -> str:
        """What stands for the entity elsewhere, where a name was chosen."""
        bare = plain_code(mark_of(entity))
        same = (o.pseudonym for o in self.replacements if o.entity == entity and o.pseudonym)
        return next((one for one in same if one != bare), "")

    def _next(self, one: Replacement, kind: Kind, entities: dict[tuple[str, str], str]) -> str:
        """A number of its own, one for all mentions in the same words."""
        words = (kind, self.decision.pseudonym or one.original.casefold())
        if words not in entities:
            self.numbers[kind] = self.numbers.get(kind, 0) + 1
            entities[words] = f"{kind}-{self.numbers[kind]}"
        return entities[words]
