"""Lenses of an open model, for notebooks and scripts."""

from __future__ import annotations

from wmstudio.engine.asking import following
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.library import given
from wmstudio.library.asked import plain_document
from wmstudio.library.proven import ProvenModel
from wmstudio.models.lenses import Importance, LayerReading, LensError, importance, read_layers


class LensedModel(ProvenModel):
    """What each layer would predict, and which tokens a prediction hangs on."""

    def lens(self, text: str, top_k: int = 5) -> LayerReading:
        """Read a text through the logit lens: every layer through the final norm and output layer.

        Printed, it says how many bits each layer needs per token, beside the model itself. For
        recurrent layers below the last one, which were not trained to be read so, these tell
        whether the lens means anything.

        Raises:
            LensError: the model has no layer that can be read so, or the text is too long.
            TraceError: an argument is not what it must be.
        """
        backend, top_k = self._with_network(), given.whole(top_k, "top_k", 1)
        return read_layers(backend.model, backend.encode(plain_document(text)).ids, top_k)

    def importance(
        self, text: str, target: str | int | None = None, against: str | int | None = None
    ) -> Importance:
        """How much the probability of a target hangs on each token of a text before it.

        The target is a piece that is one token, or the id of one; without one, it is the last token
        of the text. With ``against``, another such piece, the odds of the two are meant.
        Gradient times input is an estimate: printed, the result says how well it agrees with what
        leaving each token out does.

        Raises:
            LensError: the model has no network here, the target is not one token, or the text is
                too long or too short.
            TraceError: the text is none, or there is no token of this number.
        """
        backend = self._with_network()
        ids = backend.encode(plain_document(text)).ids
        if target is None:
            if len(ids) < 2:
                raise LensError("The text needs a token before its last one, which is the target.")
            return importance(backend.model, ids[:-1], int(ids[-1]))
        wanted = [
            _one_token(backend, piece, name)
            for piece, name in ((target, "target"), (against, "against"))
            if piece is not None
        ]
        return importance(backend.model, ids, *wanted)

    def _with_network(self) -> TorchBackend:
        if not isinstance(self.backend, TorchBackend):
            raise LensError(f"{self.opened.name} has no network here, so there is no lens.")
        return self.backend


def _one_token(backend: TorchBackend, piece: str | int, name: str) -> int:
    if not isinstance(piece, str):
        return given.whole(piece, name, 0, len(backend.pieces) - 1)
    wanted = following(backend, piece)
    if len(wanted) != 1:
        raise LensError(f"The target {piece!r} is {len(wanted)} tokens of this model, not one.")
    return int(wanted[0])
