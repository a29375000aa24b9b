"""The Qt that is installed is the one that was chosen, and it does not lose references to None.

PySide6 6.12.0 takes one reference to None too many at each fillRect, setPen, drawLines, update and property() call on
Python 3.11, until the interpreter aborts in the middle of ordinary work (measured; 6.9.3 is clean).
"""

from __future__ import annotations

import gc
import sys

import PySide6
import pytest
import shiboken6
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

CALLS = 2_000


class Told(QObject):
    """Something that emits."""

    without = Signal()
    with_flag = Signal(bool)


@pytest.mark.parametrize("package", [PySide6, shiboken6], ids=lambda package: package.__name__)
def test_the_qt_that_is_installed_is_the_one_that_was_chosen(package):
    assert package.__version__ == "6.9.3"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None, True and False are immortal from Python 3.12 on")
def test_qt_loses_no_reference_to_none_true_and_false(qtbot):
    widget, told, image = QWidget(), Told(), QImage(10, 10, QImage.Format.Format_ARGB32)
    qtbot.addWidget(widget)
    told.with_flag.connect(lambda flag: None)
    painter, pen, rect = QPainter(image), QPen(QColor("red")), QRect(0, 0, 5, 5)
    gc.collect()  # what other tests left would give its references back in the middle of the count
    before = [sys.getrefcount(one) for one in (None, True, False)]
    for _turn in range(CALLS):
        painter.fillRect(rect, pen.color())
        painter.setPen(pen)
        painter.drawLine(0, 0, 5, 5)
        widget.update()
        widget.property("nothing")
        widget.setEnabled(True)
        widget.isVisible()
        told.without.emit()
        told.with_flag.emit(False)
    painter.end()
    after = [sys.getrefcount(one) for one in (None, True, False)]
    lost = [was - now for was, now in zip(before, after, strict=True)]
    assert max(lost) < CALLS // 10, f"references to None, True and False lost: {lost}"
