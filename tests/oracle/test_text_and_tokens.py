"""Selections, cards, the probe, edits and comparisons: which tokens each number is of."""

import csv
import io
import random
import re

import pytest
from PySide6.QtGui import QGuiApplication

from tests.oracle import person
from tests.oracle.conftest import settle
from tests.oracle.formulas import run
from tests.oracle.texts import ODD, random_text, told
from wmstudio.app.spans import Span

SPAN = re.compile(r"Span: tokens (\d+)–(\d+) · ([\d,]+) tokens? · ([\d,]+) bytes? · (\S+) bits")


@pytest.fixture(scope="module")
def made(make_checkpoint):
    return make_checkpoint("slots", slots=3)


def selections(text, seed):
    """Stretches at the start, in the middle, at the end, of one odd character, and empty ones."""
    chosen = random.Random(seed)
    odd = [i for i, c in enumerate(text) if not c.isascii()]
    found = [(0, 1), (len(text) - 1, len(text)), (0, len(text)), (3, 3)]
    found += [(i, i + 1) for i in chosen.sample(odd, 3)]
    found += [tuple(sorted(chosen.sample(range(len(text) + 1), 2))) for _ in range(6)]
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_of_a_selection_are_of_all_tokens_of_its_characters(made, open_window, qtbot, seed):
    text = random_text(seed)
    tokens = told(made.tokenizer, text)
    truth = run("slots", made.weights, made.sizes, tokens.ids)
    window = open_window(made, text)
    figures, seen = window.time.figures, 0
    for start, stop in selections(text, seed):
        window.time.spans.select(start, stop)
        settle(qtbot, window)
        own = tokens.of(start, stop)
        assert figures.isVisible() == bool(own)
        if not own:
            continue
        seen += 1
        first, last, count, size, per_byte = SPAN.search(figures.about.text()).groups()
        bits = sum(truth.bits[t] for t in own)
        length = sum(len(tokens.pieces[t]) for t in own)
        assert (int(first), int(last), int(count)) == (own[0], own[-1], len(own))
        assert int(size) == length
        assert float(per_byte) == pytest.approx(bits / length, abs=2e-4)
        window.actions_["time.copy_figures"].trigger()
        rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
        assert [int(row["token"]) for row in rows] == own
        assert [int(row["id"]) for row in rows] == [tokens.ids[t] for t in own]
        written = [float(row["token.surprisal"]) for row in rows]
        assert written == pytest.approx([truth.bits[t] for t in own], abs=2e-4)
    assert seen > 6


def test_a_drag_over_part_of_a_character_has_all_of_its_tokens(made, open_window, qtbot):
    text = "The cat 🙂 sat"
    tokens = told(made.tokenizer, text)
    window = open_window(made, text)
    face = tokens.of(8, 9)
    assert len(face) == 4
    for first, last in [
        (face[0], face[2]),
        (face[1], face[1]),
        (1, face[1]),
        (face[3], len(tokens) - 1),
    ]:
        window.axis.select(Span(first, last + 1))
        settle(qtbot, window)
        whole = tokens.of(*_characters(tokens, first, last))
        found = SPAN.search(window.time.figures.about.text()).groups()
        assert (int(found[0]), int(found[1])) == (whole[0], whole[-1])


def _characters(tokens, first, last):
    held = set().union(*tokens.characters[first : last + 1])
    return min(held), max(held) + 1


def test_the_card_of_every_token_has_its_own_numbers_in_both_models(
    made, make_checkpoint, open_window, look_at
):
    other = make_checkpoint("slots", seed=3, slots=2)
    text = "“é 🙂—ñ"
    tokens = told(made.tokenizer, text)
    first, second = (run("slots", m.weights, m.sizes, tokens.ids) for m in (made, other))
    window = open_window(made, text, other)
    for token in range(len(tokens)):
        look_at(window, token)
        assert window.comparison.second.reading.frame.cursor == token
        window.text_area.looks.show_cursor()
        card = window.text_area.looks.card
        assert card.isVisible()
        assert f"token {token} " in card.title.text()
        assert card.title.text().startswith(tokens.shown_on_card(token))
        lines = {line.split()[0]: line for line in card.about.text().splitlines() if line.strip()}
        found = [float(x) for x in re.findall(r"(\d+\.\d+) bits", lines["surprise"])]
        assert found == pytest.approx([first.bits[token], second.bits[token]], abs=2e-4)
        ranks = [int(x.replace(",", "")) for x in re.findall(r"([\d,]+) of", lines["rank"])]
        assert len(ranks) == 2
        assert ranks[0] in first.ranks[token]
        assert ranks[1] in second.ranks[token]
        assert "other tokens" not in card.other.text()
        card.hide()


def test_what_the_memory_gets_back_is_named_after_the_token_that_is_read(
    made, open_window, look_at, qtbot
):
    text = random_text(7)
    tokens = told(made.tokenizer, text)
    window = open_window(made, text)
    panel = window.panels["predictions"]
    for cursor in (2, len(tokens) - 1):
        look_at(window, cursor)
        for piece in (" the", ODD[0]):
            panel.edit.setText(piece)
            aside = told(made.tokenizer, piece)
            # The answer is drawn together with what the memory gets back.
            answer = aside.shown(0)
            qtbot.waitUntil(lambda answer=answer: panel.answer.text().startswith(answer))
            settle(qtbot, window)
            ids = tokens.ids[: cursor + 1] + aside.ids
            model_rows = run("slots", made.weights, made.sizes, ids).rows[-1]
            due = {
                row.token: row.numbers["read before the write"]
                for row in model_rows
                if "read before the write" in row.numbers
            }
            names = {t: tokens.shown(t) if t <= cursor else "the text" for t in due}
            said = panel.retrieval.found.list.accessibleDescription()
            shown = [
                re.fullmatch(rf"\d+ (.+): ({person.PERCENT})", line).groups()
                for line in said.splitlines()
            ]
            assert shown
            best = sorted(due, key=due.get, reverse=True)[: len(shown)]
            assert [name for name, _ in shown] == [names[t] for t in best]
            shares = [person.share(x) for _, x in shown]
            assert shares == pytest.approx([due[t] for t in best], abs=2e-4)
        panel.edit.clear()


CLEARED = {
    "slots": (1, {"slots": 3}, "slot", 1),
    # Its first weights clear everything themselves, so that there are no rows.
    "stack": (3, {"capacity": 3}, "slot", 0),
    "keyvalue": (1, {}, "token", 5),
}
"""A family's seed and sizes, and what is cleared: an argument's name and value."""
BARS = {"slots": "read before the write", "keyvalue": "stored"}
"""The number of a row that is drawn as a bar, and told without the edits where bars differ."""
SEEN = 1e-3
"""A difference of bars that is seen for certain."""


@pytest.mark.parametrize("family", CLEARED)
def test_an_edit_is_of_the_token_that_it_was_made_at(
    make_checkpoint, open_window, look_at, qtbot, family
):
    seed, sizes, argument, value = CLEARED[family]
    made = make_checkpoint(family, seed=seed, **sizes)
    text = "a cat 🙂 sat é on"
    tokens = told(made.tokenizer, text)
    window = open_window(made, text)
    token = tokens.of(6, 7)[1]
    look_at(window, token)
    before = run(family, made.weights, made.sizes, tokens.ids)
    assert len(before.rows[token]) > value
    assert window.intervening.interventions.request("clear", {argument: value})
    settle(qtbot, window)
    (words,) = window.intervening.change.told
    assert words.startswith(f"after {token} “{tokens.shown(token)}”")
    truth = run(family, made.weights, made.sizes, tokens.ids, {token: (value,)})
    assert truth.rows[token] != before.rows[token]
    for cursor in (token, token + 1, len(tokens) - 1):
        look_at(window, cursor)
        lines = {line.token: line for line in person.rows(window.panels["memory"])}
        due = {row.token: row for row in truth.rows[cursor]}
        bar = BARS.get(family, "")
        bars = [
            {row.token: row.numbers.get(bar, 0.0) for row in one.rows[cursor]}
            for one in (truth, before)
        ]
        differs = any(
            abs(bars[0].get(t, 0.0) - bars[1].get(t, 0.0)) >= SEEN for t in {*bars[0], *bars[1]}
        )
        assert differs == (family == "slots" and cursor > token)
        untouched = {row.token: row.numbers for row in before.rows[cursor]}
        faint = {t for t, row in due.items() if row.numbers.get("kept", 1.0) < 0.2}
        assert set(due) - faint <= set(lines) <= set(due)
        assert lines
        for t, line in lines.items():
            assert line.piece == tokens.shown(t)
            assert line.gone == due[t].gone
            expected = {n: pytest.approx(x, abs=2e-4) for n, x in due[t].numbers.items()}
            assert line.numbers == expected
            # A row of a word that is no longer there has only what is read of it now.
            told_was = differs and not line.gone and bar in untouched[t]
            due_was = {bar: pytest.approx(untouched[t][bar], abs=2e-4)} if told_was else {}
            assert line.was == due_was
