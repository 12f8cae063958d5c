"""The form for exporting a figure: which, with what beside it, its style, and a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from wmstudio.gui.base.number_box import DecimalBox, WholeBox
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import joined, tr
from wmstudio.gui.export.colour_vision import USUAL, VISIONS, alike, picture_seen
from wmstudio.gui.export.figure_painter import colours_of
from wmstudio.gui.export.figure_style import ALONG, CENTIMETRES, DPI, UNITS, FigureStyle
from wmstudio.gui.export.figure_writer import picture_of
from wmstudio.gui.export.preview import Preview

if TYPE_CHECKING:
    from wmstudio.app.figures import Figure
    from wmstudio.app.options import Option

ANY = 1e7
"""Sizes are typed freely up to here; a sentence says which of them a figure cannot have."""
SIZE = QSize(1080, 620)
SOON = 60
"""Milliseconds after a change until the preview follows."""


class ExportForm(QDialog):
    """A form without actions of its own. ``changed`` asks for the figures of the preview."""

    save_requested = Signal()
    python_requested = Signal()
    picture_requested = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export figure or data"))
        self._usual = FigureStyle()
        self._shown: tuple[Figure, ...] = ()
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self.changed)
        self.preview = Preview()
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self._make_fields()
        sides = QHBoxLayout()
        sides.addLayout(self._lines())
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        right.addWidget(self.told)
        sides.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.addLayout(sides, 1)
        whole.addWidget(self._buttons())
        self._follow()
        self.resize(SIZE)

    # --- parts ---

    def _make_fields(self) -> None:
        usual = self._usual
        self.figures, self.heading = QComboBox(), QLineEdit()
        self.figures.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.figures.setMinimumContentsLength(24)
        self.heading.setPlaceholderText(tr("its own"))
        self.beside = QListWidget()
        self.beside.setSelectionMode(QListWidget.SelectionMode.MultiSelection)
        self.beside.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.beside.setMaximumHeight(110)
        self.beside.setToolTip(
            plain_tip(
                tr(
                    "Click figures to put them beside the first one, each with a letter. "
                    "Python code has the first alone."
                )
            )
        )
        self.columns = WholeBox(1, 9)
        self.unit, self.along, self.vision = (_choices(of) for of in (UNITS, ALONG, VISIONS))
        self.wide, self.high = DecimalBox(0.0, ANY), DecimalBox(0.0, ANY)
        self.wide.setValue(usual.width)
        self.high.setValue(usual.height)
        self.font_name = QComboBox()
        self.font_name.setEditable(True)
        self.font_name.addItems(QFontDatabase.families())
        self.font_name.setCurrentText(usual.font)
        self.points = DecimalBox(0.0, 1000.0)
        self.points.setDecimals(1)
        self.points.setValue(usual.points)
        self.points.setSuffix(" pt")
        self.dots = WholeBox(0, 100_000)
        self.dots.setValue(usual.dots)
        self.dots.setSuffix(" dpi")
        self.dots.setToolTip(plain_tip(tr("Dots per inch of a PNG picture")))
        self.caption = QCheckBox(tr("Model, settings and interventions"))
        self._unit = self.unit.currentData()

    def _lines(self) -> QFormLayout:
        lines = QFormLayout()
        for name, widget in (
            (tr("Figure"), self.figures),
            (tr("Title"), self.heading),
            (tr("Beside it"), self.beside),
            (tr("Panels side by side"), self.columns),
            (tr("Width"), self.wide),
            (tr("Height"), self.high),
            (tr("Unit of length"), self.unit),
            (tr("Font"), self.font_name),
            (tr("Font size"), self.points),
            (tr("Resolution"), self.dots),
            (tr("Along the axis"), self.along),
            (tr("Text below"), self.caption),
            (tr("Check colours"), self.vision),
        ):
            widget.setAccessibleName(name)
            if isinstance(widget, WholeBox | DecimalBox):
                widget.lineEdit().setAccessibleName(name)
            lines.addRow(name, widget)
        return lines

    def _buttons(self) -> QDialogButtonBox:
        roles, buttons = QDialogButtonBox.ButtonRole, QDialogButtonBox()
        self.save = buttons.addButton(tr("Save as…"), roles.ApplyRole)
        self.picture = buttons.addButton(tr("Copy figure"), roles.ActionRole)
        self.python = buttons.addButton(tr("Copy as Python"), roles.ActionRole)
        self.done_button = buttons.addButton(tr("Close"), roles.RejectRole)
        self.save.clicked.connect(self.save_requested)
        self.picture.clicked.connect(self.picture_requested)
        self.python.clicked.connect(self.python_requested)
        buttons.rejected.connect(self.reject)
        return buttons

    def _follow(self) -> None:
        """Let the preview follow every field."""
        for box in (self.wide, self.high, self.points, self.dots, self.columns):
            box.valueChanged.connect(self._change_soon)
        for choice in (self.figures, self.along):
            choice.currentIndexChanged.connect(self._change_soon)
        self.heading.textChanged.connect(self._change_soon)
        self.font_name.currentTextChanged.connect(self._change_soon)
        self.caption.toggled.connect(self._change_soon)
        self.beside.itemSelectionChanged.connect(self._change_soon)
        self.unit.currentIndexChanged.connect(self._convert)
        self.vision.currentIndexChanged.connect(self._draw)

    # --- what is chosen ---

    @property
    def index(self) -> int:
        """The chosen figure."""
        return self.figures.currentIndex()

    @property
    def indices(self) -> tuple[int, ...]:
        """The chosen figure, and those beside it in their order."""
        chosen = (i for i in range(self.beside.count()) if self.beside.item(i).isSelected())
        return self.index, *(i for i in chosen if i != self.index)

    @property
    def style_of_figure(self) -> FigureStyle:
        """The style, which may be one that cannot be drawn."""
        of_one = CENTIMETRES[self._unit]
        return FigureStyle(
            self.wide.value() * of_one,
            self.high.value() * of_one,
            self.font_name.currentText().strip(),
            self.points.value(),
            self.dots.value(),
            self.along.currentData(),
            self.caption.isChecked(),
            self.columns.value(),
        )

    def set_figures(self, names: Sequence[str], first: int) -> None:
        """Offer figures."""
        self.figures.clear()
        self.figures.addItems(list(names))
        self.figures.setCurrentIndex(first)
        self.beside.clear()
        self.beside.addItems(list(names))
        self._soon.start()

    def titled(self, figures: Sequence[Figure]) -> tuple[Figure, ...]:
        """The figures, the first with the title from the form, if there is one."""
        first, *others = figures
        title = self.heading.text().strip()
        return (replace(first, title=title) if title else first, *others)

    # --- preview ---

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Draw the preview of figures."""
        self._shown = self.titled(figures)
        self._draw()

    def tell(self, sentence: str) -> None:
        """Say in the place of the preview why there is none."""
        self._shown = ()
        self.preview.tell(sentence)
        self.told.clear()

    @Slot()
    def _draw(self) -> None:
        if not self._shown:
            return
        style = self.style_of_figure
        try:
            style.check()
            picture = picture_of(self._shown, style, self._dots(style))
        except ValueError as error:
            self.preview.tell(tr(str(error)))
            self.told.clear()
            return
        vision = self.vision.currentData()
        self.preview.show_picture(picture_seen(picture, vision))
        width, height = style.pixels(style.dots)
        size = tr("As PNG: {width} × {height} pixels.", width=width, height=height)
        self.told.setText(joined(" ", (size, self._alike(vision))))

    def _dots(self, style: FigureStyle) -> float:
        """Dots per inch with which the picture fills the preview."""
        room, whole = self.preview.room(), QSize(*style.pixels())
        return DPI * min(room.width() / whole.width(), room.height() / whole.height())

    def _alike(self, vision: str) -> str:
        """What the colours of legends are like with a vision."""
        if vision == USUAL:
            return ""
        for named in map(colours_of, self._shown):
            pairs = alike([colour for _, colour in named], vision)
            if pairs:
                first, second = (named[i][0] for i in pairs[0])
                return tr(
                    "{first} and {second} are hard to tell apart by colour.",
                    first=first,
                    second=second,
                )
        return tr("All colours of legends can be told apart.") if self._has_legend() else ""

    def _has_legend(self) -> bool:
        return any(len(colours_of(figure)) > 1 for figure in self._shown)

    @Slot()
    def _change_soon(self) -> None:
        # Not the timer's own `start`, which would take a changed number for milliseconds.
        self._soon.start()

    @Slot()
    def _convert(self) -> None:
        """Show the same size in the other unit."""
        before, self._unit = CENTIMETRES[self._unit], self.unit.currentData()
        for box in (self.wide, self.high):
            box.setValue(box.value() * before / CENTIMETRES[self._unit])
        self._soon.start()


def _choices(options: Sequence[Option]) -> QComboBox:
    box = QComboBox()
    for option in options:
        box.addItem(tr(option.label), option.id)
    return box
