"""Draws workstation.svg as workstation.ico, the icon of the program file on Windows: run after changing the drawing."""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 128, 256)


def picture(renderer: QSvgRenderer, size: int) -> bytes:
    """Return the drawing as PNG of `size` by `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def main() -> None:
    """Write the icon: a directory of pictures, each a PNG (Windows Vista and newer)."""
    app = QGuiApplication([])
    renderer = QSvgRenderer(str(HERE / "workstation.svg"))
    pictures = [picture(renderer, size) for size in SIZES]
    head, at = struct.pack("<HHH", 0, 1, len(SIZES)), 6 + 16 * len(SIZES)
    for size, data in zip(SIZES, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at)
        at += len(data)
    (HERE / "workstation.ico").write_bytes(head + b"".join(pictures))
    app.quit()


if __name__ == "__main__":
    main()
