"""The text with its bars and notices."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.app.quantities import found
from wmstudio.gui.base.side import Side
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.branch_tree import BranchTree
from wmstudio.gui.documents.named_text import NamedText
from wmstudio.gui.documents.token_card_controller import TokenCardController
from wmstudio.gui.editor.text_bar import TextBar
from wmstudio.gui.widgets.splitter import PlainSplitter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.gui.base.state import Saved
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.features.shading import TextShading
    from wmstudio.gui.workspace.controller import Services

SHADE, BOUNDS = "text.shade", "text.bounds"
ON_CLOCK = "text bar"
LONG_LINE = phrase(
    "One line of the text is very long, which makes typing slow. Add line "
    "breaks to make it fast again."
)


class TextArea(QWidget):
    """The editor, the bar under it, and parts beside it."""

    def __init__(
        self,
        services: Services,
        shading: TextShading,
        branching: Branching,
        generate: Callable[[], object],
    ) -> None:
        super().__init__(services.window)
        workspace, preferences = services.workspace, services.preferences
        editor, first, settings = workspace.editor, workspace.first, preferences.settings
        clock, actions, self._messages = services.clock, services.actions, services.messages
        self._settings, self._shading = settings, shading
        self._reading, self._exact_values = first.reading, first.exact_values
        self._plain, self._editor = True, editor
        self.bar = TextBar(actions[SHADE])
        legend = self.bar.legend
        shading.lit.connect(legend.tell)
        shading.unseen.connect(self._tell_unseen)
        self.side, self.foot = Side(), Side()
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.first = NamedText(editor, tr("Name of the first text"))
        self.first.show_line(0)
        beside = PlainSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self.first, 5), (self.side, 3)):
            beside.addWidget(part)
            beside.setStretchFactor(beside.count() - 1, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = beside
        self._theme: Theme | None = None
        self._second: NamedText | None = None
        column.addWidget(beside, 1)
        # Under the text, so that selecting a span does not wrap the text anew.
        column.addWidget(self.foot)
        column.addWidget(self.bar)
        self.branching = branching
        self.branches = BranchTree(branching)
        self.side.add_part(self.branches)
        self.looks = TokenCardController(services, branching, generate)
        branching.changed.connect(self._branches_changed)
        models = first.models
        models.opened.connect(self._open)
        self.bar.picked.connect(self._pick)
        editor.scrolled.connect(self._align)
        editor.long_line.connect(self._tell_long_line)
        clock.add(ON_CLOCK, self._tell, self.bar.tells)
        self._reading.changed.connect(lambda: clock.mark(ON_CLOCK))
        actions.check(SHADE, settings.shading)
        actions.check(BOUNDS, settings.boundaries)
        actions.on_toggle(SHADE, self.shade)
        actions.on_toggle(BOUNDS, self.mark)
        self.shade(settings.shading)
        self.mark(settings.boundaries)
        actions.on("text.token", self.looks.show_cursor)
        actions.on("branch.new", branching.branch_off)
        actions.on("branch.next", partial(branching.step, 1))
        actions.on("branch.previous", partial(branching.step, -1))
        actions.on("branch.delete", lambda: branching.delete(branching.tree.active))
        actions.on("bookmark.add", branching.add_bookmark)
        actions.on("bookmark.next", branching.next_bookmark)
        actions.on_toggle("branch.show", self._show_branches)
        self._actions = actions
        self._branches_changed()

    @Slot()
    def _align(self) -> None:
        """Have the line under the text begin where the text does."""
        self.bar.begin_at(self._editor.inset)

    def shade(self, on: bool) -> None:
        """Switch shading on or off."""
        self._settings.shading = on
        opened = self.bar.opened
        quantity = self.bar.quantity if on and opened else None
        self._shading.shade_by(quantity, opened)
        self._shading.redraw_soon()
        self._reading.ask_soon()
        self.bar.show_on(on)
        self._tell()

    def mark(self, on: bool) -> None:
        """Show or hide marks where tokens begin."""
        self._settings.boundaries = on
        self._shading.mark(on)
        self._shading.redraw_soon()

    def turn_shading(self, on: bool) -> None:
        """Switch shading, and check the command."""
        self._actions.check(SHADE, on)
        self.shade(on)

    def turn_bounds(self, on: bool) -> None:
        """Show or hide token marks, and check the command."""
        self._actions.check(BOUNDS, on)
        self.mark(on)

    def shade_by(self, key: str, opened: OpenedModel) -> None:
        """Choose the quantity that shades the text."""
        self._settings.shade = key
        self.bar.open(opened, key)

    def save_state(self) -> dict[str, Saved]:
        """The state of shading and marks."""
        settings = self._settings
        return {
            "shading": settings.shading,
            "shade": settings.shade,
            "boundaries": settings.boundaries,
        }

    def restore_state(self, state: Mapping[str, object], opened: OpenedModel) -> None:
        """Restore shading and marks, as far as the open model has the quantity."""
        shade = state.get("shade")
        if isinstance(shade, str) and found(shade, opened.signals):
            self.shade_by(shade, opened)
        for id, turn in (("shading", self.turn_shading), ("boundaries", self.turn_bounds)):
            if isinstance(on := state.get(id), bool):
                turn(on)

    def show_beside(self, second: NamedText) -> None:
        """Show a second text beside the first, with as much room, and their names."""
        self._second = second
        if self._theme is not None:
            second.apply_theme(self._theme)
        self.first.show_line(second.line.sizeHint().height())
        self._row.insertWidget(1, second)
        self._row.setStretchFactor(1, 5)
        width = self._editor.width() // 2
        self._row.setSizes([width, width, *self._row.sizes()[2:]])

    def remove_beside(self) -> None:
        """Remove the second text."""
        if self._second is not None:
            self._second.hide()
            self._second.setParent(None)
            self._second.deleteLater()
            self._second = None
            self.first.show_line(0)

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours."""
        self._theme = theme
        for text in (self.first, self._second):
            if text is not None:
                text.apply_theme(theme)
        self.bar.apply_theme(theme)
        self.looks.apply_theme(theme)
        self.side.apply_theme(theme)

    def _show_branches(self, on: bool) -> None:
        self.side.show_part(self.branches, on)
        self._actions.check("branch.show", on)

    @Slot()
    def _branches_changed(self) -> None:
        tree = self.branching.tree
        several = len(tree.branches) > 1
        for id in ("branch.next", "branch.previous", "branch.delete"):
            self._actions.allow(id, several)
        self._actions.allow("bookmark.next", bool(tree.current.bookmarks))
        # Shown with the first branch or bookmark; if the user closes it, it stays closed.
        plain, self._plain = self._plain, tree.is_plain
        if plain != self._plain:
            self._show_branches(not self._plain)

    @Slot(object)
    def _open(self, opened: OpenedModel) -> None:
        self.bar.open(opened, self._settings.shade)
        self.shade(self._settings.shading)

    @Slot()
    def _pick(self) -> None:
        self._settings.shade = self.bar.quantity.key
        self.shade(self._settings.shading)

    @Slot(str)
    def _tell_unseen(self, panel: str) -> None:
        self.bar.name_unseen(panel)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        frame = self._reading.frame
        if frame is not None:
            watch, cursor = self.bar.quantity.watch, frame.cursor
            self._exact_values.lacks(frame.trace, watch, cursor, cursor + 1)
        self.bar.tell(frame)

    @Slot(bool)
    def _tell_long_line(self, there_is: bool) -> None:
        if there_is:
            self._messages.say(tr(LONG_LINE), "long line", warns=False)
        else:
            self._messages.clear("long line")
