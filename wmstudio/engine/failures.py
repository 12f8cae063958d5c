"""Errors that were not foreseen: sentences about them, and what a command is answered then."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.engine.messages import (
    GENERATING,
    READING,
    RECORDING,
    SAVING,
    SPLITTING,
    Configure,
    CopyPart,
    Failure,
    Generate,
    GenerationFinished,
    LayersRead,
    Open,
    PartCopied,
    Prove,
    Proven,
    ReadThrough,
    Record,
    SaveModel,
    SearchEnded,
    Study,
    Tokenise,
    Weigh,
    Weighed,
)
from wmstudio.machine import NO_MEMORY, is_out_of_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wmstudio.engine.messages import Command, Event

ABOUT = {Open: "", Configure: "", Tokenise: SPLITTING, Record: RECORDING, SaveModel: SAVING}
"""What has failed when one of these commands fails; see `Failure`."""
log = logging.getLogger("wmstudio")


def sentence_of(error: Exception) -> str:
    """A sentence about an error. Unforeseen ones are logged by place, without their message."""
    text = str(error).strip().splitlines()
    line, kind = text[0] if text else "", type(error).__name__
    if is_out_of_memory(error) and "out of memory" not in line:
        line = NO_MEMORY  # the allocators' messages are not sentences
    elif not isinstance(error, ValueError | OSError | RuntimeError):
        places = traceback.extract_tb(error.__traceback__)
        where = ", ".join(f"{Path(place.filename).name}:{place.lineno}" for place in places)
        log.error("the engine went on after %s at %s", kind, where)
        line = f"Something went wrong inside the program ({kind}: {line})"
    line = line or kind
    return line if line.endswith((".", "!", "?")) else f"{line}."


def answered(command: Command, why: str) -> Iterator[Event]:
    """The answers to a command that has raised an error, in the form in which it is waited for.

    Whoever has sent a command with a run waits for the end of this run; others are told what has
    failed.
    """
    match command:
        case Generate():
            yield GenerationFinished(command.run, 0, 0.0, stopped=True)
            yield Failure(why, GENERATING)
        case ReadThrough():
            yield LayersRead(command.run, why=why)
        case CopyPart():
            yield PartCopied(command.run, why=why)
        case Prove():
            yield Proven(None, why)
        case Weigh():
            yield Weighed((), why, command.run)
        case _ if isinstance(command, Study):
            yield SearchEnded(command.run, why)
        case _:
            yield Failure(why, ABOUT.get(type(command), READING))
