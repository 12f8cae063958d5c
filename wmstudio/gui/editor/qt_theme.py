"""Applies the theme to Qt: palettes, fonts and the platform."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QGuiApplication,
    QLinearGradient,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from wmstudio.gui.base.theme import DARK, LIGHT, THEMES, Theme

SMALLEST, LARGEST = 6, 40
USUAL = "usual font"


def theme_for(choice: str) -> Theme:
    """The chosen theme, or the system's; light if the system has no preference."""
    if choice in THEMES:
        return THEMES[choice]
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def palette(theme: Theme) -> QPalette:
    """All colours of Qt's own widgets."""
    roles = QPalette.ColorRole
    made = QPalette()
    colors = {
        roles.Window: theme.chrome,
        roles.WindowText: theme.text,
        roles.Base: theme.panel,
        roles.AlternateBase: theme.chrome,
        roles.Text: theme.text,
        roles.PlaceholderText: theme.second_text,
        roles.Button: theme.chrome,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.error,
        roles.Highlight: theme.selected,
        roles.HighlightedText: theme.text,
        roles.Accent: theme.selected,
        roles.Link: theme.cursor,
        roles.LinkVisited: theme.cursor,
        roles.ToolTipBase: theme.chrome,
        roles.ToolTipText: theme.text,
        roles.Light: theme.hairline,
        roles.Midlight: theme.hairline,
        roles.Mid: theme.hairline,
        roles.Dark: theme.hairline,
        roles.Shadow: theme.panel,
    }
    for role, color in colors.items():
        made.setColor(role, QColor(color))
    for role in (roles.Text, roles.WindowText, roles.ButtonText, roles.HighlightedText):
        faint = QColor(theme.second_text)
        faint.setAlpha(150)
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return made


def menu_palette(theme: Theme) -> QPalette:
    """The palette of menus and of lists of boxes, with a visible border: Fusion's is too faint.

    Fusion takes the border from the colour of a brush, and fills lists of boxes with the brush.
    """
    ground = QLinearGradient(0, 0, 1, 0)
    for end in (0, 1):
        ground.setColorAt(end, QColor(theme.panel))
    brush = QBrush(ground)
    brush.setColor(QColor(theme.border).lighter(160))
    made = palette(theme)
    made.setBrush(QPalette.ColorRole.Window, brush)
    return made


def box_palette(theme: Theme) -> QPalette:
    """The palette of check boxes, with a visible border: Fusion's has too little contrast."""
    made = palette(theme)
    made.setColor(QPalette.ColorRole.Window, QColor(theme.border).lighter(136))
    return made


def field_palette(theme: Theme) -> QPalette:
    """The palette of fields: their border is visible, and blue in the one with the keyboard."""
    made = box_palette(theme)
    # Fusion takes the border of the field with the keyboard from the colour of selected text.
    made.setColor(QPalette.ColorRole.Highlight, QColor(theme.cursor))
    made.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.panel))
    return made


def bar_palette(theme: Theme) -> QPalette:
    """The palette of scroll bars, with a visible border around the handle."""
    made = box_palette(theme)
    made.setColor(QPalette.ColorRole.Button, QColor(theme.chrome))
    return made


def tell_platform(choice: str) -> None:
    """Use the chosen theme for title bars and native dialogs."""
    hints = QGuiApplication.styleHints()
    if choice == "system":
        hints.unsetColorScheme()
    else:
        schemes = Qt.ColorScheme
        hints.setColorScheme(schemes.Dark if choice.startswith("dark") else schemes.Light)


def usual_font() -> QFont:
    """The font that the application started with."""
    application = QApplication.instance()
    kept = application.property(USUAL) if application is not None else None
    if isinstance(kept, QFont):
        return kept
    font = QApplication.font()
    if application is not None:
        application.setProperty(USUAL, font)
    return font


def sized(font: QFont, zoom: int, more: int = 0) -> QFont:
    """A font that is bigger by this many points."""
    size = QFontInfo(font).pointSize() + zoom + more
    made = QFont(font)
    made.setPointSize(min(max(size, SMALLEST), LARGEST))
    return made


CONTROLS = (
    "QAbstractButton",
    "QAbstractSpinBox",
    "QComboBox",
    "QLineEdit",
    "QMenu",
    "QMenuBar",
    "QTabBar",
)
"""Qt's classes of what is clicked or typed into, which are not enlarged with the content."""


def set_font(font: QFont, scale: float = 1.0) -> None:
    """Give the application a font, this many times as large everywhere but in controls."""
    content = QFont(font)
    content.setPointSizeF(font.pointSizeF() * scale)
    # This also takes the fonts of all classes back.
    QApplication.setFont(content)
    for name in CONTROLS if scale != 1.0 else ():
        # The stubs require bytes, but PySide accepts only str.
        QApplication.setFont(font, name)  # type: ignore[arg-type]
