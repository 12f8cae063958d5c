"""The status bar: the open model, the number of tokens, and the reading speed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QStatusBar, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.plain import PlainLabel, set_tip
from wmstudio.gui.base.translation import counted, joined, tr
from wmstudio.gui.base.wording import explained

WIDEST = "tokens", "speed"
"""Labels with numbers, which are as wide as the largest number needs."""
TIPS = {
    "model": phrase("Open model"),
    "device": phrase("Device"),
    "second": phrase("Second model of the comparison"),
    "server": phrase("Connection to the server, with the time of a round trip"),
    "tokens": phrase("Tokens in the text"),
    "speed": phrase("Tokens per second, when the model last read or wrote many"),
}

TERMS = {"tokens": "token"}
"""What explains them in the glossary."""


def rate(per_second: float) -> str:
    """A speed in words: ``1.6 k tokens/s``."""
    if per_second >= 1000:
        return tr("{n} k tokens/s", n=f"{per_second / 1000:,.1f}")
    return tr("{n} tokens/s", n=f"{per_second:.0f}")


def tokens_words(tokens: int) -> str:
    """A number of tokens in words: ``1,204 tokens``."""
    return counted(tokens, "{of} token", "{of} tokens", of=f"{tokens:,}")


class Status(QStatusBar):
    """Labels of fixed width, so that changing numbers do not move one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = {name: PlainLabel() for name in TIPS}
        for name, label in self._labels.items():
            set_tip(label, explained(TERMS.get(name, ""), about=tr(TIPS[name])))
            label.setAccessibleName(tr(TIPS[name]))
            # Otherwise Qt repaints the window under the label too.
            label.setAutoFillBackground(True)
            if name in WIDEST:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.addPermanentWidget(label)
            else:
                self.addWidget(label)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 12, 0)
        self.fit()
        self.set_model(tr("no model"), "")
        self.set_tokens(0)

    def text(self, name: str) -> str:
        """The text of ``model``, ``device``, ``second``, ``server``, ``tokens`` or ``speed``."""
        return self._labels[name].text()

    def set_model(self, name: str, device: str) -> None:
        """Name the model and its device."""
        self._labels["model"].setText(name)
        self._labels["device"].setText(f"· {device}" if device else "")

    def set_second(self, name: str) -> None:
        """Name the second model of the comparison; an empty name hides it."""
        self._labels["second"].setText("· " + tr("compared with {name}", name=name) if name else "")

    def set_server(self, words: str) -> None:
        """Say how the connection to a server is; no words hide it."""
        self._labels["server"].setText(joined(" ", ("·", words)) if words else "")

    def set_tokens(self, tokens: int) -> None:
        """Say how many tokens the text has."""
        self._labels["tokens"].setText(tokens_words(tokens))

    def set_speed(self, tokens: int, seconds: float) -> None:
        """Show a speed; nothing is shown for no time at all."""
        if seconds > 0:
            self._labels["speed"].setText(rate(tokens / seconds))

    def fit(self) -> None:
        """Fit the labels to the current font."""
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        metrics = QFontMetrics(font)
        largest = (tokens_words(9_999_999), rate(999_900))
        for name, widest in zip(WIDEST, largest, strict=True):
            self._labels[name].setFont(font)
            # A label whose size hint changes makes Qt lay out the whole window again.
            self._labels[name].setFixedSize(
                metrics.horizontalAdvance(widest) + 12, metrics.height()
            )
