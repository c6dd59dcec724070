"""The study folder on disk: settings, database, key, exports, and the cache of vectors.

::

    STUDY/
    ├── study.toml      settings a person may edit
    ├── study.sqlite    transcripts, units, vectors, themes, suggestions, decisions, runs
    ├── key.json        file names, names of people, problems: apart, owner-readable, in no export;
    │                   elsewhere and locked with a passphrase if wished
    └── exports/
"""

from thememiner.store._database import Database, sha256_of
from thememiner.store._envelope import check_passphrase
from thememiner.store._files import UNFINISHED, make_folder, write_whole
from thememiner.store._key import Key, read_key, write_key
from thememiner.store._key_file import KEY_STATES, KeyFile, KeyState
from thememiner.store._register import Export, Tombstone
from thememiner.store._removal import Removal
from thememiner.store._schema import SCHEMA_VERSION
from thememiner.store._secret import Secret
from thememiner.store._settings import APPROACHES, Settings, read_settings, write_settings

__all__ = [
    "APPROACHES",
    "KEY_STATES",
    "SCHEMA_VERSION",
    "UNFINISHED",
    "Database",
    "Export",
    "Key",
    "KeyFile",
    "KeyState",
    "Removal",
    "Secret",
    "Settings",
    "Tombstone",
    "check_passphrase",
    "make_folder",
    "read_key",
    "read_settings",
    "sha256_of",
    "write_key",
    "write_settings",
    "write_whole",
]
