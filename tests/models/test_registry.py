"""A family is one file and one line: nothing else has to know of it."""

from dataclasses import dataclass

import pytest
import torch

from tests import support
from wmstudio.checkpoints.folder import open_checkpoint, write_checkpoint
from wmstudio.contract import Kind, Signal, Tap, UsageTexts
from wmstudio.memory.base import BatchUsage, Memory, usage_signals
from wmstudio.memory.family import Family, MemorySizes
from wmstudio.models.registry import FAMILIES, ConfigError, build, check_config, tiny


@dataclass(frozen=True, kw_only=True)
class LeakySizes(MemorySizes):
    leak: int = 2
    start: str = "empty"


class LeakyMemory(Memory):
    """``m_t = m_{t-1} / leak + h_t``, and no more than that."""

    usage_texts = UsageTexts("size of the memory")

    def __init__(self, sizes):
        super().__init__()
        self.width, self.leak = sizes.hidden, sizes.leak
        self.register_buffer("_zeros", torch.zeros(sizes.hidden), persistent=False)
        shape = (sizes.hidden,)
        self.signals = [
            Signal("leaky.m", Kind.ACTIVATION, ("unit",), shape, "m: the memory", -2.0, 2.0),
            *usage_signals(),
        ]

    def initial_state(self, batch):
        return {"leaky.m": self._zeros.expand(batch, -1)}

    def advance(self, x_BE, before_BH, h_BH, state, tap):
        m_BH = tap("leaky.m", state["leaky.m"] / self.leak + h_BH)
        return m_BH, {"leaky.m": m_BH}

    def output(self, state):
        return state["leaky.m"]

    def batch_usage(self, state):
        return BatchUsage(state["leaky.m"].abs().mean(-1).clamp(max=1), None, None)


LEAKY = Family(
    name="leaky",
    text="an LSTM beside a leaky sum of its states",
    sizes=LeakySizes,
    make=LeakyMemory,
    tiny={"embedding": 8, "hidden": 12},
    limits={"leak": 9},
    choices={"start": ("empty", "full")},
)


@pytest.fixture
def leaky(monkeypatch):
    monkeypatch.setitem(FAMILIES, "leaky", LEAKY)
    torch.manual_seed(4)
    return build("leaky", tiny("leaky", 300))


@torch.no_grad()
def test_a_memory_that_only_advances_is_a_whole_model(leaky):
    tokens_BT = torch.randint(300, (2, 40), generator=torch.Generator().manual_seed(1))
    slow, fast = Tap(watch=leaky.signals), Tap(watch=leaky.signals)
    state = leaky.initial_state(2)
    for t in range(40):
        logits_BV, state = leaky.step(tokens_BT[:, t], state, slow)
    done = leaky.prefill(tokens_BT, leaky.initial_state(2), fast)
    torch.testing.assert_close(done.logits_BTV[:, -1], logits_BV, **support.ROUNDING)
    assert slow.recorded().keys() == fast.recorded().keys() == leaky.signals.keys()
    for name, x in slow.recorded().items():
        torch.testing.assert_close(fast.recorded()[name], x, **support.ROUNDING)
    h_BTH, m_BTH = (fast.recorded()[name] for name in ("lstm.0.hidden", "leaky.m"))
    torch.testing.assert_close(m_BTH[:, 1], m_BTH[:, 0] / 2 + h_BTH[:, 1], **support.ROUNDING)
    assert leaky.memory_usage(done.state).texts.occupancy == "size of the memory"


@pytest.mark.usefixtures("leaky")
def test_a_new_family_is_written_and_opened_as_a_checkpoint(leaky, tmp_path):
    write_checkpoint(
        tmp_path / "l",
        leaky,
        "l",
        "leaky",
        tiny("leaky", 300),
        support.tokenizer(),
        support.TRAINING,
        "# l\n",
    )
    opened = open_checkpoint(tmp_path / "l", torch.device("cpu"))
    assert opened.model.signals.keys() == leaky.signals.keys()


@pytest.mark.usefixtures("leaky")
@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ({"leak": 10}, "'leak' must be a whole number from 1 to 9, not 10"),
        ({"start": "half"}, "'start' must be one of 'empty', 'full', not 'half'"),
        ({"lead": 2}, "has no size 'lead'; did you mean 'leak'"),
    ],
)
def test_sizes_are_held_to_the_limits_that_the_family_declares(sizes, says):
    with pytest.raises(ConfigError, match=says):
        check_config("leaky", tiny("leaky", 300) | sizes)


def test_what_a_family_makes_is_a_model_or_a_memory(monkeypatch):
    wrong = Family(
        name="no", text="", sizes=MemorySizes, make=lambda _: torch.nn.Identity(), tiny={}
    )
    monkeypatch.setitem(FAMILIES, "no", wrong)
    with pytest.raises(TypeError, match="no model or memory"):
        build("no", {"vocab_size": 9, "embedding": 2, "hidden": 2})


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_told_in_a_line_and_has_tiny_sizes(family):
    assert FAMILIES[family].text
    parameters = sum(p.numel() for p in build(family, tiny(family, 300)).parameters())
    assert parameters < 20_000


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"policy": "weakest"}, "need the policy 'fifo'"),
        ({"policy": "least-recently-read"}, "need the policy 'fifo'"),
        ({"slots": 8193}, "are at most 8,192"),
    ],
)
def test_slots_that_fade_are_refused_what_only_the_others_have(changed, says):
    sizes = tiny("slots", 300) | changed
    check_config("slots", sizes)
    with pytest.raises(ConfigError, match=says):
        check_config("slots", sizes | {"recent": 3})


def test_slots_without_keys_of_recent_tokens_are_not_written_once_a_word():
    sizes = tiny("slots", 300) | {"written": "word"}
    check_config("slots", sizes | {"recent": 3})
    with pytest.raises(ConfigError, match="once a word need keys of 'recent' tokens"):
        check_config("slots", sizes)
