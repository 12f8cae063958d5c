"""Exported data: each line of a table is of the token that it names, whichever panel it shows."""

import csv
import itertools

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from tests.oracle.formulas import run
from tests.oracle.texts import random_text, told
from wmstudio.text import tokenizer

OTHER_TEXT = "A wolf said, “In the mat is a cat — who is there?” The sat and the wolf on it.\n"
ROUNDING = 2e-4


@pytest.fixture
def tables(monkeypatch, tmp_path, qtbot):
    """Saves every figure that a window offers as CSV, by hand: ``{name: lines}``."""

    def save(window):
        window.actions_["export.figure"].trigger()
        form, found = window.exporting.form, {}
        for old in tmp_path.glob("*.csv"):
            old.unlink()
        for at in range(form.figures.count()):
            file = tmp_path / f"{at}.csv"
            form.figures.setCurrentIndex(at)
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, f=file: (str(f), ""))
            form.save.click()
            qtbot.waitUntil(file.exists, timeout=20_000)
            with file.open(newline="", encoding="utf-8") as lines:
                found[form.figures.itemText(at)] = list(csv.reader(lines))
        form.reject()
        return found

    return save


def numbers(cells):
    return np.array([float(cell) if cell else np.nan for cell in cells])


def in_words(name):
    """How the window calls a signal: ``lstm.0.forget_gate`` is *lstm · forget gate*."""
    part, *layer, own = name.replace("_", " ").split(".")
    number = f" {layer[0]}" if layer and layer[0] != "0" else ""
    return f"{part} · {own}{number}" if part != own else f"{own}{number}"


def check(name, lines, tokens, truth, cursor):
    """The table of one figure against what is true; whether anything of it is known here."""
    head, *body = lines
    called = name.partition(": ")[2]
    names = {in_words(one): one for one in truth.signals[0]}
    if called == "after the cursor":
        assert len(body) > 5
        parts = ["from memory", "from the network"] if any(truth.places) else []
        assert head[2:] == ["probability", *parts]
        for _, cell, value, *rest in body:
            piece = cell[1:] if cell[0] == "'" and len(cell) > 1 else cell
            own = [i for i in range(len(tokens.vocabulary)) if tokens.piece(i) == piece]
            due = [[truth.expected[cursor + 1][i]] for i in own]
            if parts:
                memory = [truth.memory[cursor + 1][i] for i in own]
                due = [[p, m, p - m] for (p,), m in zip(due, memory, strict=True)]
            found = [float(x) for x in (value, *rest)]
            assert any(found == pytest.approx(one, abs=ROUNDING) for one in due), cell
        return True
    if called.endswith(" at the cursor"):
        x = truth.signals[cursor].get(names.get(called.removesuffix(" at the cursor")))
        if x is None:
            return False
        matrix = np.array([numbers(line[2:]) for line in body]).T
        assert matrix == pytest.approx(x, abs=ROUNDING)
        return True
    signals = [names[part] for part in called.split(", ") if part in names]
    costs = called == "surprise, uncertainty"
    if not signals and not costs:
        return False
    assert len(body) > 10
    for number, cell, *values in body:
        token = int(number)
        assert cell == tokens.shown(token)
        if costs:
            after = truth.expected[token + 1]
            due = [truth.bits[token], -(after * np.log2(after)).sum()]
        elif "attention" in called:
            back = cursor - token
            x = truth.signals[cursor][signals[0]]
            due = x[:, back] if 0 <= back < min(x.shape[1], cursor + 1) else x[:, 0] * np.nan
        else:
            due = np.concatenate([truth.signals[token][one].ravel() for one in signals])
        assert numbers(values) == pytest.approx(np.array(due), abs=ROUNDING, nan_ok=True), name
    assert head[1] == "token"
    return True


SHOWN = {
    "slots": {"Gates", "Memory", "Next token", "Timeline"},
    "pointer": {"Next token", "Timeline"},
    "transformer": {"Attention", "Next token", "Timeline"},
}


@pytest.mark.parametrize("family", SHOWN)
def test_each_line_of_a_saved_table_is_of_its_token(
    make_checkpoint, open_window, look_at, tables, family
):
    made = make_checkpoint(family)
    text = random_text(11)
    tokens = told(made.tokenizer, text)
    truth = run(family, made.weights, made.sizes, tokens.ids)
    window = open_window(made, text)
    if "Attention" in SHOWN[family]:
        window.docks.show("attention", True)
    for cursor in (4, len(tokens) - 1):
        look_at(window, cursor)
        known = {
            name.partition(":")[0]
            for name, lines in tables(window).items()
            if check(name, lines, tokens, truth, cursor)
        }
        assert known >= SHOWN[family]


@pytest.fixture(scope="module")
def other_tokenizer():
    """One that cuts the same text into other tokens."""
    return tokenizer.train([OTHER_TEXT * 9], 285)


def whole_of_both(one, other):
    """The shortest stretches of bytes that are whole tokens of both, as tokens of each."""
    ends = [np.cumsum([len(piece) for piece in tokens.pieces]).tolist() for tokens in (one, other)]
    shared, before = sorted(set(ends[0]) & set(ends[1])), 0
    for end in shared:
        yield tuple([t for t, e in enumerate(own) if before < e <= end] for own in ends)
        before = end


def test_tables_of_two_models_with_other_tokens_are_each_of_their_own(
    make_checkpoint, open_window, look_at, tables, other_tokenizer
):
    made = make_checkpoint("slots", slots=3)
    other = make_checkpoint("slots", seed=3, tokenizer=other_tokenizer)
    text = random_text(12)
    own, theirs = told(made.tokenizer, text), told(other.tokenizer, text)
    assert own.pieces != theirs.pieces
    first = run("slots", made.weights, made.sizes, own.ids)
    second = run("slots", other.weights, other.sizes, theirs.ids)
    window = open_window(made, text, other)
    look_at(window, len(own) - 1)
    found, known = tables(window), set()
    # The layout for two models leaves the gates out. They open in front of the timeline.
    window.docks.show("gates", True)
    look_at(window, len(own) - 1)
    assert not window.docks.shown("timeline")
    behind = tables(window)
    assert set(found) < set(behind)
    for name, lines in [*found.items(), *behind.items()]:
        if name[0] in "AB" and name[1] == " ":
            tokens, truth = (own, first) if name[0] == "A" else (theirs, second)
            if check(name[1:].lstrip(), lines, tokens, truth, len(tokens) - 1):
                known.add((name[0], name[1:].lstrip().partition(":")[0]))
    assert known >= {(mark, panel) for mark in "AB" for panel in SHOWN["slots"]}

    (difference,) = [lines for name, lines in found.items() if "B − A" in name]
    due = {}
    for mine, his in whole_of_both(own, theirs):
        bits = sum(second.bits[t] for t in his) - sum(first.bits[t] for t in mine)
        due |= dict.fromkeys(mine, bits)
    shown = {int(number): float(value) for number, _, value in difference[1:]}
    assert len(shown) > 10
    assert shown == pytest.approx({t: due[t] for t in shown}, abs=2e-3)
    assert [line[1] for line in difference[1:]] == [own.shown(t) for t in shown]


def test_of_other_tokens_a_card_and_the_memory_tell_only_what_is_theirs(
    make_checkpoint, open_window, look_at, other_tokenizer
):
    made = make_checkpoint("slots", slots=3)
    other = make_checkpoint("slots", seed=3, tokenizer=other_tokenizer, slots=2)
    text = random_text(13, 6)
    own, theirs = told(made.tokenizer, text), told(other.tokenizer, text)
    second = run("slots", other.weights, other.sizes, theirs.ids)
    ends = [np.cumsum([0, *map(len, tokens.pieces)]).tolist() for tokens in (own, theirs)]
    places = [list(itertools.pairwise(own_ends)) for own_ends in ends]
    window = open_window(made, text, other)
    matched = followed = 0
    for token in range(0, len(own), 2):
        look_at(window, token)
        window.text_area.looks.show_cursor()
        card = window.text_area.looks.card
        same = places[0][token] in places[1]
        assert ("into other tokens here" in card.other.text()) != same
        if same:
            matched += 1
            (line,) = [x for x in card.about.text().splitlines() if x.startswith("surprise")]
            bits = float(line.split()[-2])
            assert bits == pytest.approx(second.bits[places[1].index(places[0][token])], abs=2e-4)
        card.hide()
        # The second model stands after the last of its tokens that the first has read as a whole.
        read = [t for t, (_, end) in enumerate(places[1]) if end <= places[0][token][1]]
        if _ends_a_character(text, places[0][token][1]):
            followed += 1
            assert window.comparison.second.reading.frame.cursor == max(read, default=-1)
    assert 0 < matched < len(own) // 2
    assert followed > 5


def _ends_a_character(text, place):
    return place in np.cumsum([len(c.encode()) for c in text])
