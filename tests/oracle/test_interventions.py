"""What interventions change: log-odds and every token's bits, by the formulas."""

from functools import cache

import numpy as np
import pytest

from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Frame, Open, Patch, PlacedPatch, View
from wmstudio.text.stretches import spot_of

FAMILIES = ("slots", "stack", "queue", "superposition", "keyvalue", "pointer", "transformer")
ROUNDING = 1e-4
"""Of bits and log-odds: float32 against float64, over a hundred tokens."""
NAMES = ("input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden")
OWN = {
    "slots": [
        f"slots.{name}"
        for name in (
            *("query", "key", "value", "write_gate", "decay_gate", "read_gate", "read_weights"),
            *("output", "keys", "values", "strength"),
        )
    ],
    "stack": [f"stack.{name}" for name in ("pop", "push", "value", "output")],
    "queue": [f"queue.{name}" for name in ("pop", "push", "value", "output")],
    "superposition": [f"stack.{name}" for name in ("action", "value", "values", "output")],
    "keyvalue": [
        f"keyvalue.{name}"
        for name in (
            *("store_gate", "retrieve_gate", "clear_gate", "query", "key", "value"),
            *("matrix", "output"),
        )
    ],
    "pointer": ["pointer.query", "pointer.key", "pointer.gate"],
    "transformer": [
        name
        for layer in (0, 1)
        for name in (
            *(f"attention.{layer}.weights", f"attention.{layer}.output"),
            *(f"feed_forward.{layer}.hidden", f"residual.{layer}"),
        )
    ],
}
"""The signals of each family that are not those of its LSTM."""
CHANGES = (("set", 0.0), ("set", 0.9), ("scale", 0.3), ("add", 0.15))
"""None makes a gate or a strength negative, for which the formulas say nothing."""


PATCHED = [
    (family, name)
    for family in FAMILIES
    for name in (*(f"lstm.0.{x}" for x in NAMES if family != "transformer"), *OWN[family])
]


@pytest.fixture(scope="module")
def made_of(make_checkpoint):
    # Of seed 0, rounding alone decides which item of a full stack is the weakest and makes room.
    return cache(lambda family: make_checkpoint(family, seed=1))


@pytest.fixture(scope="module")
def text():
    return f"The cat sat on the mat. {random_text(7, 12)}"


def read(made, text, edits, targets):
    """The complete frame of a text under interventions, and of the untouched model."""
    engine = Engine(open_model)
    list(engine.do(Open(made.folder, "cpu")))
    view = View(1, text, len(text), interventions=edits, untouched=True, targets=targets)
    return [one for one in engine.look(view) if isinstance(one, Frame)][-1]


@pytest.mark.parametrize(("family", "name"), PATCHED)
def test_log_odds_and_bits_under_patches_are_those_of_the_formulas(made_of, text, family, name):
    made = made_of(family)
    ids = told(made.tokenizer, text).ids
    targets = ids[1], ids[3]
    plain = run(made.family, made.weights, made.sizes, ids)
    tiling = read(made, text, (), ()).trace
    for number, (op, value) in enumerate(CHANGES):
        unit = None if number % 2 else (0,)
        first, last = 3 + number, len(ids) - 1 if number == 2 else 9 + number
        patch = Patch(name, op, value, unit)
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
