"""Tracks: what each token costs the model, along the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from wmstudio.gui.curves import Curve, CurvePlot, stretch_of
from wmstudio.gui.picture_panel import PicturePanel
from wmstudio.gui.wording import token_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Frame, Opened
    from wmstudio.gui.panel import TokenAxis

COLUMNS = ("surprisal_bits", "entropy_bits")


class TracksPanel(PicturePanel):
    """Surprisal of each token, and entropy of what is expected after it."""

    title = "Tracks"
    nothing = "How surprising each token is will be drawn here, in bits."

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.plot = CurvePlot(
            axis,
            "Surprisal and entropy by tokens",
            (Curve("surprisal", "bar", filled=True), Curve("entropy", "text")),
            unit="in bits",
            most=12.0,
            step=4.0,
        )
        self.plot.token_clicked.connect(self.cursor_requested)
        self.plot.pointed.connect(self._read_out)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.plot)
        self.header.set_hint(
            "surprisal of each token given all before it; entropy of what is expected after it"
        )
        self.pictures = (self.plot,)
        self.apply_theme(self.theme)

    def draw_frame(self, opened: Opened, frame: Frame) -> None:
        start, stop = self.axis.start, self.axis.stop
        values = [stretch_of(frame.trace.column(c, start, stop), start, stop) for c in COLUMNS]
        self.plot.show_values(opened, frame, values)
        self._read_out()

    def _read_out(self) -> None:
        if self.opened is None or self.frame is None or self.plot.token is None:
            self.header.read_out("")
            return
        values = self.plot.words()
        token = token_words(self.frame.trace, self.opened, self.plot.token)
        self.header.read_out(f"{token}: {values} bits" if values else "")
