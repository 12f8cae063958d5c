"""Loops over tokens, for one text on a processor, compiled by numba where that is installed.

Each does what the loop of the same memory does in PyTorch (`slots_scan`, `stack_scan`,
`superposition_scan`), on the same arguments as arrays; a test holds the two together. A loop of
PyTorch spends half of its time between some thirty operations on a few hundred numbers each.

No kernel allocates or raises anything, so that its code needs no runtime: what it needs for itself
is in ``scratch_S``, S ≥ twice the largest axis.

Sums are taken in another order than PyTorch's, so results are equal but for rounding; the same
token after the same state gives the same numbers in any stretch of text. NaN stays NaN: limits are
written as ``limit if x > limit else x``.

Shapes: T time, B = 1, H hidden units, Z = 4H, D width of what the memory gives back, N slots, items
or levels, M and F as in each loop's module, R ≥ Z + what the memory asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numba import njit

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Tokens = npt.NDArray[np.int64]

Function = TypeVar("Function", bound=Callable[..., Any])

LOOP: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}


def _inner(function: Function) -> Function:
    """What loops call: compiled with them."""
    made: Function = njit(**LOOP)(function)
    return made


def _sum(function: Function) -> Function:
    """Likewise, with a sum that may be taken in another order."""
    made: Function = njit(**LOOP | {"fastmath": {"contract", "reassoc"}})(function)
    return made


# Literals are float64 here, and would make all that they meet float64.
_ZERO, _ONE = np.float32(0), np.float32(1)
_LOG2_E, _ROUND = np.float32(1.44269504), np.float32(1.5 * 2**23)
_LN2_HIGH, _LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)
_EXP_LOW, _EXP_HIGH, _TANH_HIGH = np.float32(-87), np.float32(88), np.float32(7.9053111)
_EXP = tuple(
    np.float32(x)
    for x in (1.9875691e-4, 1.3981999e-3, 8.3334519e-3, 4.1665795e-2, 1.6666665e-1, 0.5)
)
_ABOVE = tuple(
    np.float32(x)
    for x in (
        *(-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11),
        *(5.12229709037114e-08, 1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03),
    )
)
_BELOW = tuple(
    np.float32(x)
    for x in (1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-3)
)


@_inner
def _exp(x: np.float32) -> np.float32:
    """``e^x`` to two units in the last place, without branches (Moshier's `expf`)."""
    x = _EXP_HIGH if x > _EXP_HIGH else x
    x = _EXP_LOW if x < _EXP_LOW else x
    rounded = x * _LOG2_E + _ROUND
    n = rounded - _ROUND
    r = x - n * _LN2_HIGH - n * _LN2_LOW
    p = _EXP[0] * r + _EXP[1]
    p = (((p * r + _EXP[2]) * r + _EXP[3]) * r + _EXP[4]) * r + _EXP[5]
    # The last bits of `rounded` are n, and 2^n is a float whose exponent it is.
    bits = np.int32((np.float32(rounded).view(np.int32) << 23) + (127 << 23))
    return (p * r * r + r + _ONE) * bits.view(np.float32)


@_inner
def _sigmoid(x: np.float32) -> np.float32:
    return _ONE / (_ONE + _exp(-x))


@_inner
def _tanh(x: np.float32) -> np.float32:
    """``tanh x`` to five units in the last place (the rational function of Eigen)."""
    x = _TANH_HIGH if x > _TANH_HIGH else x
    x = -_TANH_HIGH if x < -_TANH_HIGH else x
    s = x * x
    p = ((_ABOVE[0] * s + _ABOVE[1]) * s + _ABOVE[2]) * s + _ABOVE[3]
    p = ((p * s + _ABOVE[4]) * s + _ABOVE[5]) * s + _ABOVE[6]
    y = x * p / (((_BELOW[0] * s + _BELOW[1]) * s + _BELOW[2]) * s + _BELOW[3])
    y = _ONE if y > _ONE else y
    return -_ONE if y < -_ONE else y


@_inner
def _add_product(y_R: Floats, x_C: Floats, w_CR: Floats) -> None:
    """``y += x W``. Eight rows of W at a time, so that y is read and written less often."""
    rows = y_R.shape[0]
    whole = x_C.shape[0] // 8 * 8
    for c in range(0, whole, 8):
        x0, x1, x2, x3 = x_C[c], x_C[c + 1], x_C[c + 2], x_C[c + 3]
        x4, x5, x6, x7 = x_C[c + 4], x_C[c + 5], x_C[c + 6], x_C[c + 7]
        for r in range(rows):
            y_R[r] += (
                x0 * w_CR[c, r]
                + x1 * w_CR[c + 1, r]
                + x2 * w_CR[c + 2, r]
                + x3 * w_CR[c + 3, r]
                + x4 * w_CR[c + 4, r]
                + x5 * w_CR[c + 5, r]
                + x6 * w_CR[c + 6, r]
                + x7 * w_CR[c + 7, r]
            )
    for c in range(whole, x_C.shape[0]):
        for r in range(rows):
            y_R[r] += x_C[c] * w_CR[c, r]


@_inner
def _copy(x: Floats, y: Floats) -> None:
    """``y = x``. An assignment of numpy's would look whether they overlap, and allocate."""
    for i in range(y.shape[0]):
        y[i] = x[i]


@_sum
def _dot(x: Floats, y: Floats) -> np.float32:
    total = _ZERO
    for i in range(x.shape[0]):
        total += x[i] * y[i]
    return total


@_inner
def _softmax(x: Floats) -> None:
    """In its place."""
    most, total = x[0], _ZERO
    for i in range(x.shape[0]):
        most = x[i] if x[i] > most else most
    for i in range(x.shape[0]):
        x[i] = _exp(x[i] - most)
        total += x[i]
    for i in range(x.shape[0]):
        x[i] /= total


@_inner
def _cell(z_Z: Floats, before_H: Floats, lstm_Z: Floats, c_H: Floats, h_H: Floats) -> None:
    """The LSTM's gates i f g o, c and h, from the preactivations of the gates."""
    hidden = h_H.shape[0]
    for i in range(2 * hidden):
        lstm_Z[i] = _sigmoid(z_Z[i])
    for i in range(2 * hidden, 3 * hidden):
        lstm_Z[i] = _tanh(z_Z[i])
    for i in range(3 * hidden, 4 * hidden):
        lstm_Z[i] = _sigmoid(z_Z[i])
    for i in range(hidden):
        c_H[i] = lstm_Z[i] * lstm_Z[2 * hidden + i] + lstm_Z[hidden + i] * before_H[i]
        h_H[i] = lstm_Z[3 * hidden + i] * _tanh(c_H[i])


def lstm(
    x_TBZ: Floats,
    w_hidden_HZ: Floats,
    bias_Z: Floats,
    h_BH: Floats,
    c_BH: Floats,
    h_TBH: Floats,
    c_TBH: Floats,
    lstm_TBZ: Floats,
    scratch_S: Floats,
) -> None:
    """An LSTM without a memory in its loop, as `torch.nn.LSTM` computes it."""
    h, c, z = h_BH[0], c_BH[0], scratch_S[: x_TBZ.shape[2]]
    for t in range(x_TBZ.shape[0]):
        for i in range(z.shape[0]):
            z[i] = x_TBZ[t, 0, i] + bias_Z[i]
        _add_product(z, h, w_hidden_HZ)
        _cell(z, c, lstm_TBZ[t, 0], c_TBH[t, 0], h_TBH[t, 0])
        h, c = h_TBH[t, 0], c_TBH[t, 0]


def slots(
    x_TBR: Floats,
    w_hidden_HR: Floats,
    w_memory_DZ: Floats,
    null_1: Floats,
    h_BH: Floats,
    c_BH: Floats,
    h_TBH: Floats,
    c_TBH: Floats,
    m_TBD: Floats,
    lstm_TBZ: Floats,
    q_TBD: Floats,
    read_TBD: Floats,
    a_TBA: Floats,
    gates_TB3: Floats,
    strength_TBN: Floats,
    keys_BMD: Floats,
    values_BMD: Floats,
    strength_BM: Floats,
    epsilon: float,
    scratch_S: Floats,
) -> None:
    """`slots_scan._run`."""
    z, d, n = lstm_TBZ.shape[2], q_TBD.shape[2], strength_TBN.shape[2]
    scale, least = _ONE / np.float32(np.sqrt(d)), np.float32(epsilon)
    keys, values, strength = keys_BMD[0], values_BMD[0], strength_BM[0]
    h, c, r = h_BH[0], c_BH[0], scratch_S[: x_TBR.shape[2]]
    for t in range(x_TBR.shape[0]):
        _copy(x_TBR[t, 0], r)
        _add_product(r, h, w_hidden_HR)
        q, read, m = q_TBD[t, 0], read_TBD[t, 0], m_TBD[t, 0]
        a, gates = a_TBA[t, 0], gates_TB3[t, 0]
        for i in range(d):
            q[i] = r[z + i] * scale
            keys[n + t, i] = r[z + d + i]
            values[n + t, i] = _tanh(r[z + 2 * d + i])
        for i in range(3):
            gates[i] = _sigmoid(r[z + 3 * d + i])
        a[n] = null_1[0]
        for i in range(n):
            held = strength_TBN[t, 0, i] = strength[t + i]
            a[i] = _dot(keys[t + i], q) + np.log(held + least)
        _softmax(a)
        read[:] = _ZERO
        for i in range(n):
            for j in range(d):
                read[j] += a[i] * values[t + i, j]
        for i in range(d):
            m[i] = read[i] * gates[2]
        _add_product(r[:z], m, w_memory_DZ)
        _cell(r, c, lstm_TBZ[t, 0], c_TBH[t, 0], h_TBH[t, 0])
        h, c = h_TBH[t, 0], c_TBH[t, 0]
        for i in range(n):
            strength[t + i] *= gates[1]
        strength[n + t] = gates[0]


def stack(
    x_TBR: Floats,
    w_hidden_HR: Floats,
    w_memory_DZ: Floats,
    h_BH: Floats,
    c_BH: Floats,
    before_BM: Floats,
    h_TBH: Floats,
    c_TBH: Floats,
    m_TBD: Floats,
    lstm_TBZ: Floats,
    gates_TB2: Floats,
    strength_TBM: Floats,
    read_TBM: Floats,
    values_BMD: Floats,
    newest_first: bool,
    ask: bool,
    gone: float,
    scratch_S: Floats,
) -> None:
    """`stack_scan._run`."""
    z, d, n = lstm_TBZ.shape[2], m_TBD.shape[2], before_BM.shape[1]
    low, high, stretch, least = np.float32(-0.1), _ONE, np.float32(1.2), np.float32(gone)
    values, before = values_BMD[0], before_BM[0]
    h, c, r = h_BH[0], c_BH[0], scratch_S[: x_TBR.shape[2]]
    for t in range(x_TBR.shape[0]):
        _copy(x_TBR[t, 0], r)
        _add_product(r, h, w_hidden_HR)
        gates, strength, read, m = gates_TB2[t, 0], strength_TBM[t, 0], read_TBM[t, 0], m_TBD[t, 0]
        for i in range(d):
            values[n + t, i] = _tanh(r[z + i])
        for i in range(2):
            gate = stretch * _sigmoid(r[z + d + i]) + low
            gate = _ZERO if gate < _ZERO else gate
            gates[i] = high if gate > high else gate
        # Pop from the side that is read first. Sums are exact enough in float64 in any order.
        count = n + t
        above, alive, weakest = 0.0, 0, -1
        for i in range(count):
            at = count - 1 - i if newest_first else i
            over = gates[0] - np.float32(above)
            over = _ZERO if over < _ZERO else over
            left = before[at] - over
            above += before[at]
            strength[at] = _ZERO if left <= least else left
        for at in range(count):
            if strength[at] > _ZERO:
                alive += 1
                if weakest < 0 or strength[at] < strength[weakest]:
                    weakest = at
        if alive >= n and gates[1] > _ZERO:
            strength[weakest] = _ZERO
        strength[count] = gates[1]
        m[:] = _ZERO
        above = 0.0
        for i in range(count + 1):
            at = count - i if newest_first else i
            left = _ONE - np.float32(above)
            left = _ZERO if left < _ZERO else left
            above += strength[at]
            read[at] = left if left < strength[at] else strength[at]
            if read[at] != _ZERO:
                for j in range(d):
                    m[j] += read[at] * values[at, j]
        before = strength
        _add_product(r[:z], m, w_memory_DZ)
        _cell(r, c, lstm_TBZ[t, 0], c_TBH[t, 0], h_TBH[t, 0])
        h, c = h_TBH[t, 0], c_TBH[t, 0]


@_inner
def _total(rows_LF: Floats, held_M: Floats) -> None:
    """How much of each token all levels hold together."""
    for i in range(held_M.shape[0]):
        held_M[i] = _ZERO
        for level in range(1, rows_LF.shape[0] - 1):
            held_M[i] += rows_LF[level, i]


def superposition(
    x_TBR: Floats,
    w_hidden_HR: Floats,
    w_memory_DZ: Floats,
    h_BH: Floats,
    c_BH: Floats,
    seen_B: Tokens,
    h_TBH: Floats,
    c_TBH: Floats,
    m_TBD: Floats,
    lstm_TBZ: Floats,
    actions_TB3: Floats,
    pushed_TBD: Floats,
    rows_2BLF: Floats,
    tokens_BM: Tokens,
    each_KBNF: Floats,
    tokens_KBM: Tokens,
    scratch_S: Floats,
) -> None:
    """`superposition_scan._run`."""
    z, d, m_all = lstm_TBZ.shape[2], m_TBD.shape[2], tokens_BM.shape[1]
    levels = rows_2BLF.shape[2] - 2
    tokens = tokens_BM[0]
    h, c, r = h_BH[0], c_BH[0], scratch_S[: x_TBR.shape[2]]
    held = scratch_S[r.shape[0] : r.shape[0] + m_all]
    _total(rows_2BLF[0, 0], held)
    for t in range(x_TBR.shape[0]):
        _copy(x_TBR[t, 0], r)
        _add_product(r, h, w_hidden_HR)
        actions, pushed = actions_TB3[t, 0], pushed_TBD[t, 0]
        for i in range(d):
            pushed[i] = _tanh(r[z + i])
        _copy(r[z + d :], actions)
        _softmax(actions)
        place = 0
        for i in range(m_all):
            if tokens[i] == -1:
                held[i] = -_ONE
            if held[i] < held[place]:
                place = i
        tokens[place] = seen_B[0] + t
        rows, after = rows_2BLF[t % 2, 0], rows_2BLF[(t + 1) % 2, 0]
        for level in range(levels + 2):
            rows[level, place] = _ZERO
        rows[0, :m_all] = _ZERO
        rows[0, place] = _ONE
        _copy(pushed, rows[0, m_all : m_all + d])
        rows[0, m_all + d] = _ONE
        for level in range(1, levels + 1):
            for i in range(rows.shape[1]):
                after[level, i] = (
                    actions[0] * rows[level - 1, i]
                    + actions[1] * rows[level + 1, i]
                    + actions[2] * rows[level, i]
                )
        _total(after, held)
        if each_KBNF.shape[0] > 0:
            for level in range(levels):
                _copy(after[level + 1], each_KBNF[t, 0, level])
            for i in range(m_all):
                tokens_KBM[t, 0, i] = tokens[i]
        _copy(after[1, m_all:], m_TBD[t, 0])
        _add_product(r[:z], m_TBD[t, 0], w_memory_DZ)
        _cell(r, c, lstm_TBZ[t, 0], c_TBH[t, 0], h_TBH[t, 0])
        h, c = h_TBH[t, 0], c_TBH[t, 0]


LOOPS: dict[str, Callable[..., None]] = {
    "lstm": lstm,
    "slots": slots,
    "stack": stack,
    "superposition": superposition,
}
