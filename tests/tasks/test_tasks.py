"""What each task asks follows from its text alone, as a person would read it."""

import re
from collections import Counter

import numpy as np
import pytest

from wmstudio.tasks.base import LETTERS, TaskError
from wmstudio.tasks.registry import TASKS, check_task

ROWS = 40


def recall(text, pairs, reassigned, **_):
    written = 2 * (pairs + reassigned)
    given = {}
    for at in range(0, written, 2):
        given.setdefault(text[at], []).append(at + 1)
    for at in range(written, len(text)):
        places = given.pop(text[at])
        group = len(places) if reassigned else at - places[-1]
        yield at, text[places[-1]], group
    assert not given


def copy(text, length, repeats, backwards=False, **_):
    told = text[:length][::-1] if backwards else text[:length]
    assert text[length] == "|"
    if repeats == 1:
        assert text[length + 1 :] == "_" * length
        yield from ((length + i, symbol, i + 1) for i, symbol in enumerate(told))
        return
    times = int(text[length + 1])
    assert text[length + 2 :] == "_" * length * repeats
    at = length + 1
    for repeat in range(times):
        for symbol in told:
            yield at, symbol, repeat + 1
            at += 1
    yield at, "|", 0


def reverse(text, **sizes):
    return copy(text, backwards=True, **sizes)


def dyck(text, depth, **_):
    partner = dict(zip("([{<", ")]}>", strict=True))
    open_ones = []
    for at, bracket in enumerate(text):
        if bracket in partner:
            open_ones.append((at, partner[bracket]))
        else:
            opened, close = open_ones.pop()
            assert close == bracket
            yield at - 1, bracket, at - opened
        assert len(open_ones) <= depth
    assert open_ones == []


def needle(text, length, needles, keys, **_):
    queries = text[length:]
    assert len(set(queries)) == needles
    assert sum(c in LETTERS[:keys] for c in text) == 2 * needles
    for at, key in enumerate(queries, length):
        yield at, text[text.index(key) + 1], at - text.index(key) - 1


def nback(text, n, **_):
    return ((at, "y" if text[at] == text[at - n] else "n", at + 1) for at in range(n, len(text)))


READERS = {
    "recall": recall,
    "copy": copy,
    "reverse": reverse,
    "dyck": dyck,
    "needle": needle,
    "nback": nback,
}
EXAMPLES = [
    ("recall", {}),
    ("recall", {"pairs": 1, "keys": 1, "values": 2}),
    ("recall", {"pairs": 30, "keys": 62, "values": 32}),
    ("recall", {"pairs": 6, "keys": 6, "values": 2, "reassigned": 6}),
    ("recall", {"pairs": 8, "reassigned": 3}),
    ("copy", {}),
    ("copy", {"length": 24}),
    ("copy", {"length": 1, "symbols": 2}),
    ("copy", {"length": 5, "repeats": 4}),
    ("reverse", {}),
    ("reverse", {"length": 3, "repeats": 9}),
    ("dyck", {}),
    ("dyck", {"length": 256, "depth": 60}),
    ("dyck", {"types": 3, "length": 2, "depth": 1}),
    ("dyck", {"types": 2, "length": 30, "depth": 1}),
    ("needle", {}),
    ("needle", {"needles": 1, "length": 2, "keys": 1, "values": 2}),
    ("needle", {"needles": 5, "length": 10, "keys": 5}),
    ("nback", {}),
    ("nback", {"n": 5, "length": 6, "symbols": 2}),
]
IDS = [" ".join([name, *(f"{k}={v}" for k, v in sizes.items())]) for name, sizes in EXAMPLES]
every_example = pytest.mark.parametrize(("name", "sizes"), EXAMPLES, ids=IDS)


def draw(name, sizes=None, rows=ROWS, seed=0):
    return check_task(name, sizes or {}).questions(rows, np.random.default_rng(seed))


def test_that_every_task_is_read_here():
    assert set(READERS) == set(TASKS) == {name for name, _ in EXAMPLES}


@every_example
def test_that_answers_and_groups_are_those_that_a_reader_of_the_text_finds(name, sizes):
    task, drawn = check_task(name, sizes), draw(name, sizes)
    assert drawn.inputs_BT.shape == drawn.answers_BT.shape == drawn.groups_BT.shape
    assert drawn.inputs_BT.shape == (ROWS, task.tokens)
    for row in range(ROWS):
        text, below = drawn.lines(row)
        wanted = list(READERS[name](text, **task.sizes))
        assert wanted
        asked = {at: (answer, group) for at, answer, group in wanted}
        assert below == "".join(asked[t][0] if t in asked else " " for t in range(len(text)))
        assert [drawn.groups_BT[row, at] for at in asked] == [group for _, group in asked.values()]
        assert not drawn.groups_BT[row][~drawn.asked_BT[row]].any()


@every_example
def test_that_every_symbol_is_one_printable_character(name, sizes):
    drawn = draw(name, sizes)
    assert drawn.inputs_BT.dtype == drawn.answers_BT.dtype == np.uint8
    for codes in (drawn.inputs_BT, drawn.answers_BT[drawn.asked_BT]):
        assert codes.min() > 32
        assert codes.max() < 127


@every_example
def test_that_the_questions_follow_from_the_seed_alone(name, sizes):
    first, again, other = draw(name, sizes), draw(name, sizes), draw(name, sizes, seed=1)
    for field in ("inputs_BT", "answers_BT", "groups_BT"):
        assert np.array_equal(getattr(first, field), getattr(again, field))
    assert not np.array_equal(first.inputs_BT, other.inputs_BT)


@every_example
def test_that_answers_are_as_frequent_as_chance_says(name, sizes):
    task, drawn = check_task(name, sizes), draw(name, sizes, rows=2000)
    answers = drawn.answers_BT[drawn.asked_BT & (drawn.answers_BT != ord("|"))]
    shares = np.unique(answers, return_counts=True)[1] / len(answers)
    assert len(shares) == round(1 / task.chance)
    # Five standard errors of a share, as if only one answer a sequence were independent.
    assert shares == pytest.approx(task.chance, abs=5 * (task.chance / 2000) ** 0.5)


def test_that_keys_are_asked_in_an_order_of_their_own():
    drawn = draw("recall", rows=2000)
    texts = [drawn.lines(row)[0] for row in range(2000)]
    places = Counter(text[0:16:2].index(text[16]) for text in texts)
    assert sorted(places) == list(range(8))
    assert min(places.values()) > 150


def test_that_a_reassigned_key_has_two_values_that_differ_and_the_last_one_counts():
    task = check_task("recall", {"reassigned": 8})
    drawn = task.questions(500, np.random.default_rng(0))
    earlier = 0
    for row in range(500):
        text, below = drawn.lines(row)
        given = {}
        for key, value in re.findall("(.)(.)", text[:32]):
            given.setdefault(key, []).append(value)
        assert all(len(values) == 2 and values[0] != values[1] for values in given.values())
        earlier += sum(below[at] != given[text[at]][-1] for at in range(32, 40))
    assert earlier == 0


@pytest.mark.parametrize("needles", [1, 4])
def test_that_a_needle_is_not_found_by_the_last_value_or_the_most_frequent_one(needles):
    drawn = draw("needle", {"needles": needles}, rows=2000)
    hits = Counter()
    for row in range(2000):
        text, below = drawn.lines(row)
        hits["last"] += text[255] == below[256]
        hits["frequent"] += Counter(text[:256]).most_common(1)[0][0] == below[256]
    assert max(hits.values()) / 2000 < 2 * check_task("needle", {}).chance


def test_that_needles_are_as_likely_anywhere():
    drawn = draw("needle", rows=4000)
    since = drawn.groups_BT[drawn.asked_BT]
    shares = np.histogram(since, bins=8, range=(0, 258))[0] / len(since)
    assert shares == pytest.approx(1 / 8, abs=0.02)


def test_that_about_half_of_nback_matches():
    for sizes in ({}, {"n": 4, "symbols": 2}):
        drawn = draw("nback", sizes, rows=500)
        assert np.mean(drawn.answers_BT[drawn.asked_BT] == ord("y")) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("sizes", "far", "least"),
    [({}, 17, 0.15), ({"length": 256, "depth": 60}, 65, 0.15)],
)
def test_that_brackets_reach_long_distances_and_the_greatest_depth(sizes, far, least):
    task, drawn = check_task("dyck", sizes), draw("dyck", sizes, rows=400)
    since = drawn.groups_BT[drawn.asked_BT]
    assert np.mean(since >= far) > least
    assert np.mean(since == 1) > 0.3
    steps = np.where(np.isin(drawn.inputs_BT, list(b"([{<")), 1, -1)
    assert steps.cumsum(axis=1).max() == task.depth


def test_that_every_number_of_repeats_is_drawn():
    drawn = draw("copy", {"length": 2, "repeats": 5}, rows=400)
    assert set(drawn.inputs_BT[:, 3].tobytes().decode()) == set("12345")


@pytest.mark.parametrize(
    ("name", "sizes", "said"),
    [
        ("recal", {}, "there is no task 'recal'; there are: recall, copy, reverse"),
        (None, {}, "the task has no name: give it one of these: recall, copy"),
        ([], {}, "there is no task"),
        ("recall", {"pair": 3}, "has no size 'pair'; did you mean 'pairs'"),
        ("recall", {"zzz": 3}, "has no size 'zzz'; it has: pairs, keys, values, reassigned"),
        ("recall", {"pairs": 33}, "33 pairs need as many keys, and there are 32"),
        ("recall", {"keys": 60, "values": 35}, "more than the 94 characters"),
        ("recall", {"keys": 94}, "'keys' must be a whole number from 1 to 93"),
        ("recall", {"pairs": 0}, "'pairs' must be a whole number from 1 to 10,000, not 0"),
        ("recall", {"pairs": -1}, "not -1"),
        ("recall", {"pairs": 2.5}, "not 2.5"),
        ("recall", {"pairs": "8"}, "not '8'"),
        ("recall", {"pairs": True}, "not True"),
        ("recall", {"values": 1}, "from 2 to"),
        ("recall", {"pairs": 4, "reassigned": 5}, "5 keys cannot be reassigned"),
        ("copy", {"symbols": 83}, "'symbols' must be a whole number from 2 to 82"),
        ("copy", {"repeats": 10}, "from 1 to 9"),
        ("reverse", {"length": 0}, "task 'reverse': 'length'"),
        ("reverse", {"length": 100_000}, "from 1 to 10,000"),
        ("dyck", {"types": 5}, "from 2 to 4"),
        ("dyck", {"length": 7}, "must be even"),
        ("needle", {"needles": 17}, "17 pairs need as many keys, and there are 16"),
        ("needle", {"needles": 4, "length": 7}, "do not fit into 7"),
        ("nback", {"n": 32}, "32 symbols have none that stands 32 later"),
        ("nback", {"symbols": 93}, "from 2 to 92"),
    ],
)
def test_that_what_cannot_be_asked_is_one_sentence(name, sizes, said):
    with pytest.raises(TaskError, match=re.escape(said)) as caught:
        check_task(name, sizes)
    assert "\n" not in str(caught.value)


def test_that_a_task_says_its_sizes():
    task = check_task("copy", {"length": 24})
    assert task.sizes == {"length": 24, "symbols": 16, "repeats": 1}
    assert str(task) == "copy length=24 symbols=16 repeats=1"
    assert task.short == "copy length=24"
    assert check_task(task.name, task.sizes) == task
