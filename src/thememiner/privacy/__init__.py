"""Transcripts into the same transcripts without names, and what the replacements stand for."""

from thememiner.privacy._book import Hidden, NameBook, NameTools, OwnName, numbers_in
from thememiner.privacy._entities import entity_of, mark_of
from thememiner.privacy._find import MentionFinder
from thememiner.privacy._hide import hide_names, look_again, number_person
from thememiner.privacy._known import KnownName
from thememiner.privacy._labels import is_name, is_site, name_of_label, plain_code
from thememiner.privacy._mentions import (
    KINDS,
    MARK,
    Found,
    Guess,
    Kind,
    Mention,
    NameLists,
    NameRecogniser,
    Tag,
)
from thememiner.privacy._replace import (
    STATES,
    Replacement,
    State,
    change,
    is_consistent,
    pseudonymise,
    restore,
    with_labels,
)
from thememiner.privacy._scorer import NameScorer
from thememiner.privacy._settle import Candidate

__all__ = [
    "KINDS",
    "MARK",
    "STATES",
    "Candidate",
    "Found",
    "Guess",
    "Hidden",
    "Kind",
    "KnownName",
    "Mention",
    "MentionFinder",
    "NameBook",
    "NameLists",
    "NameRecogniser",
    "NameScorer",
    "NameTools",
    "OwnName",
    "Replacement",
    "State",
    "Tag",
    "change",
    "entity_of",
    "hide_names",
    "is_consistent",
    "is_name",
    "is_site",
    "look_again",
    "mark_of",
    "name_of_label",
    "number_person",
    "numbers_in",
    "plain_code",
    "pseudonymise",
    "restore",
    "with_labels",
]
