"""The page of preferences, with a search field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.matching import rank
from wmstudio.app.preferences import PREFERENCES, Preference
from wmstudio.app.settings import PREFERENCES_FILE
from wmstudio.engine.messages import Setting
from wmstudio.gui.base.buttons import FlatButton, closing_buttons
from wmstudio.gui.base.fonts import HEAVY
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.setting_control import control_for

if TYPE_CHECKING:
    from wmstudio.gui.base.preferences import Preferences
    from wmstudio.gui.workspace.appearance import Appearance

TOP = Qt.AlignmentFlag.AlignTop


class Row:
    """A preference: its name, its control, an explanation, and a reset button."""

    def __init__(self, preference: Preference, preferences: Preferences) -> None:
        self.preference, self._preferences = preference, preferences
        value = preferences[preference.id]
        setting = Setting(
            preference.id,
            preference.tip,
            float(value) if preference.exact else value,
            tuple(preference.choices),
            preference.low,
            preference.high,
        )
        self.control = control_for(setting, tr(preference.text), preference.choices)
        self.control.changed.connect(self._change)
        self.about = PlainLabel(tr(preference.tip))
        self.about.setWordWrap(True)
        name = tr("{name}: reset to default", name=tr(preference.text))
        self.reset = FlatButton(tr("Reset"), name, tr("Reset to default"))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        usual = preferences.usual(preference.id)
        self.reset.clicked.connect(partial(preferences.set, preference.id, usual))
        self.there = True
        """Whether it matches the search."""
        self.parts: tuple[QWidget, ...] = (
            self.control.label,
            self.control,
            self.about,
            self.reset,
        )
        self.show_value()

    def show_value(self) -> None:
        """Show the value in force."""
        value = self._preferences[self.preference.id]
        self.control.show_value(value)
        usual = self._preferences.usual(self.preference.id)
        self.reset.setVisible(self.there and value != usual)

    def show(self, there: bool) -> None:
        """Show or hide the row."""
        self.there = there
        for part in self.parts:
            part.setVisible(there)
        self.show_value()

    def fits(self, query: str) -> bool:
        """Whether it matches a search."""
        one = self.preference
        words = " ".join([tr(one.tip), *map(tr, one.choices.values()), one.id])
        return rank(query, tr(one.text), tr(one.section), words) is not None

    def fit(self, quiet: QPalette) -> None:
        """Fit the row to the current font, with the explanation in a quiet colour."""
        self.control.fit()
        self.about.setPalette(quiet)

    def _change(self, id: str, value: object, _soon: int) -> None:
        self._preferences.set(id, value)


class PreferencesPage(QDialog):
    """A dialog whose changes apply at once."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Preferences"))
        self._preferences, self._settings = preferences, preferences.settings
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a preference"))
        self.search.setAccessibleName(tr("Preference to find"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.rows: dict[str, Row] = {}
        self._titles: dict[str, QLabel] = {}
        self.none = PlainLabel(tr("No preference matches."))
        self.none.hide()
        inside = QWidget()
        self._fill(QGridLayout(inside))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(tr("Preferences"))
        area.setWidget(inside)
        buttons = closing_buttons(self)
        self.keys = buttons.addButton(tr("Shortcuts…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.keys.setToolTip(tr("List every shortcut, and change them"))
        self.file = buttons.addButton(tr("Open the file"), QDialogButtonBox.ButtonRole.ActionRole)
        self.file.setToolTip(tr("Open the preferences as a text file, one line each"))
        self.file.clicked.connect(self._open_file)
        self.file.setVisible(self._settings.path is not None)
        column = QVBoxLayout(self)
        for part in (self.search, area, buttons):
            column.addWidget(part)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)
        preferences.changed.connect(self._show_value)
        self.apply_theme(DARK)
        metrics = self.fontMetrics()
        self.resize(metrics.horizontalAdvance("m") * 62, metrics.height() * 32)

    def _fill(self, grid: QGridLayout) -> None:
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for preference in PREFERENCES.values():
            at = grid.rowCount()
            if preference.section not in self._titles:
                title = self._titles[preference.section] = PlainLabel(tr(preference.section))
                title.setContentsMargins(0, 12 if self.rows else 0, 0, 2)
                grid.addWidget(title, at, 0, 1, 3)
                at += 1
            row = self.rows[preference.id] = Row(preference, self._preferences)
            grid.addWidget(row.control.label, at, 0)
            grid.addWidget(row.control, at, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(row.reset, at, 2)
            grid.addWidget(row.about, at + 1, 1, 1, 2, TOP)
        grid.addWidget(self.none, grid.rowCount(), 0, 1, 3)
        grid.setRowStretch(grid.rowCount(), 1)

    @property
    def found(self) -> list[str]:
        """The ids of the shown preferences."""
        return [id for id, row in self.rows.items() if row.there]

    @Slot()
    def _filter(self) -> None:
        query = self.search.text()
        sections = set()
        for row in self.rows.values():
            row.show(row.fits(query))
            if row.there:
                sections.add(row.preference.section)
        for section, title in self._titles.items():
            title.setVisible(section in sections)
        self.none.setVisible(not sections)

    @Slot(str)
    def _show_value(self, id: str) -> None:
        self.rows[id].show_value()

    @Slot()
    def _open_file(self) -> None:
        folder = self._settings.path
        if folder is not None:
            self._preferences.save()
            file = folder / PREFERENCES_FILE
            # There is none before something was chosen.
            there = file if file.is_file() else folder
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(there)))

    def follow(self, appearance: Appearance) -> None:
        """Follow the window's colours and fonts."""
        self._appearance = appearance
        # Queued, because fonts reach the widgets only when events are processed.
        appearance.changed.connect(self._take_looks, Qt.ConnectionType.QueuedConnection)
        self._take_looks()

    @Slot()
    def _take_looks(self) -> None:
        self.apply_theme(self._appearance.theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and fonts."""
        quiet = QApplication.palette()
        quiet.setColor(QPalette.ColorRole.WindowText, theme.second_text)
        bold = QApplication.font()
        bold.setWeight(HEAVY)
        for title in self._titles.values():
            title.setFont(bold)
        for row in self.rows.values():
            row.fit(quiet)
