"""Bytes and a passphrase into a sealed envelope of JSON, and back.

The passphrase becomes a key by scrypt (RFC 7914) with N = 2^17, r = 8, p = 1, which the Password Storage
Cheat Sheet of OWASP recommends: 128 MiB and about half a second. The text is sealed with AES-256-GCM
(NIST SP 800-38D); the header is part of what is sealed, so nothing in it can be changed unnoticed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from thememiner.errors import SettingsError, StudyError
from thememiner.store._secret import Secret

COST = 2**17
LARGEST = 64_000_000
FEWEST_CHARACTERS = 8
_BLOCK, _LANES = 8, 1
_LEAST, _MOST = 2**14, 2**22
_NOTE = "This is the key of a study, locked with a passphrase. thememiner key --study DIR tells about it."
_BEGINS = re.compile(rb'\s*\{\s*"thememiner_key"\s*:')

_Base64 = Annotated[str, Field(max_length=200)]


class _Scrypt(BaseModel):
    """How the passphrase becomes a key."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    name: Literal["scrypt"] = "scrypt"
    n: int = Field(ge=_LEAST, le=_MOST)
    r: int = Field(ge=1, le=64)
    p: int = Field(ge=1, le=16)
    salt: _Base64


class _Header(BaseModel):
    """What an envelope says about itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    thememiner_key: Literal[1] = 1
    note: str = Field(default=_NOTE, max_length=1000)
    key_from: _Scrypt
    cipher: Literal["AES-256-GCM"] = "AES-256-GCM"
    check: _Base64
    nonce: _Base64

    @property
    def bound(self) -> bytes:
        """The header as it is sealed with the text."""
        return json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":")).encode()


class _Envelope(_Header):
    """A header and the sealed text."""

    text: str


class Lock:
    """A passphrase turned into a key once, to seal and to open one file as often as needed.

    Args:
        passphrase: as the person gave it.
        header: of the envelope to open; None for a new one with a salt of its own.

    Raises:
        SettingsError: the passphrase of a new lock is too short.
    """

    def __init__(self, passphrase: Secret, *, header: _Header | None = None) -> None:
        if header is None:
            check_passphrase(passphrase)
            salt = base64.b64encode(os.urandom(16)).decode()
            header_from = _Scrypt(n=COST, r=_BLOCK, p=_LANES, salt=salt)
        else:
            header_from = header.key_from
        self._from = header_from
        self._key, self._check = _derive(passphrase, header_from)

    @classmethod
    def fitting(cls, data: bytes, passphrase: Secret, *, name: str) -> Lock:
        """The lock of an envelope, which the passphrase opens.

        Args:
            data: the envelope.
            passphrase: as the person gave it.
            name: of the file, for messages.

        Raises:
            StudyError: another passphrase, or a damaged envelope; nothing is changed.
        """
        envelope = _parse(data, name)
        lock = cls(passphrase, header=envelope)
        if not hmac.compare_digest(lock._check, envelope.check):
            raise StudyError(
                f"The passphrase does not open {name}. Nothing was changed. Check capital letters and "
                "the layout of the keyboard; without the passphrase nobody can open it."
            )
        lock.open(data, name=name)
        return lock

    def fits(self, data: bytes, *, name: str) -> bool:
        """Whether an envelope was sealed with this very lock."""
        envelope = _parse(data, name)
        return envelope.key_from == self._from and envelope.check == self._check

    def seal(self, plain: Secret) -> bytes:
        """The envelope, with a nonce of its own."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(12)
        header = _Header(
            key_from=self._from, check=self._check, nonce=base64.b64encode(nonce).decode()
        )
        sealed = AESGCM(self._key.reveal()).encrypt(nonce, plain.reveal(), header.bound)
        envelope = {**header.model_dump(), "text": base64.b64encode(sealed).decode()}
        return (json.dumps(envelope, indent=2) + "\n").encode()

    def open(self, data: bytes, *, name: str) -> Secret:
        """What is in the envelope.

        Raises:
            StudyError: it was changed or cut short since it was sealed.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        envelope = _parse(data, name)
        header = _Header.model_validate(envelope.model_dump(exclude={"text"}))
        nonce, sealed = _bytes(envelope.nonce, name), _bytes(envelope.text, name)
        if len(nonce) != 12:
            raise _damaged(name)
        try:
            return Secret(AESGCM(self._key.reveal()).decrypt(nonce, sealed, header.bound))
        except InvalidTag:
            raise _damaged(name) from None


def is_sealed(data: bytes) -> bool:
    """Whether the bytes are, or were meant to be, an envelope."""
    return _BEGINS.match(data) is not None


def check_passphrase(passphrase: Secret) -> None:
    """Let passphrases of a sensible length pass.

    Raises:
        SettingsError: it is shorter.
    """
    n = len(passphrase.reveal().decode("utf-8", "replace"))
    if n < FEWEST_CHARACTERS:
        raise SettingsError(
            f"The passphrase has {n} characters; at least {FEWEST_CHARACTERS} are needed. Three or four "
            "words chosen at random are long enough and easy to keep."
        )


def _derive(passphrase: Secret, how: _Scrypt) -> tuple[Secret, str]:
    """The key, and a value that tells the right passphrase from another."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    salt = base64.b64decode(how.salt)
    both = Secret(
        Scrypt(salt=salt, length=64, n=how.n, r=how.r, p=how.p).derive(passphrase.reveal())
    )
    check = hashlib.sha256(both.reveal()[32:]).digest()[:16]
    return Secret(both.reveal()[:32]), base64.b64encode(check).decode()


def _parse(data: bytes, name: str) -> _Envelope:
    """An envelope whose demands on memory and time are sane.

    Raises:
        StudyError: it is none.
    """
    if len(data) > LARGEST:
        raise StudyError(
            f"{name} has {len(data) / 1e6:.0f} MB, too much for a key. Put the right file there."
        )
    try:
        envelope = _Envelope.model_validate_json(data)
    except ValidationError as error:
        parts = sorted(
            {".".join(map(str, fault["loc"])) or "the whole" for fault in error.errors()}
        )
        raise _damaged(name, f" ({', '.join(parts)[:100]})") from None
    how = envelope.key_from
    if how.n & (how.n - 1) or how.n * how.r * how.p > _MOST:
        raise StudyError(
            f"{name} asks for more memory or time than any key needs (scrypt N = {how.n}, r = {how.r}, "
            f"p = {how.p}). It is not opened: thememiner does not make such keys."
        )
    if not 16 <= len(_bytes(how.salt, name)) <= 64:
        raise _damaged(name, " (salt)")
    return envelope


def _bytes(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _damaged(name) from None


def _damaged(name: str, where: str = "") -> StudyError:
    return StudyError(
        f"{name} is damaged or was changed{where}: it cannot be opened. Put a copy of it there. The "
        "study works without it, but file names and names of people are then unknown."
    )
