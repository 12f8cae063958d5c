"""``wmstudio``: opens the window, or does one thing without it.

torch and Qt are imported by the commands that need them, so that help comes at once.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from wmstudio.cli import arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code: 0 done, 1 failed, 2 misused, 130 stopped by Ctrl-C."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A model may write what the terminal cannot show; that is no reason to stop.
            stream.reconfigure(errors="replace")
    try:
        return _run(words)
    except SystemExit as end:  # argparse has said why
        return end.code if isinstance(end.code, int) else MISUSED
    except BrokenPipeError:
        # The reader has seen enough. Without this, closing stdout would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: list[str]) -> int:
    options = arguments.parse(words)
    from wmstudio.cli import commands, shared

    try:
        return commands.run(options)
    except shared.UsageError as error:
        return _tell(error, MISUSED)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _tell(f"{where}{error.strerror or error}", FAILED)
    except ValueError as error:
        # Everything that this program refuses is a ValueError whose message is a sentence.
        return _tell(error, FAILED)
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, MemoryError) or type(error).__module__.startswith("torch"):
            return _tell(f"the device gave up: {_first_line(error)}", FAILED)
        raise


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or "there is not enough memory"


def _tell(what: object, code: int) -> int:
    sys.stderr.write(f"wmstudio: {what}\n")
    return code
