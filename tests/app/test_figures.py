import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from tests.support import checkpoint
from wmstudio.app import figures
from wmstudio.app.quantities import CHANGE, ENTROPY, PROBABILITY, RANK, SURPRISAL, Quantity
from wmstudio.app.saved import figure_file
from wmstudio.backends.registry import open_model
from wmstudio.contract import Forgets, Kind
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import (
    Edit,
    Frame,
    Open,
    Patch,
    PlacedEdit,
    PlacedPatch,
    View,
    Word,
)
from wmstudio.text.stretches import spot_of

TEXT = "The cat sat on the mat.\nWho is there? 🐻"


def shown(folder, values=(), edits=(), token=9, untouched=False):
    """What the window has of a text: the model, and a frame of it."""
    engine = Engine(open_model)
    (opened,) = [e for e in engine.do(Open(folder, "cpu", values)) if e is not None]
    watch = tuple(opened.signals)
    view = View(
        1, TEXT, token=token, watch=watch, window=(0, 999), interventions=edits, untouched=untouched
    )
    frame = [f for f in engine.look(view) if isinstance(f, Frame)][-1]
    return figures.source_of(str(folder), opened, frame, TEXT), opened, frame


def run(figure):
    names = {}
    exec(figure.code, names)
    return names["values"]


def every_figure(source, opened, frame):
    signals = opened.signals.values()
    flat = [s for s in signals if s.kind not in (Kind.INDEX, Kind.ATTENTION)]
    yield figures.expected(source, opened, frame)
    quantities = [Quantity(s) for s in (SURPRISAL, ENTROPY, PROBABILITY, RANK)]
    units = [Quantity(s, s.size - 1) for s in flat]
    yield figures.curves(source, opened, frame, quantities + units, 3, 12)
    for signal in flat:
        yield figures.along_text(source, opened, frame, [signal], 2, 11)
        turned = np.arange(signal.size)[::-1]
        yield figures.along_text(source, opened, frame, [signal], 2, 11, turned)
        yield figures.at_cursor(source, opened, frame, signal)
    scalars = [s for s in flat if not s.dims]
    if len(scalars) > 1:
        yield figures.along_text(source, opened, frame, scalars, 0, 5)
    for signal in signals:
        if signal.kind is Kind.ATTENTION:
            yield figures.looking_back(source, opened, frame, signal, 1, 14)


@pytest.mark.parametrize("family", ["slots", "keyvalue", "pointer", "transformer"])
def test_what_is_copied_as_python_computes_the_very_array_of_the_figure(tmp_path, family):
    source, opened, frame = shown(checkpoint(tmp_path / "m", family))
    for figure in every_figure(source, opened, frame):
        assert figure.values.shape == (len(figure.rows), len(figure.columns))
        made = run(figure)
        assert made.dtype == np.float32
        np.testing.assert_allclose(made, figure.values, atol=1e-5, err_msg=figure.title)


def test_settings_and_edits_are_part_of_what_is_copied(tmp_path):
    folder = checkpoint(tmp_path / "m", "slots")
    edits = (Edit(2, "clear", (("slot", 0),)),)
    source, opened, frame = shown(folder, (("capacity", 3),), edits)
    assert frame.interventions[0].refused == ""
    figure = figures.along_text(source, opened, frame, [opened.signals["slots.values"]], 0, 10)
    np.testing.assert_allclose(run(figure), figure.values, atol=1e-5)

    plain = figures.along_text(*shown(folder), [opened.signals["slots.values"]], 0, 10)
    assert plain.values.shape != figure.values.shape


def test_a_patch_is_part_of_the_python_and_of_what_files_say(tmp_path):
    folder = checkpoint(tmp_path / "m", "slots")
    first = spot_of(shown(folder)[2].trace, 3)
    placed = PlacedPatch(Patch("lstm.0.cell", "set", 0.5, (3,)), first)
    source, opened, frame = shown(folder, edits=(placed,))
    figure = figures.along_text(source, opened, frame, [opened.signals["slots.values"]], 0, 10)
    np.testing.assert_allclose(run(figure), figure.values, atol=1e-5)
    plain = figures.along_text(*shown(folder), [opened.signals["slots.values"]], 0, 10)
    assert np.abs(plain.values - figure.values).max() > 1e-3
    assert source.changes == ("lstm.0.cell[3] set to 0.5 from token 3 on",)
    made = replace(figure, changes=source.changes)
    with np.load(io.BytesIO(figure_file.as_npz(made)), allow_pickle=False) as found:
        assert tuple(found["interventions"]) == source.changes


def test_the_python_of_a_change_computes_the_change(tmp_path):
    folder = checkpoint(tmp_path / "m", "slots")
    first = spot_of(shown(folder)[2].trace, 3)
    placed = PlacedPatch(Patch("lstm.0.cell", "set", 0.5, (3,)), first)
    source, opened, frame = shown(folder, edits=(placed,), untouched=True)
    cells, hidden = opened.signals["lstm.0.cell"], opened.signals["lstm.0.hidden"]
    plain = shown(folder)[2].trace.signal("lstm.0.cell", 0, 10)
    order = np.arange(cells.size)[::-1]
    turned = figures.along_text(source, opened, frame, [cells], 0, 10, order, changed=True)
    np.testing.assert_allclose(turned.values[::-1][3, 3:], 0.5 - plain[3:, 3], atol=1e-5)
    np.testing.assert_allclose(turned.values[:, :3], 0, atol=1e-6)
    several = figures.along_text(source, opened, frame, [cells, hidden], 0, 10, changed=True)
    for figure in (turned, several):
        np.testing.assert_allclose(run(figure), figure.values, atol=1e-5)


def test_data_read_back_is_what_the_figure_shows(tmp_path):
    source, opened, frame = shown(checkpoint(tmp_path / "m", "transformer"), token=4)
    for figure in every_figure(source, opened, frame):
        head, *lines = csv.reader(io.StringIO(figure_file.as_csv(figure)))
        assert head == ["number", figure.x, *figure.rows]
        assert [line[1] for line in lines] == list(figure.columns)
        assert int(lines[0][0]) == figure.first
        cells = [[float(x or "nan") for x in line[2:]] for line in lines]
        assert np.array_equal(np.array(cells, np.float32).T, figure.values, equal_nan=True)

        with np.load(io.BytesIO(figure_file.as_npz(figure)), allow_pickle=False) as found:
            assert np.array_equal(found["values"], figure.values, equal_nan=True)
            assert found["columns"].tolist() == list(figure.columns)
            assert str(found["title"]) == figure.title


def test_what_has_not_been_read_is_refused_and_not_made_up(tmp_path):
    source, opened, frame = shown(checkpoint(tmp_path / "m"))
    with pytest.raises(figures.FigureError):
        figures.along_text(source, opened, frame, [], 0, 4)
    with pytest.raises(figures.FigureError):
        figures.curves(source, opened, frame, [Quantity(SURPRISAL)], 500, 600)


def test_what_is_no_number_is_no_reason_to_wait(tmp_path):
    far = PlacedPatch(Patch("residual.0", "set", 3e38))
    folder = checkpoint(tmp_path / "m", "transformer")
    source, opened, frame = shown(folder, edits=(far,), untouched=True)
    made = figures.curves(source, opened, frame, [Quantity(ENTROPY), Quantity(CHANGE)], 2, 8)
    assert np.isnan(made.values).any()
    assert np.isfinite([made.low, made.high]).all()

    _, _, frame = shown(folder, edits=(far,))
    with pytest.raises(figures.FigureError):
        figures.curves(source, opened, frame, [Quantity(CHANGE)], 2, 8)


def test_before_the_first_token_there_is_no_python_for_what_is_expected(tmp_path):
    source, opened, frame = shown(checkpoint(tmp_path / "m"), token=-1)

    assert figures.expected(source, opened, frame).code == ""


def test_rows_of_a_figure_stand_in_the_order_that_was_asked_for(tmp_path):
    source, opened, frame = shown(checkpoint(tmp_path / "m"))
    signals = [s for s in opened.signals.values() if s.kind is Kind.GATE and s.size > 2]
    plain = figures.along_text(source, opened, frame, signals[:1], 0, 8)
    order = np.roll(np.arange(len(plain.rows)), 1)
    sorted_ = figures.along_text(source, opened, frame, signals[:1], 0, 8, order)

    assert sorted_.rows == tuple(plain.rows[unit] for unit in order)
    assert np.array_equal(sorted_.values, plain.values[order])


def test_names_that_are_formulas_are_texts_in_a_csv():
    values = np.array([[-0.5]], np.float32)
    figure = figures.Figure("bars", "t", "=x", "y", values, ("@row",), ("-1+1",))

    assert list(csv.reader(io.StringIO(figure_file.as_csv(figure)))) == [
        ["number", "'=x", "'@row"],
        ["0", "'-1+1", "-0.5"],
    ]


def test_a_word_that_is_forgotten_in_two_ways_is_forgotten_and_told_once(tmp_path):
    folder = checkpoint(tmp_path / "slots", "slots")
    opened = shown(folder)[1]
    spec = next(one for one in opened.edits.values() if one.forgets is Forgets.TOKEN)
    name, start = spec.arguments[0].name, TEXT.index("cat")
    this = PlacedEdit(None, spec.id, word=Word(name, start, start + 3))
    every = PlacedEdit(None, spec.id, word=Word(name, every="cat"))
    one, both = (shown(folder, edits=edits)[0] for edits in ((this,), (this, every)))

    assert one.changes
    assert both.changes == one.changes
    assert both.edits == one.edits
    # Another kind of intervention acts as often as it is asked for.
    patch = PlacedPatch(Patch(next(iter(opened.signals)), "scale", 0.5))
    assert len(shown(folder, edits=(patch, patch))[0].changes) == 2
