"""What a notebook gets wrong is told in one sentence, and what numpy found is taken as it is."""

import math

import numpy as np
import pytest

import wmstudio
from tests import support
from wmstudio.contract import Edit, EditError, Patch, PatchError
from wmstudio.library import LensError, Sampling, SearchError, TraceError

TEXT = "The cat sat on the mat."
CELL = "lstm.0.cell"
TOLD = (TraceError, PatchError, EditError, LensError, SearchError)
ODD = [
    None, True, math.nan, math.inf, -1, 2.5, 10**30, 10**400, "", "x", b"x", [], {}, [None],
    (1, 2, 3), object(), np.array([1, 2]), np.float32(0.5), np.int64(3),
]  # fmt: skip


def patched(model, **changes):
    return model.trace(TEXT, [Patch(**{"signal": CELL, "op": "set", "value": 0.5} | changes)])


def stored(model, token=3, name="store", arguments=(("key", 30), ("value", 40)), copied=None):
    return model.trace(TEXT, edits=[Edit(token, name, arguments, copied)])


def written(model, **sampling):
    return next(model.generate(TEXT, Sampling(**sampling)), "")


def raised(call, *given):
    """What a call raises, if it does."""
    try:
        call(*given)
    except Exception as error:  # of any kind: the tests look at which
        return error
    return None


CALLS = {
    "temperature": lambda model, x: written(model, temperature=x),
    "top_k of sampling": lambda model, x: written(model, top_k=x),
    "top_p": lambda model, x: written(model, top_p=x),
    "seed": lambda model, x: written(model, seed=x),
    "tokens of sampling": lambda model, x: written(model, tokens=x),
    "sampling": lambda model, x: next(model.generate(TEXT, x)),
    "text to continue": lambda model, x: next(model.generate(x)),
    "patched signal": lambda model, x: patched(model, signal=x),
    "operation": lambda model, x: patched(model, op=x),
    "value": lambda model, x: patched(model, value=x),
    "unit": lambda model, x: patched(model, unit=x),
    "units": lambda model, x: patched(model, unit=(x,)),
    "tokens": lambda model, x: patched(model, tokens=x),
    "first token": lambda model, x: patched(model, tokens=(x, 3)),
    "end of tokens": lambda model, x: patched(model, tokens=(0, x)),
    "patches": lambda model, x: model.trace(TEXT, x),
    "patch": lambda model, x: model.trace(TEXT, [x]),
    "token of an edit": lambda model, x: stored(model, token=x),
    "edit's name": lambda model, x: stored(model, name=x),
    "arguments": lambda model, x: stored(model, arguments=x),
    "argument": lambda model, x: stored(model, arguments=(("key", x), ("value", 40))),
    "argument's name": lambda model, x: stored(model, arguments=((x, 30),)),
    "copied part": lambda model, x: stored(model, copied=x),
    "edits": lambda model, x: model.trace(TEXT, edits=x),
    "edit": lambda model, x: model.trace(TEXT, edits=[x]),
    "text": lambda model, x: model.trace(x),
    "signals": lambda model, x: model.trace(TEXT, signals=x),
    "top_k": lambda model, x: model.trace(TEXT, top_k=x),
    "recorded text": lambda model, x: model.record(x),
    "recorded top_k": lambda model, x: model.record(TEXT, top_k=x),
    "probed text": lambda model, x: model.probe(x, "a"),
    "probed piece": lambda model, x: model.probe(TEXT, x),
    "probed top_k": lambda model, x: model.probe(TEXT, "a", top_k=x),
    "token's piece": lambda model, x: model.token(x),
    "measured text": lambda model, x: model.bits(x),
    "function to tell": lambda model, x: model.bits(TEXT, x),
    "word": lambda model, x: model.forgetting(x, TEXT),
    "indexed text": lambda model, x: model.index(x, CELL),
    "indexed signal": lambda model, x: model.index(TEXT, x),
    "threshold": lambda model, x: model.index(TEXT, CELL, x),
    "lens text": lambda model, x: model.lens(x),
    "lens top_k": lambda model, x: model.lens(TEXT, x),
    "target": lambda model, x: model.importance(TEXT, x),
    "other target": lambda model, x: model.importance(TEXT, 3, x),
    "file": lambda model, x: model.trace("").save(x if isinstance(x, str) else [x]),
    "folder": lambda model, x: model.save([x]),
    "path": lambda model, x: wmstudio.open([x]),
    "device": lambda model, x: wmstudio.open("none", x),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = support.checkpoint(tmp_path_factory.mktemp("tiny") / "tiny", "keyvalue")
    return wmstudio.open(folder, "cpu")


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_argument_that_cannot_be_is_told_in_a_sentence(model, call):
    told = [error for error in (raised(call, model, x) for x in ODD) if error is not None]
    assert any(isinstance(error, TOLD) for error in told)
    for error in told:
        # Of the packages below, too, such as that there is no such model.
        assert isinstance(error, ValueError)
        assert type(error) is not ValueError
        assert len(str(error).splitlines()) == 1


def test_an_index_tells_which_spans_units_and_limits_there_are(model):
    index = model.index(TEXT, CELL)
    for call in (
        lambda x: index.active_units(x, 3),
        lambda x: index.active_units(0, x),
        index.find,
        lambda x: index.find([x]),
        lambda x: index.find([1], exclude=x),
        lambda x: index.find([1], exclude=[x]),
        lambda x: index.find([1], limit=x),
    ):
        told = [error for error in (raised(call, x) for x in ODD) if error is not None]
        assert all(isinstance(error, IndexError) for error in told)
        assert all(str(e).startswith(("there are", "the limit", "what to", "'")) for e in told)


def test_what_numpy_found_is_taken_as_a_number(model):
    unit, value = np.int64(2), np.float32(0.5)
    patch = Patch(CELL, "set", value, unit=unit, tokens=(np.int64(0), np.int64(3)))
    assert patch == Patch(CELL, "set", 0.5, unit=2, tokens=(0, 3))
    np.testing.assert_array_equal(
        model.trace(TEXT, [patch], top_k=np.int64(3)).signals[CELL][:3, 2], np.full(3, 0.5)
    )
    assert model.index(TEXT, CELL).find([unit]) == model.index(TEXT, CELL).find([2])


def test_a_patch_or_an_edit_alone_is_told_to_be_a_list(model):
    with pytest.raises(TraceError, match=r"'patches' must be a list, as in \[Patch\("):
        model.trace(TEXT, Patch(CELL, "set", 0.5))
    with pytest.raises(TraceError, match=r"'edits' must be a list, as in \[Edit\("):
        model.trace(TEXT, edits=Edit(3, "clear_all"))
    with pytest.raises(TraceError, match="'signals' must be a list"):
        model.trace(TEXT, signals=CELL)
    with pytest.raises(TraceError, match=r"'top_k' must be a whole number of at least 1, not 2\.5"):
        model.trace(TEXT, top_k=2.5)
