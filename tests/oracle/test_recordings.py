"""A recording, opened without its model: every number stands beside the token that it was of."""

import csv
import io
import re

import pytest
from PySide6.QtGui import QGuiApplication

from tests.oracle import person
from tests.oracle.conftest import settle
from tests.oracle.formulas import run
from tests.oracle.test_memory_rows import check
from tests.oracle.texts import random_text, told
from wmstudio import cli


@pytest.mark.parametrize(
    ("family", "sizes"), [("slots", {"slots": 3}), ("stack", {"capacity": 3}), ("transformer", {})]
)
def test_a_recording_has_each_number_beside_its_token(
    make_checkpoint, open_window, look_at, qtbot, tmp_path, family, sizes
):
    made = make_checkpoint(family, **sizes)
    text = random_text(31)
    tokens = told(made.tokenizer, text)
    truth = run(family, made.weights, made.sizes, tokens.ids)
    file = tmp_path / "a.wmtrace"
    command = ["trace", text, "--checkpoint", str(made.folder), "--record", str(file)]
    assert cli.main([*command, "--device", "cpu"]) == 0
    window = open_window(made, "")
    window.documents.open(file)
    qtbot.waitUntil(lambda: window.reading.opened.recorded is not None, timeout=20_000)
    settle(qtbot, window)

    window.time.spans.select(0, len(text))
    settle(qtbot, window)
    window.actions_["time.copy_figures"].trigger()
    lines = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert [int(line["token"]) for line in lines] == list(range(len(tokens)))
    assert [int(line["id"]) for line in lines] == tokens.ids
    written = [float(line["token.surprisal"]) for line in lines]
    assert written == pytest.approx(truth.bits, abs=2e-4)

    checked = 0
    for cursor in (3, len(tokens) // 2, len(tokens) - 1):
        look_at(window, cursor)
        looks = window.text_area.looks
        looks.show_cursor()
        assert looks.card.title.text().startswith(tokens.shown(cursor))
        said = dict(line.split(maxsplit=1) for line in looks.card.about.text().splitlines())
        bits = float(re.search(r"(-?\d+\.\d+) bits", said["surprise"])[1])
        assert bits == pytest.approx(truth.bits[cursor], abs=2e-4)
        assert int(said["rank"].split(" of ")[0].replace(",", "")) in truth.ranks[cursor]
        looks.card.hide()
        due = {row.token: row for row in truth.rows[cursor]}
        seen = {line.token: line for line in person.rows(window.panels["memory"])}
        faint = {t for t, row in due.items() if row.numbers.get("kept", 1.0) < 0.2}
        assert set(due) - faint <= set(seen) <= set(due)
        for token, line in seen.items():
            check(line, due[token], tokens, cursor)
            checked += 1
    assert checked
