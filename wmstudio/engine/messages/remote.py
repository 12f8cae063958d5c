"""What an engine that is elsewhere says of itself and of the way to it."""

from __future__ import annotations

from typing import Literal

from wmstudio.lazy_dataclass import dataclass

ConnectionState = Literal["connecting", "connected", "lost"]


@dataclass(frozen=True)
class ServedModel:
    """A model of a server's list. `Open` takes its ``name``; ``label`` is for people."""

    name: str
    label: str
    family: str
    parameters: int = 0
    note: str = ""


@dataclass(frozen=True)
class Served:
    """The models that a server offers, after each connection; nothing else opens there."""

    models: tuple[ServedModel, ...]
    server: str = ""
    """The server's name."""


@dataclass(frozen=True)
class Connection:
    """The connection to an engine elsewhere has changed.

    ``sentence`` says what has happened. ``round_trip`` is in seconds, None while it is unknown. A
    ``final`` loss is one that another try cannot mend: a wrong key, another version.
    """

    state: ConnectionState
    sentence: str = ""
    round_trip: float | None = None
    final: bool = False
