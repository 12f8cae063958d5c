"""Residual language models: layers of mixers between an embedding and an output layer.

    x_0 = E[token]
    x   = x + mixer(norm(x))                 one mixer after the other, one or two in a layer
    logits = D norm(x) + b

What the mixers are (`base.Mixer`: Mamba, linear attention, attention over a window, a feed-forward
part, …) makes the family. Reading goes in stretches, so that no mixer sees more than `STRETCH`
tokens at once.

Shapes: B batch, T time, C width of the model, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from wmstudio.contract import Argument, ArgumentKind, EditSpec, Kind, Signal, Tap, specs
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.base import USAGE_NAMES, BatchUsage, usage_signals
from wmstudio.models.language_model import LanguageModel
from wmstudio.models.mixers.base import STRETCH, Mixer, MixerConfig, Show, Use, last
from wmstudio.models.mixers.words import ResidualWords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from wmstudio.contract import PartSpec, State

FEATURES = "residual.features"
PRESSURE, INTERFERENCE = "residual.pressure", "residual.interference"
"""Parts of the state: memory use of the last token, with patches applied."""
CLEAR = "clear_layer"
REACH = 6.0
"""The range in which the residual is drawn; it is unbounded."""


@dataclass(frozen=True, kw_only=True)
class ResidualConfig:
    """What a residual language model is made of.

    ``layers`` are the mixers of each layer. ``norm`` is ``rms`` or ``layer``; with
    ``is_embedding_normed`` there is a norm right after the embedding too. ``start`` is the token
    that is read before a text; None where there is none. For the rest see `ResidualWords`.
    """

    vocab_size: int
    width: int
    layers: tuple[tuple[MixerConfig, ...], ...]
    norm: str = "rms"
    epsilon: float = 1e-5
    is_embedding_normed: bool = False
    is_tied: bool = True
    scale: float = 1.0
    cap: float = 0.0
    start: int | None = None


class Layer(nn.Module):
    """The mixers of one layer, each with its norm."""

    def __init__(self, config: ResidualConfig, mixers: Sequence[MixerConfig], layer: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(_norm(config) for _ in mixers)
        self.mixers = nn.ModuleList(mixer.make(config.width, layer) for mixer in mixers)
        self.residual_name = f"residual.{layer}"

    def parts(self) -> Iterator[tuple[nn.Module, Mixer]]:
        """Each norm, and the mixer after it."""
        return zip(self.norms, cast("Sequence[Mixer]", self.mixers), strict=True)


class ResidualLanguageModel(LanguageModel):
    """Logits from the last layer's residual, normed."""

    short = 0
    stretch = STRETCH

    def __init__(self, config: ResidualConfig) -> None:
        super().__init__()
        self.config = config
        self.words = ResidualWords(
            config.vocab_size,
            config.width,
            is_tied=config.is_tied,
            scale=config.scale,
            cap=config.cap,
        )
        self.layers = nn.ModuleList(
            Layer(config, mixers, i) for i, mixers in enumerate(config.layers)
        )
        self.embedding_norm = _norm(config) if config.is_embedding_normed else None
        self.norm = _norm(config)
        # No token marks a beginning, so the prediction of the first token is learned.
        self.start = nn.Parameter(torch.zeros(config.width))
        self._layers = [layer for layer in self.layers if isinstance(layer, Layer)]
        self.mixers = [mixer for layer in self._layers for _, mixer in layer.parts()]
        self._told = [mixer for mixer in self.mixers if mixer.usage_texts is not None]
        if not self._told or self._told[0].usage_texts is None:
            raise ValueError("no layer has a recurrent state")
        self.usage_texts = self._told[0].usage_texts
        self.recurrent = not any(mixer.windows for mixer in self.mixers)
        self.signals = {s.name: s for s in self._declared()}
        # What is carried is shown after many tokens were read, too late for the next of them.
        self.stepped = {name for mixer in self.mixers for name in mixer.initial_state(1)}
        self._first: State | None = None

    def _declared(self) -> Iterator[Signal]:
        for i, layer in enumerate(self._layers):
            for _, mixer in layer.parts():
                yield from mixer.signals
            text = "x: the residual after the layer"
            size = (self.config.width,)
            yield Signal(
                layer.residual_name, Kind.ACTIVATION, ("unit",), size, text, -REACH, REACH, i
            )
        for signal in usage_signals(pressure=True):
            if getattr(self.usage_texts, signal.name.rpartition(".")[2]):
                yield signal

    def empty_state(self, batch: int = 1) -> State:
        """The mixers' states before any token, or after the token that begins a text."""
        empty: dict[str, Tensor] = {FEATURES: self.start.expand(batch, -1)}
        for mixer in self.mixers:
            empty |= mixer.initial_state(batch)
        for name, text in (
            (PRESSURE, self.usage_texts.pressure),
            (INTERFERENCE, self.usage_texts.interference),
        ):
            if text:
                empty[name] = self.start.new_zeros(batch)
        if self.config.start is None or self.start.is_meta:
            return empty
        if batch == 1 and self._first is not None:
            return self._first
        token_B = torch.full((batch,), self.config.start, device=self.start.device)
        state = self.advance(token_B, empty, Tap())
        if batch == 1 and not self.start.requires_grad:
            self._first = state  # one pass over the weights, which a reader asks for often
        return state

    def begun_again(self, state: State, fresh_B: Tensor) -> State:
        """Reset these rows; of windows, only the count of real rows matters."""
        windows = [window for mixer in self.mixers for window in mixer.windows]
        names = {name for window in windows for name in window.names}
        others = {name: x for name, x in state.items() if name not in names}
        for window in windows:
            state = window.forget(state, fresh_B)
        return {**state, **super().begun_again(others, fresh_B)}

    def advance(self, token_B: Tensor, state: State, tap: Tap) -> State:
        """Advance by one token, with every signal passed through the tap."""
        return self._run(token_B.unsqueeze(1), state, Show(tap, is_step=True, each=False))[1]

    def sequence(self, tokens_BT: Tensor, state: State, tap: Tap) -> tuple[Tensor, State]:
        """Run all tokens, in stretches."""
        show = Show(tap, is_step=False, each=tap.watches(*USAGE_NAMES))
        features = []
        for part_BT in torch.split(tokens_BT, STRETCH, dim=1):
            features_BTC, state, uses = self._run(part_BT, state, show)
            features.append(features_BTC)
            if show.each:
                along = _means(uses)
                if along.occupancy is not None:
                    BatchUsage(along.occupancy, *along[1:]).show(tap.stretch)
        return torch.cat(features, dim=1), state

    def _run(self, tokens_BT: Tensor, state: State, show: Show) -> tuple[Tensor, State, list[Use]]:
        """Features ``[B, T, C]``, the state, and the memory use of every mixer that has some."""
        x_BTC = self.words.embed(tokens_BT)
        if self.embedding_norm is not None:
            x_BTC = self.embedding_norm(x_BTC)
        after: dict[str, Tensor] = {}
        uses = []
        for layer in self._layers:
            for norm, mixer in layer.parts():
                y_BTC, own, use = mixer.run(norm(x_BTC), state, show)
                x_BTC = x_BTC + y_BTC
                after |= own
                if mixer.usage_texts is not None:
                    uses.append(use)
            x_BTC = show(layer.residual_name, x_BTC)
        features_BTC = self.norm(x_BTC)
        after[FEATURES] = last(features_BTC)
        told = _means(uses)
        for name, x_BT in ((PRESSURE, told.pressure), (INTERFERENCE, told.interference)):
            if x_BT is not None:
                after[name] = last(x_BT.detach())
        return features_BTC, after, uses

    def lens_inputs(self) -> Mapping[str, Callable[[Tensor], Tensor]]:
        """Every layer's residual, through the final norm."""
        return {layer.residual_name: self.norm for layer in self._layers}

    def features(self, state: State) -> Tensor:
        """The last layer's residual, normed."""
        return state[FEATURES]

    def batch_usage(self, state: State) -> BatchUsage:
        """The mean over the layers that have a recurrent state."""
        occupancy = torch.stack([mixer.occupancy(state) for mixer in self._told]).mean(0)
        return BatchUsage(occupancy, state.get(PRESSURE), state.get(INTERFERENCE))

    @property
    def edits(self) -> Mapping[str, EditSpec]:
        """Forgetting all of one layer, beside what every model offers."""
        which = Argument("layer", ArgumentKind.NUMBER, "layer", 0, len(self._layers) - 1)
        return {**super().edits, **specs(EditSpec(CLEAR, "Forget what one layer holds", (which,)))}

    def _edited(self, state: State, name: str, arguments: Mapping[str, int]) -> State:
        if name != CLEAR:
            return super()._edited(state, name, arguments)
        cleared = dict(state)
        for _, mixer in self._layers[arguments["layer"]].parts():
            cleared |= mixer.initial_state(self._batch(state))
        return cleared

    @property
    def parts(self) -> Mapping[str, PartSpec]:
        """The states of the layers, and the matrix of one head."""
        return {id: part for mixer in self.mixers for id, part in mixer.parts.items()}


def _means(uses: Sequence[Use]) -> Use:
    """The means over mixers of the numbers that there are."""
    there = ([x for x in numbers if x is not None] for numbers in zip(*uses, strict=True))
    return Use(*(torch.stack(xs).mean(0) if xs else None for xs in there))


def _norm(config: ResidualConfig) -> nn.Module:
    if config.norm == "rms":
        return nn.RMSNorm(config.width, eps=config.epsilon)
    return nn.LayerNorm(config.width, eps=config.epsilon)
