"""The form for an intervention on a signal: new, or in the place of one that is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.buttons import FlatButton
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.colours import set_colours
from wmstudio.gui.base.flow import Flow
from wmstudio.gui.base.number_box import DecimalBox, WholeBox
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.patching import Extent, InterventionSite, Operation, PatchRequest
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.interventions.held import Held

LARGEST = 1e6
OPERATIONS = (
    Option("set", phrase("hold at")),
    Option("scale", phrase("multiply by")),
    Option("add", phrase("add")),
)
EXTENTS = (
    Option(Extent.HERE.value, phrase("at the cursor’s token")),
    Option(Extent.ONWARDS.value, phrase("from the cursor’s token on")),
    Option(Extent.SPAN.value, phrase("over the selected span")),
    Option(Extent.EVERYWHERE.value, phrase("at every token")),
)
KEPT = Option("kept", phrase("at the tokens where it acts now"))


class PatchForm(QFrame):
    """A signal, a unit or all of them, what is done, and at which tokens."""

    submitted = Signal(object, object)
    """A `PatchRequest`, and the `Held` that it replaces or None.

    Its extent is None if it acts at the tokens of the one that it replaces.
    """
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._replaced: Held | None = None
        self._token = -1
        self.title = PlainLabel()
        self.signal = SignalPicker(tr("Signal to intervene on"))
        self._row = False
        """Whether it is about all of the unit's row."""
        self.unit = WholeBox(-1, 0)
        self.unit.setSpecialValueText(tr("all units"))
        self.unit.setAccessibleName(tr("Unit; below 0 for all units"))
        self.operation = Choice(tr("What is done"), OPERATIONS)
        self.value = DecimalBox(-LARGEST, LARGEST)
        self.value.setDecimals(4)
        self.value.setSingleStep(0.1)
        self.value.setAccessibleName(tr("Value"))
        self.extent = Choice(tr("Tokens to act on"), EXTENTS)
        self.go = QToolButton()
        self.go.setText(tr("Apply"))
        self.go.setToolTip(tr("Put the intervention in force (Enter)"))
        self.go.clicked.connect(self.submit)
        close = FlatButton("×", tr("Close without applying"), tr("Close (Esc)"))
        close.clicked.connect(self.dismiss)
        row = Flow(self)
        row.setContentsMargins(14, 5, 8, 5)
        for part in (
            self.title, self.signal, self.unit, self.operation, self.value, self.extent, self.go,
            close,
        ):  # fmt: skip
            row.addWidget(part)
        self.signal.picked.connect(self._fit_unit)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Intervention on a signal"))
        self.hide()

    def ask_for(
        self,
        opened: OpenedModel,
        site: InterventionSite | None,
        token: int,
        replaced: PatchRequest | None = None,
        held: Held | None = None,
        *,
        span: bool = False,
    ) -> None:
        """Ask what is done to a site, or to any signal of the model at this token.

        With ``replaced``, the form begins with what it says; ``held`` is what it is now.
        """
        self._replaced, self._token = held, token
        offered = [signal for signal in opened.signals.values() if signal.patchable]
        self.signal.set_signals(offered)
        if site is not None:
            self.signal.choose(site.signal.name)
        self._fit_unit()
        self._row = site is not None and site.row
        if site is not None:
            self.unit.setVisible(not self._row and site.signal.size > 1)
            self.unit.setValue(-1 if site.unit is None else site.unit)
        extents = [one for one in EXTENTS if span or one.id != Extent.SPAN.value]
        self.extent.set_options([KEPT, *extents] if held is not None else extents)
        self.extent.setCurrentIndex(0)
        if replaced is not None:
            self.operation.choose(replaced.op)
            self.value.setValue(replaced.value)
        self.title.setText(tr("Change:") if held is not None else tr("Intervene:"))
        if site is not None and site.row:
            self.title.setText(tr("Intervene on {what}:", what=site.words))
        self.show()
        self.value.setFocus()
        self.value.selectAll()

    @property
    def request(self) -> PatchRequest | None:
        """What the form says; None if the model has no signal to intervene on."""
        signal = self.signal.signal
        if signal is None:
            return None
        chosen = self.extent.chosen
        return PatchRequest(
            InterventionSite(
                signal,
                None if self.unit.value() < 0 else self.unit.value(),
                self._token,
                row=self._row,
            ),
            cast("Operation", self.operation.chosen),
            self.value.value(),
            None if chosen == KEPT.id else Extent(chosen),
        )

    @Slot()
    def submit(self) -> None:
        """Request the intervention, and close."""
        request, replaced = self.request, self._replaced
        if request is not None:
            self.dismiss()
            self.submitted.emit(request, replaced)

    @Slot()
    def dismiss(self) -> None:
        """Close the form."""
        if not self.isHidden():
            self._replaced = None
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        set_colours(self, ground=theme.chrome)

    @Slot()
    def _fit_unit(self) -> None:
        self._row = False
        signal = self.signal.signal
        size = signal.size if signal is not None else 1
        self.unit.setRange(-1, size - 1)
        self.unit.setVisible(size > 1)
        if size == 1:
            self.unit.setValue(0)
