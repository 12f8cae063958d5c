"""Capacity: what the text costs with each capacity of the model's memory."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from wmstudio.app.figures import OfferedFigure
from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import bound_in_force, bounding
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.plain import PlainLabel, literal, plain_tip
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import explained, setting_name, without_interventions
from wmstudio.gui.views.capacity.capacity_plot import CapacityPlot
from wmstudio.gui.views.capacity.capacity_words import figure_of, told_of
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.figures import Excerpt
    from wmstudio.engine.messages import Bound, CapacityCurve, Frame, OpenedModel, Setting
    from wmstudio.gui.base.state import Control
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.plots.panel import TokenAxis

UNBOUND = phrase(
    "This model has no setting that bounds its memory, so there is no capacity to choose."
)
RECORDED = phrase(
    "A recording shows one setting of its model: open the model itself to measure others."
)
ASK = phrase(
    "Measure what this text costs with more and with less {setting}; a click on a point then sets "
    "it."
)
TIP = phrase(
    "Read the text with each {setting} and compare the bits per byte, in the background. "
    "Interventions are left out."
)
OLD = phrase("The text has changed since this was measured.")


@dataclass(frozen=True)
class Measured:
    """A curve, the revision of the text that it is of, and the model with its other settings."""

    curve: CapacityCurve
    complete: bool
    revision: int
    model: object


class ChosenBound(Choice):
    """The capacity that is shown. Which one is wanted is kept for models that have it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self._wanted = ""
        self.currentIndexChanged.connect(self._want)

    def save_state(self) -> str:
        return self._wanted or self.chosen

    def restore_state(self, saved: object) -> None:
        if isinstance(saved, str):
            self._wanted = saved
            self.choose(saved)

    def set_options(self, options: Sequence[Option]) -> None:
        super().set_options(options)
        self.choose(self._wanted)

    @Slot()
    def _want(self) -> None:
        self._wanted = self.chosen


class CapacityPanel(PicturePanel):
    """A curve for each policy, and a sentence that says how much is enough."""

    title = phrase("Capacity")
    question = phrase("How much memory does this text need?")
    nothing = phrase("Type or open a text, and measure here how much memory it needs.")

    measure_wanted = Signal(bool)
    """The text is to be measured, or no more."""
    bound_chosen = Signal(object)
    """A `Bound` is to be put into force."""

    def __init__(self, axis: TokenAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, parent)
        axis.changed.disconnect(self.dirtied)
        self.running = False
        """Whether something is being measured."""
        self._measured: dict[str, Measured] = {}
        """What was measured of each capacity, by its name."""
        self._why = ""
        self.bound = ChosenBound(tr("Which capacity is measured"))
        self.bound.currentIndexChanged.connect(self._choose)
        self.header.set_picker(self.bound)
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.measure = QPushButton(tr("Measure"))
        self.measure.clicked.connect(lambda: self.measure_wanted.emit(not self.running))
        self.plot = CapacityPlot()
        self.plot.setToolTip(explained("bits_per_byte"))
        self.plot.pointed.connect(self._read_out)
        self.plot.chosen.connect(self.bound_chosen)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 6)
        row.addWidget(self.told, 1)
        row.addWidget(self.measure)
        lines = QVBoxLayout(self.body)
        lines.setContentsMargins(0, 0, 0, 8)
        lines.setSpacing(0)
        lines.addLayout(row)
        lines.addWidget(self.plot, 1)
        self.pictures = (self.plot,)

    def controls(self) -> Mapping[str, Control]:
        return {"bound": self.bound}

    def sentence(self) -> str:
        if self.opened is not None and self.setting is None:
            return tr(RECORDED if self.opened.recorded is not None else UNBOUND)
        return super().sentence()

    def drawable(self, frame: Frame) -> bool:
        return self.setting is not None and super().drawable(frame)

    @property
    def setting(self) -> Setting | None:
        """The capacity that is shown; None if the model has none."""
        there = {} if self.opened is None else bounding(self.opened.settings)
        return there.get(self.bound.chosen)

    @property
    def in_force(self) -> Bound | None:
        """The capacity and the policy in force."""
        if self.opened is None or self.setting is None:
            return None
        return bound_in_force(self.opened.settings, self.setting)

    def open(self, opened: OpenedModel) -> None:
        measured = self._measured
        super().open(opened)
        there = bounding(opened.settings)
        # Another capacity of the same model is another point of the same curve.
        self._measured = {
            name: one
            for name, one in measured.items()
            if name in there and one.model == model_of(opened, there[name])
        }
        self.bound.set_options([Option(name, setting_name(name)) for name in there])
        self._why = ""

    def forget(self) -> None:
        super().forget()
        self._measured = {}

    # --- what is measured ---

    def known(self, revision: int) -> Mapping[Bound, float]:
        """What is known already of the text of this revision."""
        one = self._measured.get(self.bound.chosen)
        return one.curve.bits if one is not None and one.revision == revision else {}

    def show_running(self, running: bool, why: str = "") -> None:
        """Something is being measured, or no more; ``why`` says why it could not be."""
        self.running, self._why = running, why
        self.dirtied.emit()

    def show_curve(self, curve: CapacityCurve, revision: int, *, complete: bool) -> None:
        """Show what is measured of the text of this revision."""
        setting = None if self.opened is None else self.opened.settings.get(curve.setting)
        if self.opened is not None and setting is not None:
            model = model_of(self.opened, setting)
            self._measured[curve.setting] = Measured(curve, complete, revision, model)
            self.dirtied.emit()

    # --- drawing ---

    def draw_frame(self, opened: OpenedModel, frame: Frame) -> None:
        setting, now, one = self.setting, self.in_force, self._measured.get(self.bound.chosen)
        if setting is None or now is None:
            return
        name = setting_name(setting.name)
        is_old = one is not None and one.revision != frame.revision
        self.plot.show_curve(None if one is None else one.curve, now, faded=is_old)
        told = tr(ASK, setting=name)
        if one is not None:
            told = tr(OLD) if is_old else told_of(one.curve, now, complete=one.complete)
        if one is not None and not is_old:
            told = without_interventions(told, frame)
        self.told.setText(literal(self._why or told))
        again = one is not None and one.complete
        words = tr("Measure again") if again else tr("Measure")
        self.measure.setText(tr("Stop") if self.running else words)
        self.measure.setToolTip(plain_tip(tr(TIP, setting=name)))
        self._read_out()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        set_colours(self.told, text=theme.second_text, ground=theme.panel)

    @Slot()
    def _choose(self) -> None:
        self._why = ""
        self.dirtied.emit()

    @Slot()
    def _read_out(self) -> None:
        at = self.plot.at
        self.header.read_out("" if at is None else self.plot.words(at))

    # --- figures ---

    def figures(self, excerpt: Excerpt) -> Iterator[OfferedFigure]:
        one = self._measured.get(self.bound.chosen)
        if one is not None and one.revision == excerpt.frame.revision:
            yield OfferedFigure(
                tr("bits per byte by capacity"), partial(figure_of, excerpt, one.curve)
            )


def model_of(opened: OpenedModel, setting: Setting) -> object:
    """The model, and its settings other than this capacity and what belongs to it."""
    beside = setting.bounds
    own = {setting.name} | ({beside.policy, beside.switch} if beside is not None else set())
    others = tuple((name, one.value) for name, one in opened.settings.items() if name not in own)
    return opened.name, opened.folder, tuple(sorted(opened.hashes.items())), others
