"""Every command that a window can give is carried out on a server, and its answer arrives."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.backends.runs.folders import OWN, own_run
from tests.runtime.remote.serving import Window, serving
from wmstudio.engine.messages import (
    SAVING,
    AnswerExamples,
    Cancel,
    CapacityMeasured,
    Configure,
    CopyPart,
    ExampleAnswered,
    Failure,
    FindUnits,
    Frame,
    Generate,
    GenerationFinished,
    HoldUnit,
    ImportanceMeasured,
    LayersMeasured,
    LayersRead,
    MeasureCapacity,
    MeasureImportance,
    MeasureLayers,
    Open,
    OpenedModel,
    PartCopied,
    Prove,
    Proven,
    ReadSteps,
    ReadThrough,
    Record,
    RecordingSaved,
    Sampling,
    SaveModel,
    Search,
    SearchEnded,
    SearchResult,
    StepRead,
    Stop,
    StopSearch,
    Stretch,
    Tokenise,
    TokenisedTexts,
    UnitHeld,
    UnitsFound,
    View,
    Weigh,
    Weighed,
)
from wmstudio.engine.wire.schema import COMMANDS
from wmstudio.example_sets.base import PromptExample
from wmstudio.text.patterns import EXPRESSION, Pattern

SLOTS, LSTM, RUN = "where-slots", "shakespeare-lstm", "run"
TEXT = "He said “The cat sat on the mat” and she said “The dog sat on the log” to him. "
GATE = "lstm.0.forget_gate"
QUOTES = FindUnits(3, GATE, Pattern(), TEXT)
WORDS = FindUnits(3, GATE, Pattern(EXPRESSION, "sat"), TEXT)
LONG = TEXT * 3_000


@dataclass
class Remote:
    """A window with an open model that has read the text."""

    window: Window
    opened: OpenedModel
    frame: Frame
    folder: Path

    def said(self, kind):
        """The answers of this kind since then."""
        return self.window.all(kind)

    @property
    def ids(self):
        return self.frame.trace.column("ids").astype(np.int32)


class Row(NamedTuple):
    """How a command is made, and what has to be true of what comes then."""

    make: Any
    """From the `Remote`, the command, or a list of commands that ends with it."""
    seen: Any
    """Whether it is true of the `Remote`; asked again until it is."""
    model: str = SLOTS


def copied(remote):
    part = next(iter(remote.opened.parts))
    return CopyPart(4, part, 3, 0, "a test", remote.frame.revision)


def through(remote):
    signals = {name: remote.frame.snapshot.signals[name] for name in remote.opened.lens}
    return ReadThrough(7, signals, top=3)


def goes_on(remote):
    """A view is answered after the command as before."""
    remote.window.engine.submit(View(9, TEXT, 9))
    return remote.window.until(lambda: remote.window.complete(9))


TABLE = {
    Cancel: Row(lambda _: [Open(SLOTS), Cancel()], goes_on),
    Open: Row(lambda _: Open(LSTM, "cpu"), lambda r: r.said(OpenedModel)[-1:] != [r.opened]),
    Configure: Row(
        lambda _: Configure((("capacity", 2),)),
        lambda r: dict(r.said(OpenedModel)[-1].values) == {"capacity": 2},
    ),
    Tokenise: Row(
        lambda _: Tokenise(("one", "two")),
        lambda r: [one.texts for one in r.said(TokenisedTexts)] == [("one", "two")],
    ),
    Generate: Row(
        lambda _: Generate(1, TEXT, Sampling(tokens=3)),
        lambda r: [(e.run, e.tokens) for e in r.said(GenerationFinished)] == [(1, 3)],
    ),
    Stop: Row(
        lambda _: [Generate(1, TEXT, Sampling(tokens=1_000_000)), Stop()],
        lambda r: [e.stopped for e in r.said(GenerationFinished)] == [True],
    ),
    Record: Row(
        lambda r: Record(r.folder / "one.wmtrace", TEXT),
        lambda r: r.said(RecordingSaved) and (r.folder / "one.wmtrace").is_file(),
    ),
    CopyPart: Row(
        copied, lambda r: [(e.run, e.copied.origin) for e in r.said(PartCopied)] == [(4, "a test")]
    ),
    SaveModel: Row(
        lambda r: SaveModel(r.folder / "copy"),
        lambda r: [e.about for e in r.said(Failure)] == [SAVING],
    ),
    Search: Row(
        lambda _: Search(2, GATE, -9.0, (0,), TEXT),
        lambda r: [e.tokens for e in r.said(SearchResult)] == [len(r.frame.trace)],
    ),
    StopSearch: Row(
        lambda _: [Search(2, GATE, -9.0, (0,), LONG), StopSearch()],
        lambda r: [(e.run, e.why) for e in r.said(SearchEnded)] == [(2, "")],
    ),
    FindUnits: Row(lambda _: QUOTES, lambda r: [e.run for e in r.said(UnitsFound)] == [3]),
    HoldUnit: Row(
        lambda _: HoldUnit(4, 0, WORDS), lambda r: [e.run for e in r.said(UnitHeld)] == [4]
    ),
    AnswerExamples: Row(
        lambda _: AnswerExamples(5, (PromptExample("cat", "mat"),), "\n"),
        lambda r: [(e.run, e.last) for e in r.said(ExampleAnswered)] == [(5, True)],
    ),
    MeasureLayers: Row(
        lambda r: MeasureLayers(6, r.ids),
        lambda r: [set(e.bits) for e in r.said(LayersMeasured)] == [set(r.opened.lens)],
        LSTM,
    ),
    MeasureImportance: Row(
        lambda r: MeasureImportance(6, r.ids, (1,)),
        lambda r: [e.run for e in r.said(ImportanceMeasured)] == [6],
        LSTM,
    ),
    ReadThrough: Row(
        through,
        lambda r: [tuple(x.layer for x in e.layers) for e in r.said(LayersRead)] == [r.opened.lens],
        LSTM,
    ),
    MeasureCapacity: Row(
        lambda _: MeasureCapacity(8, "capacity", TEXT, (1, 2)),
        lambda r: [e.run for e in r.said(CapacityMeasured) if e.complete] == [8],
    ),
    Prove: Row(lambda _: Prove(), lambda r: len(r.said(Proven)) == 1),
    Weigh: Row(lambda _: Weigh(), lambda r: [bool(e.tensors) for e in r.said(Weighed)] == [True]),
    ReadSteps: Row(
        lambda _: ReadSteps(9, View(2, TEXT[:20], 9)),
        lambda r: [e.step for e in r.said(StepRead) if e.frame is not None] == list(OWN),
        RUN,
    ),
}


def test_the_table_has_every_command():
    assert set(TABLE) == set(COMMANDS.values())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = own_run(tmp_path_factory.mktemp("runs") / RUN)
    with serving(SLOTS, LSTM, RUN, places={RUN: folder}) as server:
        yield server


@pytest.mark.parametrize("command", TABLE, ids=lambda kind: kind.__name__)
def test_a_command_is_answered_from_a_server(command, server, tmp_path):
    row = TABLE[command]
    with Window(server.port) as window:
        window.engine.post(Open(row.model, "cpu"))
        opened = window.until(window.opened)
        at = Stretch(opened.lens, 0, 10_000)
        window.engine.submit(View(1, TEXT, len(TEXT), watch=(GATE,), window=(0, 99), exact=(at,)))
        frame = window.until(lambda: window.complete(1))
        remote = Remote(window, opened, frame, tmp_path)
        made = row.make(remote)
        commands = made if isinstance(made, list) else [made]
        assert type(commands[-1]) is command
        for one in commands:
            window.engine.post(one)
        window.until(lambda: row.seen(remote))
        assert window.lost() is None
