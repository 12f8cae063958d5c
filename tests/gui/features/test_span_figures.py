"""The line about a selected span."""

from pathlib import Path

import wmstudio
from wmstudio.app.spans import Span
from wmstudio.engine.document_engine import DocumentEngine
from wmstudio.engine.messages import View
from wmstudio.gui.features.span_figures import SpanFigures, SpanOf

WRITTEN = Path(__file__).parents[2] / "backends" / "written"
TEXT = "你好 in the"


def test_bytes_are_those_of_the_text_once_it_is_known(qtbot):
    model = wmstudio.open(WRITTEN / "llama-f16.gguf", "cpu")
    frame = list(DocumentEngine(model.backend).read(View(1, TEXT, 0)))[-1]
    bits = float(frame.trace.column("surprisal_bits").astype(float).sum())
    figures = SpanFigures()
    qtbot.addWidget(figures)
    side = SpanOf("", Span(0, len(frame.trace)), model.opened, frame, ())
    figures.show_span(side)
    figures.show_span(SpanOf(*("", side.span, model.opened, frame, ()), text=TEXT))

    assert "13 bytes" in figures.about.text()
    assert f"{bits / 13:.4f} bits per byte" in figures.about.text()
