"""Where the numbers of a figure come from, and Python that computes them again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wmstudio.app.quantities import CHANGE, ENTROPY, PROBABILITY, RANK, SURPRISAL
from wmstudio.engine.messages import each_once
from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.app.quantities import Quantity
    from wmstudio.engine.messages import Edit, Frame, OpenedModel, Patch, Signal, Values


@dataclass(frozen=True)
class FigureSource:
    """Where the numbers come from, so that they can be computed again.

    ``model`` is an argument of `wmstudio.open`, or empty if there is none, as for a recording.
    """

    model: str
    text: str
    values: Values = ()
    edits: tuple[Edit, ...] = ()
    patches: tuple[Patch, ...] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """The interventions in force, each as a line."""
        return *(one.words for one in self.edits), *(one.words for one in self.patches)

    @property
    def untouched(self) -> FigureSource:
        """The same without interventions, of what is measured without them."""
        return replace(self, edits=(), patches=())


def source_of(model: str, opened: OpenedModel, frame: Frame, text: str) -> FigureSource:
    """The source of a frame's numbers."""
    edits = tuple(each_once((one.asked, one.edits) for one in frame.interventions))
    patches = tuple(edited.patch for edited in frame.interventions if edited.patch is not None)
    return FigureSource("" if opened.recorded else model, text, opened.values, edits, patches)


def python_code(source: FigureSource, signals: Sequence[str], values: str, top: int = 20) -> str:
    """Python that computes a figure's ``values`` from a ``trace`` of the text with these signals.

    ``values`` is an expression, or lines that end by assigning ``values``; both may use ``np`` and
    ``trace``. The code is empty if there is no model to compute with.
    """
    if not source.model:
        return ""
    settings = ", ".join(f"{name}={value!r}" for name, value in source.values)
    edits = f", edits={list(source.edits)!r}" if source.edits else ""
    edits += f", patches={list(source.patches)!r}" if source.patches else ""
    pasted = any(edit.copied is not None for edit in source.edits)
    needed = ["CopiedPart"] if pasted else []
    needed += [type(found[0]).__name__ for found in (source.edits, source.patches) if found]
    lines = [
        "import numpy as np",
        "",
        "import wmstudio",
        *([f"from wmstudio.library import {', '.join(needed)}"] if needed else []),
        "",
        f"text = {source.text!r}",
        f"model = wmstudio.open({source.model!r})"
        + (f".configured({settings})" if settings else ""),
        f"trace = model.trace(text, signals={list(signals)!r}, top_k={top}{edits})",
        values if "\n" in values else f"values = {values}",
    ]
    return "\n".join(lines) + "\n"


def expression_of(quantity: Quantity, start: int, stop: int) -> str:
    """Python for a quantity over a range of ``trace``."""
    cut = f"[{start}:{stop}]"
    of_tokens = {
        SURPRISAL: f"trace.surprisal_bits{cut}",
        ENTROPY: f"trace.entropy_bits{cut}",
        PROBABILITY: f"np.exp2(-trace.surprisal_bits{cut})",
        RANK: f"np.where(np.isnan(trace.surprisal_bits{cut}), np.nan, trace.ranks{cut})",
        CHANGE: f"trace.surprisal_bits{cut} - model.trace(text, signals=[]).surprisal_bits{cut}",
    }
    if quantity.signal in of_tokens:
        return of_tokens[quantity.signal]
    return f"{units_of(quantity.signal, start, stop)}[:, {quantity.unit}]"


def units_of(signal: Signal, start: int, stop: int) -> str:
    """Python for all units of a signal over a range of ``trace``: ``[n, units]``."""
    return f"trace.signals[{signal.name!r}][{start}:{stop}].reshape({stop - start}, -1)"
