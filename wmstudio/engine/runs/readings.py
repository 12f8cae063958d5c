"""What the steps of a training run have read, kept so that going back to one costs nothing."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from wmstudio.engine.backend import as_step
from wmstudio.engine.document_engine import SEEN_BYTES, DocumentEngine

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel, Values

MOST = 32
"""Steps whose readings are kept. They share the budgets of memory."""
_READERS = count(1)
"""Of all engines, so that frames of two models that are compared differ, too."""


class StepReadings:
    """Makes the document engine of a model. Those of the steps of a run are kept."""

    def __init__(self) -> None:
        self._kept: list[tuple[DocumentEngine, int]] = []

    def of(self, backend: Backend) -> tuple[DocumentEngine, int]:
        """The document engine that reads with this model, and the number of that reader."""
        if getattr(backend, "run", None) is None:
            return _made(backend)
        for known in self._kept:
            if known[0].backend is backend:
                self._kept.remove(known)
                break
        else:
            known = _made(backend, MOST)
        self._kept = [*self._kept, known][-MOST:]
        return known

    def configured(
        self, own: Backend, opened: OpenedModel, values: Values
    ) -> tuple[DocumentEngine, OpenedModel]:
        """The document engine for the requested settings, and what there is to say of the model.

        Raises:
            SettingError: the model cannot have these settings.
        """
        backend = own.configured(values) if values else own
        settings = backend.settings
        other = dict.fromkeys(n for n, _ in values if settings[n].value != own.settings[n].value)
        document, reader = self.of(backend)
        return document, as_step(
            opened,
            backend,
            reader=reader,
            signals=backend.signals,
            settings=settings,
            edits=backend.edits,
            # Backends of other packages may have been written before there were these.
            rows=backend.signal_rows() if hasattr(backend, "signal_rows") else {},
            parts=getattr(backend, "parts", {}),
            values=tuple((name, settings[name].value) for name in other),
        )


def _made(backend: Backend, share: int = 1) -> tuple[DocumentEngine, int]:
    reader = next(_READERS)
    return DocumentEngine(backend, SEEN_BYTES // share, reader, share), reader
