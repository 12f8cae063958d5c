"""Stopping a training at a step, as a signal or a lost machine does."""

import pytest

from wmstudio.training import loop


def stop_after(monkeypatch, steps, how):
    """Call ``how`` when so many steps are done."""
    real = loop.Trainer.steps

    def some(self):
        for now in real(self):
            yield now
            if now.step == steps:
                how()

    monkeypatch.setattr(loop.Trainer, "steps", some)


def killed():
    raise SystemExit("killed")


def killed_after(monkeypatch, steps, train):
    """Train, and be killed when so many steps are done."""
    with monkeypatch.context() as patched:
        stop_after(patched, steps, killed)
        with pytest.raises(SystemExit):
            train()
