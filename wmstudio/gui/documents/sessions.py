"""Sessions: saving and restoring everything that is open."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from wmstudio.app import catalogue
from wmstudio.app.branches import Tree
from wmstudio.app.phrases import phrase
from wmstudio.app.saved.session_file import (
    ENDING,
    ModelReference,
    SavedSession,
    SessionError,
    read_session,
    session_from,
    to_dict,
    write_session,
)
from wmstudio.files.digest import digest_of
from wmstudio.gui.base.translation import tr
from wmstudio.gui.documents.consent import NOT_RUN, may_run
from wmstudio.gui.documents.model_references import (
    AWAY,
    KEPT_SAYS,
    NOT_OPEN,
    SAYS,
    kept,
    located,
    reference_to,
)
from wmstudio.gui.documents.models_away import ModelsAway
from wmstudio.gui.documents.second_of_session import SecondOfSession
from wmstudio.gui.documents.text_file import Convention
from wmstudio.gui.documents.unrestored import Unrestored, held, left_out, to_keep
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.app.places import Change
    from wmstudio.engine.messages import OpenedModel, Patch
    from wmstudio.gui.client.link import Link
    from wmstudio.gui.compare.comparison import Comparison
    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.documents.text_area import TextArea
    from wmstudio.gui.features.copies import Copies
    from wmstudio.gui.features.span_keeper import SpanKeeper
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Presets

TOPIC, LOST = "session", "model of the session"
FILTER = phrase("Session (*.wmstudio)")
OTHER_ALL_THE_SAME = phrase(
    "{place} is not the model that the session was saved with, so what is shown may differ."
)
PATCHES = phrase(
    "{file} has interventions on signals. They are not applied here, and are kept when you save."
)


class Sessions(Controller):
    """A format of `Documents`. The model and its panels are restored once the model is open."""

    def __init__(
        self,
        services: Services,
        documents: Documents,
        comparison: Comparison,
        branching: Branching,
        interventions: Interventions,
        spans: SpanKeeper,
        text_area: TextArea,
        copies: Copies,
        presets: Presets,
        link: Link,
    ) -> None:
        super().__init__(services)
        first, actions = self._lane, self._actions
        self._models, self._reading, self._axis = first.models, first.reading, first.axis
        self._panels, self._documents, self._comparison = first.panels, documents, comparison
        self._branching, self._interventions, self._spans = branching, interventions, spans
        self._text_area, self._copies, self._presets = text_area, copies, presets
        self._waiting = Unrestored(self._editor, self)
        """The session that will be restored when its model is open."""
        self._patches: tuple[Patch, ...] = ()
        """Interventions of the open session. They are not applied yet, but saved again."""
        self.keeps_comparison = False
        """Whether the next session leaves the second model, because it was requested by name."""
        self._wanted: tuple[str, ModelReference] | None = None
        """The model to open when the window begins."""
        self._lost = False
        """Whether that model was not found."""
        self._began = self._asks = False
        self._away = ModelsAway(services, link, self._open_away, comparison.open, self._forget)
        self._second = SecondOfSession(services, comparison, self._away)
        documents.formats[ENDING] = self
        documents.surroundings = self
        actions.on("session.open", self.choose)
        actions.on("session.save", self.save)
        self._editor.replaced.connect(self._drop_patches)
        self._models.opened.connect(self._show)
        self._models.kept.connect(self._give_up)
        self._models.opening.connect(self._leave)
        for changed in (self._models.configured, interventions.changed):
            changed.connect(documents.keep_soon)

    # --- commands ---

    def choose(self) -> None:
        """Open a session that the user chooses."""
        path = self._file_to_open(tr("Open session"), tr(FILTER))
        if path is not None:
            self._documents.open(path)

    def save(self) -> bool:
        """Save to a file that the user chooses. Returns whether it worked."""
        name = (self._documents.path or Path(tr("Untitled"))).with_suffix(ENDING)
        path = self._file_to_save(tr("Save session"), name, tr(FILTER), ENDING)
        return path is not None and self._documents.save_to(path)

    # --- the format ---

    def write(self, path: Path) -> bool:
        """See `FileFormat`."""
        try:
            write_session(path, self.collect())
        except SessionError as error:
            self._messages.say(str(error), TOPIC)
        except OSError as error:
            why = error.strerror or str(error)
            said = tr(
                "{file} could not be saved: {why}. Your text is still open.", file=path, why=why
            )
            self._messages.say(said, TOPIC)
        else:
            self._messages.clear(TOPIC)
            waiting = self._waiting.session
            if waiting and waiting.model and not (self._models.is_opening or self._wanted):
                said = tr(NOT_OPEN, file=path.name, name=waiting.model.name)
                self._messages.say(said, TOPIC, warns=False)
            return True
        return False

    def read(self, path: Path, *, ask: bool) -> bool:
        """See `FileFormat`."""
        # Before it is read: a change from now on, also during the question, is one from outside.
        digest = digest_of(path)
        try:
            session = read_session(path)
        except SessionError as error:
            self._messages.say(str(error), TOPIC)
            return False
        if ask and not self._documents.may_go():
            return False
        self._messages.clear(TOPIC, LOST, "patches")
        here = session.tree.current
        convention = Convention(session.newline, session.bom)
        self._documents.show_file(path, here.text, convention, digest=digest)
        self._begin_with(session)
        if session.patches:
            self._messages.say(tr(PATCHES, file=path.name), "patches")
        if session.model is not None:
            self._look_for(session.model, path)
        elif self._models.open_model is not None:
            self._show(self._models.open_model)
        if self._began or self._models.busy:
            self.begin()
        return True

    def begin(self) -> bool:
        """Open the session's model. Returns whether there is one."""
        self._began = True
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return False
        source, reference = wanted
        self._open(source, reference)
        return True

    def _open(self, source: str, reference: ModelReference) -> None:
        self._asks = True
        self._models.open(source, self._settings.device, reference.values)
        self._asks = False

    def forget(self) -> None:
        """Drop what would be restored, because another model was requested by name."""
        self._wanted = None
        self._waiting.forget()

    def show(self, session: SavedSession) -> None:
        """Show a session without a file: the text now, all else when its model is open.

        The present text is replaced without a question, and the panels stay where they are.
        """
        self._documents.show_text(session.tree.current.text)
        self._begin_with(replace(session, duplicates=self._copies.ids))
        if (model := session.model) is not None:
            self._open(model.source, model)

    @property
    def is_waiting(self) -> bool:
        """Whether part of a session is waiting for its model."""
        return self._waiting.is_coming

    def _begin_with(self, session: SavedSession) -> None:
        """Restore the caret and the branches of a text that has just been shown."""
        self._editor.place_caret(session.tree.current.caret)
        self._branching.restore(session.tree)
        self._waiting.begin(session)
        self._wanted, self._patches, self._lost = None, session.patches, False

    # --- saved with the draft ---

    def kept(self) -> dict[str, Any]:
        """See `Surroundings`. The texts and their branches are saved elsewhere."""
        # What still waits for its model must survive another crash.
        return to_dict(replace(self.collect(), tree=Tree()))

    @property
    def has_interventions(self) -> bool:
        """See `Surroundings`."""
        second = self._documents.second
        beside = None if second is None or second.kept() is None else second.edits
        return bool(self._patches) or self._waiting.has_any(self._interventions.held, beside)

    def recover(self, kept: Any, changes: Sequence[Change] = ()) -> bool:
        """See `Surroundings`."""
        try:
            # Where panels are is newer in what the window keeps of itself at every change of that.
            session = replace(session_from(kept), layout="")
        except (LookupError, TypeError, ValueError):
            return False
        self._waiting.begin(session)
        if lost := self._waiting.follow(changes):
            self._messages.say(left_out(lost, self._documents.name), TOPIC)
        self._patches = (self._waiting.session or session).patches
        if session.model is not None:
            self._look_for(session.model, self._documents.path or Path(), ask=False)
        if self._began or self._models.busy:
            self.begin()
        return True

    @Slot()
    def _drop_patches(self) -> None:
        """Drop interventions, because another text replaces the one that they are about."""
        self._patches = ()

    # --- saving ---

    def collect(self) -> SavedSession:
        """Everything that a session contains."""
        documents, axis, second = self._documents, self._axis, self._comparison.second
        preset, layout = self._presets.lasting()
        now = SavedSession(
            tree=self._branching.whole(),
            newline=documents.convention.newline,
            bom=documents.convention.bom,
            model=reference_to(self._models),
            second=reference_to(second.models) if second else None,
            cursor=self._reading.place,
            span=self._spans.place,
            axis=(axis.start, axis.stop),
            interventions=to_keep(self._interventions.held),
            edits_on=self._interventions.on,
            layout=layout,
            preset=preset,
            patches=self._patches,
            text=self._text_area.save_state(),
            panels=self._panels.save_states(self._panels.existing),
            duplicates=self._copies.ids,
            second_text=documents.second_text,
            second_edits=to_keep(documents.second.edits) if documents.second else (),
        )
        return self._waiting.merged(self._second.merged(now))

    # --- restoring ---

    def _look_for(self, reference: ModelReference, path: Path, *, ask: bool = True) -> None:
        source, wrong = located(reference, path.parent) if ask else kept(reference, path.parent)
        if wrong == AWAY:
            self._lost = True
            self._away.look_for(source, reference)
            return
        is_code = not wrong and catalogue.waits_for_consent(source)
        self._lost = bool(wrong) or is_code
        if is_code:
            self._messages.say(tr(NOT_RUN, name=reference.name, place=source), LOST)
            QTimer.singleShot(0, self, partial(self._ask_to_run, source, reference))
            return
        if not wrong:
            self._wanted = source, reference
            return
        if not ask:
            # Another model than before: what belonged to the old one does not apply.
            self._give_up()
            said = tr(KEPT_SAYS[wrong], name=reference.name, place=reference.source)
            self._messages.say(said, LOST)
            return
        said = tr(SAYS[wrong], name=reference.name, place=reference.source)
        self._messages.say(said, LOST)
        # Once the window is visible, because the question is about what it shows.
        QTimer.singleShot(0, self, self._ask_where)

    def _open_away(self, source: str, reference: ModelReference) -> None:
        """The server that has the session's model is connected."""
        self._lost = False
        if self._waiting.is_coming:
            self._wanted = source, reference
            self.begin()

    def _ask_to_run(self, source: str, reference: ModelReference) -> None:
        self._lost = False
        if not may_run(source, reference.name, self._window):
            self._give_up()
            return
        self._messages.clear(LOST)
        self._wanted = source, reference
        self.begin()

    @Slot()
    def _ask_where(self) -> None:
        """Ask for the folder of a model that was not found."""
        session = self._waiting.session
        if session is None or session.model is None or not self._waiting.comes:
            return
        reference = session.model
        folder = QFileDialog.getExistingDirectory(
            self._window,
            tr("Where is the model {name}?", name=reference.name),
            self._settings.folder,
            QFileDialog.Option.ShowDirsOnly,
        )
        self._lost = False
        if not folder:
            self._give_up()
            return
        source, wrong = catalogue.locate(folder, reference.hashes, Path(folder))
        self._messages.clear(LOST)
        if wrong == catalogue.OTHER:
            self._messages.say(tr(OTHER_ALL_THE_SAME, place=folder), LOST)
        self._wanted = source or folder, reference
        self.begin()

    @Slot()
    def _give_up(self) -> None:
        """The session's model is not opened. A session file must not lose it when it is saved."""
        path = self._documents.path
        self._waiting.give_up(keep=path is not None and path.suffix.lower() == ENDING)
        self._lost = False

    def _forget(self) -> None:
        self._waiting.forget()
        self._lost = False

    @Slot(str)
    def _leave(self, source: str) -> None:
        """Save the session with another model from now on, if the user is opening one."""
        models = self._models
        unasked = self._asks or models.stands_in or source == models.source
        if not (self._waiting.is_coming or unasked):
            self._forget()

    @Slot(object)
    def _show(self, opened: OpenedModel) -> None:
        session = self._waiting.session
        if session is None or not self._waiting.comes or self._lost or self._models.is_opening:
            return
        if session.model is not None and self._models.stands_in:
            self._give_up()
            return
        self._waiting.forget()
        self._copies.set_duplicates(list(session.duplicates))
        keeps, self.keeps_comparison = self.keeps_comparison, False
        if keeps:
            pass
        elif session.second is not None:
            self._second.open(session)
        else:
            self._comparison.end()
            if session.second_text is not None and self._documents.second is not None:
                self._settings.layout_of_two = session.layout or self._settings.layout_of_two
                self._documents.second.show(session.second_text, held(session.second_edits))
            elif session.layout:
                self._presets.show(session.preset, session.layout)
        self._panels.restore_states(session.panels)
        self._text_area.restore_state(session.text, opened)
        self._interventions.restore(held(session.interventions), on=session.edits_on)
        self._spans.select(*(session.span or (0, 0)))
        if session.axis is not None:
            self._axis.show(*session.axis)
        self._reading.look_at_place(session.cursor)
