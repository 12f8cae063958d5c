"""The legend of lit words: which candidate they give its probability, and the scale of the tint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from wmstudio.gui.base import fonts
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import percent
from wmstudio.gui.editor.colour_strip import GAP, ColourStrip, faded
from wmstudio.gui.plots.lit import LEAST, opacity

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QResizeEvent

ENDS = ("0", "100 %")


class LightLegend(QWidget):
    """Takes the room that others leave. Without room, first its words get shorter, then it goes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidate = ""
        self.words = Elided(tr("What the tint of words means"))
        self.words.align(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.strip = LightStrip()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self.words, 1)
        line.addWidget(self.strip)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # Nothing moves while words are lit and not lit by turns.
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.tell("")

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.strip.sizeHint().height())

    def tell(self, candidate: str) -> None:
        """Name the candidate that the lit words give its probability; empty if none are lit."""
        self.setVisible(bool(candidate))
        if candidate and candidate != self._candidate:
            self._candidate = candidate
            self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self.words.setFont(fonts.interface())
        self.strip.apply_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say as much as there is room for."""
        word = self._candidate
        about = tr(
            "The stronger the tint of a word, the larger is its share of the probability of "
            "“{word}”. Words that give less than {least} % of it are not tinted.",
            word=word,
            least=percent(LEAST),
        )
        room = self.width() - GAP - self.strip.sizeHint().width()
        self.strip.setVisible(room >= 0)
        metrics = self.words.fontMetrics()
        forms = (tr("share of “{word}”", word=word), tr("“{word}”", word=word), "")
        said = next((form for form in forms if metrics.horizontalAdvance(form) <= room), "")
        self.words.say(said, about)


class LightStrip(ColourStrip):
    """The tints for shares from nothing to all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Scale of the tint: from {low} to {high}", low="0", high="100 %"))
        self.apply_theme(DARK)

    def ends(self) -> tuple[str, str]:
        return ENDS

    def colours(self) -> list[tuple[float, QColor]]:
        ends = ((share, round(opacity(share) * self.theme.tint)) for share in (0.0, 1.0))
        return [(share, faded(self.theme.memory, strength)) for share, strength in ends]
