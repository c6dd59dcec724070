"""A study folder as one object: the whole way from transcripts to confirmed codings."""

from __future__ import annotations

from thememiner.codebooks import BUILT_IN
from thememiner.reports import REPORTS
from thememiner.study._pages import Pages
from thememiner.study._study_cases import StudyCases
from thememiner.study._study_exports import DEFAULT_EXPORTS
from thememiner.study._study_names import StudyNames
from thememiner.study._study_transcripts import StudyTranscripts


class Study(StudyNames, StudyCases, StudyTranscripts, Pages):
    """A folder with transcripts, themes, suggestions and what people decided.

    Args:
        folder: opened, or made where it does not exist.
        key: where the key with the names lies, or is to lie; None for what ``study.toml`` says, at
            first ``key.json`` in the folder.
        passphrase: opens a locked key; a key that does not exist yet is locked with it from the start.
            None for what the environment variable ``THEMEMINER_PASSPHRASE`` says, if anything. Without
            it, a study with a locked key works, but names are not shown.
        progress: False for no progress bars.

    Raises:
        StudyError: the path is a file, or holds something else; or the passphrase is another.
        StudyVersionError: a newer thememiner wrote it.
        SettingsError: there is no key in that place.
        DiskError: it cannot be written.
    """


__all__ = ["BUILT_IN", "DEFAULT_EXPORTS", "REPORTS", "Study"]
