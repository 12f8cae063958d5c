"""Examples: a set of prompts with their targets, what the model answers, and where it is wrong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel, literal
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.views.confusion import ConfusionTable, counted_answers
from wmstudio.gui.views.example_table import ExampleTable
from wmstudio.gui.views.picture_panel import PicturePanel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import ExampleAnswered, Frame, OpenedModel
    from wmstudio.example_sets.base import ExampleSet
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.gui.views.example_table import ExampleRow

LIST, CONFUSION = "list", "confusion"
VIEWS = (Option(LIST, phrase("examples")), Option(CONFUSION, phrase("targets by answers")))
NO_CLASSES = phrase("The targets are no classes, or too few are answered yet.")


class ExamplesPanel(PicturePanel):
    """A table of the set, and a count of right and wrong answers."""

    title = phrase("Examples")
    question = phrase("Does it answer right?")
    nothing = phrase(
        "Open a file of prompts with their targets (File → New from task) to have the model answer "
        "them."
    )

    answers_wanted = Signal(bool)
    """Answer the examples that have no answer yet, or stop."""
    example_chosen = Signal(int)
    """Show an example in the text, by number."""
    mistake_wanted = Signal()
    """Show the next example that was answered wrong."""
    answers_changed = Signal()
    """There are other answers, or fewer of them."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        axis.changed.disconnect(self.dirtied)
        self.set: ExampleSet | None = None
        self.running = False
        """Whether examples are being answered."""
        self.table, self.confusion = ExampleTable(), ConfusionTable()
        self.answer_button = QPushButton(tr("Answer all"))
        self.mistake_button = QPushButton(tr("Next mistake"))
        self.view = Choice(tr("What is shown of the examples"), VIEWS)
        self.told = PlainLabel()
        self.no_classes = PlainLabel(tr(NO_CLASSES))
        for label in (self.told, self.no_classes):
            label.setWordWrap(True)
        self._views = QStackedWidget()
        for part in (self.table, self.confusion, self.no_classes):
            self._views.addWidget(part)
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 0)
        line.addWidget(self.told, 1)
        line.addWidget(self.mistake_button)
        line.addWidget(self.answer_button)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(line)
        lines.addWidget(self._views, 1)
        self.header.add(self.view)
        self.view.currentIndexChanged.connect(self._show_view)
        self.answer_button.clicked.connect(self._answer)
        self.mistake_button.clicked.connect(self.mistake_wanted)
        self.table.chosen.connect(self.example_chosen)
        self.pictures = (self.table, self.confusion)
        self._tell()

    @property
    def listed(self) -> Sequence[ExampleRow]:
        """The examples in their own order, with the answers that there are."""
        return self.table.listed

    def controls(self) -> Mapping[str, Control]:
        return {"view": self.view}

    def drawable(self, frame: Frame) -> bool:
        return self.set is not None

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        self.table.show_examples([row.example for row in self.listed])
        self.show_running(False)

    def show_set(self, examples: ExampleSet) -> None:
        """Show a set, none of which has been answered."""
        self.set = examples
        self.table.show_examples(examples.examples)
        self.show_running(False)
        self.dirtied.emit()

    def show_answer(self, number: int, answered: ExampleAnswered) -> None:
        """Show the answer to an example."""
        self.table.show_answer(number, answered)
        self._tell()

    def show_running(self, running: bool) -> None:
        """Examples are being answered, or not any more."""
        self.running = running
        self._tell()

    def select(self, number: int) -> None:
        """Select an example in the table."""
        self.table.select(number)

    @property
    def has_mistakes(self) -> bool:
        """Whether an example was answered wrong."""
        return self.table.counts[1] > 0

    def next_mistake(self) -> int | None:
        """The number of the next example that was answered wrong, from the selected one on."""
        return self.table.next_mistake()

    def unanswered(self) -> list[int]:
        """The numbers of the examples that have no answer."""
        rows = enumerate(self.listed)
        return [number for number, row in rows if row.answered is None]

    @Slot()
    def _answer(self) -> None:
        self.answers_wanted.emit(not self.running)

    def _tell(self) -> None:
        count, (right, wrong) = len(self.listed), self.table.counts
        answered = right + wrong
        words = [counted(count, "{n} example", "{n} examples")]
        if answered:
            share = right / answered
            words.append(tr("{n} answered, {share} right", n=f"{answered:,}", share=f"{share:.1%}"))
        self.told.setText(literal(", ".join(words)))
        self.answer_button.setText(tr("Stop") if self.running else tr("Answer all"))
        self.answer_button.setEnabled(self.running or answered < count)
        self.mistake_button.setEnabled(self.has_mistakes)
        self._show_view()
        self.answers_changed.emit()

    def _counts(self) -> tuple[tuple[str, ...], list[list[int]]] | None:
        return counted_answers(
            [
                (row.example.target, row.answered.answer)
                for row in self.listed
                if row.answered is not None
            ]
        )

    @Slot()
    def _show_view(self) -> None:
        if self.view.chosen == LIST:
            self._views.setCurrentWidget(self.table)
            return
        counts = self._counts()
        self.confusion.show_counts(counts)
        self._views.setCurrentWidget(self.no_classes if counts is None else self.confusion)

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        if self._counts() is not None:
            yield OfferedFigure(tr("targets by answers"), partial(self._figure, excerpt))

    def _figure(self, excerpt: Excerpt) -> Figure:
        found = self._counts()
        assert found is not None
        classes, counts = found
        values = np.array(counts, np.float32)
        return Figure(
            kind="map",
            title=f"Answers of {excerpt.opened.name}",
            x="answer",
            y="target",
            values=values,
            rows=classes,
            columns=(*classes, "other"),
            high=float(values.max()),
            untouched=True,
        )

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        for label in (self.told, self.no_classes):
            set_colours(label, text=theme.second_text)
