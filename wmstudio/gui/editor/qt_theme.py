"""Qt's colours and fonts, from the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from wmstudio.gui.base.theme import DARK, LIGHT, THEMES, Theme

SMALLEST, LARGEST = 6, 40
USUAL = "usual font"


def theme_for(choice: str) -> Theme:
    """The theme that was chosen, or the system's; light where the system does not say."""
    if choice in THEMES:
        return THEMES[choice]
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def palette(theme: Theme) -> QPalette:
    """Every colour that Qt's own widgets use."""
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
    """Of menus with a border that can be seen: Fusion has it 1.6 times darker than the window."""
    made = palette(theme)
    made.setColor(QPalette.ColorRole.Window, QColor(theme.border).lighter(160))
    return made


def box_palette(theme: Theme) -> QPalette:
    """Of check boxes with a border that can be seen: Fusion has it about 1.4 times darker."""
    made = palette(theme)
    made.setColor(QPalette.ColorRole.Window, QColor(theme.border).lighter(136))
    return made


def tell_platform(choice: str) -> None:
    """Have title bars and native dialogs in the theme that was chosen."""
    hints = QGuiApplication.styleHints()
    if choice == "system":
        hints.unsetColorScheme()
    else:
        schemes = Qt.ColorScheme
        hints.setColorScheme(schemes.Dark if choice == "dark" else schemes.Light)


def usual_font() -> QFont:
    """The font that the application began with, whatever was made of it since."""
    application = QApplication.instance()
    kept = application.property(USUAL) if application is not None else None
    if isinstance(kept, QFont):
        return kept
    font = QApplication.font()
    if application is not None:
        application.setProperty(USUAL, font)
    return font


def sized(font: QFont, zoom: int, more: int = 0) -> QFont:
    """A font so many points bigger."""
    size = QFontInfo(font).pointSize() + zoom + more
    made = QFont(font)
    made.setPointSize(min(max(size, SMALLEST), LARGEST))
    return made
