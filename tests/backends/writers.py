"""Recurrent language models as people write them in PyTorch, to be saved and read again."""

import string
from collections import OrderedDict

import torch
from torch import nn

CHARACTERS = string.ascii_lowercase + " .,'\n"
V = len(CHARACTERS)


class WordLanguageModel(nn.Module):
    """PyTorch's example `word_language_model`: encoder, rnn, decoder."""

    def __init__(self, kind="LSTM", layers=2, embedding=10, hidden=12, tied=False, **options):
        super().__init__()
        self.drop = nn.Dropout(0.2)
        self.encoder = nn.Embedding(V, embedding)
        self.rnn = getattr(nn, kind)(embedding, hidden, layers, **options)
        self.decoder = nn.Linear(hidden, V)
        if tied:
            self.decoder.weight = self.encoder.weight

    def forward(self, ids_T):
        h_TH, _ = self.rnn(self.encoder(ids_T))
        return self.decoder(h_TH)


class OneHot(nn.Module):
    """The `char-rnn` of courses: one-hot letters, lstm, fc."""

    def __init__(self, hidden=14, layers=2):
        super().__init__()
        self.lstm = nn.LSTM(V, hidden, layers, dropout=0.1, batch_first=True)
        self.fc = nn.Linear(hidden, V)

    def forward(self, ids_T):
        h_TH, _ = self.lstm(nn.functional.one_hot(ids_T, V).float())
        return self.fc(h_TH)


class Cells(nn.Module):
    """Layers of other widths, one module each, and no bias at the end."""

    def __init__(self):
        super().__init__()
        self.embeddings = nn.Embedding(V, 8)
        self.rnns = nn.ModuleList([nn.GRU(8, 16), nn.GRU(16, 11)])
        self.out = nn.Linear(11, V, bias=False)

    def forward(self, ids_T):
        x = self.embeddings(ids_T)
        for rnn in self.rnns:
            x, _ = rnn(x)
        return self.out(x)


class Same(nn.Module):
    """Embedding and output layer of the same shape, the output written first."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(9, V)
        self.lookup = nn.Embedding(V, 9)
        self.gru = nn.GRU(9, 9, bias=False)

    def forward(self, ids_T):
        return self.linear(self.gru(self.lookup(ids_T))[0])


class StepByStep(nn.Module):
    """An `nn.LSTMCell` in a loop, as in tutorials that write it out."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(V, 7)
        self.cell = nn.LSTMCell(7, 13)
        self.head = nn.Linear(13, V)

    def forward(self, ids_T):
        state, seen = None, []
        for x_E in self.embed(ids_T):
            state = self.cell(x_E, state)
            seen.append(state[0])
        return self.head(torch.stack(seen))


MODELS = {
    "word_language_model, LSTM": lambda: WordLanguageModel(),
    "word_language_model, tied": lambda: WordLanguageModel(embedding=12, tied=True),
    "word_language_model, GRU": lambda: WordLanguageModel("GRU"),
    "word_language_model, RNN_TANH": lambda: WordLanguageModel("RNN", 3),
    "without biases": lambda: WordLanguageModel("LSTM", bias=False),
    "one-hot char-rnn": OneHot,
    "modules of other widths": Cells,
    "embedding shaped as the output": Same,
    "LSTMCell": StepByStep,
}


def prefixed(prefix):
    return lambda model: {f"{prefix}{name}": x for name, x in model.state_dict().items()}


def with_optimiser(model):
    optimiser = torch.optim.Adam(model.parameters())
    model(torch.arange(V)).sum().backward()
    optimiser.step()
    optimiser.zero_grad()
    return {"epoch": 3, "model_state_dict": model.state_dict(), "optimizer_state_dict":
            optimiser.state_dict(), "loss": torch.tensor(1.5)}  # fmt: skip


FORMS = {
    "state_dict": lambda model: model.state_dict(),
    "plain table": lambda model: dict(model.state_dict()),
    "whole module": lambda model: model,
    "module in a table": lambda model: {"epoch": 1, "net": model},
    "DataParallel": prefixed("module."),
    "torch.compile": prefixed("_orig_mod."),
    "Lightning": lambda model: {
        "pytorch-lightning_version": "2.4.0",
        "state_dict": OrderedDict(prefixed("model.")(model)),
        "hyper_parameters": {"lr": 0.1},
        "callbacks": {"best": torch.zeros(90, 90)},
    },
    "with an optimiser": with_optimiser,
}
