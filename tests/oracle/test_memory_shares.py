"""How much of each probability is the memory's: wherever that is told, both parts add up."""

import json

import numpy as np
import pytest

from tests.oracle import person
from tests.oracle.conftest import settle
from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told
from wmstudio import cli

SHOWN = 1.5e-4
"""Of a number of four decimals, with another processor's rounding."""


@pytest.fixture(scope="module")
def made(make_checkpoint):
    return make_checkpoint("pointer")


@pytest.fixture(scope="module")
def text():
    return " ".join([random_text(5, 6)] * 2)


@pytest.fixture(scope="module")
def tokens(made, text):
    return told(made.tokenizer, text)


@pytest.fixture(scope="module")
def truth(made, tokens):
    found = run("pointer", made.weights, made.sizes, tokens.ids)
    assert max(memory.max() for memory in found.memory) > 0.2
    return found


def check(lines, tokens, truth, before):
    """Lines of what was expected before a token are the likeliest pieces, with their two parts."""
    whole, memory = truth.expected[before], truth.memory[before]
    best = np.argsort(-whole, kind="stable")
    for at, line in enumerate(lines):
        assert line.whole == pytest.approx(whole[best[at]], abs=SHOWN)
        # Of pieces that are as probable any may come first, so the line is found by its piece.
        own = [i for i in best[:40] if tokens.piece(i) == line.piece]
        assert any(
            line.whole == pytest.approx(whole[i], abs=SHOWN)
            and line.memory == pytest.approx(memory[i], abs=SHOWN)
            for i in own
        ), (line, [(whole[i], memory[i]) for i in own])
        if line.network is not None:
            assert line.network + line.memory == pytest.approx(line.whole, abs=SHOWN)


def check_list(bars, tokens, truth, before):
    """All rows of the list of candidates, and the one for all others."""
    seen = person.candidates(bars)
    assert len(seen.lines) > 5
    check(seen.lines, tokens, truth, before)
    for line in seen.lines:
        assert tokens.piece(line.id) == line.piece
    whole = truth.expected[before]
    assert seen.others == len(whole) - len(seen.lines)
    ids = [line.id for line in seen.lines]
    assert seen.rest == pytest.approx(1 - whole[ids].sum(), abs=SHOWN)


def test_both_parts_of_every_candidate_add_up(made, text, tokens, truth, open_window, look_at):
    window = open_window(made, text)
    for cursor in (0, 3, len(tokens) // 2, len(tokens) - 1):
        look_at(window, cursor)
        check_list(window.panels["predictions"].bars, tokens, truth, cursor + 1)


def test_both_parts_of_every_line_of_a_card_add_up(made, text, tokens, truth, open_window, look_at):
    window = open_window(made, text)
    for token in (1, len(tokens) // 2, len(tokens) - 1):
        look_at(window, token)
        window.text_area.looks.show_cursor()
        lines = person.alternatives(window.text_area.looks.card)
        assert len(lines) > 3
        check(lines, tokens, truth, token)
        window.text_area.looks.card.hide()


def test_trace_writes_the_part_of_each_candidate(made, text, tokens, truth, tmp_path):
    out = tmp_path / "t.json"
    command = [
        "trace",
        text,
        "--checkpoint",
        str(made.folder),
        "--out",
        str(out),
        "--device",
        "cpu",
    ]
    assert cli.main(command) == 0
    written = json.loads(out.read_text())
    assert written["ids"] == tokens.ids
    for t in range(len(tokens)):
        whole, memory = truth.expected[t + 1], truth.memory[t + 1]
        ids = written["topk_ids"][t]
        assert len(ids) > 5
        assert written["topk_probs"][t] == pytest.approx(whole[ids], abs=2e-5)
        assert written["topk_memory"][t] == pytest.approx(memory[ids], abs=2e-5)


def test_a_recording_shows_the_part_of_each_candidate(
    made, text, tokens, truth, open_window, look_at, qtbot, tmp_path
):
    file = tmp_path / "a.wmtrace"
    command = ["trace", text, "--checkpoint", str(made.folder), "--record", str(file)]
    assert cli.main([*command, "--device", "cpu"]) == 0
    window = open_window(made, "")
    window.documents.open(file)
    qtbot.waitUntil(lambda: window.reading.opened.recorded is not None, timeout=20_000)
    settle(qtbot, window)
    for cursor in (2, len(tokens) - 2):
        look_at(window, cursor)
        check_list(window.panels["predictions"].bars, tokens, truth, cursor + 1)
