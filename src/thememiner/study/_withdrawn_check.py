"""The log, its excerpts and the tombstones into what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator

from thememiner.store import Database
from thememiner.study._mining import Material


def find_unpaired(database: Database) -> Iterator[str]:
    """Decisions and excerpts that do not belong together."""
    for decision_id in database.unpaired():
        yield f"decision {decision_id} and its words do not fit together"


def find_remains(database: Database, material: Material) -> Iterator[str]:
    """Places where somebody who withdrew is still there."""
    stones = database.tombstones()
    whole = {stone.transcript_id for stone in stones if stone.whole}
    people = {stone.person for stone in stones}
    labels = {(stone.transcript_id, stone.label) for stone in stones if not stone.whole}
    for transcript in material.transcripts:
        if transcript.id in whole:
            yield f"{transcript.id} was withdrawn and is still there: withdraw again"
        for speaker in transcript.speakers:
            if speaker.person in people or (transcript.id, speaker.label or "") in labels:
                yield (
                    f"{speaker.person} withdrew and still speaks in {transcript.id}: withdraw again"
                )
    known = {transcript.id for transcript in material.transcripts}
    for decision in database.decisions():
        if decision.case in people:
            yield f"decision {decision.id} still tells of somebody who withdrew: withdraw again"
        if decision.transcript_id in whole - known and (decision.quote or decision.memo):
            yield f"decision {decision.id} still has words that were withdrawn: withdraw again"
