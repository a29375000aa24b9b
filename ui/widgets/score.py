"""Score card: a name, a score out of 100, what it is a share of, and a bar; or why nothing was measured."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.labels import label, restyle
from ui.widgets.panel import column

GOOD, FAIR = 90.0, 60.0


class ScoreBar(QWidget):
    """A slim bar filled by a score."""

    def __init__(self) -> None:
        """Start unknown."""
        super().__init__()
        self.score: float | None = None
        self.passing = GOOD
        self.setFixedHeight(theme().px(4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and the filled part."""
        painter, t = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box, round_ = QRectF(self.rect()), self.height() / 2
        painter.setBrush(t.colour("line"))
        painter.drawRoundedRect(box, round_, round_)
        if self.score is not None and self.score > 0:
            painter.setBrush(t.colour(tone(self.score, self.passing)))
            painter.drawRoundedRect(QRectF(0, 0, max(box.height(), box.width() * self.score / 100), box.height()),
                                    round_, round_)
        painter.end()


class ScoreCard(QFrame):
    """One score."""

    def __init__(self, large: bool = False) -> None:
        """Make it empty; `large` for the score over all."""
        super().__init__()
        self.setProperty("surface", "card")
        self.name, self.figure = label(role="small"), label(role="display" if large else "figure")
        self.share, self.bar = label(role="small", wrap=True), ScoreBar()
        self.setLayout(column(self.name, self.figure, self.share, 5, None, self.bar, spacing=2, margins=(12, 10, 12, 12)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(theme().px(104))

    def show_score(self, name: str, score: float | None, share: str, passing: float = GOOD) -> None:
        """Show a score (0 to 100, rounded down to one place) and words below it."""
        self.name.setText(name)
        self.figure.setText("–" if score is None else f"{int(score * 10 + 1e-9) / 10:.1f}")
        restyle(self.figure, "tone", "muted" if score is None else tone(score, passing))
        self.share.setText(share)
        self.bar.score, self.bar.passing = score, passing
        self.bar.update()
        self.setAccessibleName(f"{name} {self.figure.text()} {share}")
        self.setToolTip(f"{name}: {share}")


def tone(score: float, passing: float = GOOD) -> str:
    """Return the colour token of a score."""
    return "good" if score >= passing else "warning" if score >= FAIR else "error"
