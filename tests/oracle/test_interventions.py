"""What interventions change: log-odds and every token's bits, by the formulas."""

import numpy as np
import pytest

from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Frame, Open, Patch, PlacedPatch, View
from wmstudio.text.stretches import spot_of

FAMILIES = ("slots", "stack", "queue", "superposition", "keyvalue", "pointer")
ROUNDING = 1e-4
"""Of bits and log-odds: float32 against float64, over a hundred tokens."""
NAMES = ("input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden")
CHANGES = (("set", 0.0), ("set", 1.0), ("scale", 0.3), ("add", -0.4))


@pytest.fixture(scope="module", params=FAMILIES)
def made(request, make_checkpoint):
    # Of seed 0, rounding alone decides which item of a full stack is the weakest and makes room.
    return make_checkpoint(request.param, seed=1)


@pytest.fixture(scope="module")
def text():
    return f"The cat sat on the mat. {random_text(7, 12)}"


def read(made, text, edits, targets):
    """The complete frame of a text under interventions, and of the untouched model."""
    engine = Engine(open_model)
    list(engine.do(Open(made.folder, "cpu")))
    view = View(1, text, len(text), interventions=edits, untouched=True, targets=targets)
    return [one for one in engine.look(view) if isinstance(one, Frame)][-1]


@pytest.mark.parametrize("name", NAMES)
def test_log_odds_and_bits_under_patches_are_those_of_the_formulas(made, text, name):
    ids = told(made.tokenizer, text).ids
    targets = ids[1], ids[3]
    plain = run(made.family, made.weights, made.sizes, ids)
    tiling = read(made, text, (), ()).trace
    for number, (op, value) in enumerate(CHANGES):
        unit = None if number % 2 else number
        first, last = 3 + number, len(ids) - 1 if number == 2 else 9 + number
        patch = Patch(f"lstm.0.{name}", op, value, None if unit is None else (unit,))
        placed = PlacedPatch(patch, spot_of(tiling, first), spot_of(tiling, last))
        frame = read(made, text, (placed,), targets)
        truth = run(
            made.family, made.weights, made.sizes, ids,
            patches=[(patch.signal, op, value, unit, first, last + 1)],
        )  # fmt: skip
        np.testing.assert_allclose(
            frame.trace.column("surprisal_bits"), truth.bits, atol=ROUNDING * 10, err_msg=op
        )
        for snapshot, expected in ((frame.snapshot, truth), (frame.untouched, plain)):
            one, other = np.log2(expected.expected[-1][list(targets)])
            odds = snapshot.target_bits[1] - snapshot.target_bits[0]
            assert odds == pytest.approx(one - other, abs=ROUNDING)
