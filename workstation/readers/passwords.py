"""Sealed workbooks: opened with their password into a private file that is gone when the reading ends.

Excel's own default password, under which it keeps workbooks that are only protected against changes, is tried too. A
password is used here and told to nobody: it is in no message, no journal and no log.
"""

from __future__ import annotations

import io
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import ods_seal
from workstation.readers.options import Options
from workstation.text import _

DEFAULT = "VelvetSweatshop"
"""What Excel seals workbooks with that everybody may open; MS-OFFCRYPTO 2.3.4.15 and 2.3.7.1."""
MOST_BYTES = 1 << 30


class WrongPassword(Exception):
    """The password does not open it."""


@contextmanager
def unsealed(path: Path, options: Options, job: Job) -> Iterator[Path]:
    """Yield the path of the opened workbook, under its own name in a folder of its own, removed at the end.

    Problem: encrypted-file when a password is needed, wrong-password when it is another one, damaged-file.
    """
    job.step(0, 0, _("Opening the sealed workbook"))
    opened = _opened(path, options.password)
    folder = Path(tempfile.mkdtemp(prefix="workstation-"))  # for this user only
    try:
        plain = folder / path.name
        plain.write_bytes(opened)
        del opened
        yield plain
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(path: Path, password: str | None) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise sealed(path)
    own = () if ods_seal.is_sealed(path) else (DEFAULT,)
    for word in dict.fromkeys((*([password] if password else ()), *own)):
        try:
            return _decrypted(path, word)
        except WrongPassword:
            continue
    raise wrong(path) if password else sealed(path)


def _decrypted(path: Path, password: str) -> bytes:
    """Return the bytes of a workbook that a password opens; WrongPassword for another one."""
    if ods_seal.is_sealed(path):
        try:
            return ods_seal.opened(path, password)
        except ods_seal.WrongKey:
            raise WrongPassword from None
        except ods_seal.UnknownSeal as error:
            raise _unknown(path) from error
    import msoffcrypto  # type: ignore[import-untyped]
    from msoffcrypto.exceptions import (  # type: ignore[import-untyped]
        DecryptionError,
        FileFormatError,
        InvalidKeyError,
        ParseError,
    )

    logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)  # it tells what it derives from passwords
    out = io.BytesIO()
    try:
        with path.open("rb") as file:
            book = msoffcrypto.OfficeFile(file)
            try:
                if book.format == "ooxml":
                    book.load_key(password=password, verify_password=True)
                else:
                    book.load_key(password=password)
            except (InvalidKeyError, DecryptionError) as error:
                if "unsupported" in str(error).lower():
                    raise _unknown(path) from None
                raise WrongPassword from None
            book.decrypt(out)
    except InvalidKeyError:
        raise WrongPassword from None
    except (WrongPassword, Problem):
        raise
    except (DecryptionError, FileFormatError, ParseError) as error:
        raise _unknown(path) from error
    except Exception as error:  # the library meets broken files with whatever error comes
        raise _unknown(path) from error
    return out.getvalue()


def sealed(path: Path) -> Problem:
    """Return the Problem for a workbook whose password is not known yet."""
    return Problem(
        "encrypted-file",
        _("This workbook is protected by a password."),
        where=path.name,
        remedy=_("Give its password, or ask the sender for it."),
    )


def wrong(path: Path) -> Problem:
    """Return the Problem for a password that does not open it."""
    return Problem(
        "wrong-password",
        _("This password does not open the workbook."),
        where=path.name,
        remedy=_("Look at capital letters and the keyboard's language, or ask the sender for the password."),
    )


def _unknown(path: Path) -> Problem:
    return Problem(
        "encrypted-file",
        _("This workbook is sealed in a way that cannot be opened here, or it is damaged."),
        where=path.name,
        remedy=_("Open it in the program it comes from, save it without a password and import that."),
    )
