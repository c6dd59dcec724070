"""A desk without a study: passages and decisions in memory, for tests of the page alone."""

# ruff: noqa: ARG002 - a fake takes what the protocol says

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from thememiner.errors import ReviewError
from thememiner.review import Said
from thememiner.widgets import Plain

CODES = (
    ("time", "Time", "Whether there is enough time for the work.", 0),
    ("trust", "Trust", "Whether people rely on each other.", 0),
    ("training", "Training", "What people were taught before they began.", 1),
    ("money", "Money", "Whether the work is paid for.", 0),
)
SAYINGS = (
    "We never had the time to sit down with the families, not once that winter.",
    "She came every Tuesday 🙂 and after a while they opened the door to her.",
    "Nobody had shown us how the forms work, we learned it from each other.",
    "The money ran out in March and then it was just us and the car.",
)


@dataclass
class FakeDesk:
    """Fulfils ReviewDesk with made-up talk.

    Attributes:
        n: how many passages there are.
        blind: True to hide suggestions until somebody has decided.
        sayings: what the passages say, over and over.
        log: everything that was decided, in order.
    """

    n: int = 12
    blind: bool = False
    sayings: Sequence[str] = SAYINGS
    per_transcript: int = 200
    log: list[dict[str, Any]] = field(default_factory=list)

    # --- what there is -----------------------------------------------------------------------

    def unit(self, index: int) -> dict[str, Any]:
        text = self.sayings[index % len(self.sayings)]
        first = index - index % self.per_transcript
        start = sum(self._width(n) for n in range(first, index)) + 4
        return {
            "index": index,
            "unit_id": f"u{index}",
            "transcript_id": f"t{index // self.per_transcript}",
            "start": start,
            "end": start + len(text),
            "text": text,
        }

    def _width(self, index: int) -> int:
        return len(self.sayings[index % len(self.sayings)]) + 6

    def head(self) -> Plain:
        book = {
            "id": "book",
            "name": "Barriers and enablers",
            "valences": ["barrier", "enabler", "both"],
            "statuses": ["experienced", "anticipated"],
            "codes": [
                {
                    "id": code,
                    "name": name,
                    "definition": definition,
                    "include": "What people say of it themselves.",
                    "exclude": "",
                    "boundaries": [],
                    "examples": ["An example in somebody's words."],
                    "depth": depth,
                }
                for code, name, definition, depth in CODES
            ],
        }
        return {
            "coder": "AB",
            "blind": self.blind,
            "n_units": self.n,
            "codebook": "book",
            "codebooks": [book],
            "starts_at": {"book": 0},
            "progress": {"book": self.progress()},
        }

    def rows(self, codebook: str, start: int, n: int) -> Sequence[Plain]:
        return [self.row(index) for index in range(start, min(self.n, start + n))]

    def row(self, index: int) -> dict[str, Any]:
        unit = self.unit(index)
        own = [one for one in self.standing() if one.get("unit_id") == unit["unit_id"]]
        verdicts = [one for one in own if one["verdict"] != "memo"]
        hidden = self.blind and not verdicts
        return {
            **unit,
            "who": f"P{index % 3 + 1} · {unit['transcript_id']}",
            "question": "How did the first months go?",
            "aside": "near-duplicate" if index % 11 == 10 else "",
            "done": bool(verdicts),
            "last": verdicts[-1]["verdict"] if verdicts else "",
            "codings": [self.coding(one) for one in self.coded(own)],
            "memos": [one["memo"] for one in own if one["verdict"] == "memo"],
            "hidden": hidden,
            "suggestions": [] if hidden else self.suggestions(index),
        }

    def suggestions(self, index: int) -> list[Plain]:
        code, name, definition, _ = CODES[index % len(CODES)]
        other = CODES[(index + 1) % len(CODES)]
        evidence = {"definition": definition, "example": "As somebody said.", "words": [name]}
        none = {"definition": other[2], "example": "", "words": []}
        first = {"code_id": code, "probability": 0.62, "valence": "barrier", "evidence": evidence}
        second = {"code_id": other[0], "probability": 0.21, "valence": None, "evidence": none}
        return [{**one, "calibrated": False} for one in (first, second)]

    def transcript(self, codebook: str, transcript_id: str) -> Plain:
        first = int(transcript_id[1:]) * self.per_transcript
        units = [self.unit(n) for n in range(first, min(self.n, first + self.per_transcript))]
        turns = [
            {"speaker": f"P{u['index'] % 3 + 1}", "role": "participant"}
            | {name: u[name] for name in ("start", "text")}
            for u in units
        ]
        return {
            "id": transcript_id,
            "title": f"Transcript {transcript_id}",
            "turns": turns,
            "units": [[u["index"], u["start"], u["end"]] for u in units],
            "codings": self.codings(transcript_id),
        }

    # --- what was decided --------------------------------------------------------------------

    def standing(self) -> list[dict[str, Any]]:
        undone = {one["undoes"] for one in self.log if one["verdict"] == "undo"}
        return [o for n, o in enumerate(self.log) if n not in undone and o["verdict"] != "undo"]

    def coded(self, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        held: dict[str, dict[str, Any]] = {}
        for one in some:
            if one["verdict"] in ("confirm", "code", "recode"):
                held[one["code_id"]] = one
            elif one["verdict"] == "reject":
                held = {k: o for k, o in held.items() if one["code_id"] not in (k, o["to"])}
            elif one["verdict"] == "none-fits":
                held = {}
        return list(held.values())

    def coding(self, one: dict[str, Any]) -> dict[str, Any]:
        names = ("start", "end", "valence", "status")
        return {name: one[name] for name in names} | {"code_id": one["to"] or one["code_id"]}

    def codings(self, transcript_id: str) -> list[Plain]:
        places: dict[str, list[dict[str, Any]]] = {}
        for one in self.standing():
            if one["transcript_id"] == transcript_id:
                places.setdefault(one.get("unit_id") or str(one["at"]), []).append(one)
        return [self.coding(one) for some in places.values() for one in self.coded(some)]

    def progress(self) -> Plain:
        verdicts = {
            o["unit_id"] for o in self.standing() if o.get("unit_id") and o["verdict"] != "memo"
        }
        return {"done": len(verdicts), "total": self.n, "left_s": None, "others": {"CD": 3}}

    def _add(self, said: Said, **facts: Any) -> None:
        if said.code_id == "refuse":
            raise ReviewError("There is no code refuse.")
        self.log.append({**vars(said), **facts, "at": len(self.log)})

    def decide(self, codebook: str, unit_id: str, said: Said) -> Plain:
        unit = self.unit(int(unit_id[1:]))
        facts = {name: unit[name] for name in ("unit_id", "transcript_id", "start", "end")}
        self._add(said, **facts)
        return self._now(unit["transcript_id"], unit["index"])

    def code(self, codebook: str, transcript_id: str, said: Said) -> Plain:
        self._add(said, transcript_id=transcript_id)
        return self._now(transcript_id, None)

    def undo(self, codebook: str) -> Plain:
        last = next(
            (n for n in reversed(range(len(self.log))) if self.log[n] in self.standing()), None
        )
        if last is None:
            raise ReviewError("AB has no decision that could be taken back.")
        one = self.log[last]
        self.log.append({"verdict": "undo", "undoes": last})
        index = int(one["unit_id"][1:]) if one.get("unit_id") else None
        return {
            **self._now(one["transcript_id"], index),
            "said": "The last decision is taken back.",
        }

    def _now(self, transcript_id: str, index: int | None) -> dict[str, Any]:
        return {
            "row": None if index is None else self.row(index),
            "transcript_id": transcript_id,
            "codings": self.codings(transcript_id),
            "progress": self.progress(),
        }

    def next_open(self, codebook: str, after: int) -> int | None:
        order = [*range(after + 1, self.n), *range(after + 1)]
        return next((n for n in order if not self.row(n)["done"]), None)


@dataclass
class FakeThemes:
    """Fulfils ThemesDesk: edits wait in a list, and writing them empties it.

    Attributes:
        labels: what the themes are called.
        waiting: edits that wait.
        log: edits that were written.
    """

    labels: list[str] = field(default_factory=lambda: ["the time", "the forms", "the car"])
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    log: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def themes(self) -> Plain:
        return {
            "themes": [self._theme(n, label) for n, label in enumerate(self._labels())],
            "waiting": len(self.waiting),
            "changes": [f"{what}: {sorted(facts.items())}" for what, facts in self.waiting],
        }

    def _labels(self) -> list[str]:
        renamed = {f["theme"]: f["label"] for w, f in (*self.log, *self.waiting) if w == "rename"}
        return [renamed.get(f"th{n}", label) for n, label in enumerate(self.labels)]

    def _theme(self, n: int, label: str) -> dict[str, Any]:
        return {
            "id": f"th{n}",
            "label": label,
            "state": "candidate",
            "size": f"{n + 2} people, 9 units",
            "stability": "firm, 0.80",
            "flags": ["one voice makes up most of it"],
            "terms": ["time", "winter"],
            "quotes": list(SAYINGS[:2]),
            "edge": [SAYINGS[3]],
        }

    def edit(self, what: str, facts: Plain) -> Plain:
        if what == "take-back":
            self.waiting.pop()
        else:
            names = ("theme", "themes", "label", "into")
            self.waiting.append((what, {name: facts[name] for name in names if name in facts}))
        return self.themes()

    def write(self) -> Plain:
        self.log += self.waiting
        self.waiting.clear()
        return self.themes()
