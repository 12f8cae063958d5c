"""What an open model is, and that it was opened rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.converted import save
from wmstudio.engine.proof import TITLES, prove, report
from wmstudio.library import given

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel, Proof


class ProvenModel:
    """A backend with what was told of it when it was opened; `proof` measures it."""

    def __init__(self, backend: Backend, opened: OpenedModel) -> None:
        self.backend, self.opened = backend, opened
        """What computes, and what there is to say of it: name, family, device, …"""
        self._proof: Proof | None = None

    def save(self, folder: str | Path) -> None:
        """Save it as a checkpoint of the studio's own, which opens with the same numbers.

        Raises:
            FormatError: it is a recording, or of a kind that cannot be saved; or the folder is
                there already.
            OSError: it cannot be written.
            TraceError: the folder is no path.
        """
        save(self.backend, self.opened, given.path(folder, "folder"))

    @property
    def report(self) -> str:
        """Four lines: what it is, what was assumed, how it reads, and that it runs right.

        The model reads a paragraph of English for it, in several ways (`wmstudio.engine.proof`).

        Raises:
            Refused: it is a recording, which can read no other text.
        """
        lines = zip(TITLES, report(self.opened, self.proof), strict=True)
        return "\n".join(f"{title}: {line}" for title, line in lines)

    @property
    def proof(self) -> Proof:
        """What `report` tells, as numbers; measured once."""
        if self._proof is None:
            self._proof = prove(self.backend)
        return self._proof
