"""WM Studio: type, and watch the model remember.

As a library: ``wmstudio.open("tales-pointer").trace("The cat is on the mat")``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstudio.library import Edit, Patch, Sampling, adapt
    from wmstudio.library import open_checkpoint as open

__all__ = ["Edit", "Patch", "Sampling", "__version__", "adapt", "open"]

__version__ = "0.2.0"


def __getattr__(name: str) -> object:
    # Importing torch takes a second, which `wmstudio --version` need not wait for.
    if name == "open":
        from wmstudio.library import open_checkpoint

        return open_checkpoint
    if name in ("Edit", "Patch", "Sampling", "adapt"):
        from wmstudio import library

        found: object = getattr(library, name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
