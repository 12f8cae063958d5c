"""Next token: the candidates after the cursor, and the probability of any text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from wmstudio.app.facts import begun_before, text_before
from wmstudio.app.figures import OfferedFigure, expected
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.header import Elided
from wmstudio.gui.base.latency import PATIENCE
from wmstudio.gui.base.pieces import last_word
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import choice_words, decimals, exact_percent, piece_in_words
from wmstudio.gui.editor import qt_theme
from wmstudio.gui.plots.term_tips import TermTips
from wmstudio.gui.views.expected import bars_of, bars_of_pairs
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.gui.views.retrieval import Retrieval
from wmstudio.gui.widgets.candidates import Candidates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import CandidatePair, Frame, OpenedModel, Probe
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

LONGEST = 1_000
"""Longest question in characters, since it is read in one go."""
LEAST, EDGES = 120, 30
"""Pixels: width of its field at least, and what the field takes beside its words."""


SEEN = 0.0005
"""Smallest change of a share for which the untouched reading is shown too."""


class PredictionsPanel(PicturePanel):
    """The most probable tokens, and a field to ask for the probability of a text."""

    title = phrase("Next token")
    question = phrase("What comes next?")
    nothing = phrase("The model's next-token probabilities will be listed here.")
    points = True

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.bars = Candidates()
        self.bars.pointed.connect(self._point_at)
        self.bars.clicked.connect(self._go_to_source)
        self._tokens: list[int] = []
        """Ids of the candidates, the most probable first."""
        self._rows: list[int] = []
        """Ids of the rows."""
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("How likely is…"))
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(tr("Text whose probability is wanted"))
        self.edit.setToolTip(
            tr(
                "How probable is this text after the cursor? A word in the middle of a sentence "
                "begins with a space (or ␣)."
            )
        )
        self.edit.setMaxLength(LONGEST)
        self.edit.textChanged.connect(self.wants_changed)
        self.edit.textChanged.connect(self.dirtied)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.dirtied)
        self.edit.textChanged.connect(self._patience.start)
        self.answer = Elided(tr("Probability of the text"))
        asking = QHBoxLayout()
        asking.setContentsMargins(16, 4, 16, 8)
        asking.setSpacing(8)
        asking.addWidget(self.edit)
        asking.addWidget(self.answer, 1)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.bars, 1)
        lines.addLayout(asking)
        self.retrieval = Retrieval()
        lines.addWidget(self.retrieval, 1)
        self.pictures = (self.bars, self.retrieval)
        TermTips(self.header, self._term_in_header)

    def _term_in_header(self, point: QPoint) -> str:
        return "uncertainty" if self.header.is_value(point) else ""

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        # On the paper of the panel the field's border would not be seen.
        self.edit.setPalette(qt_theme.field_palette(theme))
        words = self.edit.fontMetrics().horizontalAdvance(self.edit.placeholderText())
        self.edit.setMaximumWidth(max(words + EDGES, LEAST))

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        make = partial(expected, excerpt.source, excerpt.opened, excerpt.frame)
        yield OfferedFigure(tr("after the cursor"), make)

    def ask_text(self) -> str:
        return self.edit.text().replace("␣", " ")

    def question_field(self) -> QLineEdit:
        return self.edit

    def ask_about(self, text: str) -> None:
        if text != self.ask_text():
            self.edit.setText(text)

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        self.retrieval.open(opened)

    def set_stale(self, stale: bool) -> None:
        self.bars.set_stale(stale)
        # About the text that was asked before, and the answer takes long.
        late = self.retrieval.text not in ("", self.ask_text()) and not self._patience.isActive()
        self.retrieval.set_stale(stale or late)

    def drawable(self, frame: Frame) -> bool:
        return self.has_drawn_moment

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is None:
            return
        after = frame.trace, opened.pieces, snapshot.token + 1
        before, begun = text_before(*after), begun_before(*after)
        pairs = frame.pairs if any(map(_differs, frame.pairs)) else ()
        self._tokens = [one.token for one in snapshot.candidates]
        self._rows = [pair.now.token for pair in pairs] or self._tokens
        bars = (
            bars_of_pairs(pairs, opened, before, begun)
            if pairs
            else bars_of(snapshot.candidates, opened, before, begun)
        )
        self.bars.show_bars(bars, len(opened.pieces))
        self.answer.say(self._answer(opened, snapshot.probe))
        asked = snapshot.probe
        if asked is not None and asked.known and asked.text == self.ask_text():
            self.retrieval.show_answer(opened, frame, snapshot, asked)
        elif not self.ask_text() or (asked is not None and not asked.known):
            self.retrieval.clear()
        self.header.ask(_question(before))
        self.header.read_out(
            choice_words(snapshot.entropy_bits),
            tr("uncertainty {bits} bits", bits=decimals(snapshot.entropy_bits)),
        )

    def candidate_place(self, row: int) -> QPoint | None:
        token = self._tokens[row] if row < len(self._tokens) else None
        return self.bars.place_of(self._rows.index(token)) if token in self._rows else None

    def _point_at(self, row: int | None) -> None:
        # A pinned panel shows another token than the one whose sources are lit.
        lights = self.pin is None and self.bars.in_parts
        self.lit.point_at(self._candidate(row) if lights else None)

    def _candidate(self, row: int | None) -> int | None:
        """The candidate of a row, which differs while the untouched reading is shown too."""
        token = self._rows[row] if row is not None and row < len(self._rows) else None
        return self._tokens.index(token) if token in self._tokens else None

    def _go_to_source(self, row: int) -> None:
        """Move the cursor to the token that gives a candidate most of its weight."""
        if self.pin is None and self.opened is not None and self.frame is not None:
            self.lit.point_at(self._candidate(row))
            if places := self.lit.sources(self.opened, self.frame):
                self.cursor_requested.emit(places[0].token)

    def _answer(self, opened: OpenedModel, asked: Probe | None) -> str:
        """The asked text in pieces, and its probability; empty while the answer is to another."""
        if asked is None or asked.text != self.ask_text():
            return ""
        if not asked.known:
            return tr("not recorded")
        pieces = [piece_in_words(opened.pieces[token]) for token in asked.tokens]
        first = f"{pieces[0]} {exact_percent(asked.first)}"
        if len(pieces) == 1:
            return first
        whole = f"{'·'.join(pieces)} {exact_percent(asked.whole)}"
        return tr("{pieces}, first {first}", pieces=whole, first=first)


def _differs(pair: CandidatePair) -> bool:
    return abs(pair.now.probability - pair.was.probability) >= SEEN


def _question(before: str) -> str:
    """The question that the list answers, after a text."""
    if not before:
        return tr("What comes first?")
    if word := last_word(before):
        return tr("What comes after “{word}”?", word=word)
    return tr("What comes next?")
