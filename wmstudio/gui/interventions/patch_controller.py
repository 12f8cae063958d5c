"""Interventions on signals: what the menus of panels offer, and the form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.engine.messages import Kind, PlacedPatch
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import layered_label
from wmstudio.gui.interventions.interventions import STILL_READING, TOPIC, Interventions
from wmstudio.gui.interventions.patch_form import PatchForm
from wmstudio.gui.interventions.patch_menu import fill_site
from wmstudio.gui.interventions.patching import Extent, InterventionSite, PatchRequest, site_of
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from wmstudio.app.quantities import Quantity
    from wmstudio.app.spans import Span
    from wmstudio.gui.interventions.held import Held
    from wmstudio.gui.interventions.moment import Moment
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

INTERVENE = "memory.intervene"


class PatchController(Controller):
    """Connects what panels point at with the interventions in force."""

    def __init__(self, services: Services, interventions: Interventions) -> None:
        super().__init__(services)
        self._interventions, lane = interventions, self._lane
        self._axis, models = lane.axis, lane.models
        self._asked_at: Moment | None = None
        """The moment that the form is about."""
        self.form = PatchForm()
        self.form.submitted.connect(self._submit)
        self.form.closed.connect(self._editor.setFocus)
        models.opened.connect(self.form.dismiss)
        self._editor.replaced.connect(self.form.dismiss)
        self._actions.on(INTERVENE, self.ask)
        self._workspace.each_panel(self._connect)

    @property
    def _span(self) -> Span | None:
        frame, span = self._interventions.frame, self._axis.span
        return None if frame is None or span is None else span.within(len(frame.trace))

    def _connect(self, lane: Lane, panel: Panel) -> None:
        # Interventions are made on the first lane, as edits are.
        if lane is self._lane:
            panel.unit_menu.connect(partial(self.fill, panel))

    def fill(self, panel: Panel, menu: QMenu, quantity: Quantity, token: int) -> None:
        """Add to a menu what can be done with a unit at a token of a panel that is not pinned."""
        moment, opened = self._interventions.moment, self._interventions.opened
        if moment is None or opened is None or panel.pin is not None:
            return
        frame = moment.frame
        signal = opened.signals.get(quantity.signal.name)
        if signal is None or not signal.patchable or not 0 <= token < len(frame.trace):
            return
        # One weight of attention says little: all weights of its head are meant.
        is_head = signal.kind is Kind.ATTENTION and len(signal.shape) > 1
        site = InterventionSite(signal, quantity.unit, token, row=is_head)
        add = partial(self._add, moment)
        fill_site(menu, site, frame, opened, self._span, add, partial(self.ask, moment=moment))

    def fill_item(self, menu: QMenu, item: int) -> None:
        """Add what can be done with an item's own numbers, such as how much of it is read."""
        moment, opened = self._interventions.moment, self._interventions.opened
        if moment is None or opened is None or moment.frame.cursor < 0:
            return
        frame, add = moment.frame, partial(self._add, moment)
        for signal in opened.signals.values():
            if signal.kind is Kind.ADDRESS and signal.patchable and item < signal.size:
                inside = menu.addMenu(literal(tr("Hold {signal}", signal=layered_label(signal))))
                site = InterventionSite(signal, item, frame.cursor)
                ask = partial(self.ask, moment=moment)
                fill_site(inside, site, frame, opened, self._span, add, ask)

    @Slot()
    def ask(self, site: InterventionSite | None = None, moment: Moment | None = None) -> None:
        """Ask for an intervention on a site of a moment, or on any signal at the cursor's token."""
        moment, opened = moment or self._interventions.moment, self._interventions.opened
        if opened is None or moment is None or not len(moment.frame.trace):
            self._messages.say(tr(STILL_READING), TOPIC, passes=True)
            return
        self._asked_at = moment
        token = max(moment.frame.cursor, 0) if site is None else site.token
        self.form.ask_for(opened, site, token, span=self._span is not None)

    def change(self, held: Held) -> None:
        """Ask for something else in the place of a patch in force."""
        moment, opened, placed = self._interventions.moment, self._interventions.opened, held.edit
        if opened is None or moment is None or not isinstance(placed, PlacedPatch):
            return
        self._asked_at = moment
        token = max(moment.frame.cursor, 0)
        if (site := site_of(placed, token, opened)) is not None:
            now = PatchRequest(site, placed.patch.op, placed.patch.value, None)
            self.form.ask_for(opened, site, token, now, held, span=self._span is not None)

    def _submit(self, request: PatchRequest, replaced: Held | None) -> None:
        if replaced is not None and request.extent is None:
            self._interventions.change(replaced, request.in_place_of(replaced))
        elif (held := self._held(self._asked_at, request)) is not None:
            if replaced is not None:
                self._interventions.change(replaced, held)
            else:
                self._interventions.add(held)

    def _add(self, moment: Moment, request: PatchRequest) -> None:
        if (held := self._held(moment, request)) is not None:
            self._interventions.add(held)

    def _held(self, moment: Moment | None, request: PatchRequest) -> Held | None:
        """The intervention that was asked for at a moment; None, with a reason, if that is gone."""
        interventions, opened = self._interventions, self._interventions.opened
        if moment is None or opened is None:
            return None
        if request.extent is Extent.SPAN:
            # The span moves along with the text, so it is that of the present frame.
            moment = interventions.moment
            if moment is None:
                self._messages.say(tr(STILL_READING), TOPIC, passes=True)
                return None
        elif request.extent is not Extent.EVERYWHERE and not interventions.lasts(
            moment, request.site.token
        ):
            return None
        return request.held(moment.frame, opened, self._span)
