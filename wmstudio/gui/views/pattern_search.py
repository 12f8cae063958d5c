"""Looking for units that follow a pattern: the form, and the answer in rows and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.engine.unit_statistics import GOOD
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.plain import plain_tip
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import percent
from wmstudio.gui.views.unit_list import UnitRow
from wmstudio.text.patterns import (
    CAPITALISED,
    EXPRESSION,
    NUMBERS,
    PUNCTUATION,
    QUOTES,
    SPANS,
    WHITESPACE,
    Pattern,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wmstudio.engine.messages import FoundUnit, UnitsFound
    from wmstudio.gui.base.state import Control

KINDS = (
    Option(QUOTES, phrase("inside quotes")),
    Option(EXPRESSION, phrase("regular expression")),
    Option(CAPITALISED, phrase("capitalised words")),
    Option(NUMBERS, phrase("numbers")),
    Option(PUNCTUATION, phrase("punctuation")),
    Option(WHITESPACE, phrase("white space")),
    Option(SPANS, phrase("selected spans")),
)
HERE, FILE = "text", "file"
WHERE = Option(HERE, phrase("in this text")), Option(FILE, phrase("in the other text"))
CORRELATION, ACCURACY = "correlation", "accuracy"
RANKS = (
    Option(CORRELATION, phrase("by correlation")),
    Option(ACCURACY, phrase("by accuracy")),
)
MOST = 20
"""Number of units that are listed."""
NOT_ASKED = phrase("Choose a pattern, and press “Find units”.")
LOOKING = phrase("Looking for units…")


class ExpressionLine(QLineEdit):
    """A line for a regular expression that is saved with its panel."""

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setToolTip(plain_tip(hint))

    def save_state(self) -> str:
        """The expression."""
        return self.text()

    def restore_state(self, saved: object) -> None:
        """Show an expression. Values that are not texts change nothing."""
        if isinstance(saved, str):
            self.setText(saved)


class PatternSearch(QWidget):
    """A form for a pattern. The latest answer is `found`, until something else is asked."""

    wanted = Signal()
    """Find the units that follow the pattern."""
    kind_changed = Signal()
    """Another kind of pattern was chosen."""
    changed = Signal()
    """What there is to show has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: UnitsFound | None = None
        self._instead = tr(NOT_ASKED)
        """What is said while there is no answer."""
        self.kind = Choice(tr("Pattern"), KINDS)
        self.where = Choice(tr("Text in which the pattern is looked for"))
        self.rank = Choice(tr("Order of the units"), RANKS)
        self.expression = ExpressionLine(
            tr("regular expression"),
            tr("Tokens with a character of a match are inside; ^ and $ also match at lines"),
        )
        self.against = ExpressionLine(
            tr("compared with (else: all other tokens)"),
            tr("Another regular expression: only tokens of its matches count as outside"),
        )
        self.find_button = QPushButton(tr("Find units"))
        self.find_button.setToolTip(
            tr("Read the text from its beginning, and find the units that follow the pattern")
        )
        self.where.set_options(WHERE[:1])
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        for widgets in ((self.kind, self.rank, self.where), (self.expression,), (self.against,)):
            line = QHBoxLayout()
            line.setSpacing(6)
            for widget in widgets:
                line.addWidget(widget)
            if len(widgets) > 1:
                line.addStretch(1)
            lines.addLayout(line)
        self.kind.currentIndexChanged.connect(self._show_lines)
        self.kind.currentIndexChanged.connect(self.kind_changed)
        self.kind.activated.connect(self._choose)
        self.where.activated.connect(self.wanted)
        self.rank.currentIndexChanged.connect(self.changed)
        for edited in (self.expression, self.against):
            edited.returnPressed.connect(self.wanted)
        self.find_button.clicked.connect(self.wanted)
        self._show_lines()

    def controls(self) -> Mapping[str, Control]:
        """What is chosen here, by stable ids."""
        return {
            "pattern": self.kind,
            "expression": self.expression,
            "against": self.against,
            "text": self.where,
            "rank": self.rank,
        }

    @property
    def of_spans(self) -> bool:
        """Whether the pattern is the selected spans."""
        return self.kind.chosen == SPANS

    @property
    def in_file(self) -> bool:
        """Whether the pattern is looked for in the other text; spans are of this one."""
        return self.where.chosen == FILE and not self.of_spans

    def pattern(self, spans: Sequence[tuple[int, int]]) -> Pattern:
        """The pattern; ``spans`` are those that are selected, in code points."""
        kind = self.kind.chosen
        if kind == EXPRESSION:
            return Pattern(kind, self.expression.text(), self.against.text())
        return Pattern(kind, spans=tuple(spans) if kind == SPANS else ())

    def offer_file(self) -> None:
        """There is another text to look in, which is chosen."""
        self.where.set_options(WHERE)
        self.where.choose(FILE)
        self._show_lines()

    @Slot()
    def _show_lines(self) -> None:
        for line in (self.expression, self.against):
            line.setVisible(self.kind.chosen == EXPRESSION)
        self.where.setVisible(self.where.count() > 1 and not self.of_spans)

    @Slot()
    def _choose(self) -> None:
        # An expression has to be written first.
        if self.kind.chosen == EXPRESSION:
            self.expression.setFocus()
        else:
            self.wanted.emit()

    # --- the answer ---

    def begin(self) -> None:
        """The units are being looked for."""
        self.forget(tr(LOOKING))

    def forget(self, why: str = "") -> None:
        """There is no answer any more; ``why`` is said instead."""
        self.found, self._instead = None, why or tr(NOT_ASKED)
        self.changed.emit()

    def show_found(self, found: UnitsFound) -> None:
        """Show an answer."""
        self.found = found
        self.changed.emit()

    @property
    def listed(self) -> list[FoundUnit]:
        """The units that are listed, the best first."""
        by_accuracy = self.rank.chosen == ACCURACY

        def rank(one: FoundUnit) -> float:
            return one.accuracy if by_accuracy else abs(one.r)

        return sorted(self.found.found if self.found else (), key=rank, reverse=True)[:MOST]

    @property
    def rows(self) -> list[UnitRow]:
        """The listed units as rows."""
        return [
            UnitRow(one.unit, one.inside, one.outside, one.r, one.accuracy) for one in self.listed
        ]

    @property
    def sentence(self) -> str:
        """How many units follow the pattern, and beside what; or why there is no answer."""
        found = self.found
        if found is None:
            return self._instead
        inside, outside = found.tokens
        best = max(found.found, key=lambda one: one.accuracy)
        places = counted(found.places, "{n:,} place", "{n:,} places")
        told = tr(
            "{inside} tokens in {places}, {outside} others.",
            inside=f"{inside:,}", places=places, outside=f"{outside:,}",
        )  # fmt: skip
        lucky = percent(found.lucky)
        if not found.following:
            return tr(
                "No unit tells them apart well. The best, unit {unit}, is right for {best} % "
                "(balanced accuracy; by luck up to {lucky} %). {told}",
                unit=best.unit, best=percent(best.accuracy), lucky=lucky, told=told,
            )  # fmt: skip
        return counted(
            found.following,
            "{n} of {all} units tells them apart: one threshold is right for at least {good} % "
            "(balanced accuracy; by luck up to {lucky} %). {told}",
            "{n} of {all} units tell them apart: one threshold is right for at least {good} % "
            "(balanced accuracy; by luck up to {lucky} %). {told}",
            all=found.units, good=f"{100 * GOOD:.0f}", lucky=lucky, told=told,
        )  # fmt: skip

    @property
    def following(self) -> tuple[int, ...]:
        """The listed units that follow the pattern."""
        return tuple(one.unit for one in self.listed if one.follows)
