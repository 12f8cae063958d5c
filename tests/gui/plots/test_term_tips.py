"""A term under the pointer is explained by its line of the glossary, wherever it is painted."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QToolTip

from wmstudio.app.help.glossary import GLOSSARY
from wmstudio.app.settings import Settings
from wmstudio.gui.base.wording import explained
from wmstudio.gui.panels.weights import HEADINGS
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client

BEFORE = "the tooltip before"


@pytest.fixture(scope="module")
def window(qapp):
    """A window with a story in a model that has slots, as read by the real engine."""
    window = MainWindow(make_client, Settings(device="cpu"))
    window.resize(1280, 800)
    window.show()
    window.editor.set_text("The fox saw the old fox. " * 4)
    window.models.begin("tales-pointer")
    panel = window.panels["memory"]
    panel.gauges.setChecked(True)
    while window.models.open_model is None or not window.complete:
        QApplication.processEvents()
    window.grab()
    yield window
    window.close()


def plain(html):
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


def told_at(widget, point):
    """What the tooltip says at a pixel of a widget; empty if there is none."""
    # Qt hides the one before only after some time.
    QToolTip.showText(QPoint(), BEFORE)
    help = QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point))
    QApplication.sendEvent(widget, help)
    return "" if QToolTip.text() == BEFORE else plain(QToolTip.text())


def assert_explains(told, *terms):
    for term in map(GLOSSARY.get, terms):
        assert term.name in told
        assert term.meaning in told
        assert term.formula in told


def middles(spots):
    return {term: place.center().toPoint() for place, term in spots}


def test_the_legend_of_candidates_explains_both_parts_and_the_probability(window):
    bars = window.panels["predictions"].bars
    found = middles(bars.painter.spots)

    assert set(found) == {"part", "probability"}
    for term, at in found.items():
        assert_explains(told_at(bars.legend, at), term)
    assert told_at(bars.legend, QPoint(1, 1)) == ""


def test_the_value_in_the_header_explains_the_uncertainty(window):
    header = window.panels["predictions"].header
    assert_explains(told_at(header, header.readout.geometry().center()), "uncertainty")
    assert header.question.text().rstrip(".") in plain(header.toolTip())


def test_column_titles_of_the_memory_explain_themselves_and_rows_do_not(window):
    rows = window.panels["memory"].top.list
    found = middles(rows.brush.spots)

    assert {"written", "ago", "read"} <= set(found)
    for term, at in found.items():
        assert_explains(told_at(rows.viewport(), at), term)
        below = at + QPoint(0, 2 * rows.row_height)
        assert GLOSSARY[term].meaning not in told_at(rows.viewport(), below)


def test_gauges_explain_memory_use(window):
    gauges = window.panels["memory"].foot.gauges
    named = dict(zip([gauge.term for gauge in gauges.gauges], gauges.places(), strict=True))

    assert set(named) <= {"occupancy", "pressure", "interference"}
    assert named
    for term, place in named.items():
        assert_explains(told_at(gauges, place.center()), term)


@pytest.mark.parametrize("high", [134, 60])
def test_the_legend_of_the_timeline_explains_each_curve(window, high):
    plot = window.panels["timeline"].plot
    plot.setFixedHeight(high)
    QApplication.processEvents()
    plot.grab()
    scene = {term: plot.legend.mapToScene(place.center()) for place, term in plot.legend.spots}

    assert set(scene) == {"surprise", "uncertainty"}
    for term, at in scene.items():
        assert_explains(told_at(plot.viewport(), plot.mapFromScene(at)), term)


def test_pickers_explain_the_chosen_signal_and_its_term(window):
    picker = window.panels["gates"].picker
    told = plain(picker.names.toolTip())

    assert picker.signal.text in told
    assert_explains(told, "gate")


def test_tables_explain_their_column_heads(window):
    heads = window.panels["weights"].table.headerItem()
    for title, term in (("Norm", "norm"), ("Singular value", "singular")):
        assert_explains(plain(heads.toolTip(HEADINGS.index(title))), term)


def test_what_is_said_of_a_thing_itself_is_never_read_as_html():
    told = explained("surprise", "no such term", about="a <b>bold</b> name & more")

    assert plain(told).startswith("a <b>bold</b> name & more")
    assert "Surprise\nHow unexpected" in plain(told)
    assert explained("", "no such term") == ""
