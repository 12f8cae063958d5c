"""What a drawing of a memory at the cursor is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import When
from wmstudio.gui.widgets.items import READ_NOW, beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    from wmstudio.engine.messages import Frame, OpenedModel, TokenSnapshot
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.views.picture_panel import Picture
    from wmstudio.gui.widgets.items import Column, Floats

READ = {
    None: READ_NOW,
    When.BEFORE: replace(READ_NOW, word=phrase("read"), when=phrase("before the write")),
    When.AFTER: replace(READ_NOW, word=phrase("read"), when=phrase("after the write")),
}
"""The column of what was read, by when that was."""


class Top(QWidget):
    """Draws moments of a memory, and has choices of its own for the panel's header."""

    token_clicked = Signal(int)
    pointed = Signal()
    menu_requested = Signal(str, int, QPoint)
    empty_requested = Signal(str, int)
    """An item is to hold nothing any more: see `Panel.empty_requested`."""
    moved = Signal()
    """Its rows were scrolled."""
    changed = Signal()
    """Something else was chosen in a picker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = QWidget()
        """Holds the choice that stands in the panel's header."""
        self.options: list[QWidget] = []
        """Each holds a choice that is behind the header's ``⋯``."""
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.pictures: tuple[Picture, ...] = ()
        self._shown: tuple[TokenSnapshot, tuple[object, ...]] | None = None

    def offer(self, first: QWidget, *others: QWidget) -> None:
        """Have one choice in the panel's header, and others behind its ``⋯``."""
        _hold(self.picker, first)
        for other in others:
            self.options.append(QWidget())
            _hold(self.options[-1], other)

    def show_all(self, there: bool) -> None:
        """Be seen with the choices, if there are any, or not."""
        for widget in (self, self.picker, *self.options):
            widget.setVisible(there)

    def open(self, opened: OpenedModel) -> None:
        """Another model, or the same with other shapes."""
        self._shown = None

    def controls(self) -> Mapping[str, Control]:
        """What is chosen in its header; see `Panel.controls`."""
        return {}

    def choices(self) -> tuple[object, ...]:
        """What decides, beside the snapshot, what is seen."""
        return ()

    def show_moment(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        """Draw the frame's snapshot, if it is another than the one that is seen."""
        choices = self.choices()
        # Moments hold arrays, which are compared by identity.
        if self._shown and self._shown[0] is snapshot and self._shown[1] == choices:
            return
        self._shown = (snapshot, choices)
        self.draw(opened, frame, snapshot)

    def draw(self, opened: OpenedModel, frame: Frame, snapshot: TokenSnapshot) -> None:
        """Draw a moment; before the first token it has no signals."""

    def light(self, shares: dict[int, float]) -> None:
        """Light the rows of these tokens, where rows are tokens that the memory names."""

    def place_of(self, token: int) -> QPoint | None:
        """The left end of a token's row on the screen; None where there is none in sight."""
        return None

    def words(self) -> str:
        """What is under the pointer, exact."""
        return ""

    def headline(self) -> str:
        """What is worth knowing where nothing is under the pointer, short."""
        return ""


def _hold(holder: QWidget, choice: QWidget) -> None:
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(choice)


def read_column(opened: OpenedModel, name: str) -> Column:
    """The column of a signal that says what was read."""
    signal = opened.signals.get(name)
    return READ[signal.when if signal is not None else None]


def about(
    tokens: npt.NDArray[np.int64], name: str, opened: OpenedModel, snapshot: TokenSnapshot
) -> Floats:
    """Numbers of a signal beside the tokens ``[slots]`` that they are about.

    A signal that does not declare what its numbers are about has one for each of these tokens.
    """
    return beside(tokens, snapshot.signals.get(name), holders(tokens, name, opened, snapshot))


def holders(
    tokens: npt.NDArray[np.int64], name: str, opened: OpenedModel, snapshot: TokenSnapshot
) -> npt.NDArray[np.int64] | None:
    """The tokens ``[slots]`` that a signal's numbers are about; None where that is not known."""
    signal = opened.signals.get(name)
    if signal is None or not signal.of:
        return tokens
    found = snapshot.signals.get(signal.of)
    return None if found is None else found.astype("int64")
