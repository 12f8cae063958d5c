"""The matches of a search for units, each with its text in context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidgetItem, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.views.unit_list import ALIGN, PlainTree
from wmstudio.text.visible import visible

if TYPE_CHECKING:
    from wmstudio.engine.messages import SearchMatch, SearchResult
    from wmstudio.gui.base.theme import Theme

COLUMNS = phrase("active"), phrase("tokens"), phrase("before"), phrase("there"), phrase("after")
ON, TOKENS, BEFORE, THERE, AFTER = range(len(COLUMNS))
SHORT, MIDDLE = 24, 32
"""Number of characters of context, and of the match itself."""
OF_TWO = 30
"""Number of matches listed per text, if there are two texts: both are visible."""
AT = Qt.ItemDataRole.UserRole


class MatchList(PlainTree):
    """Matches in the document, then those in the other text."""

    chosen = Signal(object)
    """The user chose a match in the document (a `SearchMatch`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Places where these units are active"), COLUMNS, parent)
        self._here: tuple[SearchResult, int] | None = None
        self._beside: tuple[str, SearchResult, int] | None = None
        self._stale = ""
        self.rows: list[tuple[bool, SearchMatch]] = []
        """All listed matches from the top, and whether each is in the document."""
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def clear_all(self) -> None:
        """Show that nothing has been searched."""
        self._here = self._beside = None
        self._stale = ""
        self._fill()

    def show_here(self, found: SearchResult, units: int) -> None:
        """Show matches in the document for this many units."""
        self._here, self._stale = (found, units), ""
        self._fill()

    def show_beside(self, name: str, found: SearchResult, units: int) -> None:
        """Show matches in the text with this name."""
        self._beside = (name, found, units)
        self._fill()

    def forget_here(self, why: str) -> None:
        """Remove the matches in the document, and say why."""
        if self._here is not None:
            self._here, self._stale = None, why
            self._fill()

    @property
    def has_here(self) -> bool:
        """Whether matches in the document are shown."""
        return self._here is not None

    def _fill(self) -> None:
        self.clear()
        self.rows = []
        if self._stale:
            self.heading(self._stale)
        if self._here is not None:
            self._add(tr("In this text"), *self._here, here=True)
        if self._beside is not None:
            self._add(*self._beside, here=False)

    def _add(self, name: str, found: SearchResult, units: int, *, here: bool) -> None:
        said = counted(
            found.whole,
            "{name} ({tokens} tokens): {n} place with all {units}",
            "{name} ({tokens} tokens): {n:,} places with all {units}",
            name=name,
            units=units,
            tokens=f"{found.tokens:,}",
        )
        both = self._here is not None and self._beside is not None
        listed = found.matches[:OF_TWO] if both else found.matches
        if len(listed) < found.whole:
            said = tr("{places}, the best {n} listed", places=said, n=len(listed))
        self.heading(said)
        for match in listed:
            place = match.place
            row = QTreeWidgetItem(self)
            row.setData(0, AT, len(self.rows))
            self.rows.append((here, match))
            one = len(place) == 1
            row.setText(ON, f"{place.units}/{units}")
            row.setText(TOKENS, f"{place.start}" if one else f"{place.start}–{place.stop - 1}")
            row.setText(BEFORE, _seen(match.before)[-SHORT:])
            row.setText(THERE, _seen(match.text)[:MIDDLE])
            row.setText(AFTER, _seen(match.after)[:SHORT])
            for column in (ON, TOKENS, BEFORE):
                row.setTextAlignment(column, ALIGN)
            for column in (TOKENS, BEFORE, AFTER):
                row.setForeground(column, QColor(self.theme.second_text))
            whole = f"{match.before}›{match.text}‹{match.after}"
            for column in (BEFORE, THERE, AFTER):
                row.setToolTip(column, plain_tip(whole))

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._fill()

    def _choose(self, item: QTreeWidgetItem) -> None:
        if item.data(0, AT) is None:
            return
        here, match = self.rows[item.data(0, AT)]
        if here:
            self.chosen.emit(match)


def _seen(text: str) -> str:
    """Text as tokens show it: with signs for line ends and odd characters, but with spaces."""
    return visible(text.encode("utf-8", "replace")).replace("␣", " ") if text else ""
