"""Modules that nobody here has seen, as tests adapt them; written with torch alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

VOCAB, WIDTH, SLOTS = 11, 6, 4


class SlotMemory(nn.Module):
    """A memory of slots with a write gate, beside an LSTM cell."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.embed = nn.Embedding(VOCAB, WIDTH)
        self.cell = nn.LSTMCell(2 * WIDTH, WIDTH)
        self.gate, self.where = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, SLOTS)
        self.out = nn.Linear(2 * WIDTH, VOCAB)

    def initial_state(self, batch):
        zeros = torch.zeros(batch, WIDTH)
        memory = torch.zeros(batch, SLOTS, WIDTH)
        return {"memory": memory, "read": zeros, "lstm": (zeros, zeros)}

    def step(self, token, state, gate=None):
        x = torch.cat([self.embed(token), state["read"]], dim=-1)
        h, c = self.cell(x, state["lstm"])
        write_gate = torch.sigmoid(self.gate(h))
        if gate is not None:
            write_gate = gate(write_gate)
        where = torch.softmax(self.where(h), dim=-1)
        memory = state["memory"] + (write_gate * where).unsqueeze(-1) * h.unsqueeze(1)
        read_weights = F.softmax((memory @ h.unsqueeze(-1)).squeeze(-1), dim=-1)
        read = (read_weights.unsqueeze(1) @ memory).squeeze(1)
        logits = self.out(torch.cat([h, read], dim=-1))
        return logits, {"memory": memory, "read": read, "lstm": (h, c)}


class Pair(NamedTuple):
    h: torch.Tensor
    steps: int


@dataclass
class Carried:
    """A state of many kinds of containers."""

    pair: Pair
    stack: list
    nothing: None = None


class Careless(nn.Module):
    """Writes into the state that it is given, which is a dataclass; takes and gives no batch."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.embed, self.out = nn.Embedding(VOCAB, WIDTH), nn.Linear(WIDTH, VOCAB)

    def first(self):
        return Carried(Pair(torch.zeros(WIDTH), 0), [torch.zeros(2, WIDTH)])

    def step(self, token, state):
        h = state.pair.h
        h.mul_(0.5).add_(self.embed(token).reshape(WIDTH))
        keep = torch.sigmoid(h)
        state.stack[0][state.pair.steps % 2] = keep * h
        state.pair = Pair(h, state.pair.steps + 1)
        return self.out(h + state.stack[0].sum(0)), state


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.mix = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        future = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1)
        scores = (q @ k.transpose(1, 2) / WIDTH**0.5).masked_fill(future, -torch.inf)
        weights = scores.softmax(-1)
        gate = torch.sigmoid(self.mix(x))
        return x + gate * (weights @ v)


class Whole(nn.Module):
    """Two layers of gated attention, without a step."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(5)
        self.embed = nn.Embedding(VOCAB, WIDTH)
        self.layers = nn.ModuleList([Layer(), Layer()])
        self.out = nn.Linear(WIDTH, VOCAB)

    def forward(self, tokens):
        x = self.embed(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.out(x)


class Looping(nn.Module):
    """Goes over the tokens in a loop of its own, and has fused layers too."""

    def __init__(self, fused="lstm") -> None:
        super().__init__()
        torch.manual_seed(6)
        self.embed = nn.Embedding(VOCAB, WIDTH)
        self.fused = getattr(nn, fused.upper())(WIDTH, WIDTH, num_layers=2, batch_first=True)
        self.mix, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, VOCAB)

    def forward(self, tokens):
        x, _ = self.fused(self.embed(tokens))
        h, rows = torch.zeros(1, WIDTH), []
        for t in range(tokens.shape[1]):
            forget = torch.sigmoid(self.mix(x[:, t]))
            h = forget * h + x[:, t]
            rows.append(h)
        return self.out(torch.stack(rows, dim=1))
