"""Senders: the list of who fills a form in, and file names that every system takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.standards.mapping import fold
from workstation.text import _, one_line

HEADS = {fold(word) for word in (
    "sender", "senders", "name", "unit", "office", "organisation", "organization", "department", "school", "company",
    "单位", "单位名称", "填报单位", "报送单位", "填报人", "名称", "部门", "部门名称", "机构", "机构名称",
    "学校", "学校名称", "企业名称", "街道", "乡镇", "发送人", "姓名")}
"""Headers under which senders are listed."""
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
MOST_BYTES = 180
"""Of a file name without its ending; systems stop at 255, and folders are synced under longer ones."""
MOST = 5_000


def read_senders(path: Path, job: Job | None = None) -> list[str]:
    """Return the senders listed in a csv, text file or workbook: the column that is headed so, else the first.

    Problem when none is listed, or one twice.
    """
    job = job or Job()
    reader = open_file(path)
    tables = [found for found in reader.tables(path, Options(header_rows=0), job) if found.visible]
    if not tables:
        raise _none(path)
    rows: list[list[str]] = []
    for batch in reader.read(path, tables[0], job):
        columns = [column.to_pylist() for column in batch.data.columns]
        rows += [[text or "" for text in row] for row in zip(*columns, strict=True)]
    heads = [fold(text) for text in rows[0]] if rows else []
    at = next((i for i, head in enumerate(heads) if head in HEADS), -1)
    listed = [row[at] for row in rows[1:]] if at >= 0 else [row[0] for row in rows]
    return checked_senders(listed, path.name)


def checked_senders(listed: Sequence[str], where: str = "") -> list[str]:
    """Return senders without blanks around them; Problem when there is none, or one stands twice."""
    names = [" ".join(name.split()) for name in listed]
    names = [name for name in names if name]
    if not names:
        raise Problem("no-senders", _("No sender is listed."), where=where,
                      remedy=_("Write one sender in each line."))
    if len(names) > MOST:
        raise Problem("too-many-senders", _("{n} senders are more than one form can have.", n=len(names)), where=where,
                      remedy=_("List at most {n}.", n=MOST))
    for name in names:
        if not one_line(name) or len(name) > 200:
            raise Problem("bad-sender", _("A sender needs a name of one line."), where=name[:80])
    seen: set[str] = set()
    for name in names:
        if (key := name.casefold()) in seen:
            raise Problem("sender-twice", _("“{name}” is listed twice.", name=name), where=where,
                          remedy=_("List each sender once."))
        seen.add(key)
    return names


def safe_name(text: str) -> str:
    """Return a text as a file name without ending that Windows, macOS and Linux take."""
    name = NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co"))
    name = " ".join(name.split()).strip(" .")
    while len(name.encode("utf-8")) > MOST_BYTES:
        name = name[:-1].rstrip(" .")
    return f"_{name}" if not name or RESERVED.fullmatch(name) else name


def file_names(title: str, senders: Sequence[str]) -> list[str]:
    """Return a file name for each sender, all different also where capitals make no difference."""
    taken: set[str] = set()
    out = []
    for sender in senders:
        base = safe_name(f"{title} - {sender}" if title else sender)
        if sender and safe_name(sender) not in base:  # a long title must not swallow who it is for
            base = safe_name(sender)
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name.casefold())
        out.append(name + ".xlsx")
    return out


def _none(path: Path) -> Problem:
    return Problem("no-senders", _("No sender is listed."), where=path.name, remedy=_("Write one sender in each line."))
