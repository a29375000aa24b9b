"""The look: colour tokens for light and dark, fonts, one style sheet, switched while the program runs."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, fields
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from workstation.text import RESOURCES, language

BASE: Final = 13  # pixels of ordinary text at a scale of 1
MODES: Final = ("system", "light", "dark")


@dataclass(frozen=True)
class Tokens:
    """Colours by what they are used for, as #rrggbb."""

    window: str
    side: str
    panel: str
    line: str
    line_strong: str
    text: str
    muted: str
    accent: str
    accent_tint: str
    accent_hover: str
    on_accent: str
    error: str
    error_tint: str
    warning: str
    warning_tint: str
    good: str
    good_tint: str
    header: str
    stripe: str
    hover: str
    pressed: str
    field: str
    handle: str


LIGHT: Final = Tokens(
    window="#ffffff", side="#f4f6f9", panel="#fafbfc", line="#d9dee5", line_strong="#b9c1cc", text="#1c2430",
    muted="#5d6877", accent="#1f5fd6", accent_tint="#dfeafd", accent_hover="#1950b8", on_accent="#ffffff",
    error="#b3261e", error_tint="#fde8e6", warning="#8a5a00", warning_tint="#fdf0d2", good="#166f41",
    good_tint="#ddf3e6", header="#eef1f5", stripe="#f8fafc", hover="#edf1f6", pressed="#e2e8f0", field="#ffffff",
    handle="#c5ccd6")
DARK: Final = Tokens(
    window="#15181d", side="#1b1f26", panel="#1e232b", line="#2f3641", line_strong="#465061", text="#e4e8ee",
    muted="#95a0ae", accent="#6aa3ff", accent_tint="#22365a", accent_hover="#8bb7ff", on_accent="#0e1420",
    error="#ff8a80", error_tint="#43262a", warning="#f0b955", warning_tint="#3d3320", good="#6fcf97",
    good_tint="#1f3a2c", header="#232933", stripe="#1b2027", hover="#262c36", pressed="#2f3642", field="#12151a",
    handle="#3d4654")

LATIN_FIRST: Final = {"win32": ["Segoe UI", "Microsoft YaHei UI", "Microsoft YaHei"],
                      "darwin": [".AppleSystemUIFont", "PingFang SC"]}
FAMILIES: Final = ["Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Micro Hei"]
"""Named so that Han characters take their Chinese form: the JP, KR and TC faces of the same fonts are there too."""


def families() -> list[str]:
    """Return the font families to ask for, the first that is installed wins glyph by glyph."""
    own = LATIN_FIRST.get(sys.platform, []) + FAMILIES
    present = set(QFontDatabase.families())
    found = [family for family in own if family in present or family.startswith(".")]
    return found or [QApplication.font().family()]


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour with `share` (0..1) of `one` and the rest of `other`."""
    a, b = QColor(one), QColor(other)
    parts = [round(x * share + y * (1 - share)) for x, y in
             ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))]
    return QColor(*parts).name()


class Theme(QObject):
    """The look that is on now. One for the process: `theme()`."""

    changed = Signal()
    """The colours or the size of text changed; who paints by hand or tints an icon does it again."""

    def __init__(self) -> None:
        """Start light at a scale of 1; `apply` dresses the application."""
        super().__init__()
        self.tokens = LIGHT
        self.mode = "system"
        self.text_scale = 1.0
        self._system_scale = 1.0

    @property
    def scale(self) -> float:
        """How much larger text is than in the drawings: the system's font size times the person's wish."""
        return self._system_scale * self.text_scale

    @property
    def dark(self) -> bool:
        """True while the dark colours are on."""
        return self.tokens is DARK

    def px(self, pixels: float) -> int:
        """Return a length of the drawings in pixels of now."""
        return max(1, round(pixels * self.scale))

    def font(self, pixels: float = BASE, *, bold: bool = False) -> QFont:
        """Return the program's font at a size of the drawings."""
        font = QFont()
        font.setFamilies(families())
        font.setPixelSize(max(11, self.px(pixels)))
        font.setBold(bold)
        # In a Chinese face curly quotes are as wide as a Han character unless told otherwise. Switched off in so many words
        # for Chinese: a font that says nothing keeps what the one before it said, and Chinese commas would shrink.
        font.setFeature(QFont.Tag("pwid"), int(language() == "en"))
        return font

    def colour(self, token: str) -> QColor:
        """Return a token's colour."""
        return QColor(getattr(self.tokens, token))

    def start(self, app: QApplication) -> None:
        """Take the system's font size and follow its light or dark setting."""
        app.setStyle("Fusion")
        points = app.font().pointSizeF()
        usual = {"win32": 9.0, "darwin": 13.0}.get(sys.platform, 10.0)
        if points > 0 and app.platformName() not in ("offscreen", "minimal"):
            self._system_scale = min(2.0, max(1.0, points / usual)) if points > usual + 1 else 1.0
        app.styleHints().colorSchemeChanged.connect(self._system_switched)

    def _system_switched(self) -> None:
        if self.mode == "system":
            self.apply(self.mode, self.text_scale)

    def apply(self, mode: str = "system", text_scale: float = 1.0) -> None:
        """Dress the whole application in `mode` (system, light or dark) at a text scale (0.8 to 2)."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        self.mode, self.text_scale = mode, min(2.0, max(0.8, text_scale))
        dark = mode == "dark" or (mode == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
        self.tokens = DARK if dark else LIGHT
        app.setPalette(self._palette())
        app.setFont(self.font())
        app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def _palette(self) -> QPalette:
        t, role, palette = self.tokens, QPalette.ColorRole, QPalette()
        for which, token in ((role.Window, t.window), (role.WindowText, t.text), (role.Base, t.field),
                             (role.AlternateBase, t.stripe), (role.Text, t.text), (role.Button, t.panel),
                             (role.ButtonText, t.text), (role.ToolTipBase, t.text), (role.ToolTipText, t.window),
                             (role.Highlight, t.accent), (role.HighlightedText, t.on_accent), (role.Link, t.accent),
                             (role.PlaceholderText, t.muted), (role.Mid, t.line), (role.Light, t.panel),
                             (role.Dark, t.line_strong), (role.Shadow, t.line_strong), (role.Accent, t.accent)):
            palette.setColor(which, QColor(token))
        faint = QColor(mixed(t.muted, t.window, 0.6))
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
        return palette

    def style_sheet(self) -> str:
        """Return the style sheet of now: tokens filled in, pixels above 2 scaled, icons named by their files."""
        text = (RESOURCES / "styles" / "workstation.qss").read_text(encoding="utf-8")
        colours = {f.name: getattr(self.tokens, f.name) for f in fields(self.tokens)}
        colours["faint"] = mixed(self.tokens.muted, self.tokens.window, 0.6)
        colours["icons"] = self._icon_folder()
        text = re.sub(r"@([a-z_]+)", lambda found: colours[found[1]], text)
        return re.sub(r"(\d+)px", lambda found: f"{self._scaled(int(found[1]))}px", text)

    def _scaled(self, pixels: int) -> int:
        return pixels if pixels <= 2 else self.px(pixels)

    def _icon_folder(self) -> str:
        from ui.icons import tinted_folder

        return tinted_folder(self.tokens).as_posix()


_theme: Theme | None = None


def theme() -> Theme:
    """Return the look of this process."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
