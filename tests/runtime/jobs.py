"""Jobs for workers in tests: they are found by their names, so they need a module."""

import os
import signal


def square(n):
    return n * n


def fails(n):
    raise ArithmeticError(f"{n} is refused")


def kills_its_worker_once(n, folder):
    """The first worker that gets the third job ends in the middle of it."""
    marker = folder / "killed"
    if n == 3 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    with (folder / f"done {n}").open("a") as file:
        file.write("once\n")
    return n * n


def ends_its_worker(_):
    """As a job does that needs more memory than any worker has."""
    os.kill(os.getpid(), signal.SIGKILL)
