"""Trains what ``models/heads`` holds: heads for the built-in codebooks, and the reader of valence and status.

``python models/train/heads.py`` makes all of them from the banks of the codebooks, invented titles and the
evaluation sets, writes ``models/heads/*.npz`` and the entries of ``models/registry.toml``. It runs on one
processor; the same data give the same files. ``--check`` says whether the registered ones are those of the
codebooks as they are. ``--cache`` names a file (.npz) to keep vectors in.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HEADS = ROOT / "models" / "heads"
REGISTRY = ROOT / "models" / "registry.toml"
sys.path.insert(0, str(HERE))

import rows as sets  # noqa: E402

from thememiner.adapters.hashed_words import HashedHead, HashedWordTrainer  # noqa: E402
from thememiner.adapters.registry import read_heads  # noqa: E402
from thememiner.adapters.sentence_encoder import DEFAULT_ENCODER, SentenceEncoder  # noqa: E402
from thememiner.adapters.sklearn_heads import LogisticTrainer  # noqa: E402
from thememiner.adapters.trained_heads import (  # noqa: E402
    VALENCE,
    codebook_hash,
    head_arrays,
    packed,
    word_arrays,
)
from thememiner.codebooks import BUILT_IN, load_codebook, load_no_code_examples  # noqa: E402
from thememiner.matches import (  # noqa: E402
    Embed,
    LinearHead,
    make_trained,
    make_valence_reader,
    teaching_rows,
)
from thememiner.records import Codebook  # noqa: E402
from thememiner.vectors import embed as embed_texts  # noqa: E402

MOST_BYTES = 1_000_000
SEED = 0
BEGIN = "# --- heads of ours, written by models/train/heads.py ---"


def train_codebook(codebook: Codebook, data: Path, embed: Embed) -> tuple[dict[str, Any], str]:
    """The arrays of a codebook's heads, and the hash of what they were trained on."""
    rows = sets.npt_rows(data) if codebook.id == "npt" else []
    labelled = [*sets.written(codebook.id), *sets.labelled(rows)]
    trained = make_trained(
        codebook,
        labelled,
        embed=embed,
        trainer=LogisticTrainer(),
        no_code=load_no_code_examples(),
        words=HashedWordTrainer(),
    )
    arrays = {"vectors": packed(trained.vectors), **_arrays(trained.codes, "codes")}
    if trained.tops is not None:
        arrays.update(_arrays(trained.tops, "tops"))
    if isinstance(trained.words, HashedHead):
        arrays.update(word_arrays(trained.words))
    texts, codes = teaching_rows(codebook)
    outside = [example.text for example in load_no_code_examples()]
    from_elsewhere = [(one.text, one.code, str(one.weight)) for one in labelled]
    return arrays, sets.data_hash([*zip(texts, codes, strict=True), outside, *from_elsewhere])


def train_valence(data: Path, embed: Embed) -> tuple[dict[str, Any], str]:
    """The arrays of the reader of valence and status, and the hash of what taught it."""
    examples, weigh = sets.leaning_examples(sets.leaning_rows(data))
    neither = load_no_code_examples()
    reader = make_valence_reader(
        examples, neither, embed=embed, trainer=LogisticTrainer(), weigh=weigh
    )
    if reader is None or reader.status is None:
        raise SystemExit("The statements that teach valence and status are missing.")
    arrays = {**_arrays(reader.valence, "valence"), **_arrays(reader.status, "status")}
    taught = [(e.text, str(e.valence), str(e.status), str(weigh.get(e.text))) for e in examples]
    return arrays, sets.data_hash([*taught, [e.text for e in neither]])


def _arrays(head: Any, name: str) -> dict[str, Any]:
    if not isinstance(head, LinearHead):
        raise SystemExit(f"The head {name} is none that can be written.")
    return head_arrays(head, name)


def npz_bytes(arrays: Mapping[str, Any]) -> bytes:
    """Arrays as the bytes of an .npz file, the same for the same arrays: no time stands in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, array in sorted(arrays.items()):
            part = io.BytesIO()
            np.save(part, array, allow_pickle=False)
            folder.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue())
    return out.getvalue()


def write(name: str, arrays: Mapping[str, Any], entry: Mapping[str, object]) -> str:
    """Write one file and give its entry in the registry.

    Raises:
        SystemExit: the file would be too large to ship.
    """
    content = npz_bytes(arrays)
    if len(content) > MOST_BYTES:
        raise SystemExit(f"{name}: {len(content):,} bytes, {MOST_BYTES:,} are allowed.")
    HEADS.mkdir(exist_ok=True)
    (HEADS / f"{name}.npz").write_bytes(content)
    lines = {
        "file": f"heads/{name}.npz",
        "sha256": hashlib.sha256(content).hexdigest(),
        **entry,
        "seed": SEED,
        "model": f"trained heads 2 for {name}",
        "licence": "MIT",
        "card": "cards/heads.md",
        "train": "train/heads.py",
    }
    said = [
        f"{key} = {value if isinstance(value, int) else _quoted(value)}"
        for key, value in lines.items()
    ]
    return "\n".join([f'[head."{name}"]', *said])


def _quoted(value: object) -> str:
    return f'"{value}"'


def write_registry(entries: Sequence[str]) -> None:
    """The registry with the entries of the heads written anew; the rest stays."""
    kept = REGISTRY.read_text(encoding="utf-8").split(BEGIN)[0].rstrip()
    text = "\n\n".join([kept, BEGIN, *entries]) + "\n"
    REGISTRY.write_text(text, encoding="utf-8", newline="\n")


def stale() -> list[str]:
    """Codebooks that have no registered heads, or heads for another state of theirs."""
    known = read_heads()
    return [
        name
        for name in BUILT_IN
        if name not in known or known[name].codebook_sha256 != codebook_hash(load_codebook(name))
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train everything, or say what is stale."""
    parser = argparse.ArgumentParser(description="Train models/heads.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where one is stale")
    parser.add_argument("--cache", type=Path, help="a file (.npz) to keep vectors in")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        print(f"stale: {', '.join(stale()) or 'none'}")
        return int(bool(stale()))
    data = sets.find_data()
    if data is None:
        print("The evaluation sets are not here: ../shared/data is missing.", file=sys.stderr)
        return 1
    encoder, cache = SentenceEncoder(DEFAULT_ENCODER), sets.FileCache(chosen.cache)

    def embed(texts: Sequence[str]) -> Any:
        return embed_texts(texts, encoder, cache=cache).array

    of_encoder = {"encoder": encoder.name, "encoder_sha256": encoder.sha256}
    entries = []
    for name in BUILT_IN:
        codebook = load_codebook(name)
        arrays, data_sha256 = train_codebook(codebook, data, embed)
        entry = {
            "codebook_sha256": codebook_hash(codebook),
            **of_encoder,
            "data_sha256": data_sha256,
        }
        entries.append(write(name, arrays, entry))
        cache.save()
    arrays, data_sha256 = train_valence(data, embed)
    entries.append(write(VALENCE, arrays, {**of_encoder, "data_sha256": data_sha256}))
    cache.save()
    write_registry(entries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
