"""What commands share: messages, tables, and the choice of a device."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.checkpoints.layout import CARD, CONFIG, TRAINING
from wmstudio.cli.telling import escaped, tell
from wmstudio.files.folders import make_folder
from wmstudio.files.locking import Lock
from wmstudio.files.writing import check_writable
from wmstudio.text.visible import columns

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    import torch

    from wmstudio.runtime.cluster import Cluster


NOT_READ = ("command", "typed", "out", "record", "json")
"""Options that name no file to read."""
IN_FOLDERS = (".txt", ".tsv", ".jsonl", ".safetensors", ".model")
"""Endings of files that are read where their folder is named."""
OF_CHECKPOINT = (CONFIG, CARD, TRAINING)


class UsageError(ValueError):
    """A command that cannot be carried out as it was typed."""


def note(line: str) -> None:
    """Print a note that is not a result."""
    tell(line)


def check_place(path: Path) -> None:
    """Check that a file can be written there, before hours of work are spent on it.

    Raises:
        UsageError: it cannot.
    """
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {str(path.parent)!r} to put {path.name} into")
    try:
        check_writable(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def page_files(options: Namespace) -> tuple[Path, Path]:
    """The page of ``--out``, and the file for the figures, beside it unless ``--json`` says so.

    Raises:
        UsageError: they are one file.
    """
    page, figures = options.out, options.json or options.out.with_suffix(".json")
    if page.absolute() == figures.absolute():
        raise UsageError("--out and --json must be two files")
    return page, figures


def make_places(options: Namespace, *paths: Path) -> None:
    """Make the folders of files, and check that these can be written there.

    Raises:
        UsageError: they cannot, or the command reads one of them.
        OSError: a folder cannot be made.
    """
    for path in paths:
        if any(_is_read(path, one) for one in _named(options)):
            raise UsageError(f"{path} is read by this command: name another file to write")
        make_folder(path.parent)
        check_place(path)


def _named(options: Namespace) -> Iterator[str]:
    """Whatever may be a file or folder that a command reads."""
    for name, value in vars(options).items():
        if name not in NOT_READ:
            for one in value if isinstance(value, list | tuple) else [value]:
                if isinstance(one, str | Path) and os.path.exists(one):
                    yield str(one)


def _is_read(path: Path, named: str) -> bool:
    """Whether a file is the one that is named, or one of a folder of texts or a checkpoint."""
    if not os.path.isfile(path):  # nothing is there, or what keeps nothing
        return False
    if os.path.samefile(path, named):
        return True
    if not os.path.isdir(named) or not os.path.samefile(path.resolve().parent, named):
        return False
    of_model = path.name in OF_CHECKPOINT and os.path.exists(os.path.join(named, CONFIG))
    return of_model or path.suffix in IN_FOLDERS


@contextmanager
def only_run(path: Path) -> Iterator[None]:
    """Hold the lock of a report, which a long run writes again and again from what it remembers.

    Raises:
        UsageError: another run holds it: each would write over what the other has measured.
    """
    # Beside the report, by its true name: two names may lead to one file.
    true = path.resolve()
    if true.exists() and not true.is_file():  # a device keeps nothing
        yield
        return
    lock = Lock(true.with_name(f".{true.name[:200]}.lock"))
    if not lock.acquire():
        raise UsageError(
            f"{lock.holder()} is measuring into {path}: wait for its end, or name another file"
        )
    try:
        yield
    finally:
        with suppress(OSError):
            lock.path.unlink()
        lock.release()


def table(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """A table with aligned columns. The first row is the head; ``sides`` has < or > per column.

    Cells may be names of files, which may have line breaks in them and characters that are wide.
    """
    lines = [[escaped(cell) for cell in row] for row in rows]
    widths = [max(map(columns, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(map(_filled, line, widths, sides)).rstrip() + "\n"


def _filled(cell: str, width: int, side: str) -> str:
    space = " " * (width - columns(cell))
    return f"{cell}{space}" if side == "<" else f"{space}{cell}"


def device_of(options: Namespace) -> torch.device:
    """Choose the requested device, and set the number of threads.

    Raises:
        DeviceError: there is no such device.
    """
    import torch

    from wmstudio.models.device import choose_device

    device, about = choose_device(options.device)
    if about:
        note(about)
    if options.threads:
        torch.set_num_threads(options.threads)
    return device


def cluster_of(options: Namespace) -> Cluster:
    """Where the jobs of a command are done.

    Raises:
        ClusterError: the scheduler's address may not be used.
        UsageError: the options do not fit together.
    """
    from wmstudio.runtime.cluster import Certificates, Cluster

    named = [options.tls_ca, options.tls_cert, options.tls_key]
    if any(named) and not (all(named) and options.scheduler):
        raise UsageError("--tls-ca, --tls-cert and --tls-key go together, with a --scheduler")
    if options.scheduler and options.workers > 1:
        raise UsageError("a --scheduler has workers of its own: leave out --workers")
    if getattr(options, "adapter", None) is not None and (options.scheduler or options.workers > 1):
        raise UsageError(
            "an adapter runs in this process only: leave out --workers and --scheduler"
        )
    return Cluster(
        options.workers,
        options.scheduler,
        Certificates(*named) if all(named) else None,
        options.threads,
    )
