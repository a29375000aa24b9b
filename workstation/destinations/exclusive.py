"""A rename that never replaces, on whatever file system there is."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_NOREPLACE = 1
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EACCES, errno.EINVAL}
"""What file systems without hard links (FAT, exFAT, some shares) answer to link()."""
CLAIM = ".claim"


def rename_new(source: Path, target: Path) -> bool:
    """Move a file to a name that must be free; returns whether it was done by a hard link. FileExistsError when taken.

    POSIX rename replaces what is there, so: hard link and unlink; else renameat2 (Linux); else a claim file that one
    writer can create, with a look before the rename. Windows' rename refuses by itself.
    """
    if sys.platform == "win32":
        os.rename(source, target)
        return False
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
    else:
        os.unlink(source)
        return True
    if not _renameat2(source, target):
        _claimed(source, target)
    return False


def _renameat2(source: Path, target: Path) -> bool:
    """Rename without replacing by the system call; False where the system or file system does not know it."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if call(AT_FDCWD, os.fsencode(source), AT_FDCWD, os.fsencode(target), RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(target))  # FileExistsError for EEXIST


def _claimed(source: Path, target: Path) -> None:
    claim = target.with_name(f".{target.name}{CLAIM}")
    os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    try:
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        os.rename(source, target)
    finally:
        with contextlib.suppress(OSError):  # a claim left behind is swept by the next run of the same writer
            os.unlink(claim)
