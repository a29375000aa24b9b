"""Guide pictures: take the screenshots of the user's guide again: `python -m ui.guide_pictures [FOLDER]`.

A small office is made from the samples in a folder of its own; every picture shows made-up data. Pictures are drawn with
few colours, so that the guide stays small.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.models.guide import PICTURES
from ui.pictures import settle
from ui.preferences import Preferences
from workstation.text import RESOURCES

if TYPE_CHECKING:
    from ui.window import Window
    from workstation.dataset.dataset import Dataset
    from workstation.workspace import Workspace

SAMPLE = RESOURCES / "samples" / "enterprises.xlsx"
SIZE = (1280, 720)
COLOURS = 64
LANGUAGES = {"en": "en", "zh-CN": "zh"}
PASSWORD = "pictures"  # protects nothing: the office is made anew each time and thrown away
SHOWN = ("start", "import", "table", "clean", "check", "label", "review", "history", "publish", "people", "settings")
PEOPLE = (("Li Min", "clerk", "李敏"), ("Wang Fang", "supervisor", "王芳"), ("Chen Jing", "clerk", "陈静"))
STEPS: Sequence[dict[str, Any]] = (
    {"operation": "trim_whitespace"}, {"operation": "collapse_spaces"}, {"operation": "half_width"})


def office(folder: Path) -> tuple[Workspace, str]:
    """Make the office that the pictures show, and return it with the id of its table."""
    from workstation.catalogue import operation
    from workstation.importing import import_file
    from workstation.job import Job
    from workstation.packages import keys
    from workstation.sync.run import add_destination, sync
    from workstation.workspace import Workspace

    made = Workspace.create(folder / "Register 2026", office="Riverside office", administrator="root", password=PASSWORD)
    for name, role, full in PEOPLE:
        made.people.add(name, role, PASSWORD, full)
    found = import_file(made, SAMPLE, "Li Min")[0]
    dataset = made.dataset(found.dataset)
    first = dataset.table.fields[0].id
    for step in STEPS:
        for field in dataset.table.fields[:3]:
            dataset.do(operation({**step, "field": field.id}), "Li Min")
    dataset.submit("Li Min")
    dataset.approve("Wang Fang")
    _edited(dataset, first)
    _asked(dataset)
    dataset.submit("Li Min")
    keys.make(made, PASSWORD, person="root")
    add_destination(made, str(folder / "USB stick"), person="root")
    sync(made, lambda: keys.unseal(made, PASSWORD), Job(), once=True, person="root")
    return made, found.dataset


def _edited(dataset: Dataset, field: str) -> None:
    """Do, undo and do otherwise, so that the history has a branch."""
    from workstation.catalogue import operation

    rows = dataset.table.row_ids(dataset.table.visible[:12])
    dataset.do(operation({"operation": "change_case", "field": field, "case": "upper"}), "Li Min", rows=rows)
    column = dataset.table.fields[1].id
    edits = [[int(row), column, "—"] for row in rows[:3]]
    dataset.do(operation({"operation": "edit_cells", "cells": edits}), "Li Min")
    dataset.undo("Li Min")
    edits = [[int(row), dataset.table.fields[2].id, "待核实"] for row in rows[3:9]]
    dataset.do(operation({"operation": "edit_cells", "cells": edits}), "Li Min")


def _asked(dataset: Dataset) -> None:
    """Ask a question of each row and answer some."""
    from workstation.labels.annotate import Annotate
    from workstation.labels.set_label_schema import SetLabelSchema

    schema = {"name": "visit", "show": [field.name for field in dataset.table.fields[:6]], "questions": [
        {"name": "state", "title": "是否仍在经营？", "options": [
            {"value": "open", "title": "仍在经营", "key": "1"}, {"value": "closed", "title": "已经关闭", "key": "2"},
            {"value": "unclear", "title": "不清楚", "key": "3"}]},
        {"name": "needs", "title": "需要补充什么？", "kind": "multiple", "options": [
            {"value": "licence", "title": "营业执照", "key": "q"}, {"value": "phone", "title": "联系电话", "key": "w"}]}]}
    dataset.do(SetLabelSchema(schema=schema), "Li Min")
    for at, row in enumerate(dataset.table.row_ids(dataset.table.visible[:14])):
        answer = ("open", "open", "closed", "unclear")[at % 4]
        dataset.do(Annotate(question="state", answer=answer, row_ids=(int(row),)), "root")
        needs = ["licence"] if at % 3 else ["licence", "phone"]
        dataset.do(Annotate(question="needs", answer=needs, row_ids=(int(row),)), "root")


def take(folder: Path) -> int:
    """Save `page-language.png` for every page that the guide shows; returns how many."""
    from ui.app import make_app, make_window

    app = make_app()
    app.setCursorFlashTime(0)
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.gettempdir()) / "workstation-guide"  # named in some pictures: the same each time
    shutil.rmtree(place, ignore_errors=True)
    try:
        made, table = office(place)
        path = made.path
        made.close()
        shutil.copy(SAMPLE, place / SAMPLE.name)
        preferences = Preferences(str(place / "preferences.ini"))
        preferences.language, preferences.mode = "en", "light"
        window = make_window(app, preferences)
        window.resize(*SIZE)
        window.show()
        window.open_workspace(str(path))
        settle(app, window)
        window.session.open_dataset(table)
        settle(app, window)
        for id in SHOWN:
            for language, short in LANGUAGES.items():
                window.set_language(language)
                _show(app, window, id, place / SAMPLE.name)
                save(window.grab().toImage(), folder / f"{id}-{short}.png")
        window.desk.runner.close()
        window.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return len(SHOWN) * len(LANGUAGES)


def _show(app: QApplication, window: Window, id: str, sample: Path) -> None:
    window.go(id, {"files": [sample]} if id == "import" else {})
    settle(app, window)
    window.toast.hide()
    window.problem.hide()
    window.resize(*SIZE)  # a page that asked for more room while its words changed has it no longer
    settle(app, window)


def save(image: QImage, file: Path) -> None:
    """Save a picture with few colours of its own: a third of the size, and the eye sees no difference on flat colours.

    The colours that fill most of the picture are kept exactly; each other one becomes the nearest of them.
    """
    import numpy as np

    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    wide, high = flat.width(), flat.height()
    pixels = np.frombuffer(flat.constBits(), dtype=np.uint32).reshape(high, wide) & 0xFFFFFF
    colours, place, count = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(count)[::-1][:COLOURS]]
    parts = [np.stack([(part >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32) for part in (colours, kept)]
    nearest = np.array([np.argmin(((parts[1] - one) ** 2).sum(axis=1)) for one in parts[0]], dtype=np.uint8)
    indices = np.ascontiguousarray(nearest[place].reshape(high, wide))
    few = QImage(indices.tobytes(), wide, high, wide, QImage.Format.Format_Indexed8)
    few.setColorTable([0xFF000000 | int(colour) for colour in kept])
    few.save(str(file), quality=0)  # PNG by the name of the file, packed as small as can be


def main() -> int:
    """Take them all, into the guide's own folder or the one named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    n = take(folder)
    size = sum(file.stat().st_size for file in folder.glob("*.png"))
    print(json.dumps({"pictures": n, "bytes": size, "folder": str(folder)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
