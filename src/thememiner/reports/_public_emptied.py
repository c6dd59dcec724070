"""The material of a team into material that holds nothing but what may be published."""

from __future__ import annotations

from thememiner.records import Code, Codebook, Run
from thememiner.reports._material import Material
from thememiner.reports._public_record import PublicRecord


def emptied(material: Material, record: PublicRecord) -> Material:
    """New material that holds the record, the codebooks, and of the run what names nobody."""
    return Material(
        study=material.study,
        run=_public_run(material.run),
        codebooks=tuple(_public_book(book) for book in material.codebooks),
        approach=material.approach,
        threshold=material.threshold,
        public=record,
    )


def _public_book(book: Codebook) -> Codebook:
    """The codebook without examples that somebody may have said."""

    def invented(code: Code) -> Code:
        kept = tuple(example for example in code.examples if example.invented)
        misses = tuple(miss for miss in code.near_misses if miss.invented)
        return code.model_copy(update={"examples": kept, "near_misses": misses})

    return book.model_copy(update={"codes": tuple(invented(code) for code in book.codes)})


def _public_run(run: Run) -> Run:
    """The run without hashes of transcripts, counts of people and paths."""
    settings = {name: value for name, value in run.settings.items() if not _is_path(value)}
    models = {name: value for name, value in run.models.items() if not _is_path(name)}
    return Run(
        id="", at=run.at, settings=settings, versions=run.versions, models=models, seed=run.seed
    )


def _is_path(text: str) -> bool:
    return any(sign in text for sign in "/\\~")
