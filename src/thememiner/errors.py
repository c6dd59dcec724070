"""The one tree of errors; nothing else leaves thememiner on purpose.

::

    ThememinerError
    ├── InputError            what a person handed over cannot be used
    │   ├── ReadError         a file that is not a transcript we can read
    │   ├── CasesError        a table of cases that does not fit the transcripts
    │   ├── CodebookError     a codebook with faults, all of them listed at once
    │   ├── ReviewError       a decision or a review sheet that cannot be taken
    │   └── SettingsError     a setting or argument outside what is allowed
    ├── StudyError            a study folder that cannot be used
    │   ├── StudyVersionError made by a newer thememiner
    │   └── DiskError         the disk is full or refuses to be written
    ├── ModelError            a model that is missing or is not the registered one
    └── TooFewUnitsError      not enough material for what was asked

A message says what was found, what is allowed and what to do, in the user's words.
"""

from __future__ import annotations


class ThememinerError(Exception):
    """Any error that thememiner raises on purpose."""


class InputError(ThememinerError, ValueError):
    """What a person handed over cannot be used as it is."""


class ReadError(InputError):
    """A file that cannot be read as a transcript.

    Attributes:
        found: what the file turned out to be.
        expected: what would have been readable.
        remedy: what the user can do.
    """

    def __init__(self, found: str, *, expected: str, remedy: str) -> None:
        super().__init__(f"{found} Expected: {expected} What to do: {remedy}")
        self.found = found
        self.expected = expected
        self.remedy = remedy


class CasesError(InputError):
    """A table of cases that lacks what is needed to join it to the transcripts."""


class CodebookError(InputError):
    """A codebook with faults; the message lists every one of them."""


class ReviewError(InputError):
    """A decision that makes no sense, or a review sheet that cannot be read back at all.

    Faulty rows of a sheet are reported, not raised.
    """


class SettingsError(InputError):
    """A setting or an argument outside what is allowed."""


class StudyError(ThememinerError):
    """A study folder that cannot be used."""


class StudyVersionError(StudyError):
    """A study folder written by a newer version of thememiner."""


class DiskError(StudyError):
    """The disk is full or cannot be written; what the study already held is untouched."""


class ModelError(ThememinerError):
    """A model that is missing, or whose weights are not the registered ones."""


class TooFewUnitsError(ThememinerError):
    """There is not enough material for what was asked; the message says how much is needed."""
