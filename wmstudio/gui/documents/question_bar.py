"""A question above the text that does not block the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    Answers = tuple[tuple[str, Callable[[], object]], ...]


class QuestionBar(QFrame):
    """Hidden unless a question is open. Every answer closes it, except one that shows more."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = PlainLabel()
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 8, 6)
        self._row.addWidget(self._label, 1)
        self.buttons: list[QPushButton] = []
        self.setAutoFillBackground(True)
        self.setAccessibleName(name)
        self.hide()

    @property
    def text(self) -> str:
        """The question; empty if there is none."""
        return "" if self.isHidden() else self._label.text()

    def ask(self, text: str, answers: Answers, more: Answers = ()) -> None:
        """Ask, replacing an earlier question. ``more`` leaves the question open."""
        self.withdraw()
        self._label.setText(text)
        for label, act in answers:
            self._add(label, partial(self._answer, act))
        for label, act in more:
            self._add(label, act)
        self._add(tr("Not now"), self.withdraw)
        self.show()

    def withdraw(self) -> None:
        """Withdraw the question."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.hide()

    def _add(self, label: str, act: Callable[[], object]) -> None:
        button = QPushButton(label)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        self._row.addWidget(button)
        self.buttons.append(button)

    def _answer(self, act: Callable[[], object]) -> None:
        self.withdraw()
        act()
