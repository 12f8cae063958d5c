"""Difference: how many bits more each token costs another model, or in another text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from wmstudio.app.figures import UNREAD, Figure, FigureError, OfferedFigure, read_to
from wmstudio.app.phrases import phrase
from wmstudio.engine.difference import Difference, aligned_difference, difference
from wmstudio.gui.base.pieces import token_words
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import decimals, token_text
from wmstudio.gui.plots.curves import Curve, CurvePlot, stretch_of
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.text.visible import piece_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Frame, OpenedModel
    from wmstudio.gui.plots.panel import TokenAxis
    from wmstudio.text.alignment import TextAlignment

QUESTION = phrase("How many bits more does each token cost {second} than {first}?")
HINT = phrase("surprise of each token: above zero, {first} expected it better")
BY_STRETCHES = phrase(
    "surprise over the shortest stretches that are whole tokens of both: above zero, {first} "
    "expected them better"
)
OF_TEXTS = phrase("How many bits more does each token cost in text {second} than in text {first}?")
BY_EQUAL = phrase(
    "surprise of each token that both texts have: above zero, it was expected better in {first}"
)
NOTHING = phrase("What each token costs {second} more than {first} will be drawn here, in bits.")


class DifferencePanel(PicturePanel):
    """The difference along the first model's tokens, signed, in bits."""

    title = phrase("Difference")

    def __init__(
        self,
        axis: TokenAxis,
        parent: QWidget | None = None,
        marks: tuple[str, str] = ("A", "B"),
    ) -> None:
        """Compare the models with these marks."""
        super().__init__(axis, parent)
        self._first, self._second = marks
        self.marks = {"first": self._first, "second": self._second}
        self.minus = f"{self._second} − {self._first}"
        self.second: Frame | None = None
        self._second_opened: OpenedModel | None = None
        self._alignment: TextAlignment | None = None
        """Of the texts of both frames, if they differ."""
        self._found: Difference | None = None
        self.plot = CurvePlot(
            axis,
            tr("Surprise of the second model minus surprise of the first, by tokens of the first"),
            (Curve(self.minus, "network", filled=True, term="surprise"),),
            unit=phrase("in bits"),
            most=4.0,
            step=2.0,
            signed=True,
        )
        self.plot.token_clicked.connect(self.cursor_requested)
        self.plot.pointed.connect(self._read_out)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.plot)
        self.pictures = (self.plot,)
        self.set_heading(self.minus)

    def sentence(self) -> str:
        return tr(NOTHING, **self.marks)

    def open_two(
        self, first: OpenedModel | None, second: OpenedModel | None, *, of_texts: bool = False
    ) -> None:
        """One of the two models was replaced; ``of_texts``: they read different texts."""
        self.forget()
        self.opened, self._second_opened = first, second
        differ = first is not None and second is not None and first.pieces != second.pieces
        hint = BY_EQUAL if of_texts else BY_STRETCHES if differ else HINT
        self.header.ask(tr(OF_TEXTS if of_texts else QUESTION, **self.marks))
        self.header.set_hint(tr(hint, first=self._first))

    def forget(self) -> None:
        super().forget()
        self.second = self._alignment = None

    def store_two(self, first: Frame | None, second: Frame | None) -> None:
        """Keep the newest frames, if they are of the same text and of these models."""
        if first is not None and second is not None and first.revision == second.revision:
            self._store(first, second, None)

    def store_texts(
        self, first: Frame | None, second: Frame | None, alignment: TextAlignment
    ) -> None:
        """Keep the newest frames of two texts and the alignment of these."""
        if first is not None and second is not None:
            self._store(first, second, alignment)

    def _store(self, first: Frame, second: Frame, alignment: TextAlignment | None) -> None:
        if first.is_of(self.opened) and second.is_of(self._second_opened):
            self.frame, self.second, self._alignment = first, second, alignment

    def _difference(self, frame: Frame, second: Frame, start: int, stop: int) -> Difference:
        if self._alignment is None:
            return difference(frame, second, start, stop)
        return aligned_difference(frame, second, self._alignment, start, stop)

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        assert self.second is not None
        start, stop = self.axis.start, self.axis.stop
        self._found = self._difference(frame, self.second, start, stop)
        self.plot.show_values(opened, frame, [stretch_of(self._found.bits, start, stop)])
        self._read_out()

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        if self.second is not None:
            yield OfferedFigure(self.minus, partial(self._figure, excerpt, self.second))

    def _figure(self, excerpt: Excerpt, second: Frame) -> Figure:
        frame, start = excerpt.frame, excerpt.start
        stop = read_to(frame, start, excerpt.stop)
        if self.frame is None or frame.revision != self.frame.revision:
            raise FigureError(UNREAD)
        found = self._difference(frame, second, start, stop)
        bits = found.bits.astype(np.float32)
        known = bits[np.isfinite(bits)]
        # Without a value may also be a token that is part of a character at the end of the text.
        if len(known) < len(bits) and not (frame.complete and second.complete):
            raise FigureError(UNREAD)
        tokens = range(found.start, found.start + len(bits))
        return Figure(
            "curves",
            tr("Surprise of {second} minus surprise of {first}", **self.marks),
            "token",
            "bits",
            bits[None],
            (self.minus,),
            tuple(piece_text(excerpt.opened.pieces[frame.trace.id(token)]) for token in tokens),
            found.start,
            min(float(known.min(initial=0.0)), 0.0),
            float(known.max(initial=0.0)),
        )

    def _read_out(self) -> None:
        self.header.read_out(self._words())

    def _words(self) -> str:
        """The exact numbers under the pointer, and their tokens."""
        found, frame, token = self._found, self.frame, self.plot.token
        if self.opened is None or found is None or frame is None or token is None:
            return ""
        at = token - found.start
        if not 0 <= at < len(found.bits) or np.isnan(found.bits[at]):
            return ""
        begin, stop = int(found.begins[at]), int(found.stops[at])
        tokens = token_words(frame.trace, self.opened, token)
        if stop - begin > 1:
            texts = [token_text(frame.trace, self.opened, i) for i in range(begin, stop)]
            tokens = tr(
                "tokens {first}–{last} “{pieces}”",
                first=begin,
                last=stop - 1,
                pieces="·".join(texts),
            )
        first, second, bits = found.first[at], found.second[at], found.bits[at]
        numbers = decimals(second), decimals(first), decimals(bits, "+z.4f")
        sum = f"{self._second} {numbers[0]} − {self._first} {numbers[1]} = {numbers[2]}"
        return tr("{tokens}: {sum} bits", tokens=tokens, sum=sum)
