"""Predictions after a state."""

from math import isnan

import numpy as np

from wmstudio.engine.asking import expected
from wmstudio.testing.fake import FakeBackend


class Astray(FakeBackend):
    """A model that computes nothing that is a number any more."""

    def log_probs(self, state):
        return np.full_like(super().log_probs(state), np.nan)


def test_uncertainty_without_numbers_is_no_certainty():
    backend = Astray()
    assert isnan(expected(backend, backend.initial_state(), 3).entropy_bits)
