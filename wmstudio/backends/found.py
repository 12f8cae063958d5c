"""What a foreign file turned out to be: a model, its tokenizer, and what was assumed of both."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from wmstudio.engine.messages import OpenedModel, Origin
from wmstudio.lazy_dataclass import dataclass
from wmstudio.untrusted import UntrustedError

if TYPE_CHECKING:
    import torch

    from wmstudio.engine.backend import Backend
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.paragraphs import ParagraphTokenizer


class FormatError(ValueError):
    """A foreign file that cannot be opened; one sentence that says what it is, or what is wrong."""


@dataclass(frozen=True)
class Found:
    """A model in float32 on the CPU.

    ``layout`` names the kind of file, ``what`` the model in a few words, and ``assumed`` what the
    file does not say, a sentence each. ``compared`` is whether our tests compare models of this
    layout with numbers of the program that writes it.
    """

    model: LanguageModel
    tokenizer: ParagraphTokenizer
    family: str
    layout: str
    what: str
    assumed: tuple[str, ...] = ()
    compared: bool = False


def opens(read: Callable[[Path], Found]) -> Callable[[Path, str], tuple[Backend, OpenedModel]]:
    """Make a format's ``open`` of the function that reads its files.

    ``read`` says in part of a sentence what is wrong with a file, and the rest is added here.
    """

    @wraps(read)
    def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
        try:
            found = read(path)
        except (UntrustedError, FormatError) as error:
            raise FormatError(f"{path.name} cannot be opened: {error}.") from error
        except OSError as error:
            why = f"{error.filename or path} cannot be read ({error.strerror or error})"
            raise FormatError(f"{path.name} cannot be opened: {why}.") from error
        return opened(found, path, device)

    return open


def opened(found: Found, path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """What a format's ``open`` returns.

    Raises:
        FormatError: the model takes more memory than there is.
        DeviceError: there is no such device here.
    """
    from wmstudio.models.cost import CostError, cost_of
    from wmstudio.models.device import choose_device, full_precision

    chosen, note = choose_device(device)
    full_precision(chosen)
    cost = cost_of(found.model)
    try:
        cost.check()
    except CostError as error:
        raise FormatError(f"{path.name} holds {error}") from error
    return on_device(found, path.stem if path.is_file() else path.name, chosen, note, cost.note)


def on_device(
    found: Found, name: str, device: torch.device, *notes: str
) -> tuple[Backend, OpenedModel]:
    """The backend of a model on a device, and what there is to say of it."""
    from wmstudio.engine.torch_backend import TorchBackend

    backend = TorchBackend(found, device)
    return backend, OpenedModel(
        name=name,
        family=found.family,
        folder=None,
        device=str(device),
        parameters=sum(p.numel() for p in found.model.parameters()),
        signals=backend.signals,
        pieces=tuple(backend.pieces),
        note=" ".join(filter(None, notes)),
        lens=tuple(backend.lens_layers),
        origin=Origin(found.layout, found.what, found.assumed, found.compared),
    )
