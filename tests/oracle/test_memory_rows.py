"""Every row of the memory list: whose it is, its age, and the numbers that stand beside it."""

import pytest

from tests.oracle import person
from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told

MEMORIES = [
    ("slots", {"slots": 3, "policy": "fifo"}),
    ("slots", {"slots": 1, "policy": "fifo"}),
    ("slots", {"slots": 4, "policy": "weakest"}),
    ("slots", {"slots": 4, "policy": "least-recently-read"}),
    ("slots", {"slots": 2, "policy": "weakest"}),
    ("stack", {"capacity": 3}),
    ("queue", {"capacity": 3}),
    ("superposition", {"capacity": 6}),
    ("keyvalue", {}),
    ("transformer", {}),
]


def check(line, row, tokens, cursor):
    """One row of the window against what is true."""
    assert line.piece == tokens.shown(row.token)
    assert line.gone == row.gone
    assert {name: pytest.approx(x, abs=2e-4) for name, x in row.numbers.items()} == line.numbers
    if row.number is not None:
        assert line.number == row.number
    if row.share is not None and abs(row.share - 0.5) > 1e-3:
        assert line.share == pytest.approx(row.share, abs=2e-4)
        assert line.mixed == (row.share < 0.5)
    assert line.ago == (None if line.mixed else cursor + 1 - row.token)
    if not line.painted[1]:
        return  # too thin for a text
    name = line.painted[1]
    before, own = tokens.around(row.token)
    if line.mixed:
        assert name == "mixed"
    else:
        assert name.endswith("no longer there") == row.gone
        name = name.removesuffix("no longer there").replace(" ", "")
        assert name.endswith(own.replace(" ", ""))
        # Where there is no room for all, the last words of what stands before it are kept.
        # There a combining mark that is a token stands on its letter, and not on a circle.
        assert f"{before}{own}".replace(" ", "").replace("◌", "").endswith(name)
        assert f"{line.ago:,}" in line.painted[2:4]
    read = [x for called, x in line.numbers.items() if called.startswith(("read", "layer"))]
    if read:
        mean = sum(read) / len(read)
        # What is told has four digits, of which the column shows fewer.
        assert line.painted[-2] in {person.column(mean * (1 + e)) for e in (-6e-4, 0, 6e-4)}


@pytest.mark.parametrize(("family", "sizes"), MEMORIES)
def test_rows_are_of_the_tokens_that_they_name(
    make_checkpoint, open_window, look_at, family, sizes
):
    made = make_checkpoint(family, **sizes)
    text = random_text(len(family) + len(sizes))
    tokens = told(made.tokenizer, text)
    truth = run(family, made.weights, made.sizes, tokens.ids)
    window = open_window(made, text)
    panel, checked = window.panels["memory"], 0
    for cursor in sorted({0, 1, len(tokens) // 2, len(tokens) - 2, len(tokens) - 1}):
        look_at(window, cursor)
        lines = person.rows(panel)
        key = (lambda row: row.number) if family == "superposition" else (lambda row: row.token)
        seen = {key(line): line for line in lines}
        due = {key(row): row for row in truth.rows[cursor]}
        assert len(seen) == len(lines)
        faint = {k for k, row in due.items() if row.numbers.get("kept", 1.0) < 0.2}
        assert set(due) - faint <= set(seen) <= set(due)
        for k, line in seen.items():
            check(line, due[k], tokens, cursor)
            checked += 1
    assert checked
