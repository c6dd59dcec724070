"""Turns the bytes of a zip archive into members that are safe to unpack, one at a time, in memory.

Office documents, project archives and zip folders all go through here: a bomb, a path that climbs
out, a password or a doctored XML part is refused before a byte of it is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from thememiner.errors import ReadError
from thememiner.formats._limits import MEGABYTE
from thememiner.formats._xml import declares_entities

_MOST_MEMBERS = 5_000
_MOST_ENTRIES = 100_000
_MOST_TOTAL = 1_000 * MEGABYTE
_MOST_RATIO = 250
_FREE_OF_RATIO = 8 * MEGABYTE
_ENCRYPTED = 0x1
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Member:
    """A file inside an archive.

    Attributes:
        name: its path inside the archive, with ``/``.
        size: unpacked size, bytes, as the archive states it; no more than that is ever unpacked.
        packed: packed size, bytes.
        encrypted: True where it needs a password.
    """

    name: str
    size: int
    packed: int
    encrypted: bool

    @property
    def climbs(self) -> bool:
        """Whether its path leads out of the archive."""
        path = self.name.replace("\\", "/")
        return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":"

    @property
    def is_bomb(self) -> bool:
        """Whether it unpacks to far more than any text would."""
        return self.size > _FREE_OF_RATIO and self.size > _MOST_RATIO * max(self.packed, 1)


class Archive:
    """An opened archive.

    Args:
        data: the bytes of the whole file.
        what: the file in the user's words, such as ``Word document``.
    """

    def __init__(self, data: bytes, *, what: str) -> None:
        self._what = what
        if data.startswith(_OLD_OFFICE):
            raise self._refused(_protected_or_old(data, what), "a file without a password.")
        if data.count(b"PK\x01\x02") > _MOST_ENTRIES:
            raise self._refused(
                f"The {what} has more than {_MOST_ENTRIES:,} entries.",
                f"at most {_MOST_MEMBERS:,} files in it.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise self.damaged() from error
        self._infos = {info.filename: info for info in infos}
        self.members = tuple(
            Member(i.filename, i.file_size, i.compress_size, bool(i.flag_bits & _ENCRYPTED))
            for i in infos
        )
        self._named = {member.name: member for member in self.members}
        self._folded = {member.name.casefold(): member for member in reversed(self.members)}
        self._check()

    def _check(self) -> None:
        """Refuse what no honest archive looks like."""
        total = sum(member.size for member in self.members)
        if len(self.members) > _MOST_MEMBERS:
            raise self._refused(
                f"The {self._what} holds {len(self.members):,} files.",
                f"at most {_MOST_MEMBERS:,} files.",
            )
        if total > _MOST_TOTAL:
            raise self._refused(
                f"The {self._what} would unpack to {total / MEGABYTE:,.0f} MB.",
                f"at most {_MOST_TOTAL // MEGABYTE:,} MB.",
            )

    def refuse_bombs(self) -> None:
        """Refuse an archive with any member that needs a password or unpacks like a bomb.

        Raises:
            ReadError: there is such a member.
        """
        for member in self.members:
            if member.encrypted or member.is_bomb:
                self.read(member, most=_MOST_TOTAL)

    def find(self, name: str) -> Member | None:
        """The member with this path, letter case aside where it is not there exactly."""
        return self._named.get(name) or self._folded.get(name.casefold())

    def read(self, member: Member, *, most: int) -> bytes:
        """Unpack one member in memory.

        Args:
            member: one of ``members``.
            most: the most bytes that it may unpack to.

        Raises:
            ReadError: it is protected, a bomb, too large or damaged.
        """
        if member.encrypted:
            raise self._refused(
                f"The {self._what} is protected by a password.", "a file without a password."
            )
        if member.is_bomb:
            raise self._refused(
                f"{member.name} unpacks to {member.size / max(member.packed, 1):,.0f} times its "
                "size, as in a zip bomb.",
                f"text, which unpacks to less than {_MOST_RATIO} times.",
            )
        if member.size > most:
            raise self._refused(
                f"{member.name} would unpack to {member.size / MEGABYTE:,.0f} MB.",
                f"at most {most / MEGABYTE:,.0f} MB.",
            )
        try:
            return self._zip.read(self._infos[member.name])
        except (
            *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError),
            *(NotImplementedError, KeyError, IndexError, MemoryError),
        ) as error:
            raise self.damaged(member.name) from error
        except Exception as error:  # lzma has an error class of its own
            raise self.damaged(member.name) from error

    def read_xml(self, member: Member, *, most: int, most_tags: int) -> bytes:
        """Unpack an XML part that declares no document type and no entities.

        Args:
            member: one of ``members``.
            most: the most bytes that it may unpack to.
            most_tags: the most tags that it may have.

        Raises:
            ReadError: as `read`, and where it declares entities or has more tags.
        """
        data = self.read(member, most=most)
        if data.count(b"<") > most_tags:
            raise self._refused(
                f"{member.name} has more than {most_tags:,} tags.", "one conversation in a file."
            )
        if declares_entities(data):
            raise self._refused(
                f"{member.name} declares entities, as in an XML bomb.",
                "XML without a document type of its own.",
            )
        return data

    def damaged(self, name: str = "") -> ReadError:
        """The error for an archive that cannot be unpacked."""
        part = f" (at {name})" if name else ""
        article = "an" if self._what[:1] in "AEIOU" else "a"
        return self._refused(
            f"The file is not {article} {self._what}, or it is damaged or cut off{part}.",
            f"a whole {self._what}.",
        )

    def _refused(self, found: str, expected: str) -> ReadError:
        return ReadError(
            found,
            expected=expected,
            remedy="Open it in its own program and save it again without a password, "
            "or save the text as .txt or .docx.",
        )


def _protected_or_old(data: bytes, what: str) -> str:
    """An Office file in the old container: encrypted, or of the time before .docx."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"The {what} is protected by a password."
    return f"The {what} is protected by a password, or is an old .doc file."
