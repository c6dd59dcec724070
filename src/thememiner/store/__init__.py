"""The study folder on disk: settings, database, key, exports, and the cache of vectors.

::

    STUDY/
    ├── study.toml      settings a person may edit
    ├── study.sqlite    transcripts, units, vectors, themes, suggestions, decisions, runs
    ├── key.json        file names, names of people, problems: apart, owner-readable, in no export
    └── exports/
"""

from thememiner.store._database import SCHEMA_VERSION, Database
from thememiner.store._files import write_whole
from thememiner.store._key import Key, read_key, write_key
from thememiner.store._settings import APPROACHES, Settings, read_settings, write_settings

__all__ = [
    "APPROACHES",
    "SCHEMA_VERSION",
    "Database",
    "Key",
    "Settings",
    "read_key",
    "read_settings",
    "write_key",
    "write_settings",
    "write_whole",
]
