"""Issue: a form is made, written for each of its senders, and kept in the workspace, so that it is known when it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.standards.standard import Standard
from workstation.templates.columns import SHOWS
from workstation.templates.form import Form
from workstation.templates.make import checked_target, new_form, write_forms
from workstation.templates.registry import Registry
from workstation.templates.senders import file_names
from workstation.text import LANGUAGES, _


@dataclass(frozen=True)
class Issued:
    """A form that was made, and the files it was written to."""

    form: Form
    files: tuple[tuple[str, Path], ...]
    """(sender, file); the sender is empty for a form without a list."""

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"form": self.form.id, "title": self.form.title, "standard": self.form.label, "language": self.form.language,
                "fields": [column.name for column in self.form.columns],
                "files": [{"sender": sender, "file": str(path)} for sender, path in self.files]}


def language_of(word: str) -> str:
    """Return the language that a person named: en, zh or zh-CN; Problem for another."""
    found = next((key for key in LANGUAGES if word.lower() in (key.lower(), key.split("-")[0].lower())), None)
    if found is None:
        raise Problem("bad-language", _("Forms are not made in “{language}”.", language=word),
                      remedy=_("Use one of these: {words}", words=", ".join(LANGUAGES)))
    return found


def issue(db: sqlite3.Connection, standard: Standard, to: Path, person: str, *, senders: Sequence[str] = (),
          fields: Sequence[str] = (), language: str = "en", show: str = "both", title: str = "", words: str = "",
          overwrite: bool = False, job: Job | None = None) -> Issued:
    """Make a form of a standard: one workbook `to` FILE.xlsx, or with senders one for each in the folder `to`.

    show: what drop-downs of codes show, both (code and name) or code
    Raises Problem when a file is there already (unless `overwrite`), cannot be written, or the fields are not right.
    """
    if show not in SHOWS:
        raise Problem("bad-option", _("Drop-downs cannot show “{value}”.", value=show),
                      remedy=_("Give one of: {words}.", words=", ".join(SHOWS)))
    form = new_form(standard, fields=fields, language=language_of(language), show=show, title=title)
    if senders:
        folder = to.with_suffix("") if to.suffix.lower() == ".xlsx" else to
        names = file_names(form.title, senders)
        targets = [(folder / name, sender) for name, sender in zip(names, senders, strict=True)]
    else:
        targets = [(checked_target(to), "")]
    there = [path for path, _sender in targets if path.exists()]
    if there and not overwrite:
        raise Problem("file-exists", _("There is already a file with this name."), where=str(there[0]),
                      remedy=_("Choose another name, or say that it may be replaced."))
    write_forms(form, standard, targets, job or Job(), words=words)
    Registry(db).add(form, person, [(sender, path.name) for path, sender in targets if sender], words)
    return Issued(form, tuple((sender, path) for path, sender in targets))
