"""The token card: details of one token, and what might have stood in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from wmstudio.app.phrases import phrase
from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.pieces import labels
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.theme import DARK, Theme
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import (
    decimals,
    exact_percent,
    mono_font,
    percent,
    piece_in_words,
    piece_words,
)
from wmstudio.gui.widgets.candidate_rows import parts
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.visible import columns, isolated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from wmstudio.app.facts import TokenFacts
    from wmstudio.engine.messages import Candidate

MOST, OTHERS = 10, 5
"""Number of alternatives listed, and of those of a second model."""
WIDTH = 330
FIGURE_SPACE = "\u2007"
"""As wide as a figure, to align numbers."""
CHANCE, ID, MEMORY = (Qt.ItemDataRole.UserRole + i for i in range(3))
HINT = phrase("Click or press Enter to branch here; with Shift, the model goes on from there")


class ChanceDelegate(QStyledItemDelegate):
    """Draws a probability bar behind each row; the memory's part comes first."""

    theme = DARK

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRect = option.rect
        chance = float(index.data(CHANCE) or 0.0)
        bar = QRect(area)
        bar.setWidth(max(round(area.width() * min(chance, 1.0)), 1))
        # Less than a pixel of memory is not drawn.
        part = round(area.width() * min(float(index.data(MEMORY) or 0.0), 1.0))
        memory = QRect(bar)
        memory.setWidth(min(part, bar.width()))
        bar.setLeft(memory.right() + 1)
        for stretch, tone in ((memory, self.theme.memory), (bar, self.theme.network)):
            colour = QColor(tone)
            colour.setAlpha(110)
            painter.fillRect(stretch, colour)
        super().paint(painter, option, index)


@dataclass(frozen=True, eq=False)
class CardReader:
    """A model of a comparison with its facts about a token; None where its tokens differ."""

    mark: str
    name: str
    facts: TokenFacts | None
    pieces: Sequence[bytes]

    def __eq__(self, other: object) -> bool:
        """Compare without the pieces, which are long and belong to the model."""
        mine = self.mark, self.name, self.facts
        return isinstance(other, CardReader) and mine == (other.mark, other.name, other.facts)

    # Comparable by value, so not hashable; the stubs have no other way to say this.
    __hash__ = None  # type: ignore[assignment]


def _numbers(facts: TokenFacts) -> tuple[str, ...]:
    return (
        exact_percent(facts.probability),
        "—" if facts.rank is None else tr("{rank:,} of {n:,}", rank=facts.rank, n=facts.vocabulary),
        tr("{bits} bits", bits=decimals(facts.surprisal_bits)),
    )


def _told(first: CardReader, *others: CardReader) -> str:
    """The model whose alternatives are listed, and the first few of every other one."""
    lines = [tr("Listed: what {mark} {name} predicted.", mark=first.mark, name=first.name)]
    for one in others:
        if one.facts is None:
            said = tr(
                "{mark} {name} divides the text into other tokens here.",
                mark=one.mark,
                name=one.name,
            )
        else:
            best = ", ".join(
                f"{name} {percent(c.probability)} %"
                for name, c in _named(one.facts, one.pieces)[:OTHERS]
            )
            said = tr("{mark} {name} predicted: {what}", mark=one.mark, name=one.name, what=best)
        lines.append(said)
    return "\n".join(lines)


def _named(facts: TokenFacts, pieces: Sequence[bytes]) -> list[tuple[str, Candidate]]:
    """The alternatives with their labels."""
    names = labels([pieces[c.token] for c in facts.alternatives], facts.before, facts.begun)
    return list(zip(names, facts.alternatives, strict=True))


class TokenCard(QFrame):
    """Floats over the window. Arrow keys choose if it was opened by the keyboard."""

    chosen = Signal(int, bool)
    """The id of an alternative, and whether to continue generating from it."""
    left = Signal()
    """It was closed by the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.window_ = parent
        self.facts: TokenFacts | None = None
        self._readers: tuple[CardReader, ...] = ()
        self.title, self.about, self.hint = PlainLabel(), PlainLabel(), PlainLabel(tr(HINT))
        self.other = PlainLabel()
        for label in (self.title, self.about, self.other, self.hint):
            label.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Alternatives at this place"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self._bars = ChanceDelegate(self.list)
        self.list.setItemDelegate(self._bars)
        self.list.itemClicked.connect(self._clicked)
        self.list.installEventFilter(self)
        self._shift = False
        self.list.viewport().installEventFilter(self)
        lines = self._lines = QVBoxLayout(self)
        lines.setContentsMargins(10, 8, 10, 8)
        lines.setSpacing(4)
        for widget in (self.title, self.about, self.list, self.other, self.hint):
            lines.addWidget(widget)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Token"))
        self.apply_theme(DARK)
        self.hide()

    def show_facts(
        self,
        facts: TokenFacts,
        pieces: Sequence[bytes],
        around: QRect,
        readers: tuple[CardReader, ...] = (),
    ) -> None:
        """Show facts next to a rectangle of the parent, without covering it.

        In a comparison these are all ``readers``; the facts are the first one's.
        """
        if (facts, readers) != (self.facts, self._readers):
            self.facts, self._readers = facts, readers
            self._fill(facts, pieces, readers)
        self.resize(WIDTH, self.sizeHint().height())
        area = self.window_.rect()
        below = around.bottom() + 2 + self.height() <= area.bottom()
        y = around.bottom() + 2 if below else max(around.top() - 2 - self.height(), 0)
        self.move(max(min(around.left(), area.right() - self.width()), 0), y)
        self.show()
        self.raise_()

    def take_keyboard(self) -> None:
        """Move the keyboard to the alternatives."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and fonts."""
        self._bars.theme = theme
        set_colours(self, text=theme.second_text, ground=theme.chrome)
        bold = mono_font()
        bold.setBold(True)
        self.title.setFont(bold)
        self.about.setFont(mono_font(0.9))
        for part in (self.list, self.other):
            part.setFont(fonts.interface())
        set_colours(self.title, self.about, text=theme.text)
        lists = self.list.palette()
        lists.setColor(QPalette.ColorRole.Base, QColor(theme.chrome))
        self.list.setPalette(lists)

    def _fill(
        self, facts: TokenFacts, pieces: Sequence[bytes], readers: tuple[CardReader, ...]
    ) -> None:
        place = tr("token {token} · id {id}", token=facts.token, id=facts.id)
        self.title.setText(f"{_alone(facts)}   {place}")
        figures = [_numbers(facts)]
        names = [tr("probability"), tr("rank"), tr("surprise")]
        if readers:
            said = ((one, _numbers(one.facts) if one.facts else ("", "", "")) for one in readers)
            figures = [(one.mark, *numbers) for one, numbers in said]
            names = ["", *names]
        wide = max(map(columns, (tr("bytes"), *names))) + 2
        apart = max(len(x) for c in figures for x in c) + 2
        bytes_ = facts.piece.hex(" ").upper() or tr("no bytes")
        rows = [f"{_filled(tr('bytes'), wide)}{bytes_}"]
        for name, cells in zip(names, zip(*figures, strict=True), strict=True):
            rows.append(f"{_filled(name, wide)}{''.join(f'{x:<{apart}}' for x in cells)}".rstrip())
        self.about.setText("\n".join(rows))
        self.other.setVisible(bool(readers))
        self.other.setText(_told(*readers) if readers else "")
        self.list.clear()
        for name, candidate in _named(facts, pieces)[:MOST]:
            piece = pieces[candidate.token]
            share = percent(candidate.probability).rjust(len("100.0"), FIGURE_SPACE)
            item = QListWidgetItem(f"{share} %  {name}")
            told = [piece_words(piece, candidate.token)]
            item.setData(CHANCE, candidate.probability)
            item.setData(ID, candidate.token)
            if candidate.memory is not None:
                item.setData(MEMORY, candidate.memory)
                told.insert(0, parts(candidate.probability, candidate.memory))
                item.setText(
                    tr("{item}   memory {part} %", item=item.text(), part=percent(candidate.memory))
                )
            own = candidate.token == facts.id
            if own or facts.replacement(piece) is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                why = (
                    tr("in the text")
                    if own
                    else tr("no text of its own, so it cannot be inserted here")
                )
                told.append(why)
                item.setText(f"{item.text()}   {tr('← here')}" if own else item.text())
            item.setToolTip(plain_tip("; ".join(told)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, "; ".join([item.text(), *told]))
            self.list.addItem(item)
        row = self.list.sizeHintForRow(0) if self.list.count() else 0
        self.list.setFixedHeight(row * self.list.count() + 4)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self._lines.heightForWidth(WIDTH))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        kind = event.type()
        if kind == event.Type.MouseButtonRelease:
            mouse: QMouseEvent = event  # type: ignore[assignment]
            self._shift = bool(mouse.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif kind == event.Type.KeyPress and watched is self.list:
            return self._key(event)  # type: ignore[arg-type]
        elif kind == event.Type.FocusOut and watched is self.list:
            focus: QFocusEvent = event  # type: ignore[assignment]
            if focus.reason() != Qt.FocusReason.ActiveWindowFocusReason:
                self.hide()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if (item := self.list.currentItem()) is not None:
                self._clicked(item)
            return True
        return False

    def _clicked(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.hide()
            self.chosen.emit(int(item.data(ID)), self._shift)


def _alone(facts: TokenFacts) -> str:
    """The token, before other words on its line."""
    return isolated(facts.shown) if facts.shown else piece_in_words(facts.piece)


def _filled(name: str, wide: int) -> str:
    """A text and spaces after it, so many columns together."""
    return name + " " * (wide - columns(name))
