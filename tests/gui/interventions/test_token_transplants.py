"""Moving tokens of a memory that names them, in the real window on the bundled models."""

import pytest

from tests.gui.interventions.test_transplants import drag, memory_list, pin_memory, row_of
from tests.gui.reading_window import look_at, settle
from wmstudio.app.provenance import put_in_places, sources
from wmstudio.contract import ArgumentKind, part_of_rows

NAMED = '"My name is {name}," she said. He asked again, and she said, "My name is'
ANNA, BESS = NAMED.format(name="Anna"), NAMED.format(name="Bess")
AT = 4
"""The token of both texts with the beginning of the name."""
MODELS = ["tales-pointer", "tales-slots"]


def write(qtbot, window, text):
    window.editor.selectAll()
    window.editor.insertPlainText(text)
    settle(qtbot, window)


def chance(window, piece):
    """The probability of a piece after the cursor, and how much of it is the memory's."""
    opened = window.reading.opened
    for one in window.reading.frame.snapshot.candidates:
        if opened.pieces[one.token] == piece:
            return one.probability, one.memory
    return 0.0, 0.0


def last(window):
    return len(window.reading.frame.trace) - 1


@pytest.mark.parametrize("model", MODELS)
def test_a_name_moved_by_the_menu_is_the_name_that_is_expected(make_copying_window, qtbot, model):
    window = make_copying_window(model, ANNA)
    transplants = window.intervening.transplants
    window.intervening.show_menu("token", AT)
    (action,) = (
        one for one in window.intervening.menu.actions() if one.text().startswith("Copy token 4 ")
    )
    with qtbot.waitSignal(transplants.copied):
        action.trigger()
    write(qtbot, window, BESS)
    before = chance(window, b" Be")
    assert before[0] > 0.4
    assert chance(window, b" Ann")[0] < 0.01

    window.intervening.show_menu("token", AT)
    (action,) = (
        one for one in window.intervening.menu.actions() if one.text().startswith("Put in token 4 ")
    )
    action.trigger()
    settle(qtbot, window)
    probability, memory = chance(window, b" Ann")
    assert probability > 0.4
    assert memory == pytest.approx(probability, abs=0.01)
    assert chance(window, b" Be")[0] < 0.01

    rows = memory_list(window)
    settle(qtbot, window)
    said = f"place of token {AT} “␣Ann”, put in after token {last(window)}"
    assert said in [rows.called(at) for at in range(len(rows.rows))]
    # The text's own name is not where the expectation comes from, and no other token is.
    frame, opened = window.reading.frame, window.reading.opened
    assert window.workspace.first.lit.sources(opened, frame) == ()
    window.intervening.interventions.undo()
    settle(qtbot, window)
    assert chance(window, b" Be") == pytest.approx(before, abs=1e-5)


def test_a_token_is_dragged_from_a_pinned_text_into_another(make_copying_window, qtbot):
    window = make_copying_window("tales-pointer", ANNA)
    pinned = pin_memory(qtbot, window, last(window))
    write(qtbot, window, BESS)
    look_at(qtbot, window, last(window))
    source, target = memory_list(window, pinned), memory_list(window)
    settle(qtbot, window)
    drag(source.viewport(), target.viewport(), row_of(source, AT), row_of(target, AT))
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert held.words.endswith(f"in place of token {AT} “␣Be”")
    assert chance(window, b" Ann")[0] > 0.4


def test_a_table_of_keys_takes_a_token_and_says_so(make_copying_window, qtbot):
    window = make_copying_window("tales-keyvalue", ANNA)
    transplants, opened = window.intervening.transplants, window.reading.opened
    part = part_of_rows(ArgumentKind.TOKEN, opened.parts)
    lane = window.workspace.first
    with qtbot.waitSignal(transplants.copied):
        transplants.copy(lane, None, part, AT, transplants._to_clipboard)
    write(qtbot, window, BESS)
    transplants.put_in(transplants.clipboard, AT)
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert held.refused == ""
    rows = memory_list(window)
    settle(qtbot, window)
    said = f"place of token {AT}, put in after token {last(window)}"
    assert said in [rows.called(at) for at in range(len(rows.rows))]


def test_a_whole_memory_of_tokens_is_listed_beyond_a_shorter_text(make_copying_window, qtbot):
    window = make_copying_window("tales-pointer", ANNA)
    transplants = window.intervening.transplants
    with qtbot.waitSignal(transplants.copied):
        transplants.copy_memory()
    held = len(window.reading.frame.trace)
    write(qtbot, window, '"My name is')
    transplants.paste()
    settle(qtbot, window)
    assert chance(window, b" Ann")[0] > 0.4
    rows = memory_list(window)
    settle(qtbot, window)
    named = [rows.called(at) for at in range(len(rows.rows))]
    assert len(named) == held
    assert all(name.endswith(f"put in after token {last(window)}") for name in named)
    assert sum("“␣Ann”" in name for name in named) == 1


def test_sources_leave_out_what_was_put_in_and_keep_the_others_shares(make_copying_window, qtbot):
    """Of two equal pieces, one put in by hand, only the text's own is named, with its own share."""
    window = make_copying_window("tales-pointer", ANNA)
    transplants = window.intervening.transplants
    lane, opened = window.workspace.first, window.reading.opened
    part = part_of_rows(ArgumentKind.TOKEN, opened.parts)
    with qtbot.waitSignal(transplants.copied):
        transplants.copy(lane, None, part, AT, transplants._to_clipboard)
    transplants.put_in(transplants.clipboard, 0)
    settle(qtbot, window)
    frame = window.reading.frame
    candidate = next(c for c in frame.snapshot.candidates if opened.pieces[c.token] == b" Ann")
    by_hand = put_in_places(frame.interventions, frame.cursor, names=True)
    assert {token: opened.pieces[there.piece] for token, there in by_hand.items()} == {0: b" Ann"}
    (source,) = sources(candidate, frame.snapshot, frame.trace, opened.signals, put_in=by_hand)
    weights = frame.snapshot.signals["pointer.weights"].sum(0)
    own, put = weights[frame.cursor - AT], weights[frame.cursor]
    share = candidate.memory / candidate.probability * own / (own + put)
    assert source.token == AT
    assert source.share == pytest.approx(share, abs=1e-4)
    assert source.share < 0.99 * candidate.memory / candidate.probability
