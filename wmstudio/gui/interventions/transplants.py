"""Copying parts of a state, and putting them in elsewhere: by menu, mouse, keys and file."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from wmstudio.app.phrases import phrase
from wmstudio.contract import MEMORY, PASTE, part_of_rows
from wmstudio.engine.memory_file import (
    ENDING,
    MemoryFileError,
    item_of,
    parsed,
    read_memory,
    write_memory,
)
from wmstudio.engine.messages import (
    CopiedPart,
    CopyPart,
    PartCopied,
    PlacedEdit,
)
from wmstudio.gui.base.plain import literal
from wmstudio.gui.base.translation import tr
from wmstudio.gui.interventions.held import Held, item_words, token_words
from wmstudio.gui.interventions.interventions import when_chosen
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import readers
from wmstudio.text.stretches import spot_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from wmstudio.engine.messages import Frame, OpenedModel, PartSpec
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.interventions.moment import Moment
    from wmstudio.gui.plots.panel import Panel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane
    from wmstudio.text.stretches import Spot

MIME = "application/x-wmstudio-memory"
TOPIC = "transplants"
NO_PLACE = phrase("Nothing can be put in there: it is no token of this text.")
PINNED = phrase("This row cannot be moved from a pinned panel. Copy it before you pin the panel.")
NO_MEMORY = phrase("The memory of this model cannot be copied as a whole.")
NOTHING = phrase("There is no memory on the clipboard. Copy one first.")
FILES = phrase("Memories (*{ending})")


class Transplants(Controller):
    """What was copied last is on the clipboard, so that another window may put it in too."""

    copied = Signal(object)
    """A `CopiedPart` was copied."""

    def __init__(self, services: Services, of: Callable[[Lane], Interventions]) -> None:
        """``of`` are the interventions in the text that a lane reads."""
        super().__init__(services)
        self._of, self._current = of, self._lane
        """The lane that was worked in last, of those whose state can be changed."""
        self._kept: dict[Panel, CopiedPart] = {}
        """The whole memory that each pinned panel shows."""
        self._runs = count(1)
        self._waiting: dict[int, Callable[[CopiedPart], object]] = {}
        """What is done with each part that is being copied, by its run."""
        for id, do in (
            ("memory.copy", self.copy_memory),
            ("memory.paste", self.paste),
            ("memory.save", self.save),
            ("memory.open", self.open),
        ):
            self._actions.on(id, do)
        for lane in self._workspace.lanes:
            self._listen(lane)
        self._workspace.lane_added.connect(self._listen)
        self._workspace.lane_removed.connect(self._leave)
        self._workspace.each_panel(self._connect)
        self._workspace.panel_removed.connect(self._drop_kept)
        # There is one: the window is its.
        QApplication.instance().focusChanged.connect(self._follow_keyboard)  # type: ignore[union-attr]

    @property
    def _changeable(self) -> tuple[Lane, ...]:
        """The lanes whose state can be changed: one for each text."""
        of_document = readers(self._workspace)
        return tuple(x for x in self._workspace.lanes if x is self._lane or x not in of_document)

    @Slot(QWidget, QWidget)
    def _follow_keyboard(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        for lane in self._changeable:
            if now is lane.editor or any(
                p.isAncestorOf(now) for p in lane.panels.existing.values()
            ):
                self._current = lane

    def _leave(self, lane: Lane) -> None:
        if lane is self._current:
            self._current = self._lane

    def _listen(self, lane: Lane) -> None:
        client = lane.client
        client.part_copied.connect(self._receive)

    def _connect(self, lane: Lane, panel: Panel) -> None:
        panel.item_dropped.connect(partial(self.drop, lane, panel))
        panel.item_copied.connect(partial(self._take, self._to_clipboard, lane, panel))
        panel.item_pasted.connect(partial(self._paste_row, lane, panel))
        panel.pinned.connect(partial(self._keep, lane, panel))

    def _keep(self, lane: Lane, panel: Panel) -> None:
        """Copy the memory that a panel is pinned at, because its text may be changed later."""
        self._kept.pop(panel, None)
        whole = lane.opened.parts.get(MEMORY) if lane.opened is not None else None
        if panel.pin is not None and whole is not None and panel.shows_items:
            pin = panel.pin

            def keep(copied: CopiedPart) -> None:
                # It may be pinned somewhere else by now, or gone.
                is_there = lane in self._workspace.lanes and panel in lane.panels.existing.values()
                if panel.pin is pin and is_there:
                    self._kept[panel] = copied

            self.copy(lane, panel, whole, 0, keep)

    @Slot(object, object)
    def _drop_kept(self, _lane: Lane, panel: Panel) -> None:
        self._kept.pop(panel, None)

    # --- copying ---

    def copy(
        self, lane: Lane, panel: Panel | None, part: PartSpec, item: int,
        then: Callable[[CopiedPart], object],
    ) -> None:  # fmt: skip
        """Copy a part after the token that a panel, or the lane, shows; then pass it on."""
        frame = panel.frame if panel is not None else lane.frame
        if frame is None or frame.cursor < 0:
            return
        run = next(self._runs)
        self._waiting[run] = then
        origin = self._origin(part, item, lane, panel)
        client = lane.client
        asked = tuple(told.asked for told in frame.interventions)
        client.post(CopyPart(run, part.id, frame.cursor, item, origin, frame.revision, asked))

    def _origin(self, part: PartSpec, item: int, lane: Lane, panel: Panel | None) -> str:
        """Where a part comes from: which it is, and after which token."""
        frame, opened = panel.frame if panel is not None else lane.frame, lane.opened
        if frame is None or opened is None:
            return ""
        called = _called(part, item, frame, opened)
        return tr(
            "{part} after token {token}",
            part=called,
            token=token_words(frame.cursor, frame, opened),
        )

    @Slot()
    def copy_memory(self) -> None:
        """Copy the whole memory to the clipboard, of the text that was worked in last."""
        self._copy_whole(self._to_clipboard)

    def _copy_whole(self, then: Callable[[CopiedPart], object]) -> None:
        lane = self._current
        opened = lane.opened
        whole = opened.parts.get(MEMORY) if opened is not None else None
        if whole is None:
            self._tell(tr(NO_MEMORY))
        else:
            self.copy(lane, None, whole, 0, then)

    def keep(self, copied: CopiedPart) -> None:
        """Put a part on the clipboard."""
        data = QMimeData()
        data.setData(MIME, copied.data)
        data.setText(f"{copied.origin} ({copied.name})")
        QGuiApplication.clipboard().setMimeData(data)

    def _to_clipboard(self, copied: CopiedPart) -> None:
        self.keep(copied)
        self._tell(tr("Copied {origin}.", origin=copied.origin), warns=False)
        self.copied.emit(copied)

    @property
    def clipboard(self) -> CopiedPart | None:
        """What was copied, here or in another window; None if there is no such thing."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not data.hasFormat(MIME):
            return None
        try:
            return parsed(bytes(data.data(MIME).data()))
        except MemoryFileError:
            return None

    @Slot(object)
    def _receive(self, answer: PartCopied) -> None:
        then = self._waiting.pop(answer.run, None)
        if then is not None and answer.copied is not None:
            then(answer.copied)
        elif then is not None:
            self._tell(answer.why)

    # --- putting in ---

    def paste(self, item: int = 0, lane: Lane | None = None) -> None:
        """Put in what is on the clipboard; see `put_in`."""
        copied = self.clipboard
        if copied is None:
            self._tell(tr(NOTHING))
        else:
            self.put_in(copied, item, lane)

    def put_in(
        self,
        copied: CopiedPart,
        item: int = 0,
        lane: Lane | None = None,
        moment: Moment | None = None,
    ) -> None:
        """Put a part in right after the cursor's token, at this item if it is one of several.

        It is put into a lane's memory, or else into that of the text that was worked in last. The
        cursor is that of a ``moment``, the present one if none is given.
        """
        interventions = self._of(lane or self._current)
        moment, opened = moment or interventions.moment, interventions.opened
        token = interventions.acts_after(moment)
        if moment is None or opened is None or token is None:
            return
        frame = moment.frame
        spec = opened.parts.get(copied.part)
        arguments: tuple[tuple[str, int], ...] = ()
        tokens: tuple[tuple[str, Spot], ...] = ()
        if spec is None or not spec.items:
            words = tr("Put in {origin}", origin=copied.origin)
        else:
            if not spec.of_tokens:
                arguments = (("item", item),)
            elif 0 <= item < len(frame.trace):
                tokens = (("item", spot_of(frame.trace, item)),)
            else:
                self._tell(tr(NO_PLACE))
                return
            there = _called(spec, item, frame, opened)
            words = tr("Put in {origin}, in place of {item}", origin=copied.origin, item=there)
        place = spot_of(frame.trace, token)
        placed = PlacedEdit(place, PASTE, arguments, tokens, copied=copied)
        named = (token_words(item, frame, opened),) if tokens else ()
        after = token_words(token, frame, opened)
        interventions.add(Held(placed, words, after, named=named))

    def drop(self, lane: Lane, panel: Panel, kind: str, item: int, where: QPoint) -> None:
        """Put an item of a panel into the row of a memory where it was dropped.

        ``kind`` is the `ArgumentKind` of the panel's rows.
        """
        there = [(one, panel) for one in self._changeable for panel in one.panels.existing.values()]
        for into, target in there:
            row = target.item_under(where) if target.pin is None else None
            if row is None:
                continue
            if target is not panel or row != item:
                moment = self._of(into).moment
                put_in = partial(self.put_in, item=row, lane=into, moment=moment)
                self._take(put_in, lane, panel, kind, item)
            return

    def _paste_row(self, lane: Lane, panel: Panel, _kind: str, item: int) -> None:
        """Put what is on the clipboard into a row of a memory that can be changed."""
        if lane in self._changeable and panel.pin is None:
            self.paste(item, lane)

    def _take(
        self, then: Callable[[CopiedPart], object], lane: Lane, panel: Panel, kind: str, item: int
    ) -> None:
        """Copy a row of a panel, which may be pinned at another text, and pass it on."""
        spec = part_of_rows(kind, lane.opened.parts) if lane.opened is not None else None
        if spec is None:
            return
        if panel.pin is None:
            self.copy(lane, panel, spec, item, then)
        elif (cut := self._cut(lane, panel, spec, item)) is not None:
            then(cut)
        else:
            self._tell(tr(PINNED))

    def _cut(self, lane: Lane, panel: Panel, spec: PartSpec, item: int) -> CopiedPart | None:
        """One item of the memory that was kept of a pinned panel; None if it has no such item."""
        whole, frame, opened = self._kept.get(panel), panel.frame, lane.opened
        if whole is None or frame is None or opened is None:
            return None
        if opened.parts[whole.part].of_tokens != spec.of_tokens:
            return None
        origin = self._origin(spec, item, lane, panel)
        # Rows of tokens are kept from the oldest to the one of the cursor.
        at = item - frame.cursor - 1 if spec.of_tokens else item
        try:
            return item_of(whole, spec.id, at, origin)
        except (IndexError, MemoryFileError):
            return None

    # --- files ---

    @Slot()
    def save(self) -> None:
        """Save the whole memory at the cursor to a file that the user chooses."""
        kinds = tr(FILES, ending=ENDING)
        path = self._file_to_save(tr("Save memory"), f"memory{ENDING}", kinds, ENDING)
        if path is not None:
            self._copy_whole(partial(self._write, path))

    def _write(self, path: Path, copied: CopiedPart) -> None:
        try:
            write_memory(path, copied)
        except OSError as error:
            why = error.strerror or str(error)
            self._tell(tr("{file} could not be saved: {why}.", file=path, why=why))
        else:
            self._tell(tr("Saved {file}.", file=path), warns=False)

    @Slot()
    def open(self) -> None:
        """Put in the memory of a file that the user chooses."""
        path = self._file_to_open(tr("Open memory"), tr(FILES, ending=ENDING))
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Put in the memory of a file."""
        try:
            copied = read_memory(path)
        except MemoryFileError as error:
            self._tell(str(error))
        else:
            self.put_in(copied)

    # --- menus ---

    def fill(self, menu: QMenu, lane: Lane, kind: str, item: int) -> None:
        """Offer to copy an item and the other parts of the state, and to put in what was copied.

        ``kind`` is the `ArgumentKind` of the item; empty for the whole memory.
        """
        interventions = self._of(lane)
        frame, opened = interventions.frame, interventions.opened
        if frame is None or opened is None or frame.cursor < 0 or not opened.parts:
            return
        menu.addSeparator()
        own = part_of_rows(kind, opened.parts) if kind and item >= 0 else None
        for spec in opened.parts.values():
            if spec.items and spec is not own:
                continue
            called = _called(spec, item, frame, opened)
            action = menu.addAction(literal(tr("Copy {part}", part=called)))
            at = max(item, 0) if spec.items else 0
            when_chosen(action, self.copy, lane, None, spec, at, self._to_clipboard)
        copied = self.clipboard
        if copied is not None and copied.part in opened.parts:
            action = menu.addAction(literal(tr("Put in {origin}", origin=copied.origin)))
            there = opened.parts[copied.part]
            action.setEnabled(there is own or not there.items)
            when_chosen(action, self.put_in, copied, max(item, 0), lane, interventions.moment)

    def _tell(self, sentence: str, *, warns: bool = True) -> None:
        self._messages.say(sentence, TOPIC, warns=warns, passes=True)


def _called(spec: PartSpec, item: int, frame: Frame, opened: OpenedModel) -> str:
    """A part in words: ``the whole memory``, ``item 3 “Mary”``."""
    if not spec.items:
        return tr(spec.text)
    if spec.of_tokens:
        return tr("token {token}", token=token_words(item, frame, opened))
    return tr("item {item}", item=item_words(item, frame, opened))
