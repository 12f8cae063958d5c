"""Lens: what each layer would predict, and which tokens a prediction hangs on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import MOST_LEFT_OUT, MOST_MEASURED
from wmstudio.gui.base.buttons import MenuButton
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.header import ROWS_INSET
from wmstudio.gui.base.latency import PATIENCE
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import sentence, tr
from wmstudio.gui.base.wording import without_interventions
from wmstudio.gui.plots.curves import CurvePlot
from wmstudio.gui.views.lenses.importance import CURVES, curves_of, figure_of, pieces_of, told_of
from wmstudio.gui.views.lenses.layer_table import (
    LayerQuestion,
    LayerTable,
    bits_in_text,
    trust_words,
)
from wmstudio.gui.views.picture_panel import PicturePanel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import (
        Frame,
        ImportanceMeasured,
        LayersMeasured,
        LayersRead,
        OpenedModel,
    )
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

LAYERS, TOKENS = "layers", "tokens"
VIEWS = (
    Option(LAYERS, phrase("what each layer predicts")),
    Option(TOKENS, phrase("what it hangs on")),
)
BEFORE_ALL = phrase("Move the cursor to a token: before the first one there are no layers to read.")
READING = phrase("The layers are being read…")
MEASURE = phrase(
    "Measure what {pieces} hangs on: gradient times input of each of the last {n} tokens, and what "
    "leaving it out does. Interventions are left out, too."
)


class LensPanel(PicturePanel):
    """A table of layers at the cursor, or two curves along the tokens before it."""

    title = phrase("Lens")
    question = phrase("What would each layer say?")
    nothing = READING

    layers_wanted = Signal()
    """The layers of `asked` are to be read."""
    bits_wanted = Signal()
    """The bits of each layer are to be measured on this text."""
    importance_wanted = Signal()
    """It is to be measured what the target hangs on."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        self.targets: tuple[int, ...] = ()
        """The tokens that were chosen as target: none, one, or one against another."""
        self.read: LayersRead | None = None
        self.measured: LayersMeasured | None = None
        self.found: ImportanceMeasured | None = None
        self.asked: LayerQuestion | None = None
        """What the layers were asked of last."""
        self._read_of: LayerQuestion | None = None
        """What the layers in `read` are of."""
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.dirtied)
        self._revision = -1
        """The revision of the text that `found` is of."""
        self._why = ""
        """Why it could not be measured what the target hangs on."""
        self._bits_of: npt.NDArray[np.int32] | None = None
        """The tokens that `measured` is of, or of which measuring was stopped."""
        self._measuring: npt.NDArray[np.int32] | None = None
        """Those of which the bits are being measured."""
        self.view = Choice(tr("What is shown"), VIEWS)
        self.target = MenuButton(tr("Target"), tr("The token whose bits are shown"))
        self.measure = QPushButton(tr("Measure"))
        self.measure.clicked.connect(self.importance_wanted)
        self.header.set_picker(self.view)
        self.table = LayerTable()
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.told.setContentsMargins(16, 0, 16, 6)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 6)
        row.addWidget(self.target)
        row.addWidget(self.measure)
        row.addStretch()
        name = tr("What the target hangs on, by tokens")
        self.plot = CurvePlot(axis, name, CURVES, phrase("in bits"), 1.0, 1.0, signed=True)
        self.plot.token_clicked.connect(self.cursor_requested)
        self.plot.pointed.connect(self._read_out)
        self.views = QStackedWidget()
        self.views.addWidget(self.table)
        self.views.addWidget(self.plot)
        self.lines = QVBoxLayout(self.body)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(0)
        self.lines.addLayout(row)
        # Below, since beside the target it would be a tall column of short lines.
        self.lines.addWidget(self.told)
        self.lines.addWidget(self.views, 1)
        self.pictures = (self.table, self.plot)
        self.view.currentIndexChanged.connect(self._show_view)
        self._show_view()

    def controls(self) -> Mapping[str, Control]:
        return {"view": self.view}

    def open(self, opened: OpenedModel) -> None:
        super().open(opened)
        if self.targets:
            self.aim()

    def forget(self) -> None:
        super().forget()
        self.read = self.measured = self.found = self.asked = self._read_of = None
        self._patience.stop()
        self._why, self._bits_of, self._measuring = "", None, None

    def aim(self, *targets: int) -> None:
        """Take a target: one token, one against another, or none, which is the next token."""
        self.targets = targets
        self.dirtied.emit()

    @property
    def aimed(self) -> tuple[int, ...]:
        """The target: what was chosen, else the text's next token, else the most probable one."""
        frame = self.frame
        if self.targets or frame is None or frame.snapshot is None:
            return self.targets
        after = frame.snapshot.token + 1
        if after < len(frame.trace):
            return (frame.trace.id(after),)
        return tuple(one.token for one in frame.snapshot.candidates[:1])

    # --- answers ---

    def show_layers(self, of: LayerQuestion, read: LayersRead) -> None:
        """The layers were read; of what was asked before, they are not shown."""
        if of is self.asked:
            self.read, self._read_of = read, of
            self._patience.stop()
            self.dirtied.emit()

    def show_bits(self, measured: LayersMeasured | None) -> None:
        """The bits of each layer were measured; None if that was stopped."""
        self.measured, self._bits_of, self._measuring = measured, self._measuring, None
        self.dirtied.emit()

    def show_importance(
        self, found: ImportanceMeasured | None, revision: int, why: str = ""
    ) -> None:
        """It was measured what the target hangs on in this text, or not, with a reason."""
        self.found, self._revision, self._why = found, revision, why
        self.dirtied.emit()

    # --- drawing ---

    def sentence(self) -> str:
        if self.frame is not None and self.frame.snapshot is not None:
            if self.frame.snapshot.token < 0:
                return tr(BEFORE_ALL)
            if self.read is not None and self.read.why:
                return sentence(self.read.why)
        return super().sentence()

    def drawable(self, frame: Frame) -> bool:
        self._ask(frame)
        if self.view.chosen == TOKENS:
            return len(frame.trace) > 0
        has_token = frame.snapshot is None or frame.snapshot.token >= 0
        return has_token and self.read is not None and not self.read.why

    def set_stale(self, stale: bool) -> None:
        self.plot.set_stale(stale)
        # Of another token than the cursor's, and the answer takes long.
        late = self._read_of is not self.asked and not self._patience.isActive()
        self.table.set_stale(stale or late)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        self._show_target(opened)
        if self.view.chosen == TOKENS:
            self._draw_tokens(opened, frame)
        elif self.read is not None and self._read_of is not None:
            measured = self.measured if self._is_measured(frame) else None
            self.table.show_layers(opened, self._read_of, self.read, measured)
            said = trust_words(opened, measured) if measured is not None else ""
            self.told.setText(without_interventions(said, frame))
        self._read_out()

    def _ask(self, frame: Frame) -> None:
        """Ask for what is shown and not known yet."""
        snapshot, aimed = frame.snapshot, self.aimed
        if self.view.chosen != LAYERS or snapshot is None or snapshot.token < 0:
            return
        target = aimed[0] if aimed else None
        question = LayerQuestion(snapshot, frame.untouched, target, bits_in_text(frame, target))
        if not question.same_as(self.asked):
            self.asked = question
            self._patience.start()
            self.layers_wanted.emit()
        if frame.complete and len(frame.trace) > 1 and self._wants_bits(frame):
            ids = frame.trace.column("ids", 0, len(frame.trace))
            self._measuring = ids.astype(np.int32)
            self.bits_wanted.emit()

    def _wants_bits(self, frame: Frame) -> bool:
        """Whether the bits are to be measured, and not only of an older text or of half of it."""
        if self._measuring is not None:
            return False
        if self._bits_of is None or (self.measured is not None and not self._is_measured(frame)):
            return True
        enough = min(2 * len(self._bits_of), MOST_MEASURED)
        return len(self._bits_of) < enough <= len(frame.trace)

    def _is_measured(self, frame: Frame) -> bool:
        """Whether the text begins with the tokens that the bits are of."""
        of = self._bits_of
        if self.measured is None or of is None or len(of) > len(frame.trace):
            return False
        return np.array_equal(of, frame.trace.column("ids", 0, len(of)))

    def _show_target(self, opened: OpenedModel) -> None:
        pieces = pieces_of(opened, self.aimed)
        self.target.show_choice(tr("Target {pieces}", pieces=pieces))
        self.measure.setToolTip(plain_tip(tr(MEASURE, pieces=pieces, n=MOST_LEFT_OUT)))
        self.measure.setEnabled(self.is_live)

    def _draw_tokens(self, opened: OpenedModel, frame: Frame) -> None:
        start, stop = self.axis.start, self.axis.stop
        is_of = self._revision == frame.revision
        found, why = (self.found, self._why) if is_of else (None, "")
        told = why or tr(MEASURE, pieces=pieces_of(opened, self.aimed), n=MOST_LEFT_OUT)
        self.told.setText(
            told if found is None else without_interventions(told_of(found, opened), frame)
        )
        self.plot.show_values(opened, frame, curves_of(found, start, stop))

    @Slot()
    def _show_view(self) -> None:
        by_token = self.view.chosen == TOKENS
        shown = self.plot if by_token else self.table
        # The plot has its room for an axis inside, and rows have none.
        side = 0 if by_token else ROWS_INSET
        self.views.setContentsMargins(side, 0, side, 0)
        self.views.setCurrentWidget(shown)
        self.measure.setVisible(by_token)
        self.told.setText("")
        self.dirtied.emit()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        set_colours(self.told, text=theme.second_text, ground=theme.panel)

    def _read_out(self) -> None:
        words = self.plot.words() if self.view.chosen == TOKENS else ""
        if words and self.frame and self.opened and self.plot.token is not None:
            token = token_words(self.frame.trace, self.opened, self.plot.token)
            words = tr("{token}: {numbers} bits", token=token, numbers=words)
        self.header.read_out(words)

    # --- figures ---

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        if self.measured is not None and self._is_measured(excerpt.frame):
            make = partial(_bits_figure, excerpt, self.measured)
            yield OfferedFigure(tr("bits of each layer"), make)
        if self.found is not None and self._revision == excerpt.frame.revision:
            make = partial(figure_of, excerpt, self.found)
            yield OfferedFigure(tr("what the target hangs on"), make)


def _bits_figure(excerpt: Excerpt, measured: LayersMeasured) -> Figure:
    values = np.array([[*measured.bits.values(), measured.own]], np.float32)
    return Figure(
        "bars",
        f"Bits per token of each layer of {excerpt.opened.name}",
        "layer",
        "bits per token",
        values,
        ("bits per token",),
        (*measured.bits, "the model itself"),
        high=float(values.max()),
        untouched=True,
    )
