"""Pictures for screen readers, through Qt's accessibility.

A picture that has `Spoken.spoken` is described by what it draws. This is worked out when somebody
asks, or when the picture has the keyboard and a screen reader is running: without one, a key costs
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

from wmstudio.gui.base.translation import joined
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

LAST_SAID = "last said"
"""The property of a picture that has what was announced last."""


@dataclass(frozen=True)
class Reading:
    """What a picture says: its value at the cursor, and how its numbers go. Either may be empty."""

    value: str = ""
    trend: str = ""


@runtime_checkable
class Spoken(Protocol):
    """A widget that says what it shows."""

    def spoken(self) -> Reading:
        """What it shows now."""


class PictureFace(QAccessibleWidget):
    """A picture as screen readers find it: its name, its value, and both with the trend."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__(picture, QAccessible.Role.Chart)

    def text(self, kind: QAccessible.Text) -> str:
        picture = self.object()
        if isinstance(picture, QWidget) and isinstance(picture, Spoken):
            if kind is QAccessible.Text.Value:
                return picture.spoken().value
            if kind is QAccessible.Text.Description:
                return described(picture)
        told: str = super().text(kind)
        return told


def described(picture: QWidget) -> str:
    """The value at the cursor, the trend, and what the picture is about."""
    reading = picture.spoken() if isinstance(picture, Spoken) else Reading()
    parts = reading.value, reading.trend, picture.accessibleDescription()
    return joined(". ", (part.removesuffix(".") for part in parts))


def install() -> None:
    """Let Qt describe pictures in this way. Doing it again changes nothing."""
    if not _installed:
        QAccessible.installFactory(_face)
        _installed.append(True)


_installed: list[bool] = []
_faces: list[PictureFace] = []
"""Those that Qt has not deleted."""


def _face(_: str, thing: QObject) -> PictureFace | None:
    if not isinstance(thing, QWidget) or not isinstance(thing, Spoken):
        return None
    # Qt keeps a pointer to it only, and deletes it together with the widget. Python may collect the
    # widget's dictionary before that, so it is kept here.
    _faces[:] = [face for face in _faces if isValid(face)]
    face = PictureFace(thing)
    _faces.append(face)
    return face


def announce(picture: QWidget) -> None:
    """Say the value of a picture that has the keyboard, if it is another than before."""
    if not QAccessible.isActive() or not picture.hasFocus() or not isinstance(picture, Spoken):
        return
    value = picture.spoken().value
    if value and value != picture.property(LAST_SAID):
        picture.setProperty(LAST_SAID, value)
        changed = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(picture, changed))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(picture, value))
