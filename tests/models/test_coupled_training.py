"""The backward pass of an LSTM with a memory in its loop, against PyTorch's own."""

import pytest
import torch

from wmstudio.contract import Tap
from wmstudio.memory.coupled import CoupledRun
from wmstudio.memory.slots import SlotMemory
from wmstudio.memory.stack_queue import QueueMemory, StackMemory
from wmstudio.memory.superposition import SuperpositionMemory
from wmstudio.models.coupled_training import run_to_learn
from wmstudio.models.registry import build, tiny

BATCH, TOKENS, HIDDEN, ITEMS, WIDTH = 2, 9, 3, 4, 2
MEMORIES = {
    "slots": lambda: SlotMemory(5, HIDDEN, ITEMS, WIDTH, "fifo"),
    "stack": lambda: StackMemory(5, HIDDEN, ITEMS, WIDTH),
    "queue": lambda: QueueMemory(5, HIDDEN, ITEMS, WIDTH),
    "superposition": lambda: SuperpositionMemory(5, HIDDEN, ITEMS, WIDTH),
}
SATURATED = 40.0
"""The sigmoid of it is 1 in double precision, and that of its negative nearly 0."""


@pytest.fixture(params=MEMORIES)
def memory(request):
    torch.manual_seed(1)
    return MEMORIES[request.param]().double()


def made(memory, seed):
    """A run in the middle of a text, and the memory's state before it. All leaves learn."""
    numbers = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(shape, generator=numbers, dtype=torch.float64).requires_grad_()

    p, z = memory.from_word.out_features, 4 * HIDDEN
    rows = z + p + 3  # the last three feed nothing
    h_BH, c_BH = normal(BATCH, HIDDEN).detach(), normal(BATCH, HIDDEN).detach()
    run = CoupledRun(
        normal(TOKENS, BATCH, rows), normal(rows, HIDDEN), normal(z, WIDTH), h_BH, c_BH
    )
    state = memory.initial_state(BATCH)
    with torch.no_grad():
        run.w_RH[-3:] = 0
        for p_BP in normal(ITEMS + 2, BATCH, p):
            _, state = memory.driven(p_BP, state, Tap())
    return run, state


def by_steps(memory, run, state):
    h_BH, c_BH, z, p = run.h_BH, run.c_BH, 4 * HIDDEN, memory.from_word.out_features
    found = []
    for x_BR in run.x_TBR:
        r_BR = x_BR + h_BH @ run.w_RH.t()
        m_BM, state = memory.driven(r_BR[:, z : z + p], state, Tap())
        i, f, g, o = (r_BR[:, :z] + m_BM @ run.w_ZM.t()).chunk(4, dim=-1)
        c_BH = torch.sigmoid(f) * c_BH + torch.sigmoid(i) * torch.tanh(g)
        h_BH = torch.sigmoid(o) * torch.tanh(c_BH)
        found.append((h_BH, m_BM))
    return *(torch.stack(x) for x in zip(*found, strict=True)), state


def at_once(memory, run, state):
    done = run_to_learn(run, memory.unrolled(TOKENS, state, Tap()))
    return done.h_TBH, done.m_TBM, done.remembered


def gradients(memory, run, h_TBH, m_TBM):
    weights_TBX = torch.linspace(-1, 1, h_TBH.numel() + m_TBM.numel(), dtype=torch.float64)
    value = (torch.cat([h_TBH.flatten(), m_TBM.flatten()]) * weights_TBX).sum()
    learned = [run.x_TBR, run.w_RH, run.w_ZM]
    if isinstance(memory, SlotMemory):
        learned.append(memory.null)
    return torch.autograd.grad(value, learned, retain_graph=True)


@pytest.mark.parametrize("gates", ["of any size", "shut, half open or open"])
def test_results_and_gradients_equal_those_of_steps(memory, gates):
    run, state = made(memory, seed=2)
    if gates != "of any size":
        # Those of a stack are exactly 0, 1/2 or 1 then: items of strength 1/2 are exactly what is
        # left to read, and those of 1 leave nothing.
        at = slice(-5, -3)
        kinds = torch.randint(
            -1, 2, run.x_TBR[..., at].shape, generator=torch.Generator().manual_seed(3)
        )
        with torch.no_grad():
            run.x_TBR[..., at] = SATURATED * kinds
            run.w_RH[at] = 0
    *slow, slow_state = by_steps(memory, run, state)
    *fast, fast_state = at_once(memory, run, state)

    torch.testing.assert_close(fast, slow)
    for name, x in fast_state.items():
        torch.testing.assert_close(x, slow_state[name], msg=name)
    torch.testing.assert_close(gradients(memory, run, *fast), gradients(memory, run, *slow))


def test_gradients_equal_differences(memory):
    run, state = made(memory, seed=4)

    def found(*learned):
        *out, _ = at_once(memory, run._replace(x_TBR=learned[0], w_RH=learned[1]), state)
        return tuple(out)

    assert torch.autograd.gradcheck(found, (run.x_TBR, run.w_RH), fast_mode=True)


def test_a_second_way_back_finds_the_same_gradients(memory):
    run, state = made(memory, seed=5)
    h_TBH, m_TBM, _ = at_once(memory, run, state)
    first = gradients(memory, run, h_TBH, m_TBM)
    torch.testing.assert_close(gradients(memory, run, h_TBH, m_TBM), first, rtol=0, atol=0)


def test_a_state_that_learns_has_a_gradient(memory):
    family = next(name for name, make in MEMORIES.items() if type(make()) is type(memory))
    model = build(family, tiny(family, 20))
    state = model.initial_state()
    state = {**state, "lstm.0.hidden": state["lstm.0.hidden"].clone().requires_grad_()}
    nats, _ = model.nats(torch.tensor([[3, 4]]), torch.tensor([[4, 5]]), state)
    nats.backward()
    assert state["lstm.0.hidden"].grad.any()
