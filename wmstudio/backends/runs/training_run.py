"""The format of training runs: several checkpoints of one model in one folder, of any format."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.backends.runs.listing import steps_in
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel

LEFT_OUT = "Step {step:,} is left out: {why}"


@dataclass(frozen=True)
class RunFormat:
    """See `wmstudio.backends.registry.Format`."""

    open_step: Callable[[Path, str], tuple[Backend, OpenedModel]]
    """Opens one step as a model by itself. It raises ValueError with a sentence."""
    hashes_of_step: Callable[[Path], dict[str, str]]
    """The hashes of a step's files, by their names. It raises ValueError."""
    NAME: str = "training run (a folder of checkpoints)"

    def recognise(self, path: Path) -> Path | None:
        """A folder in which things are named like steps of one model.

        One file is a model by itself. One folder, or one step that we have kept, begins a run.
        """
        places = list(steps_in(path).values())
        return path if len(places) > 1 or (places and places[0].is_dir()) else None

    def open(self, path: Path, device: str) -> tuple[Backend, OpenedModel]:
        """Open the newest step that can be opened; the others are opened as they are chosen.

        Raises:
            ValueError: none can be opened; the message is about the newest.
            DeviceError: there is no such device here.
        """
        from wmstudio.backends.runs.run_backend import Steps
        from wmstudio.engine.backend import as_step
        from wmstudio.models.device import DeviceError

        steps = Steps(path, partial(self._open_in, path, device))
        first: Exception | None = None
        note = ""
        for step in reversed(steps.numbers):
            try:
                opened = steps.open(step).opened
            except DeviceError:
                raise
            except (ValueError, OSError) as error:
                if first is None:
                    first, note = error, LEFT_OUT.format(step=step, why=error)
                continue
            backend = steps.at(step)
            name = opened.name if opened.folder is not None else path.name
            note = " ".join(filter(None, (opened.note, note)))
            return backend, as_step(opened, backend, name=name, note=note)
        raise first or FormatError(f"{path.name} cannot be opened: its steps are gone.")

    def hashes_of(self, run: Path, names: Collection[str] = ()) -> dict[str, str]:
        """The hashes of a run's files: of the step that has these names, or else of the newest.

        Raises:
            ValueError: one of the files cannot be read.
            OSError: the folder cannot be read.
        """
        wanted = {name.partition("/")[0] for name in names}
        places = list(steps_in(run).values())
        place = next((place for place in places if place.name in wanted), places[-1])
        return self._hashes(run, place)

    def _open_in(
        self, run: Path, device: str, place: Path
    ) -> tuple[Backend, OpenedModel, Mapping[str, str]]:
        """Open a step, with the hashes of its files."""
        backend, opened = self.open_step(place, device)
        # Our own: whichever step is open, it is the model of this folder.
        opened = replace(opened, folder=run if opened.folder is not None else None)
        return backend, opened, self._hashes(run, place)

    def _hashes(self, run: Path, place: Path) -> dict[str, str]:
        """The hashes of a step's files, by their names in the run's folder."""
        hashes = self.hashes_of_step(place)
        if place == run or place.is_file():
            return hashes
        return {f"{place.name}/{name}": digest for name, digest in hashes.items()}
