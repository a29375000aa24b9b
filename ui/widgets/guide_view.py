"""Guide view: a page of the guide as styled text, in the colours and size of now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from ui.theme import theme
from ui.words import Worded
from workstation.text import N_

WIDEST = 760  # pixels of the drawings: longer lines tire the eye


class GuideView(QTextBrowser, Worded):
    """Shows HTML made by ui.models.guide; links lead on."""

    followed = Signal(str)
    """topic:id or go:page was pressed."""

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenExternalLinks(False)
        self.word(self.setAccessibleName, N_("The guide"))
        self.anchorClicked.connect(self._follow)
        self._html = ""

    def _follow(self, to: QUrl) -> None:
        if to.scheme() in ("topic", "go"):
            self.followed.emit(to.toString())
        elif to.scheme() == "file":
            QDesktopServices.openUrl(to)

    def wide(self) -> int:
        """Return how wide a picture may be, in pixels of now."""
        return max(240, min(theme().px(WIDEST), self.viewport().width() - theme().px(72)))

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Return a picture fitted smoothly to the width, with a line around it; anything else as Qt would."""
        url = QUrl(name) if isinstance(name, str) else name
        if type != QTextDocument.ResourceType.ImageResource.value or not url.isLocalFile():
            return super().loadResource(type, name)
        ratio = self.devicePixelRatioF()
        whole = QImage(url.toLocalFile()).convertToFormat(QImage.Format.Format_RGB32)
        fitted = whole.scaledToWidth(round(self.wide() * ratio), Qt.TransformationMode.SmoothTransformation)
        painter = QPainter(fitted)
        painter.setPen(theme().colour("line_strong"))
        painter.drawRect(0, 0, fitted.width() - 1, fitted.height() - 1)
        painter.end()
        fitted.setDevicePixelRatio(ratio)
        return fitted

    def show_html(self, html: str) -> None:
        """Show a page from its beginning."""
        self._html = html
        self.redraw()
        self.verticalScrollBar().setValue(0)

    def redraw(self) -> None:
        """Dress what is shown in the look of now."""
        at = self.verticalScrollBar().value()
        document: QTextDocument = self.document()
        document.setDefaultFont(QFont(theme().font(14)))
        document.setDocumentMargin(theme().px(28))
        document.setDefaultStyleSheet(self._style())
        self.setHtml(f"<body>{self._html}</body>")
        self.verticalScrollBar().setValue(at)

    def _style(self) -> str:
        t, px = theme().tokens, theme().px
        return f"""
            body {{ color: {t.text}; line-height: 150%; }}
            p.h1 {{ font-size: {px(24)}px; font-weight: 700; margin: 0 0 {px(8)}px 0; }}
            p.h2 {{ font-size: {px(18)}px; font-weight: 700; margin: {px(22)}px 0 {px(6)}px 0; }}
            p.h3 {{ font-size: {px(15)}px; font-weight: 700; margin: {px(14)}px 0 {px(4)}px 0; }}
            p {{ margin: {px(6)}px 0 {px(8)}px 0; }}
            p.picture {{ line-height: 100%; margin: {px(10)}px 0 {px(14)}px 0; }}
            li {{ margin: {px(4)}px 0 {px(4)}px 0; }}
            a {{ color: {t.accent}; text-decoration: none; }}
            .key {{ background: {t.hover}; color: {t.text}; font-size: {px(12)}px; }}
            .note {{ background: {t.accent_tint}; padding: {px(10)}px {px(14)}px; }}
            .muted {{ color: {t.muted}; }}
            table {{ margin: {px(8)}px 0 {px(12)}px 0; }}
            table.grid th {{ text-align: left; color: {t.muted}; font-size: {px(12)}px;
                             border-bottom: 1px solid {t.line_strong}; padding: {px(5)}px {px(12)}px {px(5)}px 0; }}
            table.grid td {{ padding: {px(6)}px {px(12)}px {px(6)}px 0; border-bottom: 1px solid {t.line};
                             vertical-align: top; }}
        """

