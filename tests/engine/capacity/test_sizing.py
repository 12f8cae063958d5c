"""What a text costs with each capacity, against models that were set to each."""

import pytest

import wmstudio
from tests.engine.commands import answers, engine_of
from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.contract import Bounds, Setting, SettingError
from wmstudio.engine.backend import Refused
from wmstudio.engine.capacity import sizing
from wmstudio.engine.messages import (
    Bound,
    CapacityCurve,
    CapacityMeasured,
    Configure,
    MeasureCapacity,
    SearchEnded,
    SearchProgress,
    StopSearch,
    View,
    bound_in_force,
    bounding,
)
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.evaluation.language import score_text
from wmstudio.memory.slots import POLICIES

TEXT = "The cat sat on the mat, and the dog sat beside it – until the rain had stopped. "
CAPACITIES = {
    "slots": {"capacity", "cache_window"},
    "stack": {"capacity", "cache_window"},
    "pointer": {"memory_window"},
    "keyvalue": {"cache_window"},
}


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return {family: checkpoint(folder / family, family) for family in CAPACITIES}


def eval_bits(model):
    """Bits per byte as ``wmstudio eval`` gives them."""
    return score_text(model.model, model.tokenizer, TEXT).bits_per_byte


@pytest.mark.parametrize(
    ("family", "setting"), [(f, name) for f, names in CAPACITIES.items() for name in sorted(names)]
)
def test_each_point_equals_the_evaluation_of_that_model(paths, family, setting):
    model = wmstudio.open(paths[family], "cpu")
    assert set(bounding(model.settings)) == CAPACITIES[family]
    curve = model.capacity(TEXT, setting)

    of = model.settings[setting]
    assert max(curve.capacities) >= curve.tokens == len(model.encode(TEXT).ids)
    assert {1, 2, 4, 8, int(of.value)} <= set(curve.capacities)
    for bound, bits in curve.bits.items():
        alike = model.configured(**dict(bound.values(of)))
        assert bits == pytest.approx(eval_bits(alike), rel=1e-5), bound
    in_force = curve.bits[bound_in_force(model.settings, of)]
    assert in_force == pytest.approx(eval_bits(model), rel=1e-5)


def test_every_policy_is_measured_with_every_capacity(paths):
    model = wmstudio.open(paths["slots"], "cpu").configured(policy="weakest", capacity=3)
    curve = model.capacity(TEXT, capacities=(2, 6))
    assert curve.in_force == Bound(3, "weakest")
    assert next(iter(curve.bits)) == curve.in_force
    assert set(curve.bits) == {Bound(n, policy) for n in (2, 3, 6) for policy in POLICIES}


def test_no_memory_is_measured_where_it_can_be_switched_off(paths):
    pointer, slots = (wmstudio.open(paths[family], "cpu") for family in ("pointer", "slots"))
    curve = pointer.capacity(TEXT)
    assert curve.off == pytest.approx(eval_bits(pointer.configured(memory=False)), rel=1e-5)
    assert slots.capacity(TEXT[:20]).off is None


def test_the_curve_grows_between_views_and_is_the_librarys(paths):
    run = MeasureCapacity(7, "memory_window", TEXT)
    told = answers(engine_of(open_model, paths["pointer"]), run)
    curves = [one for one in told if isinstance(one, CapacityMeasured)]
    assert [len(one.curve.bits) for one in curves] == list(range(1, len(curves) + 1))
    assert [one.complete for one in curves] == [False] * (len(curves) - 1) + [True]
    whole = wmstudio.open(paths["pointer"], "cpu").capacity(TEXT)
    assert curves[-1].curve.bits == pytest.approx(whole.bits, rel=1e-5)
    progress = [one for one in told if isinstance(one, SearchProgress)]
    assert progress[-1].done == progress[-1].of == len(whole.bits) * whole.tokens


def test_a_view_is_answered_between_two_chunks(paths):
    engine = engine_of(open_model, paths["pointer"])
    list(engine.do(MeasureCapacity(1, "memory_window", TEXT * 2)))
    assert isinstance(*engine.go_on(), SearchProgress)
    *_, frame = engine.look(View(1, TEXT))
    assert frame.complete
    assert engine.busy, "the rest is measured afterwards"


def test_points_that_are_known_are_not_read_again(paths):
    engine = engine_of(open_model, paths["pointer"])
    known = {Bound(None): 9.0, Bound(1): 8.0, Bound(77): 7.0}
    told = answers(engine, MeasureCapacity(1, "memory_window", TEXT, (1, 2), known))
    assert told[-1].curve.bits.items() >= known.items()
    assert told[-2].of == 2 * told[-1].curve.tokens, "2 and the one in force"


def test_a_long_text_is_measured_over_its_beginning(paths, monkeypatch):
    monkeypatch.setattr(sizing, "MOST_SIZED", 16)
    model = wmstudio.open(paths["pointer"], "cpu")
    curve, ends = model.capacity(TEXT), model.encode(TEXT).ends
    assert curve.all_tokens == len(ends)
    start = TEXT[: ends[15]]
    assert curve.tokens == len(model.encode(start).ids)
    bits, _ = model.bits(start)
    assert curve.bits[curve.in_force] == pytest.approx(bits / len(start.encode()), rel=1e-5)


def test_a_capacity_that_finds_no_room_is_left_out(paths, monkeypatch):
    configured = TorchBackend.configured

    def with_little_room(self, values):
        if dict(values)["capacity"] > 8:
            raise SettingError("no room")
        return configured(self, values)

    monkeypatch.setattr(TorchBackend, "configured", with_little_room)
    engine = engine_of(open_model, paths["stack"])
    told = answers(engine, MeasureCapacity(1, "capacity", TEXT, (4, 8, 16)))
    assert told[-1].complete
    assert told[-1].curve.capacities[-1] == 8


def test_stopping_and_other_settings_end_the_measurement(paths):
    for ending in (StopSearch(), Configure((("memory_window", 4),))):
        engine = engine_of(open_model, paths["pointer"])
        list(engine.do(MeasureCapacity(3, "memory_window", TEXT)))
        assert isinstance(*engine.go_on(), SearchProgress)
        assert next(iter(engine.do(ending))) == SearchEnded(3)
        assert not engine.busy


def test_what_cannot_be_measured_is_told_in_a_sentence(paths):
    engine = engine_of(open_model, paths["pointer"])
    for asked, why in (
        (MeasureCapacity(1, "memory_window", ""), sizing.NO_TEXT),
        (MeasureCapacity(2, "memory", TEXT), sizing.UNBOUND),
    ):
        assert answers(engine, asked) == [SearchEnded(asked.run, why)]
    model = wmstudio.open(paths["pointer"], "cpu")
    with pytest.raises(Refused, match="no capacity 'slots'; it has: memory_window"):
        model.capacity(TEXT, "slots")
    with pytest.raises(Refused, match="empty"):
        model.capacity("")


def test_nonsense_has_a_finite_price_with_every_capacity(paths):
    curve = wmstudio.open(paths["slots"], "cpu").capacity("\x00¿🙃\n\n\ud800 zzzz")
    assert all(0 < bits < 100 for bits in curve.bits.values())


def curve_of(bits, tokens=64, off=None):
    points = {Bound(n): x for n, x in bits.items()}
    return CapacityCurve(
        "capacity", Bound(4), points | ({} if off is None else {Bound(None): off}), tokens, tokens
    )


@pytest.mark.parametrize(
    ("bits", "enough"),
    [
        ({1: 2.0, 4: 1.5, 16: 1.305, 64: 1.3}, 16),
        ({1: 2.0, 4: 1.5, 16: 1.4, 64: 1.3}, 64),
        ({1: 1.2, 4: 1.3, 16: 1.4, 64: 1.5}, 1),
        ({1: 1.2, 4: 1.201, 16: 1.204, 64: 1.18}, 64),
        ({4: 1.3}, 4),
    ],
)
def test_enough_is_the_smallest_above_which_little_is_saved(bits, enough):
    assert curve_of(bits).enough("") == enough


def test_enough_is_unknown_where_the_largest_still_saves():
    assert curve_of({1: 2.0, 4: 1.5, 16: 1.3}, tokens=1000).enough("") is None
    assert curve_of({1: 2.0, 4: 1.5, 16: 1.495}, tokens=1000).enough("") == 4


def test_the_best_is_the_cheapest_and_of_equals_the_smallest():
    assert curve_of({1: 2.0, 4: 1.3, 16: 1.3}, off=1.1).best() == (Bound(4), 1.3)
    assert curve_of({}).best() is None


def test_a_bound_becomes_settings_of_capacity_policy_and_switch():
    window = Setting("window", "", 8, high=64, bounds=Bounds("policy", "on"))
    settings = {
        "window": window,
        "policy": Setting("policy", "", "fifo", ("fifo", "weakest")),
        "on": Setting("on", "", True),
    }
    assert bound_in_force(settings, window) == Bound(8, "fifo")
    assert dict(Bound(4, "weakest").values(window)) == {
        "window": 4,
        "policy": "weakest",
        "on": True,
    }
    assert dict(Bound(None).values(window)) == {"on": False}
    settings["on"] = Setting("on", "", False)
    assert bound_in_force(settings, window) == Bound(None)


def test_a_printed_curve_is_a_table_with_what_is_enough():
    printed = str(curve_of({1: 2.0, 4: 1.31, 16: 1.305}, off=2.5)).splitlines()
    assert printed[0] == "Bits per byte by capacity, over 64 tokens"
    assert [line.split() for line in printed[1:3]] == [["off", "2.5000"], ["1", "2.0000"]]
    assert printed[-1] == "4 is enough: more saves less than 0.01."
