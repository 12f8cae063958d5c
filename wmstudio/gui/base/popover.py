"""A small card of labelled controls. It opens at a button and closes with the next click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QLayout, QWidget

from wmstudio.gui.base.plain import PlainLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Popover(QFrame):
    """One row per control: its accessible name, and the control. Hidden controls have no row."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.controls: list[QWidget] = []
        self._labels: list[PlainLabel | None] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)

    def add(
        self, control: QWidget, label: str | None = None, before: QWidget | None = None
    ) -> None:
        """Add a control, at the end or above another one.

        The label defaults to its accessible name; a button has none.
        """
        at = self.controls.index(before) if before is not None else len(self.controls)
        says_itself = isinstance(control, QAbstractButton) and label is None
        self.controls.insert(at, control)
        self._labels.insert(at, None if says_itself else PlainLabel(label or name_of(control)))
        for row, (one, said) in enumerate(zip(self.controls, self._labels, strict=True)):
            if said is None:
                self._grid.addWidget(one, row, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
            else:
                said.setBuddy(one)
                self._grid.addWidget(said, row, 0)
                self._grid.addWidget(one, row, 1)
        self._fit()

    @property
    def has_choices(self) -> bool:
        """Whether any control is visible."""
        return any(is_offered(control) for control in self.controls)

    def open_at(self, widget: QWidget) -> None:
        """Open below a widget, right-aligned with it, within the screen."""
        self._fit()
        size: QSize = self.sizeHint()
        corner = widget.mapToGlobal(QPoint(widget.width() - size.width(), widget.height() + 2))
        room = widget.screen().availableGeometry()
        corner.setX(max(min(corner.x(), room.right() - size.width()), room.left()))
        corner.setY(max(min(corner.y(), room.bottom() - size.height()), room.top()))
        self.move(corner)
        self.show()
        first = next((one for one in self.controls if is_offered(one)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)
            self.focusNextPrevChild(True)

    def event(self, event: QEvent) -> bool:
        # A choice may change which other controls there are.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        for control, label in zip(self.controls, self._labels, strict=True):
            if label is not None and label.isVisibleTo(self) != is_offered(control):
                label.setVisible(is_offered(control))


def is_offered(control: QWidget) -> bool:
    """Whether a control is not hidden, on the screen or not."""
    attributes = Qt.WidgetAttribute
    hidden = control.testAttribute(attributes.WA_WState_Hidden)
    if hidden and control.testAttribute(attributes.WA_WState_ExplicitShowHide):
        return False
    # A container counts only if one of its controls does.
    held = control.children() if type(control) is QWidget else []
    inside = [one for one in held if isinstance(one, QWidget)]
    return not inside or any(map(is_offered, inside))


def name_of(control: QWidget) -> str:
    """The accessible name of a control, or of the first one inside it."""
    names = (one.accessibleName() for one in (control, *control.findChildren(QWidget)))
    return next(filter(None, names), "")
