"""Units that follow a pattern, and what they cause: against an independent pass, between views."""

import numpy as np
import pytest

import wmstudio
from tests.engine.commands import answers, engine_of
from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.contract import Patch
from wmstudio.engine.messages import (
    Edit,
    FindUnits,
    Frame,
    HoldUnit,
    SearchEnded,
    SearchProgress,
    StopSearch,
    UnitHeld,
    UnitsFound,
    View,
)
from wmstudio.runtime.mailbox import Mailbox, work
from wmstudio.text.patterns import EXPRESSION, NUMBERS, QUOTES, Pattern, labels_of, runs_of

TEXT = 'The cat sat. "Who is there?" said Tom. "I am 12 years old," said the bear. ' * 4
CELL = "lstm.0.cell"


@pytest.fixture(scope="module")
def lstm(tmp_path_factory):
    return checkpoint(tmp_path_factory.mktemp("models") / "lstm", "lstm")


@pytest.mark.parametrize("pattern", [Pattern(QUOTES), Pattern(EXPRESSION, r"\bs\w+", r"\w+")])
def test_units_have_the_numbers_of_an_independent_pass(lstm, pattern):
    found = answers(engine_of(open_model, lstm), FindUnits(1, CELL, pattern, TEXT))[-1]
    trace = wmstudio.open(lstm, "cpu").trace(TEXT, signals=[CELL])
    labels = labels_of(pattern, TEXT, trace.spans[:, 1])
    x, inside = trace.signals[CELL][labels >= 0].astype(np.float64), labels[labels >= 0] == 1
    r = np.array([np.corrcoef(x[:, u], inside)[0, 1] for u in range(x.shape[1])])

    assert isinstance(found, UnitsFound)
    assert found.tokens == (inside.sum(), (~inside).sum())
    assert (found.units, found.places) == (x.shape[1], len(runs_of(labels)))
    assert set(np.argsort(-np.abs(r))[:10]) <= {one.unit for one in found.found}
    for one in found.found:
        assert one.r == pytest.approx(r[one.unit], abs=1e-4)
        assert one.inside == pytest.approx(x[inside, one.unit].mean(), abs=1e-5)
        assert one.outside == pytest.approx(x[~inside, one.unit].mean(), abs=1e-5)
        right = (x[:, one.unit] >= one.threshold) == one.above
        clear = np.abs(x[:, one.unit] - one.threshold) > 1e-5
        reached = (right[inside].mean() + 1 - right[~inside].mean()) / 2
        # Read in other chunks, a value beside the threshold may fall on its other side.
        assert one.accuracy == pytest.approx(reached, abs=1e-9 + (~clear).sum() / inside.sum())


def test_holding_a_unit_has_the_effect_of_a_patch_in_the_library(lstm):
    asked = FindUnits(1, CELL, Pattern(QUOTES), TEXT)
    engine = engine_of(open_model, lstm)
    held = answers(engine, HoldUnit(2, 3, asked, tokens=2))[-1]
    assert isinstance(held, UnitHeld)

    model = wmstudio.open(lstm, "cpu")
    trace = model.trace(TEXT, signals=[CELL])
    labels = labels_of(Pattern(QUOTES), TEXT, trace.spans[:, 1])
    x = trace.signals[CELL]
    pieces = [piece.decode(errors="replace") for piece in model.backend.pieces]
    closing = [i for i, piece in enumerate(pieces) if set(piece) & set('"“”»」』')]
    places = [(a, b) for a, b in runs_of(labels) if trace.ids[b] in closing]
    assert held.places == len(places) == 8
    assert len(held.rows) == 4

    inside, outside = x[labels == 1].mean(0), x[labels == 0].mean(0)
    control = held.control
    expected = [(None, 0.0), (3, outside[3]), (3, inside[3]), (control, outside[control])]
    untouched = None
    for row, (unit, value) in zip(held.rows, expected, strict=True):
        p = []
        for start, stop in places:
            patches = [Patch(CELL, "set", float(value), unit, (max(start, stop - 2), stop))]
            before = TEXT[: trace.spans[stop - 1, 1]]
            _, state = model._after(before, patches if unit is not None else ())
            p.append(np.exp(model.backend.log_probs(state)[closing]).sum())
        p = np.array(p)
        untouched = p if untouched is None else untouched
        change = p - untouched
        assert row.unit == unit
        assert row.value == pytest.approx(value, abs=1e-5)
        assert row.probability == pytest.approx(p.mean(), abs=1e-6)
        assert row.change == pytest.approx(change.mean(), abs=1e-6)
        assert row.error == pytest.approx(change.std(ddof=1) / np.sqrt(len(p)), abs=1e-6)


def test_without_closing_marks_the_next_token_is_what_follows(lstm):
    asked = FindUnits(1, CELL, Pattern(NUMBERS), TEXT)
    held = answers(engine_of(open_model, lstm), HoldUnit(2, 0, asked))[-1]
    model = wmstudio.open(lstm, "cpu")
    trace = model.trace(TEXT, signals=[])
    labels = labels_of(Pattern(NUMBERS), TEXT, trace.spans[:, 1])
    after = [stop for _, stop in runs_of(labels)]
    assert held.closers == ()
    expected = (2.0 ** -trace.surprisal_bits[after].astype(np.float64)).mean()
    assert held.rows[0].probability == pytest.approx(expected, abs=1e-6)


def test_the_text_is_not_read_twice_for_units_and_what_they_cause():
    engine = engine_of()
    backend = engine._searcher._backend
    asked = FindUnits(1, "fake.gate", Pattern(NUMBERS), "ab 12 cd " * 20)
    answers(engine, asked)
    read = backend.tokens_read
    assert read == 180
    held = answers(engine, HoldUnit(2, 1, asked, tokens=1))[-1]
    # Once along the text to the last place, and three times more over the tokens that are held.
    rows = len(held.rows)
    assert backend.tokens_read - read == (9 * 19 + 5) + 20 * (rows - 1)


def test_the_text_of_a_file_is_read_with_its_pattern(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("ab 12 cd " * 20)
    engine = engine_of()
    (here, there) = (
        answers(engine, FindUnits(1, "fake.gate", Pattern(NUMBERS), **text))[-1]
        for text in ({"text": "ab 12 cd " * 20}, {"file": file})
    )
    assert here == there


def test_edits_of_the_state_are_in_what_is_measured():
    # After the edit the count of tokens begins again, and with it the gate.
    asked = {"signal": "fake.gate", "pattern": Pattern(NUMBERS), "text": "1a" * 20}
    plain = answers(engine_of(), FindUnits(1, **asked))[-1]
    edited = answers(engine_of(), FindUnits(1, **asked, interventions=(Edit(4, "clear_all"),)))[-1]
    t = np.arange(40)
    assert plain.found[0].inside == pytest.approx((t % 10 / 16)[::2].mean())
    t = np.array([0, 1, 2, 3, 9, *range(35)])
    assert edited.found[0].inside == pytest.approx((t % 10 / 16)[::2].mean())


def test_views_are_answered_between_the_chunks():
    engine, mailbox = engine_of(), Mailbox(lambda: None)
    mailbox.put_command(FindUnits(1, "fake.gate", Pattern(NUMBERS), "1a" * 500))
    for _ in range(3):
        work(mailbox, engine)
    assert any(isinstance(event, SearchProgress) for event in mailbox.take()[0])
    mailbox.put_view(View(1, "abc", 3))
    kinds = []
    while work(mailbox, engine):
        events, frame = mailbox.take()
        kinds += [type(e) for e in events] + ([type(frame)] if frame else [])
    assert kinds.index(Frame) < kinds.index(UnitsFound)


def test_finding_and_holding_stop_with_every_search():
    engine = engine_of()
    asked = FindUnits(1, "fake.gate", Pattern(NUMBERS), "1a" * 500)
    list(engine.do(asked))
    list(engine.do(HoldUnit(2, 1, asked)))
    list(engine.go_on())
    assert list(engine.do(StopSearch())) == [SearchEnded(1), SearchEnded(2)]
    assert not engine.busy


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (FindUnits(1, "nonsense", Pattern(), '"a" b'), "no signal 'nonsense'"),
        (FindUnits(1, "fake.gate", Pattern(), "no quotes"), "nowhere in this text"),
        (FindUnits(1, "fake.gate", Pattern(), ""), "nowhere in this text"),
        (FindUnits(1, "fake.gate", Pattern(NUMBERS), "123"), "Every token belongs"),
        (FindUnits(1, "fake.gate", Pattern(EXPRESSION, "("), "a"), "no regular expression"),
        (HoldUnit(1, 1, FindUnits(1, "fake.gate", Pattern(NUMBERS), "a 1")), "Nothing follows"),
        (HoldUnit(1, 99, FindUnits(1, "fake.gate", Pattern(NUMBERS), "1a")), "units 0 to 3"),
    ],
)
def test_what_cannot_be_measured_is_told_in_a_sentence(asked, why):
    ended = answers(engine_of(), asked)[-1]
    assert isinstance(ended, SearchEnded)
    assert why in ended.why
    assert ended.why.endswith(".")


def test_the_quote_unit_of_the_stories_is_found_and_closes_quotations():
    from tests.gui.test_quote_unit import MODEL, UNIT
    from tests.gui.test_quote_unit import TEXT as STORY

    engine = engine_of(open_model, MODEL)
    asked = FindUnits(1, CELL, Pattern(QUOTES), STORY)
    found = answers(engine, asked)[-1]
    best = max(found.found, key=lambda one: abs(one.r))
    assert (best.unit, best.follows) == (UNIT, True)
    assert best.r < -0.9

    held = answers(engine, HoldUnit(2, UNIT, asked))[-1]
    nothing, outside, _, control = held.rows
    assert outside.probability < nothing.probability / 10
    assert abs(control.change) < 0.01
