"""Sets of examples: opening one, having its prompts answered, and showing one in the text."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from wmstudio.app.saved.training_record import follows_of
from wmstudio.engine.messages import AnswerExamples, StopSearch
from wmstudio.example_sets.base import ExampleError
from wmstudio.example_sets.layouts import read_examples
from wmstudio.gui.base.translation import joined, sentence, tr
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.workspace import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wmstudio.engine.messages import ExampleAnswered, SearchEnded, SearchProgress
    from wmstudio.example_sets.base import ExampleSet
    from wmstudio.gui.base.progress import Progress
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.panels.examples import ExamplesPanel
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.lane import Lane

PANEL, TOPIC = "examples", "examples"
KINDS = "*.jsonl *.txt *.tsv *.yml"


class LaneAnswers(QObject):
    """Has a lane's model answer the examples that its panel shows."""

    def __init__(
        self,
        panel: ExamplesPanel,
        lane: Lane,
        runs: Iterator[int],
        progress: Progress,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel, self._lane, self._runs, self._progress = panel, lane, runs, progress
        self._client = client = lane.client
        self._run = 0
        self._numbers: list[int] = []
        """The numbers of the examples of the run."""
        self._about = ""
        panel.answers_wanted.connect(self._answer)
        client.example_answered.connect(self._receive)
        client.searching.connect(self._advance)
        client.unsearched.connect(self._stopped)
        models = lane.models
        models.opened.connect(self.end)

    @property
    def follows(self) -> str:
        """What stands between a prompt and its answer for the open model."""
        opened = self._panel.opened
        return follows_of(None if opened is None else opened.folder)

    def text(self, number: int) -> tuple[str, tuple[int, int, bool] | None]:
        """An example as a text, with the answer if there is one, and where that is."""
        row = self._panel.listed[number]
        text = f"{row.example.prompt}{self.follows}"
        if row.answered is None or row.right is None:
            return text, None
        answer = f" {row.answered.answer}"
        return text + answer, (len(text) + 1, len(text + answer), row.right)

    @Slot(bool)
    def _answer(self, wanted: bool) -> None:
        self.end()
        examples = self._panel.set
        if not wanted or examples is None:
            return
        self._numbers, self._run = self._panel.unanswered(), next(self._runs)
        self._about = f"{TOPIC} {self._run}"
        stop = partial(self._client.post, StopSearch())
        self._progress.begin(self._about, tr("Answering examples"), stop)
        self._panel.show_running(True)
        asked = tuple(examples.examples[number] for number in self._numbers)
        self._client.post(AnswerExamples(self._run, asked, self.follows))

    @Slot(object)
    def _receive(self, answered: ExampleAnswered) -> None:
        if answered.run == self._run:
            self._panel.show_answer(self._numbers[answered.number], answered)
            if answered.last:
                self._finish()

    @Slot(object)
    def _advance(self, searching: SearchProgress) -> None:
        if searching.run == self._run:
            self._progress.advance(self._about, searching.done, searching.of)

    @Slot(object)
    def _stopped(self, ended: SearchEnded) -> None:
        if ended.run == self._run:
            self._finish()

    @Slot()
    def end(self) -> None:
        """Stop answering, if any examples are being answered."""
        if self._panel.running:
            self._client.post(StopSearch())
            self._finish()

    def _finish(self) -> None:
        self._run = 0
        self._progress.end(self._about)
        self._panel.show_running(False)


class ExampleSets(Controller):
    """The set that is open, and a model's answers for each lane."""

    def __init__(self, services: Services, documents: Documents) -> None:
        super().__init__(services)
        self._documents = documents
        self.set: ExampleSet | None = None
        self._put = ""
        """The text of the example that was shown last."""
        self._runs = count(1_000_000_001)  # apart from searches for units
        self._answers: dict[Lane, LaneAnswers] = {}
        self._workspace.each_panel(self._add, of=PANEL)
        self._workspace.lane_removed.connect(self._remove)
        self._actions.on("examples.open", self.open)
        self._actions.on("examples.next_mistake", self.next_mistake)
        self._actions.allow("examples.next_mistake", False)

    def _add(self, lane: Lane, panel: ExamplesPanel) -> None:
        self._answers[lane] = LaneAnswers(panel, lane, self._runs, self._progress, self)
        panel.example_chosen.connect(partial(self.show_example, lane))
        panel.mistake_wanted.connect(partial(self._next_mistake, lane))
        if self.set is not None:
            panel.show_set(self.set)
        if lane is self._lane:
            panel.answers_changed.connect(self._look)

    def _remove(self, lane: Lane) -> None:
        if (answers := self._answers.pop(lane, None)) is not None:
            answers.end()
            answers.deleteLater()

    def _panel(self, lane: Lane) -> ExamplesPanel | None:
        panel = lane.panels.get(PANEL)
        return cast("ExamplesPanel", panel) if is_a(panel, PANEL) else None

    @Slot()
    def open(self, path: Path | None = None) -> None:
        """Open a file of examples, by path or chosen by the user."""
        if path is None:
            path = self._file_to_open(
                tr("New from task"), tr("Examples ({kinds});;All files (*)", kinds=KINDS)
            )
        if path is None:
            return
        try:
            found = read_examples(path)
        except ExampleError as error:
            self._messages.say(tr("The examples could not be opened: {why}.", why=error), TOPIC)
            return
        self._messages.clear(TOPIC)
        self.set = found
        for lane in self._workspace.lanes:
            if (panel := self._panel(lane)) is not None:
                self._answers[lane].end()
                panel.show_set(found)
        self._docks.show(PANEL, True)
        if found.notes:
            self._messages.say(joined("; ", map(sentence, found.notes)), TOPIC, warns=False)
        self.show_example(self._lane, 0)

    def show_example(self, lane: Lane, number: int) -> None:
        """Show an example as the text, unless the user keeps the present text."""
        panel = self._panel(lane)
        if panel is None:
            return
        # What has not been changed since it was put there can be made again.
        if self._editor.text != self._put and not self._documents.may_go():
            return
        text, verdict = self._answers[lane].text(number)
        self._put = text
        self._documents.show_text(text)
        self._editor.show_verdict(verdict)
        # Where the answer begins, so that panels show what the model expects there.
        self._editor.place_caret(len(text) if verdict is None else verdict[0] - 1)
        panel.select(number)
        row = panel.listed[number]
        if row.right is False:
            words = tr("Wrong: “{target}” was wanted.", target=row.example.target)
            shown = self._editor.revision
            self._messages.say(
                words, TOPIC, warns=False, holds=lambda: self._editor.revision == shown
            )

    @Slot()
    def next_mistake(self) -> None:
        """Show the first lane's next example that was answered wrong."""
        self._next_mistake(self._lane)

    def _next_mistake(self, lane: Lane) -> None:
        panel = self._panel(lane)
        number = None if panel is None else panel.next_mistake()
        if number is not None:
            self.show_example(lane, number)

    @Slot()
    def _look(self) -> None:
        panel = self._panel(self._lane)
        mistakes = panel is not None and panel.has_mistakes
        self._actions.allow("examples.next_mistake", mistakes)
