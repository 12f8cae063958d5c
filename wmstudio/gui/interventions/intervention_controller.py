"""Editing the memory: menus, forms, and the strips that show the edits in force."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import ArgumentKind
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.change_strip import ChangeStrip
from wmstudio.gui.interventions.edit_form import EditForm
from wmstudio.gui.interventions.edit_menu import fill, fill_word
from wmstudio.gui.interventions.forgetting import choices, trimmed, word_around, word_of_token
from wmstudio.gui.interventions.history import History
from wmstudio.gui.interventions.intervention_list import InterventionList
from wmstudio.gui.interventions.interventions import TOPIC, Interventions, when_chosen
from wmstudio.gui.interventions.memory_files import MemoryFiles
from wmstudio.gui.interventions.patch_controller import PatchController
from wmstudio.gui.interventions.target import Target
from wmstudio.gui.interventions.transplants import Transplants
from wmstudio.gui.interventions.untouched_key import UntouchedKey
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wmstudio.engine.messages import EditSpec, OpenedModel
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.interventions.moment import Moment
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

EDIT, UNDO, CLEAR = "memory.edit", "memory.undo", "memory.take_back"
BEFORE = phrase("Edits act before the cursor’s token is read")
UNDO_OWN = phrase("Undo last intervention in the second text")
CLEAR_OWN = phrase("Undo all interventions in the second text")
CHANGE = "change"
"""The name of the change strip on the frame clock."""


class InterventionController(Controller):
    """Connects menus, forms and strips with the edits in force."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        first, editor, actions = self._lane, self._editor, self._actions
        models, client = first.models, first.client
        self._reading = first.reading
        self.interventions = Interventions(editor, self)
        self._of_texts: dict[Lane, Interventions] = {}
        """Interventions of lanes that read texts of their own."""
        self.change = ChangeStrip(self.interventions, actions[UNDO], actions[CLEAR])
        self.key = UntouchedKey(self._window)
        self._clock.add(CHANGE, self._show_change, lambda: bool(self.interventions.held))
        self._reading.changed.connect(self._change_soon)
        self.change.switched.connect(self.interventions.switch)
        self.key.held.connect(first.show_untouched)
        self.form = EditForm(client)
        self._asked_at: Moment | None = None
        self.patches = PatchController(services, self.interventions)
        self.transplants = Transplants(services, self.of)
        self.memory_files = MemoryFiles(services, self.transplants)
        self.history = History(self.interventions, editor, self)
        self.list = InterventionList(self.interventions, self.history)
        self.list.change_wanted.connect(self.patches.change)
        self.change.list.toggled.connect(self.list.open)
        self.target = Target(self.change.target, client, self)
        self.target.changed.connect(self._changed)
        models.opened.connect(self.target.open)
        self.forms = self.list, self.form, self.patches.form, self.target.form
        """Strips for the place above the text."""
        self.menu = QMenu(editor)
        client.framed.connect(self.interventions.receive)
        models.opened.connect(self._open)
        editor.replaced.connect(self.interventions.forget)
        editor.text_changed.connect(self._mark)
        self.interventions.changed.connect(self._changed)
        self.interventions.told.connect(self._mark)
        self.interventions.failed.connect(self._tell)
        self.form.asked.connect(self._keep_moment)
        self.form.submitted.connect(self._submit)
        self.form.closed.connect(editor.setFocus)
        actions.on(EDIT, self.show_menu)
        actions.on(UNDO, self.interventions.undo)
        actions.on(CLEAR, self.interventions.clear)
        self._workspace.lane_added.connect(self._add_lane)
        self._workspace.lane_removed.connect(lambda lane: self._of_texts.pop(lane, None))
        self._workspace.each_panel(self._connect)
        self._changed()

    def _connect(self, lane: Lane, panel: Panel) -> None:
        def show_menu(what: str, index: int, where: QPoint) -> None:
            # Edits act at the cursor, and a pinned panel shows another token.
            if panel.pin is None:
                self.show_menu(what, index, where)

        # Of the lanes that read one text, edits are made to the first one's state.
        if lane is self._lane:
            panel.menu_requested.connect(show_menu)
        elif lane in self._of_texts:
            panel.menu_requested.connect(partial(self._show_own_menu, lane, panel))
        else:
            return
        panel.empty_requested.connect(partial(self._empty, self.of(lane), panel))

    def of(self, lane: Lane) -> Interventions:
        """The interventions in the text that a lane reads."""
        return self._of_texts.get(lane, self.interventions)

    def _add_lane(self, lane: Lane) -> None:
        if lane not in readers(self._workspace):
            own = self._of_texts[lane] = Interventions(lane.editor, lane)
            client, models = lane.client, lane.models
            client.framed.connect(own.receive)
            models.opened.connect(own.open)
            own.failed.connect(self._tell)
            apply, mark = partial(_apply, lane, own), partial(_mark, lane, own)
            own.changed.connect(apply)
            editor = lane.editor
            for signal in (own.changed, own.told, editor.text_changed):
                signal.connect(mark)

    def _show_own_menu(
        self, lane: Lane, panel: Panel, what: str, index: int, where: QPoint
    ) -> None:
        """Open the menu of an item of the memory of a lane with a text of its own."""
        if panel.pin is not None:
            return
        self.menu.clear()
        own = self.of(lane)
        self.transplants.fill(self.menu, lane, what, index)
        self.menu.addSeparator()
        for text, do, can in (
            (UNDO_OWN, own.undo, own.can_undo),
            (CLEAR_OWN, own.clear, bool(own.held)),
        ):
            action = self.menu.addAction(tr(text))
            action.setEnabled(can)
            when_chosen(action, do)
        self.menu.popup(where)

    def show_menu(self, what: str = "", index: int = -1, where: QPoint | None = None) -> None:
        """Open a menu of the edits of an item, or of all edits, at a point."""
        self.menu.clear()
        choose = partial(self._choose, self.interventions.moment)
        fill(self.menu, self.interventions, choose, what, index)
        item = index if what == ArgumentKind.ITEM else -1
        self.transplants.fill(self.menu, self._lane, what, index)
        if item >= 0:
            self.patches.fill_item(self.menu, item)
        if self.interventions.frame is not None and self.interventions.frame.cursor >= 0:
            before = self.menu.addAction(tr(BEFORE))
            before.setCheckable(True)
            before.setChecked(self.interventions.before)
            before.toggled.connect(partial(setattr, self.interventions, "before"))
        at_caret = self._editor.cursorRect().bottomLeft()
        self.menu.popup(where or self._editor.viewport().mapToGlobal(at_caret))

    def _empty(self, interventions: Interventions, panel: Panel, what: str, index: int) -> None:
        """Empty an item of the memory, or forget a token's word if items have no numbers.

        Doing it again restores what was forgotten.
        """
        frame = interventions.frame
        if panel.pin is not None or frame is None:
            return
        if what == ArgumentKind.TOKEN:
            if (word := word_of_token(interventions.text, index, frame)) is not None:
                if held := interventions.about(word):
                    interventions.take_back(held[-1])
                    return
                forget_this, *_ = choices(interventions, word, at_cursor=True)
                if forget_this.held is not None:
                    interventions.add(forget_this.held)
            return
        spec = next((spec for spec in interventions.offered if spec.takes_only(what)), None)
        if spec is not None:
            self._messages.clear(TOPIC)
            interventions.request(spec.id, {spec.arguments[0].name: index})

    def fill_text_menu(self, menu: QMenu, point: QPoint) -> None:
        """Offer to forget the word under a point of the text, or the selection there."""
        interventions, place = self.interventions, self._editor.place_at(point)
        start, stop = self._editor.selection
        if place is None or interventions.opened is None:
            return
        selected = trimmed(interventions.text, start, stop) if start <= place < stop else None
        word = selected or word_around(interventions.text, place, interventions.frame)
        if word is not None:
            fill_word(menu, interventions, word)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self.change.apply_theme(theme)
        for form in self.forms:
            form.apply_theme(theme)

    def _choose(self, moment: Moment | None, spec: EditSpec, known: Mapping[str, int]) -> None:
        """An edit of a menu was chosen, which was opened at a moment."""
        self._messages.clear(TOPIC)
        opened = self.interventions.opened
        if opened is not None and len(known) < len(spec.arguments):
            self.form.ask_for(spec, opened.pieces)
        else:
            self.interventions.request(spec.id, known, moment)

    @Slot()
    def _keep_moment(self) -> None:
        """The form was submitted: the edit acts here, however long its pieces are waited for."""
        self._asked_at = self.interventions.moment

    def _submit(self, name: str, arguments: Mapping[str, int]) -> None:
        self.interventions.request(name, arguments, self._asked_at)

    @Slot(object)
    def _open(self, opened: OpenedModel) -> None:
        if self.interventions.open(opened):
            self.form.dismiss()
            self.history.clear()

    @Slot()
    def _changed(self) -> None:
        self._reading.set_interventions(self.interventions.placed, self.target.tokens)
        self.change.show_interventions()
        self.key.listen(bool(self.interventions.placed))
        self._change_soon()
        self._mark()
        self._actions.allow(UNDO, self.interventions.can_undo)
        self._actions.allow(CLEAR, bool(self.interventions.held))
        if not self.interventions.held:
            self.change.list.setChecked(False)

    @Slot()
    def _change_soon(self) -> None:
        self._clock.mark(CHANGE)

    def _show_change(self) -> None:
        # What the interventions changed that were in force before stands beside no others.
        self.change.show_effect(self.interventions.answer, self.interventions.opened)
        self.history.record(self.change.bits)

    @Slot()
    def _mark(self) -> None:
        places, words = self.interventions.marks()
        self._editor.mark_interventions(places, words)

    @Slot(str)
    def _tell(self, why: str) -> None:
        self._messages.say(why, TOPIC, passes=True)


def _apply(lane: Lane, own: Interventions) -> None:
    """Have a lane read its own text with its interventions."""
    reading = lane.reading
    reading.set_interventions(own.placed)


def _mark(lane: Lane, own: Interventions) -> None:
    editor = lane.editor
    editor.mark_interventions(*own.marks())
