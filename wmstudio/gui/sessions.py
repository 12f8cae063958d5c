"""Sessions: everything that is open, to a file and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from wmstudio.app import catalogue
from wmstudio.app.branches import Tree
from wmstudio.app.phrases import phrase
from wmstudio.app.session_file import (
    ENDING,
    KeptEdit,
    ModelReference,
    Session,
    SessionError,
    read_session,
    session_from,
    to_dict,
    write_session,
)
from wmstudio.engine.recorded import is_recording
from wmstudio.gui import shown
from wmstudio.gui.edits import Held
from wmstudio.gui.text_file import Convention
from wmstudio.gui.translation import tr

if TYPE_CHECKING:
    from wmstudio.engine.messages import Opened
    from wmstudio.gui.main_window import MainWindow
    from wmstudio.gui.models import Models

TOPIC, LOST = "session", "model of the session"
FILTER = phrase("Session (*.wmstudio)")
MOVED = phrase(
    "The text is open, but its model {name} is not at {place} any more: choose the folder where "
    "it is now."
)
OTHER = phrase(
    "The text is open, but the model {name} at {place} is not the one that the session was saved "
    "with: choose the folder where that is."
)
SECOND = phrase(
    "The second model {name} is not opened: {place} does not hold what the session was saved with."
)
OTHER_ALL_THE_SAME = phrase(
    "{place} holds another model than the session was saved with: what is shown may differ."
)
UNNAMED = phrase(
    "The text is open. The session does not say what its model {name} at {place} should hold: "
    "choose the folder to open it."
)
SAYS = {catalogue.UNNAMED: UNNAMED, catalogue.MOVED: MOVED, catalogue.OTHER: OTHER}


class Sessions(QObject):
    """A format of `Documents`; the model and what is shown come once the model is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: Session | None = None
        """What is to be shown again when its model is open."""
        self._revision = -1
        self._wanted: tuple[str, ModelReference] | None = None
        """What is to be opened when the window begins."""
        self._lost = False
        """Whether that model is not where it was."""
        self._began = False
        window.documents.formats[ENDING] = self
        window.documents.surroundings = self
        window.actions_.on("session.open", self.choose)
        window.actions_.on("session.save", self.save)
        window.models.opened.connect(self._show)
        window.models.kept.connect(self._give_up)
        for changed in (window.models.configured, window.hands.edits.changed):
            changed.connect(window.documents.keep_soon)

    # --- what the commands do ---

    def choose(self) -> None:
        """Open a session that is chosen."""
        window = self._window
        chosen, _ = QFileDialog.getOpenFileName(
            window, tr("Open session"), window.settings.folder, tr(FILTER)
        )
        if chosen:
            window.documents.open(Path(chosen))

    def save(self) -> bool:
        """Save to a file that is chosen; whether that was done."""
        documents, settings = self._window.documents, self._window.settings
        start = documents.path or Path(settings.folder) / tr("Untitled")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save session"), str(start.with_suffix(ENDING)), tr(FILTER)
        )
        if not chosen:
            return False
        path = Path(chosen)
        return documents.save_to(
            path if path.suffix.lower() == ENDING else path.with_name(path.name + ENDING)
        )

    # --- a format ---

    def write(self, path: Path) -> bool:
        """See `Format`."""
        try:
            write_session(path, self.collect())
        except SessionError as error:
            self._window.messages.say(str(error), TOPIC)
        except OSError as error:
            why = error.strerror or str(error)
            said = tr(
                "{file} could not be saved: {why}. The text is kept here.", file=path, why=why
            )
            self._window.messages.say(said, TOPIC)
        else:
            self._window.messages.clear(TOPIC)
            return True
        return False

    def read(self, path: Path, *, ask: bool) -> bool:
        """See `Format`."""
        window = self._window
        try:
            session = read_session(path)
        except SessionError as error:
            window.messages.say(str(error), TOPIC)
            return False
        if ask and not window.documents.may_go():
            return False
        window.messages.clear(TOPIC, LOST, "patches")
        self._lost = False
        here = session.tree.current
        window.documents.take(path, here.text, Convention(session.newline, session.bom))
        window.editor.place_caret(here.caret)
        window.branching.restore(session.tree)
        self._waiting, self._revision = session, window.editor.revision
        self._wanted = None
        if session.patches:
            window.messages.say(
                tr("{file} has patches, which are not shown here.", file=path.name), "patches"
            )
        if session.model is not None:
            self._look_for(session.model, path)
        elif window.models.open_model is not None:
            self._show(window.models.open_model)
        if self._began or window.models.busy:
            self.begin()
        return True

    def begin(self) -> bool:
        """Open the session's model, if there is one to open; whether there was."""
        self._began = True
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return False
        source, reference = wanted
        window = self._window
        window.models.open(source, window.settings.device, reference.values)
        return True

    def forget(self) -> None:
        """Another model was asked for by name: what belongs to the session's is not shown."""
        self._waiting = self._wanted = None

    # --- beside the draft ---

    def kept(self) -> dict[str, Any]:
        """See `Surroundings`; the text and its branches are kept by others."""
        # What waits for its model is not shown yet, and is not to be lost by another kill.
        return to_dict(replace(self._waiting or self.collect(), tree=Tree()))

    def recover(self, kept: Any) -> None:
        """See `Surroundings`."""
        try:
            session = session_from(kept)
        except (LookupError, TypeError, ValueError):
            return
        self._waiting, self._revision = session, self._window.editor.revision
        if session.model is not None:
            self._look_for(session.model, Path(), ask=False)
        if self._began or self._window.models.busy:
            self.begin()

    # --- saved ---

    def collect(self) -> Session:
        """All that there is to keep now."""
        window = self._window
        documents, axis, second = window.documents, window.axis, window.comparison.second
        return Session(
            tree=window.branching.whole(),
            newline=documents.convention.newline,
            bom=documents.convention.bom,
            model=_reference(window.models),
            second=_reference(second.models) if second else None,
            cursor=window.reading.place,
            span=window.time.spans.place,
            axis=(axis.start, axis.stop),
            edits=tuple(
                KeptEdit(held.edit, held.words, held.after) for held in window.hands.edits.held
            ),
            layout=window.docks.state(),
            shown=shown.kept(window),
        )

    # --- shown again ---

    def _look_for(self, reference: ModelReference, path: Path, *, ask: bool = True) -> None:
        source, wrong = _located(reference, path.parent) if ask else _kept(reference, path.parent)
        self._lost = bool(wrong)
        if not wrong:
            self._wanted = source, reference
            return
        if not ask:
            # Another model than before the kill: what belonged to that means nothing to it.
            self._waiting, self._lost = None, False
            return
        said = tr(SAYS[wrong], name=reference.name, place=reference.source)
        self._window.messages.say(said, LOST)
        # Once the window can be seen: the question is about what is in it.
        QTimer.singleShot(0, self, self._ask_where)

    @Slot()
    def _ask_where(self) -> None:
        """Ask for the folder of the model that was not found."""
        window, session = self._window, self._waiting
        if session is None or session.model is None:
            return
        reference = session.model
        folder = QFileDialog.getExistingDirectory(
            window,
            tr("Where is the model {name}?", name=reference.name),
            window.settings.folder,
            QFileDialog.Option.ShowDirsOnly,
        )
        self._lost = False
        if not folder:
            self._waiting = None
            return
        source, wrong = catalogue.locate(folder, reference.hashes, Path(folder))
        window.messages.clear(LOST)
        if wrong == catalogue.OTHER:
            window.messages.say(tr(OTHER_ALL_THE_SAME, place=folder), LOST)
        self._wanted = source or folder, reference
        self.begin()

    @Slot()
    def _give_up(self) -> None:
        self._waiting = None

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        session, window = self._waiting, self._window
        if session is None or self._lost or window.models.is_opening:
            return
        self._waiting = None
        window.copies.have(session.shown.get(shown.COPIES, []))
        if session.second is not None:
            window.settings.layout_of_two = session.layout
            source, wrong = _located(session.second, Path())
            if wrong:
                said = tr(SECOND, name=session.second.name, place=session.second.source)
                window.messages.say(said, TOPIC)
            else:
                window.comparison.open(source, session.second.values)
        else:
            window.comparison.end()
            window.docks.restore(session.layout)
        shown.recall(window, opened, session.shown)
        # Places mean something in the text that they were kept with.
        if window.editor.revision == self._revision:
            window.hands.edits.restore(
                tuple(Held(one.edit, one.words, one.after) for one in session.edits)
            )
            window.time.spans.select(*(session.span or (0, 0)))
            if session.axis is not None:
                window.axis.show(*session.axis)
            window.reading.look_at_place(session.cursor)


def _located(reference: ModelReference, near: Path) -> tuple[str, str]:
    """What to open a model by, and what is not right; see `catalogue.locate`.

    Without hashes only what ships with the program, or a recording, is opened unasked: a session
    that somebody else wrote could name any folder.
    """
    if reference.hashes:
        return catalogue.locate(reference.source, reference.hashes, near)
    known = catalogue.is_bundled(reference.source) or is_recording(reference.source)
    return reference.source, "" if known else catalogue.UNNAMED


def _kept(reference: ModelReference, near: Path) -> tuple[str, str]:
    """The same of what the program itself has kept."""
    if reference.hashes:
        return catalogue.locate(reference.source, reference.hashes, near)
    return reference.source, ""


def _reference(models: Models) -> ModelReference | None:
    """The open model, so that it can be found again."""
    opened = models.open_model
    if opened is None:
        return None
    return ModelReference(models.source, opened.name, opened.hashes, opened.values)
