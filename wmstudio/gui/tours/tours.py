"""Guided tours: one step after another, each left when its condition becomes true."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from wmstudio.app.menus import TOURS
from wmstudio.app.tours import SUFFIX, Tour, TourError, bundled, first, own, read_tour
from wmstudio.gui.base.actions import MenuEntry
from wmstudio.gui.base.translation import tr
from wmstudio.gui.tours.facts import Facts
from wmstudio.gui.tours.first_things import FirstThings
from wmstudio.gui.tours.lights import LitParts
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from wmstudio.app.examples import Example
    from wmstudio.app.tours import Step
    from wmstudio.gui.base.theme import Theme
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.tours.spotlight import Bubble, Veil
    from wmstudio.gui.tours.welcome import WelcomeStrip
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Presets

TOPIC = "tour"
MOVED = frozenset({QEvent.Type.Resize, QEvent.Type.LayoutRequest})


class Tours(Controller):
    """The tours of *Help > Tours*, and the one that is running."""

    def __init__(
        self,
        services: Services,
        interventions: Interventions,
        presets: Presets,
        lit: Mapping[str, Sequence[QWidget]],
        show_example: Callable[[Example, str], bool],
        welcome: WelcomeStrip,
    ) -> None:
        """``lit`` are the widgets of `PARTS` other than the text.

        ``show_example`` opens a text and a model, and says whether the user agreed.
        """
        super().__init__(services)
        actions, docks, editor = self._actions, self._docks, self._editor
        self._facts = facts = Facts(services, interventions, presets)
        opening = {"settings": actions["memory.settings"].trigger}
        parts = {**lit, "text": (editor,)}
        self._lights = lights = LitParts(editor, docks, parts, opening, self._window)
        self._show_example, self._presets = show_example, presets
        self.first_things = FirstThings(services, interventions, show_example, self.begin, welcome)
        self.tour: Tour | None = None
        """The running tour."""
        self.at = 0
        """The number of its step."""
        self._held: bool | None = None
        """Whether the step's condition held when it was last known. It is left when this becomes
        true; if it is true from the beginning, the user goes on."""
        self._rests = False
        """Whether the running tour is hidden, and waits."""
        self._theme: Theme | None = None
        self._shown: list[Veil | Bubble] = []
        """The veil and the bubble, as far as they are made."""
        self._stop, self._filled = actions["generate.stop"], ""
        # A shortcut, because pictures consume all other keys.
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)
        self._stop.changed.connect(self._listen)
        docks.filled.connect(self._fill)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._place)
        facts.changed.connect(self._look)
        lights.moved.connect(self._place_soon)
        editor.replaced.connect(self._leave)
        actions.sources[TOURS] = self.entries
        actions.on("tour.open", self.choose)
        welcome.taken.connect(self._take_first)

    @cached_property
    def veil(self) -> Veil:
        """What darkens the window. It is made with the first tour."""
        from wmstudio.gui.tours.spotlight import Veil

        veil = Veil(self._window)
        self._add(veil)
        return veil

    @cached_property
    def bubble(self) -> Bubble:
        """What says the steps. It is made with the first tour."""
        from wmstudio.gui.tours.spotlight import Bubble

        bubble = Bubble(self._window)
        bubble.back.connect(partial(self.go, -1))
        bubble.next.connect(partial(self.go, 1))
        bubble.end.connect(self.end)
        self._add(bubble)
        return bubble

    def _add(self, one: Veil | Bubble) -> None:
        self._shown.append(one)
        if self._theme is not None:
            one.apply_theme(self._theme)

    @property
    def step(self) -> Step | None:
        """The present step of the running tour."""
        return self.tour.steps[self.at] if self.tour is not None else None

    def entries(self) -> list[MenuEntry]:
        """The menu entries: bundled tours, then the user's own."""
        return [self._entry(one) for one in (*bundled(), *own())]

    def _entry(self, one: Tour | TourError) -> MenuEntry:
        if isinstance(one, TourError):
            name = str(one).split(SUFFIX, 1)[0] + SUFFIX
            return MenuEntry(name, "", lambda: None, why=str(one))
        return MenuEntry(tr(one.title), tr(one.about), partial(self.begin, one))

    def choose(self) -> None:
        """Begin a tour from a file that the user chooses."""
        kinds = tr("Tours (*{suffix})", suffix=SUFFIX)
        if (file := self._file_to_open(tr("Open a tour"), kinds)) is not None:
            self.open(file)

    @Slot()
    def _take_first(self) -> None:
        self.first_things.dismiss()
        if (tour := first()) is not None:
            self.begin(tour)

    def open(self, file: Path) -> None:
        """Begin a tour from a file. One that cannot be used is told in a sentence."""
        try:
            tour = read_tour(file)
        except TourError as error:
            self._messages.say(str(error), TOPIC)
            return
        self.begin(tour)

    def begin(self, tour: Tour) -> None:
        """Begin a tour, unless the user keeps the present text."""
        self.end()
        self._messages.clear(TOPIC)
        if tour.example is not None and not self._show_example(tour.example, tour.text):
            return
        if tour.layout:
            self._presets.choose(tour.layout)
        self.tour, self.at, self._rests = tour, 0, False
        self._window.installEventFilter(self)
        self._listen()
        self._enter()

    @Slot()
    def end(self) -> None:
        """End the running tour. All else stays as it is."""
        if self.tour is None:
            return
        self.tour = None
        self._listen()
        self._window.removeEventFilter(self)
        self._lights.follow(())
        self._soon.stop()
        had_keyboard = self.bubble.isAncestorOf(self._window.focusWidget() or self._window)
        self.veil.hide()
        self.bubble.hide()
        if had_keyboard:
            self._editor.setFocus()

    @Slot(bool)
    def rest(self, rests: bool) -> None:
        """Hide the running tour and wait, or show it again at the same step."""
        self._rests = rests and self.tour is not None
        if self.tour is not None:
            self.veil.setVisible(not rests)
            self.bubble.setVisible(not rests)
            self._listen()
            self._look()

    def go(self, by: int) -> None:
        """Go this many steps on or back; after the last one the tour ends."""
        if self.tour is None:
            return
        at = self.at + by
        if at >= len(self.tour.steps):
            self.end()
        elif at >= 0:
            self.at = at
            self._enter()

    def apply_theme(self, theme: Theme) -> None:
        """Use the theme's colours and the current font size."""
        self._theme = theme
        for one in self._shown:
            one.apply_theme(theme)
        self._place_soon()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVED:
            self._place_soon()
        return False

    @Slot()
    def _listen(self) -> None:
        """Let Esc end the tour, unless it stops generating or gives a panel its place back."""
        free = not (self._stop.isEnabled() or self._filled)
        self._escape.setEnabled(self.tour is not None and free and not self._rests)

    @Slot(str)
    def _fill(self, id: str) -> None:
        self._filled = id
        self._listen()

    # --- a step ---

    def _enter(self) -> None:
        """Show the step, with what it lights open."""
        tour, step = self.tour, self.step
        if tour is None or step is None:
            return
        self._lights.open(step)
        self._lights.follow(step.light)
        self._facts.begin()
        self._held = self._facts.hold(step.until) if step.until else True
        n, of, title = self.at + 1, len(tour.steps), tr(tour.title)
        if of > 1:
            title = tr("{tour} · {n} of {of}", tour=title, n=n, of=of)
        self.bubble.say(title, tr(step.say))
        self._offer(step)
        self.veil.show()
        self.bubble.show()
        if step.word or "text" in step.light:
            self._editor.setFocus()
        self._place()
        # What was opened gets its place when the window is laid out.
        self._place_soon()

    def _offer(self, step: Step) -> None:
        tour = self.tour
        last = tour is not None and self.at == len(tour.steps) - 1
        onward = tr("&Done") if last else tr("&Next") if self._held else tr("&Skip")
        self.bubble.offer(onward, back=self.at > 0)

    @Slot()
    def _look(self) -> None:
        """Go on if the condition has become true."""
        step = self.step
        if step is None or self._rests:
            return
        self._place_soon()
        if not step.until:
            return
        held, now = self._held, self._facts.hold(step.until)
        if now is None:
            return
        self._held = now
        if held is None:
            # Opening a model arranges the window, too.
            self._lights.open(step)
        if now and held is False:
            self.go(1)
        elif now != held:
            self._offer(step)

    @Slot()
    def _leave(self) -> None:
        """Another text is opened: a tour about a text of its own is over."""
        if self.tour is not None and self.tour.example is not None:
            self.end()

    # --- places ---

    @Slot()
    def _place_soon(self) -> None:
        if self.tour is not None:
            self._soon.start(0)

    @Slot()
    def _place(self) -> None:
        """Put the veil's holes where the lit things are now, and the bubble beside them."""
        step = self.step
        if step is None:
            return
        from wmstudio.gui.tours.spotlight import place_beside

        holes = self._lights.of(step)
        self.bubble.fit()
        area = self._window.rect()
        place = place_beside(self.bubble.size(), holes, area)
        if place is None:
            # Where the lit things fill the window, they give way to the words.
            place = QRect(area.topLeft(), self.bubble.size())
            place.moveBottomRight(area.bottomRight())
            holes = tuple(r for hole in holes for r in _without(hole, place))
        self.bubble.setGeometry(place)
        self.veil.light(holes)
        self.veil.raise_()
        self.bubble.raise_()


def _without(hole: QRect, place: QRect) -> list[QRect]:
    """The parts of a rectangle beside another one that lies in its lower right corner."""
    if not hole.intersects(place):
        return [hole]
    above, beside = QRect(hole), QRect(hole)
    above.setBottom(place.top() - 1)
    beside.setRight(place.left() - 1)
    return [part for part in (above, beside) if part.isValid()]
