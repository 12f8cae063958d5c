"""Two continuations with the same seed, with and without the interventions, as two branches."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import (
    Generate,
    GeneratedText,
    GenerationFinished,
    Sampling,
    Stop,
)
from wmstudio.gui.base.translation import tr
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.workspace.controller import Services

COMMAND = "generate.both"
TOPIC = "continuations"
FIRST_RUN = 1_000_000
"""Numbers of these runs, so that no other generation takes their text."""
CHANGED, UNTOUCHED = phrase("with interventions"), phrase("untouched")
NONE = phrase("There are no interventions in force. Make one first, and then continue both ways.")
STOPPED = phrase("The text was changed, so the two continuations were given up.")


class Continuations(Controller):
    """Generates one after the other, and shows nothing until both are there."""

    def __init__(
        self,
        services: Services,
        branching: Branching,
        interventions: Interventions,
        sampling: Callable[[], Sampling],
    ) -> None:
        super().__init__(services)
        self._branching, self._interventions, self._sampling = branching, interventions, sampling
        self._runs = count(FIRST_RUN)
        self._run, self._begun = 0, ""
        self._sampled = Sampling()
        """How both are drawn, even if that is chosen otherwise meanwhile."""
        self._texts: list[str] = []
        client = self._lane.client
        self._client = client
        client.generated.connect(self._take)
        client.finished.connect(self._finish)
        self._editor.text_changed.connect(self._give_up)
        self._actions.on(COMMAND, self.start)

    @Slot()
    def start(self) -> None:
        """Continue from the caret, first with the interventions and then without them."""
        if not self._interventions.placed:
            self._messages.say(tr(NONE), TOPIC, passes=True)
            return
        self._begun, self._sampled = self._editor.text[: self._editor.caret], self._sampling()
        self._texts = []
        self._next()

    def _next(self) -> None:
        self._run = next(self._runs)
        untouched = bool(self._texts)
        self._texts.append("")
        self._client.post(Generate(self._run, self._begun, self._sampled, untouched=untouched))

    @Slot(object)
    def _take(self, generated: GeneratedText) -> None:
        if generated.run == self._run:
            self._texts[-1] += generated.text

    @Slot(object)
    def _finish(self, finished: GenerationFinished) -> None:
        if finished.run != self._run:
            return
        if len(self._texts) == 1 and not finished.stopped:
            self._next()
            return
        self._run = 0
        if not finished.stopped:
            self._show(*self._texts)

    def _show(self, changed: str, untouched: str) -> None:
        tree, at = self._branching.whole(), len(self._begun)
        active = tree.active
        other = tree.grow(tr(UNTOUCHED), at, self._begun + untouched).switch(active)
        self._branching.act(other.grow(tr(CHANGED), at, self._begun + changed))
        self._actions["branch.show"].setChecked(True)

    @Slot()
    def _give_up(self) -> None:
        if self._run:
            self._run = 0
            self._client.post(Stop())
            self._messages.say(tr(STOPPED), TOPIC, passes=True)
