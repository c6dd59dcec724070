"""Who looks for names: thememiner as a study calls it, and Microsoft's presidio-analyzer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from counting import Span

from thememiner.adapters.name_lists import read_name_lists
from thememiner.adapters.name_scorer import read_name_scorer
from thememiner.adapters.spacy_names import SpacyNames
from thememiner.privacy import KnownName, MentionFinder
from thememiner.records import Transcript

Finder = Callable[[Sequence[Transcript], Sequence[KnownName]], Mapping[str, Sequence[Span]]]


def ours(*, scored: bool = True) -> Finder:
    """thememiner, as a study calls it, or by its rules alone."""
    lists, recogniser = read_name_lists(), SpacyNames()
    scorer = read_name_scorer() if scored else None

    def find(
        transcripts: Sequence[Transcript], known: Sequence[KnownName]
    ) -> Mapping[str, Sequence[Span]]:
        finder = MentionFinder(lists, recogniser, scorer=scorer, known=known)
        found = finder.find(transcripts)
        return {
            one: [Span(m.start, m.end, m.kind, m.sure) for m in mentions]
            for one, mentions in found.items()
        }

    return find


_PRESIDIO = {
    "PERSON": "person",
    "LOCATION": "place",
    "ORGANIZATION": "organisation",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "e-mail",
    "UK_NHS": "nhs-number",
    "UK_NINO": "identifier",
    "UK_PASSPORT": "identifier",
    "UK_VEHICLE_REGISTRATION": "identifier",
    "UK_POSTCODE": "address",
    "URL": "web",
}


def presidio() -> Finder:
    """Microsoft's analyzer with the same spaCy model, its recognisers for the United Kingdom added."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # type: ignore[import-not-found]
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine  # type: ignore[import-not-found]

    from thememiner.adapters.registry import module_folder, read_registry

    model = read_registry()["en_core_web_sm"]
    name = model.prefers if module_folder(model.prefers) else model.module
    engine = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": name}],
        ner_model_configuration=NerModelConfiguration(
            labels_to_ignore=["DATE", "TIME", "CARDINAL"]
        ),
    )
    engine.load()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)
    wanted = [one for one in _PRESIDIO if one in analyzer.get_supported_entities("en")]

    def find(
        transcripts: Sequence[Transcript],
        known: Sequence[KnownName],  # noqa: ARG001 - it has no use for them
    ) -> Mapping[str, Sequence[Span]]:
        out = {}
        for one in transcripts:
            found = analyzer.analyze(one.text, "en", entities=wanted)
            out[one.id] = [Span(f.start, f.end, _PRESIDIO[f.entity_type]) for f in found]
        return out

    return find
