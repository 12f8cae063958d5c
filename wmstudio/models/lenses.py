"""Lenses: what each layer would predict, and which tokens a prediction hangs on.

The logit lens (nostalgebraist, 2020) gives each layer's output to the final norm and the output
layer. Transformers add to one residual, so that it often reads as a prediction; an LSTM's lower
layers were never trained to be read so, and whether that means anything is told by their bits.

Gradient times input is the first-order estimate of how much the log probability of a target hangs
on each token: x_t · ∂ log p / ∂ x_t, of its embedding x_t. How good an estimate it is, is measured:
its correlation with what leaving the token out does.

Shapes: B batch, T time, L layers, E embedding, V vocabulary, k candidates.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from wmstudio.contract import Tap
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.layers import Words
from wmstudio.models.predictions import log_probs
from wmstudio.models.windowed import WindowedLanguageModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from wmstudio.contract import Prefill, State
    from wmstudio.models.language_model import LanguageModel

MOST_LENS, MOST_IMPORTANCE = 4_096, 512
"""Number of tokens of the longest text: of the lens, and of leaving each token out."""
ROWS = 32
"""Number of texts with a token left out that are read together."""


class LensError(ValueError):
    """A lens that this model or text has not. The message is a sentence."""


@dataclass(frozen=True)
class LayerReading:
    """What the output layer makes of each layer.

    ``bits`` ``[L, T]`` is the surprise of each token given the layer after the token before it; the
    first token, before which no layer has anything, is NaN. ``own_bits`` ``[T]`` are those of the
    model itself. ``topk_ids`` and ``topk_probs`` ``[L, T, k]`` are of the prediction after each
    token.
    """

    layers: tuple[str, ...]
    bits: npt.NDArray[np.float64]
    own_bits: npt.NDArray[np.float64]
    topk_ids: npt.NDArray[np.int32]
    topk_probs: npt.NDArray[np.float32]

    @property
    def bits_per_token(self) -> Mapping[str, float]:
        """The mean of each layer's bits, over all tokens but the first."""
        return {name: _mean(bits) for name, bits in zip(self.layers, self.bits, strict=True)}

    def __str__(self) -> str:
        """Each layer with its bits per token, and the model itself."""
        rows = {**self.bits_per_token, "the model itself": _mean(self.own_bits)}
        return "\n".join(f"{name}: {bits:.2f} bits per token" for name, bits in rows.items())


def _mean(bits_T: npt.NDArray[np.float64]) -> float:
    return float(bits_T[1:].mean()) if len(bits_T) > 1 else float("nan")


@dataclass(frozen=True)
class Importance:
    """How much the log probability (in bits) of a target hangs on each token before it.

    ``bits`` is the surprise of the target, or of two, how much less likely the first one is;
    ``estimated`` ``[T]`` is gradient times input; ``left_out`` ``[T]`` is by how much it falls
    when the token is left out. ``agreement`` is Pearson's correlation of the two, NaN where one of
    them is the same for all tokens.
    """

    bits: float
    estimated: npt.NDArray[np.float64]
    left_out: npt.NDArray[np.float64]

    @property
    def agreement(self) -> float:
        """How far to trust the estimate, -1…1."""
        x, y = self.estimated, self.left_out
        if len(x) < 2 or not np.isfinite([x, y]).all() or not x.std() or not y.std():
            return float("nan")
        return float(np.corrcoef(x, y)[0, 1])

    def __str__(self) -> str:
        """The surprise of the target, and how far to trust the estimate."""
        return (
            f"{self.bits:.2f} bits; gradient times input agrees with leaving each token out "
            f"with r = {self.agreement:.2f}"
        )


@torch.inference_mode()
def read_layers(model: LanguageModel, ids_T: npt.NDArray[np.int32], top: int = 5) -> LayerReading:
    """Read a text through the logit lens.

    Raises:
        LensError: no layer can be read, or the text is too long or empty.
    """
    inputs = model.lens_inputs()
    if not inputs:
        raise LensError(
            "The output layer of this model reads no single layer, so there is no logit lens: "
            "transformers and stacked recurrent layers have one."
        )
    tokens_1T = _tokens(model, ids_T, MOST_LENS)
    tap = Tap(watch=tuple(inputs))
    done = model.prefill(tokens_1T, model.initial_state(), tap)
    seen = tap.recorded()
    own_bits = _bits(log_probs(done.logits_BTV[0]), tokens_1T)
    bits, ids, probs = [], [], []
    for name, made in inputs.items():
        log_p_TV = log_probs(model.words.logits(made(seen[name][0])))
        bits.append(_bits(log_p_TV, tokens_1T))
        best = log_p_TV.topk(min(top, log_p_TV.shape[-1]), dim=-1)
        ids.append(best.indices.cpu().numpy().astype(np.int32))
        probs.append(best.values.exp().cpu().numpy())
    return LayerReading(tuple(inputs), np.stack(bits), own_bits, np.stack(ids), np.stack(probs))


def _bits(log_p_TV: Tensor, tokens_1T: Tensor) -> npt.NDArray[np.float64]:
    """The surprise of each token after the one before it, NaN for the first."""
    own_T = log_p_TV[:-1].gather(1, tokens_1T[0, 1:, None])[:, 0].double().cpu().numpy()
    return np.concatenate([[np.nan], np.abs(own_T) / log(2)])


def importance(
    model: LanguageModel, ids_T: npt.NDArray[np.int32], target: int, against: int | None = None
) -> Importance:
    """How much the probability of a target after some tokens hangs on each of them.

    With another token ``against`` it, the odds of the two are meant.

    Raises:
        LensError: the model's embeddings are not known, or the text is too long or empty.
    """
    targets = (target,) if against is None else (target, against)
    tokens_1T = _tokens(model, ids_T, MOST_IMPORTANCE)
    with torch.inference_mode():
        state = model.initial_state()
    bits, estimated = gradient_times_input(model, tokens_1T, state, targets)
    with torch.inference_mode():
        tokens = tokens_1T.shape[1]
        kept = ~torch.eye(tokens, dtype=torch.bool, device=tokens_1T.device)
        without: list[float] = []
        for start in range(0, tokens, ROWS):
            rows_BT = kept[start : start + ROWS]
            if tokens == 1:
                log_p_BV = log_probs(model.logits(state))
            else:
                shorter_BT = tokens_1T.expand(len(rows_BT), -1)[rows_BT].view(len(rows_BT), -1)
                log_p_BV = _after(model, shorter_BT, model.initial_state(len(shorter_BT)))
            without += (_wanted(log_p_BV, targets).double() / log(2)).tolist()
    return Importance(-bits, estimated, bits - np.array(without))


def gradient_times_input(
    model: LanguageModel, tokens_1T: Tensor, state: State, targets: Sequence[int]
) -> tuple[float, npt.NDArray[np.float64]]:
    """The log probability of one target (of two: their log-odds) in bits, and what it hangs on.

    Raises:
        LensError: the model's embeddings are not known.
    """
    words = getattr(model, "words", None)
    if not isinstance(words, Words):
        raise LensError("The embeddings of this model are not known, so there is no gradient.")
    if isinstance(model, WindowedLanguageModel):
        nats, product_TE = _through_windows(model, tokens_1T, state, targets)
        return nats / log(2), product_TE.sum(dim=-1).double().cpu().numpy() / log(2)
    with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
        # As they are in the table: what `embed` makes of them is a part of what is computed.
        x_1TE = words.embedding(tokens_1T).detach().requires_grad_()
        # Each part is looked up as a whole, perhaps more than once.
        sizes = _parts(model, tokens_1T.shape[1])
        parts, read = torch.split(x_1TE, sizes, dim=1), list["Prefill"]()
        tokens = torch.split(tokens_1T, sizes, dim=1)

        def replace(_module: object, inputs: tuple[Tensor], embedded: Tensor) -> Tensor:
            # All tokens that are read at once, perhaps with time first.
            if not torch.equal(inputs[0].reshape(1, -1), tokens[len(read)]):
                raise LensError("This model looks its tokens up in a way that has no gradient.")
            return parts[len(read)].view(embedded.shape)

        # What was computed for inference only is copied, so that gradients can pass.
        begun = {name: x.clone() for name, x in state.items()}
        handle = words.embedding.register_forward_hook(replace)
        try:
            for tokens_1P in tokens:
                read.append(model.prefill(tokens_1P, read[-1].state if read else begun))
            value = _wanted(_predicted(read[-1]), targets)[0]
        finally:
            handle.remove()
        (dx_1TE,) = torch.autograd.grad(value, x_1TE)
    estimated_T = (x_1TE * dx_1TE).sum(dim=-1)[0].detach().double().cpu().numpy() / log(2)
    return float(value.detach()) / log(2), estimated_T


def _through_windows(
    model: WindowedLanguageModel, tokens_1T: Tensor, state: State, targets: Sequence[int]
) -> tuple[float, Tensor]:
    """The log probability, and embeddings times their gradients ``[T, E]``, of a windowed model.

    Every token is in several windows. It is looked up by a number of its own, beyond those of the
    vocabulary, so that it is known where it stands.
    """
    table, size, looked = (
        model.words.embedding,
        model.words.embedding.num_embeddings,
        list[Tensor](),
    )
    tokens_T = tokens_1T[0]
    places_T = torch.arange(len(tokens_T), device=tokens_T.device)
    own_T = size + places_T
    if (ignored := model.window.ignored) is not None:
        own_T = own_T.where(tokens_T != ignored, tokens_T)

    def known(_module: object, inputs: tuple[Tensor]) -> tuple[Tensor]:
        looked.append(inputs[0])
        return (inputs[0].where(inputs[0] < size, 0),)

    def replace(_module: object, _inputs: tuple[Tensor], embedded: Tensor) -> Tensor:
        ids = looked.pop()
        return torch.where((ids < size).unsqueeze(-1), embedded, x_TE[(ids - size).clamp_min(0)])

    with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
        x_TE = table(tokens_T).detach().requires_grad_()
        begun = {name: x.clone() for name, x in state.items()}
        handles = (
            table.register_forward_pre_hook(known),
            table.register_forward_hook(replace),
        )
        try:
            value = _wanted(_predicted(model.prefill(own_T.unsqueeze(0), begun)), targets)[0]
        finally:
            for handle in handles:
                handle.remove()
        # A token that is in no window is not among what the value is made of.
        (dx_TE,) = torch.autograd.grad(value, x_TE, allow_unused=True, materialize_grads=True)
    return float(value.detach()), x_TE.detach() * dx_TE


def _parts(model: LanguageModel, tokens: int) -> list[int]:
    """How many tokens are read at a time, so that a model looks all of them up at once."""
    whole, rest = divmod(tokens, model.stretch) if model.stretch else (0, tokens)
    return [model.stretch or 0] * whole + ([rest] if rest > model.short else [1] * rest)


def _wanted(log_p_BV: Tensor, targets: Sequence[int]) -> Tensor:
    """The log probability of one target, or the log-odds of the first of two: ``[B]``."""
    first, *others = targets
    return log_p_BV[:, first] - log_p_BV[:, others[0]] if others else log_p_BV[:, first]


def _after(model: LanguageModel, tokens_BT: Tensor, state: State) -> Tensor:
    """The log probabilities after some tokens: ``[B, V]``."""
    return _predicted(model.prefill(tokens_BT, state))


def _predicted(done: Prefill) -> Tensor:
    """The log probabilities after the last token that was read: ``[B, V]``."""
    return log_probs(done.logits_BTV[:, -1])


def _tokens(model: LanguageModel, ids_T: npt.NDArray[np.int32], most: int) -> Tensor:
    if not 0 < len(ids_T) <= most:
        raise LensError(
            f"The text has {len(ids_T):,} tokens: a lens reads at least 1 and at most {most:,}."
        )
    device = model.words.bias.device
    return torch.from_numpy(ids_T.astype(np.int64)).unsqueeze(0).to(device)
