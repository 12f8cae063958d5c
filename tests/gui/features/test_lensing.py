"""The Lens panel in the real window: live layers, measured bits, and what a target hangs on."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette

import wmstudio
from tests import support
from tests.gui.reading_window import begin, look_at, real_window, settle
from wmstudio.app.figures import Excerpt, source_of
from wmstudio.contract import MemoryUsage, Patch, UsageTexts
from wmstudio.engine.messages import (
    Candidate,
    ImportanceMeasured,
    LayersMeasured,
    LayersRead,
    PlacedPatch,
    ReadThrough,
    SearchEnded,
    TokenSnapshot,
)
from wmstudio.gui.base.pieces import label
from wmstudio.gui.base.plain import without_tags
from wmstudio.gui.interventions.held import Held
from wmstudio.gui.panels.lens import LAYERS, TOKENS
from wmstudio.gui.views.lenses.layer_table import (
    BITS,
    LEAST,
    MEAN,
    PLAIN,
    LayerQuestion,
    bits_in_text,
    trust_words,
)

TEXT = "The cat sat on the mat."


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return support.checkpoint(tmp_path_factory.mktemp("tiny") / "t", "transformer", name="tiny")


@pytest.fixture
def window(qtbot, path, late_engines):
    with real_window(qtbot, engine=late_engines) as made:
        begin(qtbot, made, path, TEXT)
        made.docks.show("lens", True)
        yield made


@pytest.fixture
def panel(window):
    return window.panels["lens"]


@pytest.fixture
def engine(window, late_engines):
    return late_engines.made[0]


def look_through(qtbot, window, panel, token):
    """Move the cursor to a token, until its layers are drawn."""
    look_at(qtbot, window, token)
    qtbot.waitUntil(lambda: drawn_of(panel) == token)
    settle(qtbot, window)


def drawn_of(panel):
    """The token whose layers are drawn."""
    return panel.table.of.snapshot.token if panel.table.of is not None else None


def is_dim(panel):
    text = panel.table.palette().color(QPalette.ColorRole.Text)
    return text == QColor(panel.theme.second_text)


def shown(qtbot, panel, view):
    panel.view.choose(view)
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.body)


def excerpt_of(window, path):
    frame, opened = window.reading.frame, window.reading.opened
    return Excerpt(source_of(str(path), opened, frame, TEXT), opened, frame, 0, len(frame.trace))


def values_of(figure):
    names = {}
    exec(figure.code, names)
    return names["values"]


def test_layers_follow_the_cursor_with_the_bits_of_the_next_token(qtbot, window, panel, path):
    reading = wmstudio.open(path, "cpu").lens(TEXT)
    for token in (8, 3):
        look_through(qtbot, window, panel, token)
        wanted = [f"{bits:.2f}" for bits in reading.bits[:, token + 1]]
        assert [row[BITS] for row in panel.table.texts()[:-1]] == wanted
    qtbot.waitUntil(lambda: all(row[MEAN] for row in panel.table.texts()))
    means = [*reading.bits_per_token.values(), float(reading.own_bits[1:].mean())]
    assert [row[MEAN] for row in panel.table.texts()] == [f"{mean:.2f}" for mean in means]
    assert panel.table.isColumnHidden(PLAIN)


def test_means_are_measured_again_where_the_beginning_of_the_text_changes(
    qtbot, window, panel, path, engine
):
    def offered():
        return [one.make() for one in panel.figures(excerpt_of(window, path))]

    look_through(qtbot, window, panel, 8)
    qtbot.waitUntil(lambda: all(row[MEAN] for row in panel.table.texts()))
    assert len(offered()) == 1
    engine.hold(LayersMeasured)
    window.editor.place_caret(0)
    qtbot.keyClicks(window.editor, "No. ")
    settle(qtbot, window)
    look_through(qtbot, window, panel, 8)
    assert not any(row[MEAN] for row in panel.table.texts())
    assert (panel.told.text(), offered()) == ("", [])
    engine.release()

    reading = wmstudio.open(path, "cpu").lens("No. " + TEXT)
    means = [*reading.bits_per_token.values(), float(reading.own_bits[1:].mean())]
    wanted = [f"{mean:.2f}" for mean in means]
    qtbot.waitUntil(lambda: [row[MEAN] for row in panel.table.texts()] == wanted)
    (figure,) = offered()
    np.testing.assert_allclose(figure.values[0], means, rtol=1e-4)
    assert figure.untouched


def test_means_that_were_stopped_are_not_measured_again_by_themselves(qtbot, window, panel, engine):
    look_through(qtbot, window, panel, 8)
    qtbot.waitUntil(lambda: panel.measured is not None)
    asked = []
    panel.bits_wanted.connect(lambda: asked.append(window.editor.text))
    engine.hold(LayersMeasured)
    window.editor.place_caret(0)
    qtbot.keyClicks(window.editor, "N")
    qtbot.waitUntil(lambda: len(asked) == 1)
    window.client.unsearched.emit(
        SearchEnded(next(iter(window.lensing._lenses[window.lane]._measuring)))
    )
    engine.release()
    qtbot.keyClicks(window.editor, "o")
    settle(qtbot, window)
    look_through(qtbot, window, panel, 8)
    assert asked == ["N" + TEXT]


def test_pieces_are_words_as_in_next_token_without_a_sign_for_their_space(qtbot, window, panel):
    look_through(qtbot, window, panel, 8)
    pieces = window.reading.opened.pieces
    first = pieces[panel.table.of.snapshot.candidates[0].token]
    assert panel.table.texts()[-1][1].endswith(label(first, ""))
    wanted = label(pieces[panel.table.of.target], "")
    assert panel.table.headerItem().text(BITS) == f"bits of “{wanted}”"
    assert "␣" not in str(panel.table.texts()) + panel.target.text()


def test_a_cell_begins_with_its_number_so_that_a_narrow_column_keeps_it(qtbot, window, panel):
    look_through(qtbot, window, panel, 8)
    layers = panel.read.layers
    for row, layer in zip(panel.table.top_rows(), layers, strict=False):
        for column, one in enumerate(layer.candidates[:3], 1):
            number, _, piece = row.text(column).partition(" % ")
            assert float(number) == pytest.approx(100 * one.probability, abs=0.05, rel=0.05)
            assert piece == label(panel.opened.pieces[one.token], "")
            assert without_tags(row.toolTip(column)) == row.text(column)


def test_a_narrow_table_has_fewer_pieces_and_cuts_none_of_its_first(qtbot, window, panel):
    look_through(qtbot, window, panel, 8)
    table = panel.table
    for wide, seen in ((900, [1, 2, 3]), (270, [1]), (900, [1, 2, 3])):
        table.setFixedWidth(wide)
        qtbot.waitUntil(lambda n=wide: table.width() == n)
        assert [at for at in (1, 2, 3) if not table.isColumnHidden(at)] == seen
        qtbot.waitUntil(lambda: table.header().length() <= table.viewport().width())
        row = table.top_rows()[-1]
        assert table.columnWidth(1) >= table.fontMetrics().horizontalAdvance(row.text(1))


def test_the_untouched_bits_stand_beside_under_an_intervention(qtbot, window, panel):
    look_through(qtbot, window, panel, 8)
    before = [row[BITS] for row in panel.table.texts()]
    signal = panel.read.layers[0].layer
    patch = PlacedPatch(Patch(signal, "set", 0.5, 3))
    window.intervening.interventions.add(Held(patch, "half"))
    qtbot.waitUntil(lambda: panel.table.of.untouched is not None)
    assert not panel.table.isColumnHidden(PLAIN)
    rows = panel.table.texts()
    assert [row[PLAIN] for row in rows[:-1]] == before[:-1]
    assert rows[0][BITS] != before[0]


def test_late_layers_stand_with_the_token_they_are_of(qtbot, window, panel, engine):
    look_through(qtbot, window, panel, 8)
    engine.hold(LayersRead)
    before, header = panel.table.texts(), panel.table.headerItem().text(BITS)
    look_at(qtbot, window, 3)
    qtbot.waitUntil(lambda: is_dim(panel))
    assert panel.asked.snapshot.token == 3
    assert (panel.table.texts(), panel.table.headerItem().text(BITS)) == (before, header)
    engine.release()
    qtbot.waitUntil(lambda: drawn_of(panel) == 3 and not is_dim(panel))
    assert panel.table.headerItem().text(BITS) != header
    assert panel.table.texts() != before


def test_late_layers_of_a_text_that_is_gone_are_not_drawn(qtbot, window, panel, engine):
    look_through(qtbot, window, panel, 8)
    engine.hold(LayersRead, LayersMeasured)
    look_at(qtbot, window, 3)
    qtbot.waitUntil(lambda: bool(engine.kept))
    window.editor.set_text("A dog ran far away.")
    settle(qtbot, window)
    look_at(qtbot, window, 2)
    assert panel.read is None
    assert panel.message.text() == "The layers are being read…"
    engine.release()
    qtbot.waitUntil(lambda: drawn_of(panel) == 2)
    assert panel.table.of is panel.asked


def test_late_importance_of_a_text_that_is_gone_is_not_drawn(qtbot, window, panel, engine):
    shown(qtbot, panel, TOKENS)
    engine.hold(ImportanceMeasured)
    panel.measure.click()
    qtbot.waitUntil(lambda: bool(engine.kept))
    window.editor.set_text("A dog ran far away.")
    settle(qtbot, window)
    engine.release()
    settle(qtbot, window)
    assert panel.found is None
    assert panel.told.text().startswith("Measure what")


def test_layers_of_a_pinned_token_are_not_read_by_another_model(qtbot, window, panel):
    look_through(qtbot, window, panel, 8)
    window.copies.current = "lens"
    window.copies.pin(True)
    before = panel.table.texts()
    opened = window.reading.opened
    window.models.configure(())  # Other settings are another model: weights of another step, say.
    qtbot.waitUntil(lambda: window.reading.opened is not opened)
    asked = []
    window.client.post = asked.append
    panel.aim(17)
    settle(qtbot, window)
    assert not [one for one in asked if isinstance(one, ReadThrough)]
    assert panel.table.texts() == before
    assert not panel.measure.isEnabled()


def test_importance_is_drawn_told_and_made_again_in_python(qtbot, window, panel, path):
    look_at(qtbot, window, 6)
    shown(qtbot, panel, TOKENS)
    panel.measure.click()
    qtbot.waitUntil(lambda: panel.found is not None)
    following = window.reading.frame.trace.id(7)
    assert panel.found.targets == (following,)
    qtbot.waitUntil(lambda: "agrees with leaving out with r =" in panel.told.text())
    drawn, left_out = (x[:7] for x in panel.plot.values)
    np.testing.assert_allclose(drawn, panel.found.estimated, rtol=1e-5)
    np.testing.assert_allclose(left_out, panel.found.left_out, rtol=1e-5)
    assert np.isnan(panel.plot.values[0][7:]).all()
    figure = list(panel.figures(excerpt_of(window, path)))[-1].make()
    np.testing.assert_allclose(figure.values, values_of(figure), atol=1e-4)


def test_one_piece_against_another_is_measured_as_odds(qtbot, window, panel, path):
    shown(qtbot, panel, TOKENS)
    panel.aim(17, 40)
    panel.measure.click()
    qtbot.waitUntil(lambda: panel.found is not None)
    qtbot.waitUntil(lambda: panel.told.text().startswith("Log-odds of"))
    whole = wmstudio.open(path, "cpu").importance(TEXT, 17, 40)
    assert panel.found.bits == pytest.approx(-whole.bits, abs=1e-4)
    np.testing.assert_allclose(panel.found.left_out, whole.left_out, atol=1e-4)


def test_typing_takes_what_was_measured_of_the_old_text_away(qtbot, window, panel):
    shown(qtbot, panel, TOKENS)
    panel.measure.click()
    qtbot.waitUntil(lambda: panel.found is not None)
    qtbot.keyClicks(window.editor, " It")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: panel.told.text().startswith("Measure what"))
    assert np.isnan(panel.plot.values[0]).all()


def test_a_model_without_layers_to_read_says_so(qtbot, window, panel, tmp_path):
    shown(qtbot, panel, LAYERS)
    window.models.begin(str(support.checkpoint(tmp_path / "stack", "stack", name="stack")))
    qtbot.waitUntil(lambda: window.reading.opened.name == "stack")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: "no logit lens" in panel.message.text())


def test_layers_that_are_no_better_than_a_guess_are_named(window):
    names = [name for name in window.reading.opened.signals if name.startswith("residual")]
    bits = dict.fromkeys(names, 4.0) | {names[0]: 12.5}
    told = trust_words(window.reading.opened, LayersMeasured(1, bits, 4.0, 12.0, 64))
    assert "mean over 63 tokens" in told  # no layer tells the first one
    assert told.endswith("nothing can be read from their pieces: layer 0.")


@pytest.mark.parametrize(("probability", "bits"), [(0.25, 2.0), (0.0, None), (-1e-7, None)])
def test_a_probability_that_rounding_left_below_zero_has_no_bits(probability, bits):
    candidates = (Candidate(5, probability),)
    snapshot = TokenSnapshot(
        0, {}, candidates, 1.0, MemoryUsage(0.0, None, None, 0, UsageTexts(""))
    )
    assert LayerQuestion(snapshot, None, 5).own_bits == (bits, None)


def test_the_models_own_bits_of_the_next_token_are_there_though_it_is_no_candidate(
    qtbot, window, panel
):
    missed = 0
    for token in range(len(window.reading.frame.trace) - 1):
        look_through(qtbot, window, panel, token)
        frame = window.reading.frame
        after = frame.trace.id(token + 1)
        missed += after not in [one.token for one in frame.snapshot.candidates]
        bits = float(frame.trace.column("surprisal_bits", token + 1, token + 2)[0])
        assert panel.table.texts()[-1][BITS] == f"{bits:.2f}"
    assert missed


def test_a_target_that_is_not_next_in_the_text_takes_no_bits_from_it(qtbot, window, panel):
    look_through(qtbot, window, panel, 2)
    after = window.reading.frame.trace.id(3)
    assert bits_in_text(window.reading.frame, after)[0] is not None
    assert bits_in_text(window.reading.frame, after + 1) == (None, None)
    last = len(window.reading.frame.trace) - 1
    look_through(qtbot, window, panel, last)
    assert bits_in_text(window.reading.frame, after) == (None, None)


def test_in_a_narrow_table_the_pieces_keep_their_room_and_the_target_is_named_above(
    qtbot, window, panel
):
    look_through(qtbot, window, panel, 2)
    table, header = panel.table, panel.table.headerItem()
    table.resize(900, 120)
    assert header.text(BITS).startswith("bits of")
    widths = [table.sizeHintForColumn(at) for at in (0, BITS, MEAN)]
    table.resize(sum(widths) + table.fontMetrics().horizontalAdvance(LEAST) + 40, 120)
    assert header.text(BITS) == "bits"
    assert table.columnWidth(1) >= table.fontMetrics().horizontalAdvance(LEAST)


def test_the_sentence_about_trust_has_the_panels_whole_width(qtbot, window, panel):
    look_through(qtbot, window, panel, 2)
    assert panel.told.width() == panel.body.width()
