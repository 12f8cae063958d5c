"""Writes the Lightning checkpoint in `written/lightning`; it needs Lightning 2.

python tests/backends/lightning_writer.py

The model is trained for two steps, so that the optimiser's state and the loops are in the file too.
``lstm.npz`` has ``ids`` [T] and the ``logits`` [T, V] that the module gives for them.
"""

from pathlib import Path

import lightning
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

WRITTEN = Path(__file__).parent / "written" / "lightning"
V, T = 20, 16


class CharacterModel(lightning.LightningModule):
    """Embedding, two layers of an LSTM and an output layer, as in Lightning's own examples."""

    def __init__(self, vocab_size: int, hidden: int, rate: float = 0.01):
        super().__init__()
        self.save_hyperparameters()
        self.embed = nn.Embedding(vocab_size, 6)
        self.lstm = nn.LSTM(6, hidden, num_layers=2, dropout=0.1, batch_first=True)
        self.head = nn.Linear(hidden, vocab_size)

    def forward(self, ids_BT):
        seen_BTH, _ = self.lstm(self.embed(ids_BT))
        return self.head(seen_BTH)

    def training_step(self, ids_BT, _):
        logits_BTV = self(ids_BT[:, :-1])
        return nn.functional.cross_entropy(logits_BTV.flatten(0, 1), ids_BT[:, 1:].flatten())

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.rate)


def main():
    lightning.seed_everything(0)
    model = CharacterModel(V, 8)
    for x in model.parameters():
        nn.init.normal_(x, std=0.5)
    trainer = lightning.Trainer(
        accelerator="cpu", max_steps=2, logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False,
    )  # fmt: skip
    trainer.fit(model, DataLoader(torch.randint(V, (8, T)), batch_size=4))
    WRITTEN.mkdir(exist_ok=True)
    trainer.save_checkpoint(WRITTEN / "lstm.ckpt")
    ids_T = torch.randint(V, (T,))
    with torch.inference_mode():
        logits_TV = model.eval()(ids_T[None])[0]
    np.savez(WRITTEN / "lstm.npz", ids=ids_T.numpy(), logits=logits_TV.numpy())


if __name__ == "__main__":
    main()
