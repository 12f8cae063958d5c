"""What others do at each key, and their stated limits: the whole text again."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np
import torch

from benchmarks.measure import timed
from benchmarks.models import backend_of
from benchmarks.reading import Reader
from benchmarks.texts import TYPED, text_of

if TYPE_CHECKING:
    from benchmarks.measure import Table

LIMITS = {
    "Transformer Explainer stops at 12 words": 16,
    "Token-Print stops at 40 tokens": 40,
    "Neuronpedia stops at 200 tokens": 200,
    "beyond": 1_000,
}
"""As they say themselves, and so many tokens."""


def measure(table: Table) -> None:
    """A key of ours and a whole text again, by the same model, at their sizes and beyond."""
    table.group("against a studio that reads the whole text at each key, same model")
    backend = backend_of("stories-slots")
    ids = np.resize(backend.encode(text_of(1_000, backend.tokenizer)).ids, 100_000)
    crossover = 0
    for tokens in (2, 4, 8, 16, 32):
        ours, naive = _both(backend, tokens, ids)
        if not crossover and naive > ours:
            crossover = tokens
    table.add("tokens from which reading only what changed is quicker", [crossover], "tokens")
    for name, tokens in LIMITS.items():
        ours, naive = _both(backend, tokens, ids)
        table.add(f"{name}: our key after {tokens:,} tokens", [ours])
        table.add("    the whole text again", [naive])
        table.add("    that, against ours", [naive / ours], "×")
    _hugging_face(table, backend)


def _both(backend: object, tokens: int, ids: np.ndarray) -> tuple[float, float]:
    """Milliseconds of a key, and of reading all of it."""
    text = backend.tokenizer.decode(ids[:tokens])
    reader = Reader(backend)
    reader.look(text)
    state = {"text": text}

    def key() -> None:
        state["text"] += TYPED[len(state["text"]) % len(TYPED)]
        reader.look(state["text"])

    ours = timed(key, 30)
    naive = timed(
        lambda: backend.read(ids[:tokens], backend.initial_state(), watch=backend.signals), 5, 1
    )
    return float(np.median(ours)), float(np.median(naive))


@torch.inference_mode()
def _hugging_face(table: Table, backend: object) -> None:
    """A GPT-2 of as many parameters, if its library happens to be here: 32 tokens generated."""
    if importlib.util.find_spec("transformers") is None:
        table.say("(transformers is not installed: no comparison with its generate)")
        return
    import transformers

    config = transformers.GPT2Config(
        vocab_size=4096, n_positions=1024, n_embd=192, n_layer=4, n_head=3, n_inner=896
    )
    model = transformers.GPT2LMHeadModel(config).eval()
    prompt = torch.arange(64).unsqueeze(0) + 300
    theirs = timed(lambda: model.generate(prompt, max_new_tokens=32, do_sample=False), 5, 1)
    ours_state = backend.model.prefill(prompt, backend.initial_state()).state

    def ours() -> None:
        from wmstudio.contract import Tap

        state, token_B = ours_state, torch.tensor([300])
        for _ in range(32):
            logits_BV, state = backend.model.step(token_B, state, Tap())
            token_B = logits_BV.argmax(-1)

    table.add("GPT-2 of transformers, as many parameters: 32 tokens", theirs)
    table.add("stories-slots: 32 tokens", timed(ours, 5, 1))
