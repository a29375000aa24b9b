"""The office's Ed25519 key: made once, kept sealed, unsealed only to sign; and who this office and device are.

The private key lies in workspace.db, encrypted (AES-256-GCM, the public key is bound in) with a wrapping key that is
kept elsewhere: in the operating system's keyring, or made from a passphrase (scrypt), or, on a machine that has no
keyring when no passphrase was given, in a file of the user's own that nobody else may read.
A copied workspace never suffices.
"""

from __future__ import annotations

import base64
import contextlib
import os
import sqlite3
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from workstation.dataset.field import uuid7
from workstation.errors import Problem
from workstation.packages import trust
from workstation.packages.schema import now, prepare, writing
from workstation.packages.sign import Signer, fingerprint
from workstation.text import _

SERVICE = "workstation office key"
VARIABLE = "WORKSTATION_PASSPHRASE"
"""Environment variable that may hold the passphrase of the office's key."""
COST = 15
"""Power of two of scrypt's n, r 8, p 1 (RFC 7914): 32 MiB and about 0.1 s a try. Kept before the salt, 10 to 20."""
KEYRING, PASSPHRASE, FILE = "keyring", "passphrase", "file"


@dataclass(frozen=True)
class OfficeKey:
    """The public side of the office's key. `method` says what seals the private side."""

    fingerprint: str
    public: bytes
    method: str
    made: str

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `key show` prints it."""
        return {"fingerprint": self.fingerprint, "public": base64.b64encode(self.public).decode(),
                "sealed_by": self.method,
                "made": self.made, "warnings": list(self.warnings)}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about how the key is kept, in sentences."""
        if self.method != FILE:
            return ()
        return (_("There is no keyring on this machine: the key is protected only by this user's own folder."
                  " Seal it with a passphrase by “key seal”."),)


def current(db: sqlite3.Connection) -> OfficeKey | None:
    """Return the office's key, None when none was made yet."""
    prepare(db)
    row = db.execute("select fingerprint, public, method, made from office_key where retired is null"
                     " order by made desc, rowid desc limit 1").fetchone()
    return OfficeKey(*row) if row else None


class Holder(Protocol):
    """What has a connection to workspace.db: the workspace."""

    db: sqlite3.Connection


def make(workspace: Holder, passphrase: str | None = None, *, folder: Path | None = None,
         name: str = "", person: str = "") -> OfficeKey:
    """Make and keep the office's key, or return the one that is there.

    passphrase: seals it when given here or in the environment (WORKSTATION_PASSPHRASE); else the keyring does, and
    where there is none a file in `folder` (by default among the user's own data)
    """
    db, passphrase = workspace.db, _given(passphrase)
    if found := current(db):
        return found
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    method, sealed, salt = _sealed(private.private_bytes_raw(), public, passphrase, folder)
    key = OfficeKey(fingerprint(public), public, method, now())
    with writing(db):
        db.execute("insert into office_key(fingerprint, public, method, sealed, salt, made) values (?, ?, ?, ?, ?, ?)",
                   (key.fingerprint, public, method, sealed, salt, key.made))
        trust.add(db, key.fingerprint, public=public, name=name or "this office", person=person)
    device(db)
    return key


def _given(passphrase: str | None) -> str | None:
    return passphrase if passphrase is not None else os.environ.get(VARIABLE) or None


def unseal(workspace: Holder, passphrase: str | None = None, *, folder: Path | None = None) -> Signer:
    """Return the office's key ready to sign; Problem when it cannot be unsealed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    db, passphrase = workspace.db, _given(passphrase)
    key = current(db)
    if key is None:
        raise Problem("no-key", _("This workspace has no key to sign with."), remedy=_("Make one with “key make”."))
    sealed, salt = db.execute("select sealed, salt from office_key where fingerprint = ?",
                              (key.fingerprint,)).fetchone()
    private = _opened(sealed, salt, key, passphrase, folder)
    return Signer(Ed25519PrivateKey.from_private_bytes(private), key.public)


def reseal(workspace: Holder, signer: Signer, passphrase: str | None, *, folder: Path | None = None) -> OfficeKey:
    """Seal the same key anew with another passphrase (or the keyring), and return it."""
    db = workspace.db
    method, sealed, salt = _sealed(signer.key.private_bytes_raw(), signer.public, passphrase, folder)
    with writing(db):
        db.execute("update office_key set method = ?, sealed = ?, salt = ? where fingerprint = ?",
                   (method, sealed, salt, signer.fingerprint))
    if method != FILE:  # a wrapping key left behind opens nothing any more, but need not lie about
        with contextlib.suppress(OSError):
            _key_file(signer.fingerprint, folder).unlink(missing_ok=True)
    found = current(db)
    assert found is not None
    return found


def office_id(print_: str) -> str:
    """Return the id of the office whose key has this fingerprint; it names the office's folder in a hub.

    It is derived, so that nobody can publish under the folder of another: the reader works it out again.
    """
    return "o" + print_[:24]


def device(db: sqlite3.Connection) -> str:
    """Return the id of this device's log, made when first asked for."""
    prepare(db)
    with writing(db):
        db.execute("insert or ignore into setting(key, value) values ('device', ?)", (uuid7(),))
    return _setting(db, "device")


def renew_device(db: sqlite3.Connection) -> str:
    """Give this workspace a new device id and return it: after a restored backup or a cloned disk (a fork)."""
    prepare(db)
    with writing(db):
        db.execute("delete from setting where key = 'device'")
    return device(db)


def office_name(db: sqlite3.Connection) -> str:
    """Return the name of this office as it stands in packages; empty when nobody gave one."""
    prepare(db)
    return _setting(db, "office")


def _setting(db: sqlite3.Connection, key: str) -> str:
    row = db.execute("select value from setting where key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def _sealed(private: bytes, public: bytes, passphrase: str | None, folder: Path | None) -> tuple[str, bytes, bytes]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = bytes([COST]) + os.urandom(16), os.urandom(12)
    if passphrase is not None:
        method, wrapping = PASSPHRASE, _from_passphrase(passphrase, salt)
    else:
        wrapping = os.urandom(32)
        method = KEYRING if _put_in_keyring(fingerprint(public), wrapping) else FILE
        if method == FILE:
            _put_in_file(_key_file(fingerprint(public), folder), wrapping)
    return method, nonce + AESGCM(wrapping).encrypt(nonce, private, public), salt


def _opened(sealed: bytes, salt: bytes, key: OfficeKey, passphrase: str | None, folder: Path | None) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if key.method == PASSPHRASE:
        if not passphrase:
            raise Problem("passphrase-needed", _("The office's key is sealed with a passphrase."),
                          remedy=_("Give it with --passphrase-fd, or in WORKSTATION_PASSPHRASE."))
        wrapping = _from_passphrase(passphrase, salt)
    elif key.method == KEYRING:
        wrapping = _from_keyring(key.fingerprint)
    else:
        wrapping = _from_file(_key_file(key.fingerprint, folder))
    try:
        return AESGCM(wrapping).decrypt(sealed[:12], sealed[12:], key.public)
    except (InvalidTag, ValueError) as error:
        if key.method == PASSPHRASE:
            raise Problem("wrong-passphrase", _("The passphrase does not open the office's key."),
                          remedy=_("Type it again; mind capital letters.")) from error
        raise _lost(key.method) from error


def _from_passphrase(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    if not passphrase.strip():
        raise Problem("empty-passphrase", _("The passphrase is empty."), remedy=_("Choose one of several words."))
    secret = unicodedata.normalize("NFC", passphrase).encode()  # the same keys give other bytes on a Mac
    return Scrypt(salt=salt[1:], length=32, n=1 << min(max(salt[0], 10), 20), r=8, p=1).derive(secret)


def _keyring() -> Any:
    """Return the keyring module, None where no backend works (a headless Linux has fail.Keyring)."""
    import keyring

    try:
        backend = keyring.get_keyring()
        return keyring if float(backend.priority) > 0 else None
    except (keyring.errors.KeyringError, RuntimeError, ImportError):
        return None


def _put_in_keyring(print_: str, wrapping: bytes) -> bool:
    ring = _keyring()
    if ring is None:
        return False
    text = base64.b64encode(wrapping).decode()
    try:
        ring.set_password(SERVICE, print_, text)
        return bool(ring.get_password(SERVICE, print_) == text)
    except ring.errors.KeyringError:
        return False


def _from_keyring(print_: str) -> bytes:
    ring = _keyring()
    if ring is None:
        raise Problem("no-keyring", _("The system's keyring, which seals the office's key, cannot be reached."),
                      remedy=_("Sign in to the desktop session in which the key was made."))
    try:
        text = ring.get_password(SERVICE, print_)
    except ring.errors.KeyringError as error:
        raise Problem("no-keyring", _("The system's keyring did not open."), where=str(error),
                      remedy=_("Unlock the keyring and try again.")) from error
    if not text:
        raise _lost(KEYRING)
    return base64.b64decode(text)


def _key_file(print_: str, folder: Path | None) -> Path:
    import platformdirs

    return (folder or Path(platformdirs.user_data_dir("workstation", appauthor=False)) / "keys") / f"{print_}.wrap"


def _put_in_file(path: Path, wrapping: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as opened:
            opened.write(wrapping)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise Problem("no-keyring", _("There is no keyring on this machine, and the key file could not be written."),
                      where=str(error), remedy=_("Give a passphrase with --passphrase-fd or in"
                                                 " WORKSTATION_PASSPHRASE.")) from error


def _from_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _lost(FILE) from error


def _lost(method: str) -> Problem:
    ring = method == KEYRING
    where = _("It was kept in the system's keyring.") if ring else _("It was kept in this user's own folder.")
    return Problem("key-lost", _("What opens the office's key is no longer there."), where=where,
                   remedy=_("Sign in as the user who made the key, on the machine where it was made; else make a new"
                            " key."))
