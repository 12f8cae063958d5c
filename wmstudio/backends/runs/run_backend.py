"""A training run as one model, whose setting ``training_step`` chooses the weights that read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.backends.runs.listing import steps_in
from wmstudio.checkpoints.steps import step_of
from wmstudio.contract import Setting, SettingError
from wmstudio.engine.messages import TRAINING_STEP, TrainingRun
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.lazy_dataclass import dataclass
from wmstudio.machine import free_memory

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel, Values

KEPT_BYTES = 2**30
"""Weights of steps that stay open, in bytes; at most a quarter of the free memory."""
TEXT = "the step of the training whose weights read the text"

Opener = Callable[["Path"], tuple["Backend", "OpenedModel", Mapping[str, str]]]
"""Opens a step by its place; with the hashes of its files."""
Stamp = tuple[int, int]


@dataclass(frozen=True)
class OpenStep:
    """A step that is open, what it was opened by, and the hashes of its files."""

    backend: TorchBackend
    opened: OpenedModel
    hashes: Mapping[str, str]
    stamp: Stamp


class Steps:
    """Opens the steps of a folder, and keeps the last ones open as far as memory allows."""

    def __init__(self, folder: Path, open_step: Opener) -> None:
        self.folder, self._open_step = folder, open_step
        self.places: dict[int, Path] = {}
        self._open: dict[int, OpenStep] = {}
        self._made: dict[tuple[int, Values], RunBackend] = {}
        self._failed: dict[int, tuple[Stamp, str]] = {}
        """Steps that could not be opened as they were, and why."""
        self._shape: object = None
        """The shape of the step that was opened first, which all others have to have."""
        self.refresh()

    def refresh(self) -> None:
        """Look again which steps there are."""
        try:
            self.places = steps_in(self.folder)
        except OSError:
            self.places = {}

    @property
    def numbers(self) -> tuple[int, ...]:
        """The steps there are, in order."""
        return tuple(self.places)

    def open(self, step: int) -> OpenStep:
        """Open a step.

        Raises:
            ValueError: it is gone or damaged, or it has another shape than the others.
        """
        place = self.places.get(step)
        stamp = _stamp(place) if place is not None else None
        if place is None or stamp is None:
            raise FormatError(f"step {step:,} is no longer in {self.folder}: choose another one.")
        failed = self._failed.get(step)
        if failed is not None and failed[0] == stamp:
            # It is tried at every look for newer steps, and may take long to be refused.
            raise FormatError(failed[1])
        known = self._open.pop(step, None)
        if known is None or known.stamp != stamp:
            self._forget(step)
            try:
                known = self._read(step, place, stamp)
            except ValueError as error:
                self._failed[step] = stamp, str(error)
                raise
        self._open[step] = known  # as the one that was used last
        self._make_room(known)
        return known

    def at(self, step: int, values: Values = ()) -> RunBackend:
        """The backend of a step with other settings; the same one each time.

        Raises:
            ValueError: see `open`.
        """
        known = self.open(step)
        key = step, tuple(sorted(values))
        if (made := self._made.get(key)) is None:
            made = RunBackend(self, step, self.places[step], known)
            made = self._made[key] = made.with_settings(key[1]) if values else made
        return made

    def _read(self, step: int, place: Path, stamp: Stamp) -> OpenStep:
        backend, opened, hashes = self._open_step(place)
        if not isinstance(backend, TorchBackend):
            raise FormatError(f"{place.name} has no PyTorch network here: open it by itself.")
        shape = _shape(backend)
        if self._shape is not None and shape != self._shape:
            raise FormatError(
                f"step {step:,} ({place.name}) is of another model than the other steps of "
                f"{self.folder.name}: open it by itself."
            )
        self._shape = shape
        return OpenStep(backend, opened, hashes, stamp)

    def _make_room(self, newest: OpenStep) -> None:
        size = sum(x.nbytes for x in newest.backend.model.state_dict().values())
        most = max(min(KEPT_BYTES, free_memory() // 4) // max(size, 1), 2)
        while len(self._open) > most:
            self._forget(next(iter(self._open)))

    def _forget(self, step: int) -> None:
        self._open.pop(step, None)
        for key in [key for key in self._made if key[0] == step]:
            del self._made[key]


class RunBackend(TorchBackend):
    """One step of a run. `configured` with another step gives another one's."""

    def __init__(self, steps: Steps, step: int, place: Path, known: OpenStep) -> None:
        super().__init__(known.backend, known.backend.device)
        # Kept here, because the step's files may go while it is open.
        self.steps, self.step, self._place, self.hashes = steps, step, place, known.hashes
        self._values: Values = ()
        """Its other settings that were changed."""

    @property
    def run(self) -> TrainingRun:
        """What the window is told of the run."""
        return TrainingRun(self.steps.folder, self._numbers, self.step, self._place)

    @property
    def _numbers(self) -> tuple[int, ...]:
        """The steps there are, and this one."""
        return tuple(sorted({*self.steps.numbers, self.step}))

    @property
    def settings(self) -> Mapping[str, Setting]:
        """The training step, and the settings that the model declares."""
        numbers = self._numbers
        low, high = float(numbers[0]), float(numbers[-1])
        step = Setting(TRAINING_STEP, TEXT, self.step, low=low, high=high, among=numbers)
        return {TRAINING_STEP: step, **super().settings}

    def refreshed(self) -> RunBackend:
        """Look again which steps there are. Returns the newest that can be opened."""
        self.steps.refresh()
        for step in reversed(self.steps.numbers):
            if step <= self.step:
                break
            try:
                return self.steps.at(step)
            except (ValueError, OSError):
                continue  # it is still being written, or damaged: choosing it says so
        return self

    def twin(self) -> None:
        """None: steps are opened and given up by one thread."""
        return

    def configured(self, values: Values) -> RunBackend:
        """Return another step, or the same one with other settings.

        Raises:
            SettingError: see `TorchBackend.configured`; there is no such step, or it cannot be
                opened.
        """
        others = dict(self._values) | dict(values)
        step = self.settings[TRAINING_STEP].check(others.pop(TRAINING_STEP, self.step))
        if step == self.step and tuple(others.items()) == self._values:
            return self
        try:
            return self.steps.at(int(step), tuple(others.items()))
        except FormatError as error:
            raise SettingError(str(error)) from error

    def with_settings(self, values: Values) -> RunBackend:
        """The same step with other settings. Raises as `TorchBackend.configured`."""
        made = super().configured(values)
        assert isinstance(made, RunBackend)
        made._values = values
        return made


def _stamp(place: Path) -> Stamp | None:
    """What tells whether a file, or one in a folder, was written again; None if it is gone."""
    try:
        files = [file for file in place.iterdir() if file.is_file()] if place.is_dir() else [place]
        # In our own folder there are the other steps, and what training goes on from.
        parts = [file.stat() for file in files if step_of(file.name) is None or file == place]
    except (OSError, ValueError):
        return None
    return max((part.st_mtime_ns for part in parts), default=0), sum(p.st_size for p in parts)


def _shape(backend: TorchBackend) -> object:
    """What all steps of a run have in common."""
    sizes = {name: tuple(x.shape) for name, x in backend.model.state_dict().items()}
    return sizes, backend.pieces
