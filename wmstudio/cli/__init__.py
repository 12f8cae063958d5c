"""The command ``wmstudio``: opens the window, or does one thing without it.

torch and Qt are imported by the commands that need them, so that help comes at once. This file
imports nothing of the program outside its functions, so that Ctrl-C ends it quietly from the start.
"""

from __future__ import annotations

import atexit
import io
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line. Returns the exit code: 0 done, 1 failed, 2 misused, 130 on Ctrl-C.

    Without arguments it is the whole program, which may end here; see `_end`.
    """
    code = _main(list(sys.argv[1:] if argv is None else argv))
    if argv is None:
        _end(code)
    return code


def _main(words: list[str]) -> int:
    _stand_in_for_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A model may write characters that the terminal cannot show, which is no reason to
            # stop.
            stream.reconfigure(errors="replace")
    try:
        return _run(words)
    except SystemExit as end:  # argparse has said why
        return end.code if isinstance(end.code, int) else MISUSED
    except BrokenPipeError:
        # The reader has closed the pipe. Without this, closing stdout would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:  # help could not be printed
        return _tell(error.strerror or error, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: list[str]) -> int:
    from wmstudio.deferred import NUMPY

    NUMPY.put_off()
    from wmstudio.cli import arguments

    options = arguments.parse(words)
    from wmstudio.cli import commands, shared
    from wmstudio.machine import NO_MEMORY, is_out_of_memory

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
        if is_out_of_memory(error):
            return _tell(f"the device gave up: {NO_MEMORY}", FAILED)
        if type(error).__module__.startswith("torch"):
            said = str(error).partition("\n")[0] or NO_MEMORY
            return _tell(f"the device gave up: {said}", FAILED)
        raise


def _end(code: int) -> None:
    """End the program at once if a thread still works, such as an engine that was left behind.

    Python would stop the thread where it next asks for Python, in the middle of torch's C++ code,
    and C++ then aborts the whole program.
    """
    if not any(thread.daemon for thread in threading.enumerate()):
        return
    atexit._run_exitfuncs()  # what Python would do now
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # its reader is gone, or it is closed
            stream.flush()
    os._exit(code)


def _stand_in_for_closed_streams() -> None:
    """Replace streams that were closed when the program was started (``>&-``), which are None.

    Their numbers are taken too, so that no file is opened under one and written to by mistake.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            nothing = io.FileIO(number, "w" if number else "r", closefd=False)
            setattr(sys, name, io.TextIOWrapper(nothing, encoding="utf-8"))


def _tell(what: object, code: int) -> int:
    from wmstudio.cli.telling import tell

    tell(what)
    return code
